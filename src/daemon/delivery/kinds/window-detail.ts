// What a window's notice keeps of it: each copy of its message reads as the first, whatever becomes of the window meanwhile.
import type { Level } from "../../../domain/level.ts";
import type { Maintenance } from "../../../domain/maintenance.ts";
import type { Notice } from "../../store/notices.ts";
import type { Tables } from "../../store/store.ts";

type Facts = Pick<Maintenance, "title" | "text" | "state" | "startsAt" | "endsAt" | "autoStart" | "autoEnd">;
/** What of a window its messages are made of. */
export const factsOf = (window: Maintenance): Facts => {
  const { title, text, state, startsAt, endsAt, autoStart, autoEnd } = window;
  return { title, text, state, startsAt, endsAt, autoStart, autoEnd };
};
export interface WindowDetail extends Facts {
  /** That the page shows, as they were. */
  components: { id: string; name: string; level: Level }[];
  /** Of one that was moved: when it was planned before. */
  was?: { startsAt: number; endsAt: number };
  /** Ids of components that it does not cover any more. */
  left?: string[];
  updateId?: number;
  /** It is one of a series. */
  isOfSeries?: true;
  wasRunning?: boolean;
  why?: "skipped" | "lapsed";
  isUnseen?: true;
  isSilent?: true;
  /** It is told for all of these, of one series. */
  windows?: number[];
  withLater?: true;
}

/** Notices of before 0.4 keep nothing: what they tell of had begun, and its row says the rest. */
export const detailOf = (tables: Tables, { detail, maintenanceId }: Notice): WindowDetail => {
  if (detail.components) return detail as unknown as WindowDetail;
  return { ...factsOf(tables.maintenances.get(maintenanceId!)!), components: [], wasRunning: true };
};
export const windowsOf = ({ detail, maintenanceId }: Notice): number[] =>
  (detail.windows as number[] | undefined) ?? [maintenanceId!];

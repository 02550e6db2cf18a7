// Windows as the page's readers see them: planned and running ones, with what was said of them.
import type { Maintenance } from "../../../domain/maintenance.ts";
import type { MaintenanceUpdate } from "../maintenance-updates.ts";
import type { Tables } from "../store.ts";

type Shown = "id" | "title" | "text" | "state" | "startsAt" | "endsAt" | "startedAt" | "createdAt" | "components";
export interface PublicWindow extends Pick<Maintenance, Shown> {
  /** Readers are or were told that it is planned. */
  isAnnounced: boolean;
  /** Newest first. */
  updates: PublicUpdate[];
  /** Starts of the next occurrences after this one, where it comes again. */
  nextAt: number[];
}
export type PublicUpdate = Pick<MaintenanceUpdate, "id" | "body" | "at" | "isSilent"> & {
  /** What the window was when it was said. */
  state: "scheduled" | "in_progress";
};

const MAX_SHOWN = 50;
/** Of which some may cover nothing that is shown. */
const MAX_READ = 1000;
const MAX_NEXT = 3;

/** A window as the page's readers see it; null when it covers nothing that they do. */
export const visibleWindow = (window: Maintenance, visible: ReadonlySet<string>): Maintenance | null => {
  const components = window.components.filter((id) => visible.has(id));
  return components.length > 0 ? { ...window, components } : null;
};

/** Running and coming ones that cover something visible, next first; of a series to come, its next occurrence. */
export const publicWindows = (tables: Tables, visible: ReadonlySet<string>): PublicWindow[] => {
  const all = tables.maintenances.currentOnce(MAX_READ).flatMap((window) => visibleWindow(window, visible) ?? []);
  const windows = all.slice(0, MAX_SHOWN);
  const updates = tables.maintenanceUpdates.ofMany(windows.map(({ id }) => id));
  return windows.map((window) => publicWindow(window, updates.get(window.id) ?? [], nextOf(tables, window)));
};

const nextOf = ({ maintenances }: Tables, { seriesId, state }: Maintenance): number[] =>
  seriesId === null || state !== "scheduled"
    ? []
    : maintenances
        .scheduledOf(seriesId, MAX_NEXT + 1)
        .slice(1)
        .map(({ startsAt }) => startsAt);

const publicWindow = (window: Maintenance, updates: readonly MaintenanceUpdate[], nextAt: number[]): PublicWindow => ({
  ...{ id: window.id, title: window.title, text: window.text, state: window.state },
  ...{ startsAt: window.startsAt, endsAt: window.endsAt, startedAt: window.startedAt, createdAt: window.createdAt },
  isAnnounced: window.announcedAt !== null,
  components: window.components,
  updates: updates.toReversed().map(({ id, body, at, isSilent }) => ({
    ...{ id, body, at, isSilent },
    state: window.startedAt !== null && at >= window.startedAt ? "in_progress" : "scheduled",
  })),
  nextAt,
});

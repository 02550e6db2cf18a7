// Windows as the page's readers see them: planned, running and over, with what was said of them.
import type { Maintenance } from "../../../domain/maintenance.ts";
import type { MaintenanceUpdate } from "../maintenance-updates.ts";
import type { Tables } from "../store.ts";

type Planned = "id" | "title" | "text" | "state" | "startsAt" | "endsAt" | "createdAt" | "components";
type Told = "notifyStart" | "notifyEnd";
export interface PublicWindow extends Pick<Maintenance, Planned | Told | "startedAt" | "endedAt"> {
  /** Readers are or were told that it is planned. */
  isAnnounced: boolean;
  /** Newest first. */
  updates: PublicUpdate[];
  /** Starts of the next occurrences after this one, where it comes again. */
  nextAt: number[];
  /** How often its times became others, by a plan or by what really happened. */
  revision: number;
  /** When anything last happened to it, epoch ms; null for one of before 0.4 to which nothing has. */
  changedAt: number | null;
}
export type PublicUpdate = Pick<MaintenanceUpdate, "id" | "body" | "at" | "isSilent"> & {
  /** What the window was when it was said. */
  state: "scheduled" | "in_progress";
};

const MAX_SHOWN = 50;
/** Of which some may cover nothing that is shown. */
const MAX_READ = 1000;
const MAX_NEXT = 3;
const MAX_IN_CALENDAR = 500;

/** A window as the page's readers see it; null when it covers nothing that they do. */
export const visibleWindow = (window: Maintenance, visible: ReadonlySet<string>): Maintenance | null => {
  const components = window.components.filter((id) => visible.has(id));
  return components.length > 0 ? { ...window, components } : null;
};

/** Running and coming ones that cover something visible, next first; of a series to come, its next occurrence. */
export const publicWindows = (tables: Tables, visible: ReadonlySet<string>): PublicWindow[] =>
  tell(tables, tables.maintenances.currentOnce(MAX_READ), visible);

/** The newest of those that are over; what was called off takes no place from what took place. */
export const pastWindows = (tables: Tables, visible: ReadonlySet<string>): PublicWindow[] => {
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const newest = (["completed", "cancelled"] as const)
    .flatMap((state) => tables.maintenances.overBetween(visible, { ...all, state }, MAX_SHOWN))
    .sort((a, b) => b.startsAt - a.startsAt || b.id - a.id);
  return tell(tables, newest, visible, newest.length);
};

/** Over, and planned to start from `from` until before `to`, newest first. */
export const windowsBetween = (
  tables: Tables,
  visible: ReadonlySet<string>,
  span: { from: number; to: number },
  limit: number,
): PublicWindow[] => tell(tables, tables.maintenances.overBetween(visible, span, limit), visible, limit);

/** For a calendar: every occurrence for itself, those that are over too, and those that were called off. */
export const calendarWindows = (tables: Tables, visible: ReadonlySet<string>): PublicWindow[] => [
  ...pastWindows(tables, visible).reverse(),
  ...tell(tables, tables.maintenances.current(MAX_READ).items, visible, MAX_IN_CALENDAR),
];

/** One of them, however old; null where it covers nothing visible, or was called off before anybody heard of it. */
export const publicWindow = (tables: Tables, id: number, visible: ReadonlySet<string>): PublicWindow | null => {
  const window = tables.maintenances.get(id);
  const isUnheard = window?.state === "cancelled" && window.announcedAt === null && window.startedAt === null;
  return window && !isUnheard ? (tell(tables, [window], visible)[0] ?? null) : null;
};

/** In a constant number of queries, but for the series among them. */
const tell = (
  tables: Tables,
  windows: readonly Maintenance[],
  visible: ReadonlySet<string>,
  limit = MAX_SHOWN,
): PublicWindow[] => {
  const shown = windows.flatMap((window) => visibleWindow(window, visible) ?? []).slice(0, limit);
  const ids = shown.map(({ id }) => id);
  const updates = tables.maintenanceUpdates.ofMany(ids);
  const revisions = tables.events.revisionsOf(ids);
  return shown.map((window) => ({
    ...plannedOf(window),
    updates: updatesOf(window, updates.get(window.id) ?? []),
    nextAt: nextOf(tables, window),
    revision: revisions.get(window.id)?.revision ?? 0,
    changedAt: revisions.get(window.id)?.at ?? null,
  }));
};

const nextOf = ({ maintenances }: Tables, { seriesId, state }: Maintenance): number[] =>
  seriesId === null || state !== "scheduled"
    ? []
    : maintenances
        .scheduledOf(seriesId, MAX_NEXT + 1)
        .slice(1)
        .map(({ startsAt }) => startsAt);

const plannedOf = (window: Maintenance): Omit<PublicWindow, "updates" | "nextAt" | "revision" | "changedAt"> => ({
  ...{ id: window.id, title: window.title, text: window.text, state: window.state },
  ...{ startsAt: window.startsAt, endsAt: window.endsAt, startedAt: window.startedAt, endedAt: window.endedAt },
  ...{ createdAt: window.createdAt, isAnnounced: window.announcedAt !== null, components: window.components },
  ...{ notifyStart: window.notifyStart, notifyEnd: window.notifyEnd },
});

const updatesOf = ({ startedAt }: Maintenance, updates: readonly MaintenanceUpdate[]): PublicUpdate[] =>
  updates.toReversed().map(({ id, body, at, isSilent }) => ({
    ...{ id, body, at, isSilent },
    state: startedAt !== null && at >= startedAt ? "in_progress" : "scheduled",
  }));

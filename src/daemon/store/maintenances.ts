import type { Maintenance } from "../../domain/maintenance.ts";
import { nextAt } from "../../domain/maintenance-clock.ts";
import type { Db } from "./database.ts";

interface MaintenanceRow {
  id: number;
  title: string;
  text: string | null;
  state: Maintenance["state"];
  starts_at: number;
  ends_at: number;
  started_at: number | null;
  ended_at: number | null;
  announced_at: number | null;
  reminded_at: number | null;
  covers: string | null;
  series_id: number | null;
  occurrence: string | null;
  is_edited: number;
  auto_start: number;
  auto_end: number;
  announce: number;
  announce_ms: number | null;
  remind_ms: number | null;
  notify_start: number;
  notify_end: number;
  hold_alerts: number;
  verify_ms: number | null;
  created_at: number | null;
}
export interface MaintenancePlace {
  startsAt: number;
  id: number;
}
export type NewMaintenance = Omit<Maintenance, "id" | "state" | "startedAt" | "endedAt" | "isEdited">;

/** Columns that `save` writes, in the order of `valuesOf`. */
const COLUMNS = [
  ...["title", "text", "state", "starts_at", "ends_at", "started_at", "ended_at", "announced_at", "reminded_at"],
  ...["covers", "series_id", "occurrence", "is_edited", "auto_start", "auto_end", "announce", "announce_ms"],
  ...["remind_ms", "notify_start", "notify_end", "hold_alerts", "verify_ms", "created_at", "next_at"],
];
const LIVE = "state IN ('in_progress', 'verifying')";
/** A window that begins takes over from one that ends: no component is well for a moment in between. */
export const DUE =
  "SELECT id FROM maintenances WHERE next_at <= ? ORDER BY state = 'scheduled' DESC, next_at, id LIMIT ?";
/** Exported for the test that reads EXPLAIN, as all of these. */
export const CURRENT = `SELECT * FROM (
   SELECT * FROM maintenances WHERE ${LIVE}
   UNION ALL SELECT * FROM maintenances WHERE state = 'scheduled')
 WHERE (starts_at, id) > (?, ?) ORDER BY starts_at, id LIMIT ?`;
export const COMING =
  "SELECT * FROM maintenances WHERE state = 'scheduled' AND (starts_at, id) > (?, ?) ORDER BY starts_at, id LIMIT ?";
export const OF_SERIES =
  "SELECT * FROM maintenances WHERE series_id = ? AND state = 'scheduled' ORDER BY starts_at, id LIMIT ?";
/** Twenty-four a day for twelve weeks; no edit looks at more. */
const MAX_SINCE = 2000;
export const SINCE = `SELECT * FROM maintenances WHERE series_id = ? AND occurrence >= ? ORDER BY occurrence LIMIT ${MAX_SINCE}`;
/** Of a series its next one alone. */
export const SHOWN = `SELECT * FROM (
   SELECT * FROM maintenances WHERE ${LIVE}
   UNION ALL SELECT * FROM maintenances AS one WHERE state = 'scheduled' AND (series_id IS NULL OR id =
     (SELECT id FROM maintenances AS next WHERE next.series_id = one.series_id AND next.state = 'scheduled'
      ORDER BY starts_at LIMIT 1)))
 ORDER BY starts_at, id LIMIT ?`;
/** Of many a page may show a few: so far back it is looked for them. */
const MAX_OVER_READ = 2000;
/** Of those that nobody heard of nothing is said: what was cancelled before it was announced. */
export const OVER_BETWEEN = `SELECT * FROM (
   SELECT * FROM maintenances INDEXED BY maintenances_over
   WHERE state IN ('completed', 'cancelled') AND starts_at >= :from AND starts_at < :to
     AND state = coalesce(:state, state) AND (state = 'completed' OR coalesce(announced_at, started_at) IS NOT NULL)
   ORDER BY starts_at DESC, id DESC LIMIT ${MAX_OVER_READ}) AS one
 WHERE EXISTS (SELECT 1 FROM maintenance_components WHERE maintenance_id = one.id
   AND component_id IN (SELECT value FROM json_each(:components)))
 ORDER BY starts_at DESC, id DESC LIMIT :limit`;
/** That the doctor names. */
const MAX_OVERRUNNING = 20;
export const HOLDING = `SELECT DISTINCT component_id FROM maintenance_components
  WHERE maintenance_id IN (SELECT id FROM maintenances WHERE ${LIVE} AND hold_alerts = 1)`;

export const createMaintenances = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO maintenances (${COLUMNS.join(", ")}) VALUES (${COLUMNS.map(() => "?").join(", ")})`,
  );
  const update = db.prepare(`UPDATE maintenances SET ${COLUMNS.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`);
  const insertComponent = db.prepare("INSERT INTO maintenance_components (maintenance_id, component_id) VALUES (?, ?)");
  const dropComponents = db.prepare("DELETE FROM maintenance_components WHERE maintenance_id = ?");
  const components = db.prepare(
    "SELECT maintenance_id, component_id FROM maintenance_components WHERE maintenance_id IN (SELECT value FROM json_each(?))",
  );
  const one = db.prepare("SELECT * FROM maintenances WHERE id = ?");
  const current = db.prepare(CURRENT);
  const shown = db.prepare(SHOWN);
  const coming = db.prepare(COMING);
  const overBetween = db.prepare(OVER_BETWEEN);
  const oldestOver = db
    .prepare(
      "SELECT min(starts_at) FROM maintenances INDEXED BY maintenances_over WHERE state IN ('completed', 'cancelled')",
    )
    .pluck();
  const all = db.prepare("SELECT * FROM maintenances WHERE id < ? ORDER BY id DESC LIMIT ?");
  const ofSeries = db.prepare(OF_SERIES);
  const ofOccurrence = db.prepare("SELECT * FROM maintenances WHERE series_id = ? AND occurrence = ?");
  const ofSeriesSince = db.prepare(SINCE);
  const rename = db.prepare("UPDATE maintenances SET occurrence = ? WHERE id = ?");
  const due = db.prepare(DUE).pluck();
  const nextDue = db.prepare("SELECT min(next_at) FROM maintenances WHERE next_at IS NOT NULL").pluck();
  const overrunning = db.prepare(
    `SELECT * FROM maintenances WHERE ${LIVE} AND ends_at <= ? ORDER BY starts_at, id LIMIT ${MAX_OVERRUNNING}`,
  );
  const holding = db.prepare(HOLDING).pluck();

  const withComponents = (rows: readonly MaintenanceRow[]): Maintenance[] => {
    const found = new Map<number, string[]>(rows.map((row) => [row.id, []]));
    const ids = JSON.stringify(rows.map((row) => row.id));
    for (const row of components.all(ids) as { maintenance_id: number; component_id: string }[])
      found.get(row.maintenance_id)?.push(row.component_id);
    return rows.map((row) => fromRow(row, found.get(row.id) ?? []));
  };
  const maybe = (row: unknown): Maintenance | undefined =>
    row ? withComponents([row as MaintenanceRow])[0] : undefined;
  const get = (id: number): Maintenance | undefined => maybe(one.get(id));
  const cover = (id: number, ids: readonly string[]): void => {
    for (const component of ids) insertComponent.run(id, component);
  };

  return {
    get,
    insert: (plan: NewMaintenance): Maintenance => {
      const fresh = {
        ...plan,
        ...({ id: 0, state: "scheduled", startedAt: null, endedAt: null, isEdited: false } as const),
      };
      const id = Number(insert.run(...valuesOf(fresh)).lastInsertRowid);
      cover(id, plan.components);
      return { ...fresh, id };
    },
    save: (window: Maintenance): void => {
      const before = withComponents([one.get(window.id) as MaintenanceRow])[0]!;
      update.run(...valuesOf(window), window.id);
      if (before.components.toSorted().join() === window.components.toSorted().join()) return;
      dropComponents.run(window.id);
      cover(window.id, window.components);
    },
    /** Running and coming ones, next first. */
    current: (limit: number, after: MaintenancePlace = FIRST) =>
      paged(withComponents(current.all(after.startsAt, after.id, limit + 1) as MaintenanceRow[]), limit),
    /** The same, but of a series to come its next one alone. */
    currentOnce: (limit: number): Maintenance[] => withComponents(shown.all(limit) as MaintenanceRow[]),
    /** Those that have not started, next first. */
    coming: (limit: number, after: MaintenancePlace = FIRST) =>
      paged(withComponents(coming.all(after.startsAt, after.id, limit + 1) as MaintenanceRow[]), limit),
    /** Over, about one of these components, and planned to start from `from` until before `to`; newest first. */
    overBetween: (
      components: Iterable<string>,
      { from, to, state = null }: { from: number; to: number; state?: "completed" | "cancelled" | null },
      limit: number,
    ): Maintenance[] => {
      const asked = { from, to, state, components: JSON.stringify([...components]), limit };
      return withComponents(overBetween.all(asked) as MaintenanceRow[]);
    },
    /** When the first of those that are over was to start; null while there is none. */
    oldestOver: (): number | null => oldestOver.get() as number | null,
    /** Every one, newest first. */
    all: (limit: number, after: MaintenancePlace = { startsAt: 0, id: Number.MAX_SAFE_INTEGER }) =>
      paged(withComponents(all.all(after.id, limit + 1) as MaintenanceRow[]), limit),
    /** Occurrences that have not started, next first. */
    scheduledOf: (seriesId: number, limit: number): Maintenance[] =>
      withComponents(ofSeries.all(seriesId, limit) as MaintenanceRow[]),
    /** All of a series whose rule named them that wall time or later, whatever became of them. */
    ofSeriesSince: (seriesId: number, wall: string): Maintenance[] =>
      withComponents(ofSeriesSince.all(seriesId, wall) as MaintenanceRow[]),
    /** Another wall time of its rule; null: it is none of its occurrences any more. */
    rename: (id: number, wall: string | null): void => {
      rename.run(wall, id);
    },
    /** The row of one occurrence, whatever became of it. */
    ofOccurrence: (seriesId: number, wall: string): Maintenance | undefined => maybe(ofOccurrence.get(seriesId, wall)),
    /** Ids of windows for which something has come due; those that are still to begin first. */
    due: (now: number, limit: number): number[] => due.all(now, limit) as number[],
    /** When the next one wants the clock; null when none does. */
    nextDue: (): number | null => nextDue.get() as number | null,
    /** Running ones past their end, which nobody has ended. */
    overrunning: (now: number): Maintenance[] => withComponents(overrunning.all(now) as MaintenanceRow[]),
    /** Components that are covered by a running window which holds their alerts. */
    holding: (): Set<string> => new Set(holding.all() as string[]),
  };
};

const FIRST: MaintenancePlace = { startsAt: -1, id: 0 };

const paged = (rows: Maintenance[], limit: number): { items: Maintenance[]; next: MaintenancePlace | null } => {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? { startsAt: last.startsAt, id: last.id } : null };
};

const valuesOf = (w: Maintenance): (string | number | null)[] => [
  ...[w.title, w.text, w.state, w.startsAt, w.endsAt, w.startedAt, w.endedAt, w.announcedAt, w.remindedAt],
  ...[JSON.stringify(w.covers), w.seriesId, w.occurrence],
  ...[w.isEdited, w.autoStart, w.autoEnd, w.announce].map(Number),
  ...[w.announceMs, w.remindMs],
  ...[w.notifyStart, w.notifyEnd, w.holdAlerts].map(Number),
  ...[w.verifyMs, w.createdAt, nextAt(w)],
];

const fromRow = (row: MaintenanceRow, ids: string[]): Maintenance => ({
  id: row.id,
  title: row.title,
  text: row.text,
  state: row.state,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  announcedAt: row.announced_at,
  remindedAt: row.reminded_at,
  // Those of before 0.4 named components one by one.
  covers: row.covers === null ? { components: ids, groups: [], page: null } : JSON.parse(row.covers),
  components: ids,
  seriesId: row.series_id,
  occurrence: row.occurrence,
  isEdited: row.is_edited === 1,
  autoStart: row.auto_start === 1,
  autoEnd: row.auto_end === 1,
  announce: row.announce === 1,
  announceMs: row.announce_ms,
  remindMs: row.remind_ms,
  notifyStart: row.notify_start === 1,
  notifyEnd: row.notify_end === 1,
  holdAlerts: row.hold_alerts === 1,
  verifyMs: row.verify_ms,
  createdAt: row.created_at,
});

// What comes again: the rule, and what its occurrences are made of. Their rows stand in `maintenances`.
import type { Covers, Switches } from "../../domain/maintenance.ts";
import type { Db } from "./database.ts";

export interface SeriesPlan extends Switches {
  title: string;
  text: string | null;
  covers: Covers;
}
export interface Series {
  id: number;
  rrule: string;
  timeZone: string;
  /** Wall time from which the rule counts. */
  startsAt: string;
  durationMs: number;
  plan: SeriesPlan;
  createdAt: number;
  /** When it was called off; null: it goes on as long as its rule does. */
  endedAt: number | null;
}
interface SeriesRow {
  id: number;
  rrule: string;
  time_zone: string;
  starts_at: string;
  duration_ms: number;
  plan: string;
  created_at: number;
  ended_at: number | null;
}

export const createMaintenanceSeries = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO maintenance_series (rrule, time_zone, starts_at, duration_ms, plan, created_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const update = db.prepare(
    "UPDATE maintenance_series SET rrule = ?, time_zone = ?, starts_at = ?, duration_ms = ?, plan = ?, ended_at = ? WHERE id = ?",
  );
  const one = db.prepare("SELECT * FROM maintenance_series WHERE id = ?");
  const active = db.prepare("SELECT id FROM maintenance_series WHERE ended_at IS NULL ORDER BY id").pluck();
  const many = db.prepare("SELECT * FROM maintenance_series WHERE id IN (SELECT value FROM json_each(?))");

  return {
    insert: (series: Omit<Series, "id" | "endedAt">): Series => {
      const { rrule, timeZone, startsAt, durationMs, plan, createdAt } = series;
      const done = insert.run(rrule, timeZone, startsAt, durationMs, JSON.stringify(plan), createdAt);
      return { ...series, id: Number(done.lastInsertRowid), endedAt: null };
    },
    save: (series: Series): void => {
      const { rrule, timeZone, startsAt, durationMs, plan, endedAt, id } = series;
      update.run(rrule, timeZone, startsAt, durationMs, JSON.stringify(plan), endedAt, id);
    },
    get: (id: number): Series | undefined => {
      const row = one.get(id) as SeriesRow | undefined;
      return row && fromRow(row);
    },
    /** Ids of those that nobody has called off. */
    active: (): number[] => active.all() as number[],
    getMany: (ids: readonly number[]): Map<number, Series> =>
      new Map((many.all(JSON.stringify(ids)) as SeriesRow[]).map((row) => [row.id, fromRow(row)])),
  };
};

const fromRow = (row: SeriesRow): Series => ({
  id: row.id,
  rrule: row.rrule,
  timeZone: row.time_zone,
  startsAt: row.starts_at,
  durationMs: row.duration_ms,
  plan: JSON.parse(row.plan),
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

import type { Maintenance } from "../../domain/maintenance.ts";
import type { Db } from "./database.ts";

interface MaintenanceRow {
  id: number;
  title: string;
  state: Maintenance["state"];
  starts_at: number;
  ends_at: number;
  started_at: number | null;
  ended_at: number | null;
}
export interface MaintenancePlace {
  startsAt: number;
  id: number;
}

export const createMaintenances = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO maintenances (title, state, starts_at, ends_at) VALUES (?, 'scheduled', ?, ?)",
  );
  const insertComponent = db.prepare("INSERT INTO maintenance_components (maintenance_id, component_id) VALUES (?, ?)");
  const components = db.prepare(
    "SELECT maintenance_id, component_id FROM maintenance_components WHERE maintenance_id IN (SELECT value FROM json_each(?))",
  );
  const update = db.prepare("UPDATE maintenances SET state = ?, started_at = ?, ended_at = ? WHERE id = ?");
  const one = db.prepare("SELECT * FROM maintenances WHERE id = ?");
  // Two arms, each with its own partial index.
  const current = db.prepare(
    `SELECT * FROM (
       SELECT * FROM maintenances WHERE state = 'in_progress'
       UNION ALL SELECT * FROM maintenances WHERE state = 'scheduled')
     WHERE (starts_at, id) > (?, ?) ORDER BY starts_at, id LIMIT ?`,
  );
  const all = db.prepare("SELECT * FROM maintenances WHERE id < ? ORDER BY id DESC LIMIT ?");
  const due = db
    .prepare(
      `SELECT id FROM maintenances WHERE state = 'in_progress' AND ends_at <= ?
     UNION ALL SELECT id FROM maintenances WHERE state = 'scheduled' AND starts_at <= ? LIMIT 100`,
    )
    .pluck();
  const nextDue = db
    .prepare(
      `SELECT min(at) FROM (SELECT min(ends_at) AS at FROM maintenances WHERE state = 'in_progress'
     UNION ALL SELECT min(starts_at) FROM maintenances WHERE state = 'scheduled')`,
    )
    .pluck();

  const withComponents = (rows: readonly MaintenanceRow[]): Maintenance[] => {
    const found = new Map<number, string[]>(rows.map((row) => [row.id, []]));
    const ids = JSON.stringify(rows.map((row) => row.id));
    for (const row of components.all(ids) as { maintenance_id: number; component_id: string }[])
      found.get(row.maintenance_id)?.push(row.component_id);
    return rows.map((row) => fromRow(row, found.get(row.id) ?? []));
  };
  const get = (id: number): Maintenance | undefined => {
    const row = one.get(id) as MaintenanceRow | undefined;
    return row && withComponents([row])[0];
  };

  return {
    get,
    insert: (plan: { title: string; startsAt: number; endsAt: number; components: readonly string[] }): Maintenance => {
      const id = Number(insert.run(plan.title, plan.startsAt, plan.endsAt).lastInsertRowid);
      for (const component of plan.components) insertComponent.run(id, component);
      return get(id)!;
    },
    save: (window: Maintenance): void => {
      update.run(window.state, window.startedAt, window.endedAt, window.id);
    },
    /** Running and coming ones, next first. */
    current: (limit: number, after: MaintenancePlace = { startsAt: -1, id: 0 }) =>
      paged(withComponents(current.all(after.startsAt, after.id, limit + 1) as MaintenanceRow[]), limit),
    /** Every one, newest first. */
    all: (limit: number, after: MaintenancePlace = { startsAt: 0, id: Number.MAX_SAFE_INTEGER }) =>
      paged(withComponents(all.all(after.id, limit + 1) as MaintenanceRow[]), limit),
    /** Ids of windows whose start or end has come. */
    due: (now: number): number[] => due.all(now, now) as number[],
    /** When the next one starts or ends; null when nothing is planned. */
    nextDue: (): number | null => nextDue.get() as number | null,
  };
};

const paged = (rows: Maintenance[], limit: number): { items: Maintenance[]; next: MaintenancePlace | null } => {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? { startsAt: last.startsAt, id: last.id } : null };
};

const fromRow = (row: MaintenanceRow, ids: string[]): Maintenance => ({
  id: row.id,
  title: row.title,
  state: row.state,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  components: ids,
});

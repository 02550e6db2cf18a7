// What was said of a window in public, besides its own text.
import type { Db } from "./database.ts";

export interface MaintenanceUpdate {
  id: number;
  maintenanceId: number;
  /** Markdown, as it was written. */
  body: string;
  at: number;
  author: string;
  /** Nobody is sent it; it only stands on the page. */
  isSilent: boolean;
}
interface UpdateRow {
  id: number;
  maintenance_id: number;
  body: string;
  at: number;
  author: string;
  is_silent: number;
}

export const createMaintenanceUpdates = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO maintenance_updates (maintenance_id, body, at, author, is_silent) VALUES (?, ?, ?, ?, ?)",
  );
  const one = db.prepare("SELECT * FROM maintenance_updates WHERE id = ?");
  const count = db.prepare("SELECT count(*) FROM maintenance_updates WHERE maintenance_id = ?").pluck();
  const ofMany = db.prepare(
    "SELECT * FROM maintenance_updates WHERE maintenance_id IN (SELECT value FROM json_each(?)) ORDER BY maintenance_id, id",
  );

  return {
    insert: (update: Omit<MaintenanceUpdate, "id">): MaintenanceUpdate => {
      const { maintenanceId, body, at, author, isSilent } = update;
      const done = insert.run(maintenanceId, body, at, author, isSilent ? 1 : 0);
      return { ...update, id: Number(done.lastInsertRowid) };
    },
    get: (id: number): MaintenanceUpdate | undefined => {
      const row = one.get(id) as UpdateRow | undefined;
      return row && fromRow(row);
    },
    count: (maintenanceId: number): number => count.get(maintenanceId) as number,
    /** Of each window, oldest first; windows with none are missing. */
    ofMany: (maintenanceIds: readonly number[]): Map<number, MaintenanceUpdate[]> => {
      const found = new Map<number, MaintenanceUpdate[]>();
      if (maintenanceIds.length === 0) return found;
      for (const row of ofMany.all(JSON.stringify(maintenanceIds)) as UpdateRow[]) {
        const list = found.get(row.maintenance_id) ?? [];
        list.push(fromRow(row));
        found.set(row.maintenance_id, list);
      }
      return found;
    },
  };
};

const fromRow = (row: UpdateRow): MaintenanceUpdate => ({
  id: row.id,
  maintenanceId: row.maintenance_id,
  body: row.body,
  at: row.at,
  author: row.author,
  isSilent: row.is_silent === 1,
});

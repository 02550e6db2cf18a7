// A person's word on the level of a component: one that lives at a time, the others are history.
import type { Level } from "../../domain/level.ts";
import type { Db } from "./database.ts";

export interface Override {
  id: number;
  componentId: string;
  level: Level;
  reason: string;
  author: string;
  setAt: number;
  /** null: until somebody clears it. */
  endsAt: number | null;
  endedAt: number | null;
}
interface OverrideRow {
  id: number;
  component_id: string;
  level: Level;
  reason: string;
  author: string;
  set_at: number;
  ends_at: number | null;
  ended_at: number | null;
}

export const createOverrides = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO overrides (component_id, level, reason, author, set_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const one = db.prepare("SELECT * FROM overrides WHERE id = ?");
  const ofComponent = db.prepare("SELECT * FROM overrides WHERE component_id = ? AND ended_at IS NULL");
  const live = db.prepare("SELECT id FROM overrides WHERE ended_at IS NULL ORDER BY component_id").pluck();
  const end = db.prepare("UPDATE overrides SET ended_at = ? WHERE id = ?");
  const due = db
    .prepare("SELECT id FROM overrides WHERE ended_at IS NULL AND ends_at <= ? ORDER BY ends_at LIMIT ?")
    .pluck();
  const nextDue = db
    .prepare("SELECT min(ends_at) FROM overrides WHERE ended_at IS NULL AND ends_at IS NOT NULL")
    .pluck();
  const get = (id: number): Override | undefined => overrideOf(one.get(id));

  return {
    get,
    insert: (made: Omit<Override, "id" | "endedAt">): Override => {
      const { componentId, level, reason, author, setAt, endsAt } = made;
      return get(Number(insert.run(componentId, level, reason, author, setAt, endsAt).lastInsertRowid))!;
    },
    ofComponent: (componentId: string): Override | undefined => overrideOf(ofComponent.get(componentId)),
    /** Ids of all that live; there is at most one a component. */
    live: (): number[] => live.all() as number[],
    end: (id: number, at: number): void => {
      end.run(at, id);
    },
    due: (now: number, limit: number): number[] => due.all(now, limit) as number[],
    nextDue: (): number | null => nextDue.get() as number | null,
  };
};

export const overrideOf = (row: unknown): Override | undefined => (row ? fromRow(row as OverrideRow) : undefined);

const fromRow = (row: OverrideRow): Override => ({
  id: row.id,
  componentId: row.component_id,
  level: row.level,
  reason: row.reason,
  author: row.author,
  setAt: row.set_at,
  endsAt: row.ends_at,
  endedAt: row.ended_at,
});

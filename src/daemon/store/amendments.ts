// What people corrected of the past of components. A later one counts where two overlap; none is ever changed or removed.
import type { Amended } from "../../domain/amendment.ts";
import type { Level } from "../../domain/level.ts";
import type { Db } from "./database.ts";

export interface Amendment extends Amended {
  id: number;
  componentId: string;
  reason: string;
  author: string;
  at: number;
}
interface AmendmentRow {
  id: number;
  component_id: string;
  from_at: number;
  to_at: number;
  level: Level | null;
  reason: string;
  author: string;
  at: number;
}

/** Exported for the test that reads EXPLAIN. */
export const AMENDMENTS_IN = `
  SELECT amendments.* FROM json_each(?) AS asked JOIN amendments ON component_id = asked.value
  WHERE from_at < ? AND to_at > ? ORDER BY amendments.id`;
export const AMENDED_SINCE = "SELECT component_id FROM amendments INDEXED BY amendments_to WHERE to_at > ?";

export const createAmendments = (db: Db, onAmended: (componentId: string) => void) => {
  const insert = db.prepare(
    "INSERT INTO amendments (component_id, from_at, to_at, level, reason, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const one = db.prepare("SELECT * FROM amendments WHERE id = ?");
  const list = db.prepare("SELECT * FROM amendments WHERE component_id = ? AND id < ? ORDER BY id DESC LIMIT ? + 0");
  const count = db.prepare("SELECT count(*) FROM amendments WHERE component_id = ?").pluck();
  const within = db.prepare(AMENDMENTS_IN);
  const since = db.prepare(AMENDED_SINCE).pluck();

  return {
    insert: ({ componentId, from, to, level, reason, author, at }: Omit<Amendment, "id">): Amendment => {
      const { lastInsertRowid } = insert.run(componentId, from, to, level, reason, author, at);
      onAmended(componentId);
      return fromRow(one.get(lastInsertRowid) as AmendmentRow);
    },
    /** Newest first, those with an id below `before`. */
    list: (componentId: string, before: number, limit: number): Amendment[] =>
      (list.all(componentId, before, limit) as AmendmentRow[]).map(fromRow),
    count: (componentId: string): number => count.get(componentId) as number,
    /** By component, oldest first: those that have to do with a span. */
    within: (ids: readonly string[], { from, to }: { from: number; to: number }): Map<string, Amendment[]> =>
      Map.groupBy((within.all(JSON.stringify(ids), to, from) as AmendmentRow[]).map(fromRow), (row) => row.componentId),
    /** Components of which something after a moment was amended. */
    since: (at: number): Set<string> => new Set(since.all(at) as string[]),
  };
};
export type Amendments = ReturnType<typeof createAmendments>;

const fromRow = (row: AmendmentRow): Amendment => ({
  id: row.id,
  componentId: row.component_id,
  from: row.from_at,
  to: row.to_at,
  level: row.level,
  reason: row.reason,
  author: row.author,
  at: row.at,
});

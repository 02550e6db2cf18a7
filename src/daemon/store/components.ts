// Components with their present level, and what the status engine knows of the reasons.

import type { Cause, CauseKind, CauseOfLevel, Level } from "../../domain/level.ts";
import type { Effect } from "../../domain/link.ts";
import type { Db } from "./database.ts";

export interface ComponentFacts {
  id: string;
  name: string;
  description: string | null;
  group: string | null;
  position: number;
  isHidden: boolean;
}
export interface Component extends ComponentFacts {
  level: Level;
  /** When the level last really moved, epoch ms. */
  since: number;
  cause: CauseOfLevel;
  createdAt: number;
  /** A person's word, while it lives. */
  override: { level: Level; reason: string; author: string; setAt: number; endsAt: number | null } | null;
}
export interface ComponentRow {
  id: string;
  name: string;
  description: string | null;
  group_name: string | null;
  position: number;
  is_hidden: number;
  level: Level;
  level_since: number;
  cause_kind: CauseKind | "none";
  cause_id: number | null;
  created_at: number;
}
interface PinnedRow extends ComponentRow {
  override_level: Level | null;
  override_reason: string;
  override_author: string;
  override_set_at: number;
  override_ends_at: number | null;
}
const WITH_OVERRIDE = `SELECT components.*, o.level AS override_level, o.reason AS override_reason, o.author AS override_author,
    o.set_at AS override_set_at, o.ends_at AS override_ends_at
  FROM components LEFT JOIN overrides o ON o.component_id = components.id AND o.ended_at IS NULL`;

export const createComponents = (db: Db) => {
  const present = db.prepare(`${WITH_OVERRIDE} WHERE is_present = 1 ORDER BY position`);
  const one = db.prepare(`${WITH_OVERRIDE} WHERE components.id = ? AND is_present = 1`);
  const names = db.prepare("SELECT id, name FROM components WHERE id IN (SELECT value FROM json_each(?))");
  const upsert = db.prepare(
    `INSERT INTO components (id, name, description, group_name, position, is_hidden, is_present, level, level_since, cause_kind, created_at)
     VALUES (?, ?, ?, ?, ?, ?, 1, 'operational', ?, 'none', ?)
     ON CONFLICT DO UPDATE SET name = excluded.name, description = excluded.description, group_name = excluded.group_name,
       position = excluded.position, is_hidden = excluded.is_hidden, is_present = 1`,
  );
  const retire = db.prepare("UPDATE components SET is_present = 0 WHERE id = ?");
  const saveLevel = db.prepare(
    "UPDATE components SET level = ?, level_since = ?, cause_kind = ?, cause_id = ? WHERE id = ?",
  );
  const saveCause = db.prepare("UPDATE components SET cause_kind = ?, cause_id = ? WHERE id = ?");
  const causesOf = db.prepare("SELECT kind, id, level FROM level_causes WHERE component_id = ?");
  const askedBy = db.prepare("SELECT component_id, level FROM level_causes WHERE kind = ? AND id = ?");
  const allCauses = db.prepare("SELECT DISTINCT kind, id FROM level_causes");
  const dropAsk = db.prepare("DELETE FROM level_causes WHERE kind = ? AND id = ?");
  const insertAsk = db.prepare("INSERT INTO level_causes (kind, id, component_id, level) VALUES (?, ?, ?, ?)");

  return {
    /** Those in the config, in its order. */
    list: (): Component[] => (present.all() as PinnedRow[]).map(fromRow),
    get: (id: string): Component | undefined => {
      const row = one.get(id) as PinnedRow | undefined;
      return row && fromRow(row);
    },
    /** Names also of components that have left the config, since history speaks of them. */
    namesOf: (ids: readonly string[]): Map<string, string> => {
      if (ids.length === 0) return new Map();
      return new Map(
        (names.all(JSON.stringify(ids)) as { id: string; name: string }[]).map((row) => [row.id, row.name]),
      );
    },
    upsert: (facts: ComponentFacts, now: number): void => {
      const { id, name, description, group, position, isHidden } = facts;
      upsert.run(id, name, description, group, position, isHidden ? 1 : 0, now, now);
    },
    retire: (id: string): void => {
      retire.run(id);
    },
    /** The level moved. */
    saveLevel: (id: string, level: Level, since: number, cause: CauseOfLevel): void => {
      saveLevel.run(level, since, cause.kind, "id" in cause ? cause.id : null, id);
    },
    /** Same level, another reason: no change that anybody is told of. */
    saveCause: (id: string, cause: CauseOfLevel): void => {
      saveCause.run(cause.kind, "id" in cause ? cause.id : null, id);
    },
    causesOf: (componentId: string): Cause[] => causesOf.all(componentId) as Cause[],
    askedBy: (kind: CauseKind, id: number): Effect[] =>
      (askedBy.all(kind, id) as { component_id: string; level: Level }[]).map((row) => ({
        componentId: row.component_id,
        level: row.level,
      })),
    askers: (): { kind: CauseKind; id: number }[] => allCauses.all() as { kind: CauseKind; id: number }[],
    /** What a subject asks from now on, all of it. */
    replaceAsk: (kind: CauseKind, id: number, effects: readonly Effect[]): void => {
      dropAsk.run(kind, id);
      for (const effect of effects) insertAsk.run(kind, id, effect.componentId, effect.level);
    },
  };
};

/** A row without what is pinned. */
export const componentOf = (row: ComponentRow): Omit<Component, "override"> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  group: row.group_name,
  position: row.position,
  isHidden: row.is_hidden === 1,
  level: row.level,
  since: row.level_since,
  createdAt: row.created_at,
  cause:
    row.cause_kind === "none" || row.cause_id === null ? { kind: "none" } : { kind: row.cause_kind, id: row.cause_id },
});

const fromRow = (row: PinnedRow): Component => ({
  ...componentOf(row),
  override: row.override_level && {
    level: row.override_level,
    reason: row.override_reason,
    author: row.override_author,
    setAt: row.override_set_at,
    endsAt: row.override_ends_at,
  },
});

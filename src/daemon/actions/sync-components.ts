import { decideLevel } from "../../domain/level.ts";
import type { ComponentFacts } from "../store/components.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { realignWindows } from "./realign-windows.ts";

export interface SyncResult {
  added: string[];
  removed: string[];
}

/** At start: the components are those of the config that the daemon was started with. */
export const syncComponents = (tx: Tx, ctx: ActionContext, wanted: readonly ComponentFacts[]): Done<SyncResult> => {
  allow(ctx, "syncComponents");
  const { added, removed } = alignComponents(tx, ctx, wanted);
  if (added.length === 0 && removed.length === 0) return unchanged({ added, removed });
  tx.events.append([{ type: "config:reloaded", data: { added, removed, changed: [] } }], ctx.now, ctx.actor);
  return changed({ added, removed });
};

/**
 * Brings the components in line with the config. A new one (or one that comes back) starts at the level its causes ask,
 * as a silent baseline; one that left is hidden with its history.
 */
export const alignComponents = (tx: Tx, ctx: ActionContext, wanted: readonly ComponentFacts[]): SyncResult => {
  const before = new Set(tx.components.list().map((component) => component.id));
  const after = new Set(wanted.map((component) => component.id));
  const added = [...after].filter((id) => !before.has(id));
  const removed = [...before].filter((id) => !after.has(id));
  for (const component of wanted) tx.components.upsert(component, ctx.now);
  for (const id of removed) tx.components.retire(id);
  for (const id of added) {
    const { level, cause } = decideLevel(tx.components.causesOf(id));
    tx.components.saveLevel(id, level, ctx.now, cause);
  }
  realignWindows(tx, ctx);
  return { added, removed };
};

import { decideLevel } from "../../domain/level.ts";
import type { ComponentFacts } from "../store/components.ts";
import type { Tx } from "../store/store.ts";
import { visibleComponents } from "../store/views/public.ts";
import { type ActionContext, allow, type Done, changed as done, unchanged } from "./context.ts";
import { realignWindows } from "./realign-windows.ts";

export interface SyncResult {
  added: string[];
  removed: string[];
}

/** At start: the components are those of the config that the daemon was started with. */
export const syncComponents = (tx: Tx, ctx: ActionContext, wanted: readonly ComponentFacts[]): Done<SyncResult> => {
  allow(ctx, "syncComponents");
  const { added, removed } = alignComponents(tx, ctx, wanted);
  const haveMoved = alignPages(tx, ctx);
  const isSame = added.length + removed.length === 0;
  if (isSame && !haveMoved) return unchanged({ added, removed });
  const changed = isSame ? ["pages"] : [];
  tx.events.append([{ type: "config:reloaded", data: { added, removed, changed } }], ctx.now, ctx.actor);
  return done({ added, removed });
};

/** Do the pages show other components than the last time? Who was told of one by a page is owed the end of that. */
export const alignPages = (tx: Tx, { settings }: Pick<ActionContext, "settings">): boolean => {
  const shown = settings.pages.map((page) => [
    ...[page.slug, page.private],
    visibleComponents(tx, page).map(({ id }) => id),
  ]);
  const [before, now] = [tx.pagesShown.get(), JSON.stringify(shown)];
  if (before !== now) tx.pagesShown.save(now);
  return before !== null && before !== now;
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

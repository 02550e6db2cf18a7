import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

/** How long each source may be silent about a firing alert, in ms; those that are missing promise no repeats. */
export type ResolveAfter = Readonly<Record<string, number>>;

/**
 * After a start every firing alert has its source's whole time again: nobody is called recovered
 * because we did not listen. Gives how many leases changed.
 */
export const renewLeases = (tx: Tx, ctx: ActionContext, resolveAfter: ResolveAfter): Done<number> => {
  allow(ctx, "renewLeases");
  const until = Object.entries(resolveAfter).map(([source, ms]): [string, number] => [source, ctx.now + ms]);
  const count = tx.alerts.renewLeases(Object.fromEntries(until));
  return count > 0 ? changed(count) : unchanged(count);
};

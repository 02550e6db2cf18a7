import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

/** What waits and is still true goes out now. */
export const resumeNotify = (tx: Tx, ctx: ActionContext): Done<null> => {
  allow(ctx, "resumeNotify");
  const pause = tx.pauses.inForce(ctx.now);
  if (!pause) return unchanged(null);
  tx.pauses.end();
  tx.events.append([{ type: "notify:resumed", data: { scope: pause.scope } }], ctx.now, ctx.actor);
  return changed(null);
};

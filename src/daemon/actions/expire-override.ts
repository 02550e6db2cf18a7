import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { endOverride } from "./end-override.ts";

/** The clock saw it run out; somebody may have cleared or replaced it in the same commit. */
export const expireOverride = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<null> => {
  allow(ctx, "expireOverride");
  const override = tx.overrides.get(input.id);
  const isDue = override?.endedAt === null && override.endsAt !== null && override.endsAt <= ctx.now;
  if (!override || !isDue) return unchanged(null);
  endOverride(tx, ctx, override, "expired");
  return changed(null);
};

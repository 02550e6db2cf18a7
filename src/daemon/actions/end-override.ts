import type { Override } from "../store/overrides.ts";
import type { Tx } from "../store/store.ts";
import type { ActionContext } from "./context.ts";

/** Ends one that lives, with its event; what the component is then follows from what else is known. */
export const endOverride = (
  tx: Tx,
  ctx: ActionContext,
  { id, componentId, level }: Override,
  why: "manual" | "expired" | "replaced",
): void => {
  tx.overrides.end(id, ctx.now);
  const data = { overrideId: id, level, why, effects: [] };
  tx.events.append([{ type: "override:cleared", componentId, data }], ctx.now, ctx.actor);
};

import type { Component } from "../store/components.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, requireComponent, unchanged } from "./context.ts";
import { endOverride } from "./end-override.ts";

/** Lets the level follow from incidents and windows again; where nothing is pinned there is nothing to do. */
export const clearOverride = (tx: Tx, ctx: ActionContext, input: { componentId: string }): Done<Component> => {
  allow(ctx, "clearOverride");
  const { componentId } = input;
  requireComponent(tx, componentId);
  const override = tx.overrides.ofComponent(componentId);
  if (!override) return unchanged(tx.components.get(componentId)!);
  endOverride(tx, ctx, override, "manual");
  return changed(tx.components.get(componentId)!);
};

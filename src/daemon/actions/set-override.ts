import type { Level } from "../../domain/level.ts";
import type { Component } from "../store/components.ts";
import type { Override } from "../store/overrides.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, requireComponent, unchanged } from "./context.ts";
import { endOverride } from "./end-override.ts";

export interface OverrideInput {
  componentId: string;
  level: Level;
  reason: string;
  /** Absent: until somebody clears it. */
  forMs?: number | undefined;
}

/** A person's word stands above incidents and windows; a new one takes the place of the old in the same transaction. */
export const setOverride = (tx: Tx, ctx: ActionContext, input: OverrideInput): Done<Component> => {
  allow(ctx, "setOverride");
  const { componentId, level, reason, forMs } = input;
  requireComponent(tx, componentId);
  const endsAt = forMs === undefined ? null : ctx.now + forMs;
  const old = tx.overrides.ofComponent(componentId);
  if (old && isSame(old, input, ctx)) return unchanged(tx.components.get(componentId)!);
  if (old) endOverride(tx, ctx, old, "replaced");
  const author = ctx.actor.name;
  const made = tx.overrides.insert({ componentId, level, reason, author, setAt: ctx.now, endsAt });
  const until = endsAt === null ? {} : { until: new Date(endsAt).toISOString() };
  const data = { overrideId: made.id, level, reason, ...until, effects: [{ componentId, level }] };
  tx.events.append([{ type: "override:set", componentId, data }], ctx.now, ctx.actor);
  return changed(tx.components.get(componentId)!);
};

/** One with an end is a new word each time, since its end moves. */
const isSame = (old: Override, { level, reason, forMs }: OverrideInput, ctx: ActionContext): boolean =>
  forMs === undefined &&
  old.endsAt === null &&
  old.level === level &&
  old.reason === reason &&
  old.author === ctx.actor.name;

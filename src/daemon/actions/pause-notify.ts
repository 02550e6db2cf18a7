import type { PauseScope } from "../../domain/events.ts";
import type { Pause } from "../store/pauses.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

export interface PauseInput {
  scope: PauseScope;
  /** Without it until somebody ends it. */
  forMs?: number | undefined;
  reason?: string | undefined;
}

export interface Paused {
  pause: Pause;
  /** The one whose end and reason no longer count. */
  replaced?: Pause;
}

/** Nothing leaves for this scope from now on; another pause takes the place of the one before. */
export const pauseNotify = (tx: Tx, ctx: ActionContext, input: PauseInput): Done<Paused> => {
  allow(ctx, "pauseNotify");
  const { scope, forMs, reason } = input;
  const known = tx.pauses.inForce(ctx.now);
  const until = forMs === undefined ? null : ctx.now + forMs;
  const isSo = known?.scope === scope && known.until === until && (reason ?? known.reason) === known.reason;
  if (known && isSo) return unchanged({ pause: known });
  const pause: Pause = { scope, until, reason: reason ?? null, author: ctx.actor.name, at: ctx.now };
  tx.pauses.set(pause);
  const data = {
    scope,
    ...(until === null ? {} : { until: new Date(until).toISOString() }),
    ...(reason === undefined ? {} : { reason }),
  };
  tx.events.append([{ type: "notify:paused", data }], ctx.now, ctx.actor);
  return changed({ pause, ...(known ? { replaced: known } : {}) });
};

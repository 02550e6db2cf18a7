import { isSameScope } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { appendOf, createScopeCheck, getSubscriber, saveScope, type WantedScope } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { asSubscriber } from "./unsubscribe.ts";

/** For whoever holds the link that is in every message of this subscriber; the entrance has looked at its signature. */
export const changeSubscription = (
  tx: Tx,
  ctx: ActionContext,
  input: { id: number; scope: WantedScope },
): Done<Subscriber> => {
  allow(ctx, "changeSubscription");
  const known = getSubscriber(tx, input.id);
  const scope = createScopeCheck(tx, ctx)(input.scope);
  if (isSameScope(known, scope)) return unchanged(known);
  const subscriber = { ...known, ...scope };
  saveScope(tx, ctx, known, subscriber);
  appendOf(tx, { now: ctx.now, actor: asSubscriber(known.id) }, "subscriber:changed", subscriber);
  return changed(subscriber);
};

import type { Actor } from "../../domain/actor.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { getSubscriber } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

/** Nothing more is sent: what waits is found unwanted when it comes due. The result says once more who it was. */
export const removeSubscriber = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Subscriber> => {
  allow(ctx, "removeSubscriber");
  const subscriber = getSubscriber(tx, input.id);
  forgetSubscriber(tx, subscriber, { now: ctx.now, actor: ctx.actor });
  return changed({ ...subscriber, state: "removed" });
};

/** The row stays for its history; an address that left is not kept. */
export const forgetSubscriber = (
  tx: Tx,
  subscriber: Subscriber,
  { now, actor }: { now: number; actor: Actor },
): void => {
  const { id, channel } = subscriber;
  const forgotten = { target: "", secret: null, oldSecret: null, oldSecretUntil: null };
  tx.subscribers.save({ ...subscriber, ...forgotten, state: "removed", reason: null });
  tx.events.append([{ type: "subscriber:removed", data: { subscriberId: id, channel } }], now, actor);
};

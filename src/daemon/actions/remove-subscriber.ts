import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type ActionContext, allow, changed, type Done, notFound } from "./context.ts";

/** Nothing more is sent: what waits is found unwanted when it comes due. */
export const removeSubscriber = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Subscriber> => {
  allow(ctx, "removeSubscriber");
  const subscriber = tx.subscribers.get(input.id);
  if (!subscriber || subscriber.state === "removed") throw notFound("subscriber", input.id, "tocsin subscriber list");
  tx.subscribers.setState(subscriber.id, "removed", null);
  tx.events.append(
    [{ type: "subscriber:removed", data: { subscriberId: subscriber.id, channel: subscriber.channel } }],
    ctx.now,
    ctx.actor,
  );
  return changed({ ...subscriber, state: "removed" });
};

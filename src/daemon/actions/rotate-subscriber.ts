import { problem } from "../../contract/problem.ts";
import { OLD_SECRET_MS } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { appendOf, getSubscriber, newSecret } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

/** A new secret; its receiver has a day to take it over, in which messages are signed with both. */
export const rotateSubscriber = (
  tx: Tx,
  ctx: ActionContext,
  input: { id: number },
): Done<{ subscriber: Subscriber; secret: string }> => {
  allow(ctx, "rotateSubscriber");
  const known = getSubscriber(tx, input.id);
  const secret = newSecret(known.channel);
  if (secret === null)
    throw problem("conflict", `Subscriber ${known.id} has no signing secret: ${known.channel} is not signed.`, {
      hint: "Only webhooks are. To tell another target: `tocsin subscriber add`, then `tocsin subscriber remove`.",
    });
  if (known.secret === null)
    throw problem("conflict", `Subscriber ${known.id} has no signing secret yet: it has not been confirmed.`, {
      hint: "It is made and shown when it is confirmed.",
    });
  const subscriber = { ...known, secret, oldSecret: known.secret, oldSecretUntil: ctx.now + OLD_SECRET_MS };
  tx.subscribers.save(subscriber);
  appendOf(tx, ctx, "subscriber:rotated", known);
  return changed({ subscriber, secret });
};

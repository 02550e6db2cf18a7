import { randomBytes } from "node:crypto";
import { problem } from "../../contract/problem.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type ActionContext, allow, changed, type Done, requireComponents, unchanged } from "./context.ts";

export interface AddSubscriberInput {
  channel: "webhook";
  target: string;
  components?: string[] | undefined;
}
/** 24 to 64 bytes, by Standard Webhooks 1.0. */
const SECRET_BYTES = 32;

/** Adds a target, or gives the one that is there. The secret is part of the result only the first time. */
export const addSubscriber = (
  tx: Tx,
  ctx: ActionContext,
  input: AddSubscriberInput,
): Done<{ subscriber: Subscriber; secret?: string }> => {
  allow(ctx, "addSubscriber");
  const target = webhookTarget(input.target);
  requireComponents(tx, input.components ?? []);
  const known = tx.subscribers.byTarget(input.channel, target);
  if (known) return unchanged({ subscriber: known });
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  const subscriber = tx.subscribers.insert({
    channel: input.channel,
    target,
    secret,
    components: input.components ?? null,
    createdAt: ctx.now,
  });
  tx.events.append(
    [{ type: "subscriber:added", data: { subscriberId: subscriber.id, channel: subscriber.channel } }],
    ctx.now,
    ctx.actor,
  );
  return changed({ subscriber, secret });
};

/** The URL as the URL standard writes it, so that spellings of one address are one target. */
const webhookTarget = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === "https:" || url.protocol === "http:") && !url.username && !url.password) return url.href;
  throw problem("invalid", `"${text}" is not a webhook's address.`, {
    hint: "Give an http or https URL without a user name in it, like https://example.org/hooks/tocsin.",
    errors: [{ path: "target", message: "must be an http or https URL" }],
  });
};

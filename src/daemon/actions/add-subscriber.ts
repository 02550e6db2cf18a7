import { randomBytes } from "node:crypto";
import { type Problem, problem } from "../../contract/problem.ts";
import type { Channel } from "../../domain/channel.ts";
import { isPrivateHost } from "../../domain/private-address.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type ActionContext, allow, changed, type Done, requireComponents, unchanged } from "./context.ts";

export interface AddSubscriberInput {
  channel: Channel;
  target: string;
  components?: string[] | undefined;
}
/** 24 to 64 bytes, by Standard Webhooks 1.0. */
const SECRET_BYTES = 32;

/** Adds a target, or brings the one that is there up to date. The secret is part of the result only the first time. */
export const addSubscriber = (
  tx: Tx,
  ctx: ActionContext,
  input: AddSubscriberInput,
): Done<{ subscriber: Subscriber; secret?: string }> => {
  allow(ctx, "addSubscriber");
  const target = TARGET[input.channel](input.target, ctx.settings.allowPrivateTargets);
  requireComponents(tx, ctx, input.components ?? []);
  const known = tx.subscribers.byTarget(input.channel, target);
  if (known) return askedAgain(tx, ctx, known, input.components ?? null);
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
  const subscriber = tx.subscribers.insert({
    channel: input.channel,
    target,
    secret,
    components: input.components ?? null,
    createdAt: ctx.now,
  });
  appendAdded(tx, ctx, subscriber);
  return changed({ subscriber, secret });
};

/** One that was quarantined is tried again, and what it asks for now counts; the secret stays as it is, and unseen. */
const askedAgain = (
  tx: Tx,
  ctx: ActionContext,
  known: Subscriber,
  components: string[] | null,
): Done<{ subscriber: Subscriber }> => {
  const isSame = JSON.stringify(known.components) === JSON.stringify(components);
  if (isSame && known.state === "active") return unchanged({ subscriber: known });
  const subscriber = tx.subscribers.revive(known.id, components);
  appendAdded(tx, ctx, subscriber);
  return changed({ subscriber });
};

const appendAdded = (tx: Tx, ctx: ActionContext, { id, channel }: Subscriber): void => {
  tx.events.append([{ type: "subscriber:added", data: { subscriberId: id, channel } }], ctx.now, ctx.actor);
};

/** The URL as the URL standard writes it, so that spellings of one address are one target. */
const webhookTarget = (text: string, allowPrivate: boolean): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || url.username || url.password)
    throw badTarget(`"${text}" is not a webhook's address.`, "must be an http or https URL without a user name", {
      hint: "Give one like https://example.org/hooks/tocsin.",
    });
  if (!allowPrivate && isPrivateHost(url.hostname))
    throw badTarget(`"${text}" leads into a private network.`, "must be a public address", {
      hint: "Set `notify: { allow_private_targets: true }` in the config, if that is what you want.",
    });
  return url.href;
};

const badTarget = (detail: string, message: string, { hint }: { hint: string }): Problem =>
  problem("invalid", detail, { hint, errors: [{ path: "target", message }] });

/** How a target of each channel is written; it gives the one spelling that is kept, or throws. */
const TARGET: Record<Channel, (text: string, allowPrivate: boolean) => string> = {
  webhook: webhookTarget,
};

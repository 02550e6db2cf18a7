import { problem } from "../../contract/problem.ts";
import type { Channel } from "../../domain/channel.ts";
import { MAX_UNVERIFIED } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import { askToConfirm } from "./ask-to-confirm.ts";
import { createScopeCheck, formatOf, spellTarget, type WantedScope } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

export interface RequestSubscriptionInput {
  channel: Channel;
  target: string;
  scope: WantedScope;
}

/**
 * Somebody asks for a target, maybe not their own: only the link that it is sent changes anything. The result is the same
 * whether the target is known, was asked too often or is new, so that nobody learns who is subscribed.
 */
export const requestSubscription = (tx: Tx, ctx: ActionContext, input: RequestSubscriptionInput): Done<null> => {
  allow(ctx, "requestSubscription");
  const { channel } = input;
  const { publicChannels } = ctx.settings;
  if (!publicChannels.includes(channel))
    throw problem("invalid", `Nobody can subscribe by ${channel} here.`, {
      hint: publicChannels.length === 0 ? "Ask whoever runs this page." : `Use ${publicChannels.join(" or ")}.`,
      errors: [{ path: "channel", message: `must be one of: ${publicChannels.join(", ")}` }],
    });
  const target = spellTarget(ctx, channel, input.target);
  const wanted = createScopeCheck(tx, ctx)(input.scope);
  // Before anybody looks whether it is known: what is said here must not tell.
  if (tx.subscribers.countUnverified(MAX_UNVERIFIED) >= MAX_UNVERIFIED)
    throw problem("unavailable", "Too many subscriptions wait for their confirmation.", {
      hint: "Try again tomorrow.",
    });
  const subscriber =
    tx.subscribers.byTarget(channel, target) ??
    tx.subscribers.insert({
      ...{ audience: "public", channel, target, secret: null, ...wanted },
      ...{ format: formatOf(channel, undefined, null), state: "unverified", createdAt: ctx.now },
    });
  askToConfirm(tx, ctx, subscriber, wanted);
  return changed(null);
};

import { problem } from "../../contract/problem.ts";
import type { Channel, Scope } from "../../domain/channel.ts";
import { MAX_UNVERIFIED } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
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
  // What the operator may reach in a private network is not for strangers to name.
  const target = spellTarget(
    { ...ctx, settings: { ...ctx.settings, allowPrivateTargets: false } },
    channel,
    input.target,
  );
  const wanted = createScopeCheck(tx, ctx)(input.scope);
  const subscriber = tx.subscribers.byTarget(channel, target) ?? insertAskedFor(tx, ctx, { channel, target, wanted });
  askToConfirm(tx, ctx, subscriber, wanted);
  return changed(null);
};

const insertAskedFor = (
  tx: Tx,
  ctx: ActionContext,
  { channel, target, wanted }: { channel: Channel; target: string; wanted: Scope },
): Subscriber => {
  // Whoever floods the form pushes out what was asked for first, and keeps nobody from asking.
  if (tx.subscribers.countAskedFor(MAX_UNVERIFIED) >= MAX_UNVERIFIED) tx.subscribers.forgetOldestAskedFor();
  return tx.subscribers.insert({
    ...{ audience: "public", channel, target, secret: null, ...wanted, byForm: true },
    ...{ format: formatOf(channel, undefined, null), state: "unverified", createdAt: ctx.now },
  });
};

import type { Channel, Scope, WebhookFormat } from "../../domain/channel.ts";
import { isSameScope } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { askToConfirm } from "./ask-to-confirm.ts";
import {
  appendOf,
  createScopeCheck,
  formatOf,
  newSecret,
  saveScope,
  spellTarget,
  type WantedScope,
} from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

export interface AddSubscriberInput extends WantedScope {
  channel: Channel;
  target: string;
  format?: WebhookFormat | undefined;
  /** Its reader has agreed already. */
  verified?: boolean | undefined;
}
/** The secret is part of the result only when it was made just now. */
export interface Added {
  subscriber: Subscriber;
  /** It was subscribed already, and asks for something else now. */
  isUpdate?: true;
  secret?: string;
}

/** Adds a target, or brings the one that is there up to date. Mail has to be confirmed by its reader. */
export const addSubscriber = (tx: Tx, ctx: ActionContext, input: AddSubscriberInput): Done<Added> => {
  allow(ctx, "addSubscriber");
  const wanted = readWanted(ctx, input, createScopeCheck(tx, ctx));
  const known = tx.subscribers.byTarget(wanted.channel, wanted.target);
  if (!known) return insertSubscriber(tx, ctx, wanted);
  return known.state === "unverified" ? addUnverified(tx, ctx, known, wanted) : updateKnown(tx, ctx, known, wanted);
};

export interface Wanted {
  channel: Channel;
  target: string;
  scope: Scope;
  format: WebhookFormat | undefined;
  /** Whoever gives a webhook or a chat's secret address has it; a mail address anybody can know. */
  isProven: boolean;
}
export const readWanted = (
  ctx: ActionContext,
  input: AddSubscriberInput,
  checkScope: (wanted: WantedScope) => Scope,
): Wanted => {
  const { channel, format, verified = false } = input;
  const target = spellTarget(ctx, channel, input.target);
  formatOf(channel, format, null);
  return { channel, target, scope: checkScope(input), format, isProven: verified || channel !== "email" };
};

export const insertSubscriber = (tx: Tx, ctx: ActionContext, wanted: Wanted): Done<Added> => {
  const { channel, target, scope, isProven } = wanted;
  const secret = isProven ? newSecret(channel) : null;
  const subscriber = tx.subscribers.insert({
    ...{ audience: "public", channel, target, secret, ...scope },
    ...{ format: formatOf(channel, wanted.format, null), createdAt: ctx.now },
    state: isProven ? "active" : "unverified",
  });
  if (isProven) appendOf(tx, ctx, "subscriber:added", subscriber);
  else askToConfirm(tx, ctx, subscriber, scope);
  return changed({ subscriber, ...(secret ? { secret } : {}) });
};

/** Asked for by somebody, and not yet confirmed: whoever has proof confirms it now, else its reader is asked once more. */
const addUnverified = (tx: Tx, ctx: ActionContext, known: Subscriber, wanted: Wanted): Done<Added> => {
  if (wanted.isProven) return activate(tx, ctx, known, wanted);
  const hasAsked = askToConfirm(tx, ctx, known, wanted.scope);
  return hasAsked ? changed({ subscriber: known }) : unchanged({ subscriber: known });
};

export const activate = (tx: Tx, ctx: ActionContext, known: Subscriber, wanted: Wanted): Done<Added> => {
  const secret = newSecret(known.channel);
  const format = formatOf(known.channel, wanted.format, known.format);
  const vouched = { state: "active", activeSince: ctx.now, byForm: false } as const;
  const subscriber: Subscriber = { ...known, ...wanted.scope, secret, format, ...vouched };
  tx.subscribers.save(subscriber);
  appendOf(tx, ctx, "subscriber:added", subscriber);
  return changed({ subscriber, ...(secret ? { secret } : {}) });
};

/** What it asks for now counts; one that was quarantined is tried again. Its secret stays as it is, and unseen. */
const updateKnown = (tx: Tx, ctx: ActionContext, known: Subscriber, wanted: Wanted): Done<Added> => {
  const format = formatOf(known.channel, wanted.format, known.format);
  const isActive = known.state === "active";
  if (isActive && isSameScope(known, wanted.scope) && known.format === format) return unchanged({ subscriber: known });
  const revived = isActive ? {} : { state: "active" as const, reason: null, failures: 0, activeSince: ctx.now };
  const subscriber: Subscriber = { ...known, ...wanted.scope, format, ...revived, byForm: false };
  saveScope(tx, ctx, known, subscriber);
  appendOf(tx, ctx, "subscriber:changed", subscriber);
  return changed({ subscriber, isUpdate: true });
};

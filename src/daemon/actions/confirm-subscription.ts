import { type Problem, problem } from "../../contract/problem.ts";
import { isSameScope, scopeAfter } from "../../domain/subscription.ts";
import type { Confirmation } from "../store/confirmations.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { hashToken } from "../store/token-hash.ts";
import type { Added } from "./add-subscriber.ts";
import { appendOf, newSecret, saveScope } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { asSubscriber } from "./unsubscribe.ts";

/** The target has seen its link, and takes what was asked for in its name. A webhook's secret is in this result alone. */
export const confirmSubscription = (tx: Tx, ctx: ActionContext, input: { token: string }): Done<Added> => {
  allow(ctx, "confirmSubscription");
  const { confirmation, known } = find(tx, input.token);
  if (confirmation.usedAt !== null) return unchanged({ subscriber: known });
  if (confirmation.expiresAt <= ctx.now) throw expired(confirmation);
  tx.confirmations.use(confirmation.id, ctx.now);
  return known.state === "active" ? confirmChange(tx, ctx, known, confirmation) : begin(tx, ctx, known, confirmation);
};

const find = (tx: Tx, token: string): { confirmation: Confirmation; known: Subscriber } => {
  const confirmation = tx.confirmations.byHash(hashToken(token));
  if (!confirmation)
    throw problem("not_found", "This link confirms nothing that we know of.", {
      hint: "Take it from the message as it is, or subscribe again.",
    });
  const known = tx.subscribers.get(confirmation.subscriberId);
  if (known && known.state !== "removed") return { confirmation, known };
  throw problem("conflict", "This subscription has been ended.", { hint: "Subscribe again, if you want it back." });
};

const expired = ({ expiresAt }: Confirmation): Problem =>
  problem("conflict", `This link was good until ${new Date(expiresAt).toISOString()}.`, {
    hint: "Subscribe again; a new one comes at once.",
  });

/** Not active until now: it waits for its first confirmation, or is back from quarantine with all that it asked for. */
const begin = (tx: Tx, ctx: ActionContext, known: Subscriber, { wanted }: Confirmation): Done<Added> => {
  const isFirst = known.activeSince === null;
  const scope = isFirst ? wanted : scopeAfter(known, wanted);
  const made = known.secret === null ? newSecret(known.channel) : null;
  const subscriber: Subscriber = {
    ...{ ...known, ...scope, secret: known.secret ?? made },
    ...{ state: "active", reason: null, failures: 0, activeSince: ctx.now },
  };
  saveScope(tx, ctx, known, subscriber);
  appendOf(tx, { now: ctx.now, actor: asSubscriber(subscriber.id) }, "subscriber:confirmed", subscriber);
  return changed({ subscriber, ...(made ? { secret: made } : {}) });
};

const confirmChange = (tx: Tx, ctx: ActionContext, known: Subscriber, { wanted }: Confirmation): Done<Added> => {
  const scope = scopeAfter(known, wanted);
  if (isSameScope(known, scope)) return unchanged({ subscriber: known });
  const subscriber = { ...known, ...scope };
  saveScope(tx, ctx, known, subscriber);
  appendOf(tx, { now: ctx.now, actor: asSubscriber(subscriber.id) }, "subscriber:changed", subscriber);
  return changed({ subscriber });
};

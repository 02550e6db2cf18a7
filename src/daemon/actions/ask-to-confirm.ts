import type { Scope } from "../../domain/channel.ts";
import { signLink } from "../../domain/link-token.ts";
import { CONFIRM_WITHIN_MS, DAY_MS, mayAskAgain } from "../../domain/subscription.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { hashToken } from "../store/token-hash.ts";
import type { ActionContext } from "./context.ts";

/**
 * The target is sent a link whose POST makes it ask for `wanted`. false where it was asked too often of late: then it is sent
 * nothing. Of the link only its hash is kept.
 */
export const askToConfirm = (tx: Tx, ctx: ActionContext, { id, channel }: Subscriber, wanted: Scope): boolean => {
  const asked = {
    lastAt: tx.confirmations.newestOf(id)?.createdAt ?? null,
    withinDay: tx.confirmations.countSince(id, ctx.now - DAY_MS),
  };
  if (!mayAskAgain(asked, ctx.now)) return false;
  const confirmation = tx.confirmations.insert(
    { subscriberId: id, wanted, createdAt: ctx.now, expiresAt: ctx.now + CONFIRM_WITHIN_MS },
    (confirmationId) => hashToken(signLink(tx.linkKey, "confirm", [confirmationId])),
  );
  const data = { subscriberId: id, channel, confirmationId: confirmation.id };
  tx.events.append([{ type: "subscriber:requested", data }], ctx.now, ctx.actor);
  return true;
};

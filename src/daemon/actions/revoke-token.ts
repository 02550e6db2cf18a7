import type { Tx } from "../store/store.ts";
import type { TokenRow } from "../store/tokens.ts";
import { type ActionContext, allow, changed, type Done, notFound, unchanged } from "./context.ts";

/** From the commit on it opens nothing; its live sockets are cut when the feed reads the event. */
export const revokeToken = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<TokenRow> => {
  allow(ctx, "revokeToken");
  const token = tx.tokens.get(input.id);
  if (!token) throw notFound("token", input.id, "tocsin token list");
  if (token.revoked_at !== null) return unchanged(token);
  tx.tokens.revoke(token.id, ctx.now);
  tx.events.append([{ type: "token:revoked", data: { tokenId: token.id, name: token.name } }], ctx.now, ctx.actor);
  return changed({ ...token, revoked_at: ctx.now });
};

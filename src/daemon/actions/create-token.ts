import { randomBytes } from "node:crypto";
import type { Role } from "../../domain/actor.ts";
import type { Tx } from "../store/store.ts";
import { hashToken } from "../store/token-hash.ts";
import type { TokenRow } from "../store/tokens.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

export interface CreateTokenInput {
  name: string;
  role: Role;
  person?: string | undefined;
  expiresInMs?: number | undefined;
}
const TOKEN_BYTES = 24;

/** The token's text is in the result and nowhere else. */
export const createToken = (
  tx: Tx,
  ctx: ActionContext,
  input: CreateTokenInput,
): Done<{ row: TokenRow; token: string }> => {
  allow(ctx, "createToken");
  const token = `tocsin_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
  const row = tx.tokens.insert({
    name: input.name,
    role: input.role,
    person: input.person ?? null,
    hash: hashToken(token),
    created_at: ctx.now,
    expires_at: input.expiresInMs === undefined ? null : ctx.now + input.expiresInMs,
  });
  tx.events.append([{ type: "token:created", data: { tokenId: row.id, name: row.name } }], ctx.now, ctx.actor);
  return changed({ row, token });
};

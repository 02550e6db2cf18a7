import * as z from "zod";
import { Actor, Cursor, Id, IdParam, Limit, listOf, Moment, PersonName, Role, SpanMs } from "./fields.ts";

export const Token = z
  .object({
    id: Id,
    name: z.string(),
    role: Role,
    person: z.string().optional(),
    createdAt: Moment,
    expiresAt: Moment.optional(),
    revokedAt: Moment.optional(),
  })
  .meta({ id: "Token" });

export const Whoami = z.object({ actor: Actor, role: Role, version: z.string() }).meta({ id: "Whoami" });

export const tokens = {
  createToken: {
    body: z.strictObject({
      name: PersonName,
      role: Role,
      person: PersonName.optional(),
      expiresInMs: SpanMs.optional(),
    }),
    reply: Token.extend({ token: z.string() }),
  },
  listTokens: { query: z.strictObject({ limit: Limit, cursor: Cursor }), reply: listOf(Token) },
  revokeToken: { params: IdParam, reply: Token },
  getWhoami: { reply: Whoami },
};

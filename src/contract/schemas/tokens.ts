import * as z from "zod";
import { Actor, Id, IdParam, listOf, Moment, Role } from "./fields.ts";

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

const Name = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,63}$/u, "must be 1 to 64 letters, digits, spaces or . _ @ + -");

export const tokens = {
  createToken: {
    body: z.strictObject({
      name: Name,
      role: Role,
      person: Name.optional(),
      expiresInMs: z
        .number()
        .int()
        .positive()
        .max(10 * 365 * 24 * 3600_000)
        .optional(),
    }),
    reply: Token.extend({ token: z.string() }),
  },
  listTokens: { reply: listOf(Token) },
  revokeToken: { params: IdParam, reply: Token },
  getWhoami: { reply: Whoami },
};

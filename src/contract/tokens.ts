import * as z from "zod";
import { route } from "./route.ts";
import { Actor, Id, IdParam, listOf, Moment, Role } from "./vocabulary.ts";

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
export type Token = z.infer<typeof Token>;

const Name = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]{0,63}$/u, "must be 1 to 64 letters, digits, spaces or . _ @ + -");

export const createToken = route({
  name: "createToken",
  method: "POST",
  path: "/tokens",
  summary: "Make a token; its text is shown once, in this reply, and stored hashed",
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
  status: [201],
});

export const listTokens = route({
  name: "listTokens",
  method: "GET",
  path: "/tokens",
  summary: "Tokens, without their text",
  reply: listOf(Token),
  status: [200],
});

export const revokeToken = route({
  name: "revokeToken",
  method: "DELETE",
  path: "/tokens/{id}",
  summary: "End a token at once, its live sockets too",
  params: IdParam,
  reply: Token,
  status: [200],
});

export const Whoami = z.object({ actor: Actor, role: Role, version: z.string() }).meta({ id: "Whoami" });
export const getWhoami = route({
  name: "getWhoami",
  method: "GET",
  path: "/whoami",
  summary: "Who you are to this daemon",
  reply: Whoami,
  status: [200],
});

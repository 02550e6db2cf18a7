import type * as z from "zod";
import { route } from "./route.ts";
import type { Token as TokenSchema } from "./schemas/tokens.ts";

export type Token = z.infer<typeof TokenSchema>;

export const createToken = route({
  name: "createToken",
  method: "POST",
  path: "/tokens",
  summary: "Make a token; its text is shown once, in this reply, and stored hashed",
  status: [201],
});

export const listTokens = route({
  name: "listTokens",
  method: "GET",
  path: "/tokens",
  summary: "Tokens, without their text",
  status: [200],
});

export const revokeToken = route({
  name: "revokeToken",
  method: "DELETE",
  path: "/tokens/{id}",
  summary: "End a token at once, its live sockets too",
  status: [200],
});

export const getWhoami = route({
  name: "getWhoami",
  method: "GET",
  path: "/whoami",
  summary: "Who you are to this daemon",
  status: [200],
});

// Requests as a stranger would write them: over TCP, with a token, the body as given.
import { createToken } from "../../src/contract/tokens.ts";
import type { Role } from "../../src/domain/actor.ts";
import type { SharedDaemon } from "./shared-daemon.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // A reply of any route; each test says what it expects of it.
  json: Record<string, unknown>;
}
export interface Ask {
  method?: string;
  token?: string;
  body?: unknown;
  /** The body as it is, instead of `body` as JSON. */
  raw?: BodyInit;
  headers?: Record<string, string>;
}

export const ask = async (daemon: Pick<SharedDaemon, "url">, path: string, options: Ask = {}): Promise<Answer> => {
  const { method = "GET", token, body, raw, headers = {} } = options;
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const reply = await fetch(daemon.url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent, duplex: "half" as const }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, json: text.startsWith("{") ? JSON.parse(text) : {} };
};

export const tokenOf = async (
  daemon: Pick<SharedDaemon, "url" | "client">,
  role: Role,
  more: { person?: string; expiresInMs?: number } = {},
): Promise<string> => (await daemon.client.call(createToken, { name: role, role, ...more })).token;

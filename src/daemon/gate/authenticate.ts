// Who is at the door. Over the unix socket whoever may open it is an admin, under a claimed name; over TCP a token says.
import { timingSafeEqual } from "node:crypto";
import { problem } from "../../contract/problem.ts";
import type { Actor, Role } from "../../domain/actor.ts";
import type { Tables } from "../store/store.ts";
import { hashToken } from "../store/token-hash.ts";

export type Entrance = "unix" | "tcp";
export interface Credentials {
  entrance: Entrance;
  /** The token's text, where one was given. */
  token: string | undefined;
  /** The name claimed over the unix socket. */
  claimedName: string | undefined;
  /** Peer address, for the audit. */
  address: string | undefined;
}
export interface Principal {
  actor: Actor;
  role: Role;
  /** Stable over renames; whose idempotency keys these are. */
  id: string;
  /** For the audit: entrance and address. */
  origin: string;
  tokenId?: number;
  /** Epoch ms; a live socket ends then. */
  expiresAt?: number;
}

const MAX_NAME = 64;
const HOW = "Give a token with `--token` or TOCSIN_TOKEN; an admin makes one with `tocsin token create NAME --role …`.";

export const authenticate = (tables: Tables, credentials: Credentials, now: number): Principal => {
  const { entrance, token, address } = credentials;
  const origin = entrance === "unix" ? "unix" : `tcp ${address ?? "unknown"}`;
  if (token !== undefined) return byToken(tables, token, now, origin);
  if (entrance === "unix") {
    const name = cleanName(credentials.claimedName) || "unknown";
    return { actor: { kind: "person", name }, role: "admin", id: `unix:${name}`, origin };
  }
  throw problem("unauthenticated", "This needs a token.", { hint: HOW });
};

const byToken = (tables: Tables, token: string, now: number, origin: string): Principal => {
  const hash = hashToken(token);
  const row = tables.tokens.byHash(hash);
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash)))
    throw problem("unauthenticated", "This token is not known here.", { hint: HOW });
  if (row.revoked_at !== null) throw problem("unauthenticated", `The token ${row.name} was revoked.`, { hint: HOW });
  if (row.expires_at !== null && row.expires_at <= now)
    throw problem("unauthenticated", `The token ${row.name} has expired.`, { hint: HOW });
  const actor: Actor = row.person ? { kind: "person", name: row.person } : { kind: "token", name: row.name };
  return {
    ...{ actor, role: row.role, id: `token:${row.id}`, origin, tokenId: row.id },
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
};

/** `Authorization: Bearer …`; any other scheme is no token of ours. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(header ?? "")?.[1];

const cleanName = (name: string | undefined): string => {
  try {
    return decodeURIComponent(name ?? "")
      .replace(/[\p{C}]/gu, "")
      .trim()
      .slice(0, MAX_NAME);
  } catch {
    return ""; // not percent-encoded as our client does it
  }
};

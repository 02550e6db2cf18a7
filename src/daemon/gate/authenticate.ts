// Who is at the door. Over the unix socket whoever may open it is an admin, under a claimed name; over TCP a token says.
import { timingSafeEqual } from "node:crypto";
import { type Problem, problem } from "../../contract/problem.ts";
import type { Actor, Role } from "../../domain/actor.ts";
import type { Tables } from "../store/store.ts";
import { hashToken } from "../store/token-hash.ts";
import type { TokenRow } from "../store/tokens.ts";

export type Entrance = "unix" | "tcp";
export interface Credentials {
  entrance: Entrance;
  /** The token's text, where one was given. */
  token: string | undefined;
  /** The name claimed over the unix socket. */
  claimedName: string | undefined;
  /** Peer address, for the audit and the limits. */
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
/** What a stranger tried to come in with, for the audit: whose name it bears, and which token it is where that is known. */
export interface Tried {
  actor: Actor;
  target: string | null;
}
/** `tried` is absent where nothing was tried. */
export type SignIn = { principal: Principal } | { refusal: Problem; tried?: Tried };

const MAX_NAME = 64;
const HOW = "Give a token with `--token` or TOCSIN_TOKEN; an admin makes one with `tocsin token create NAME --role …`.";
const UNKNOWN_TOKEN: Tried = { actor: { kind: "token", name: "unknown" }, target: null };

export const authenticate = (tables: Tables, credentials: Credentials, now: number): SignIn => {
  const { entrance, token } = credentials;
  const origin = originOf(credentials);
  if (token !== undefined) return byToken(tables, token, now, origin);
  if (entrance === "unix") {
    const name = cleanName(credentials.claimedName) || "unknown";
    return { principal: { actor: { kind: "person", name }, role: "admin", id: `unix:${name}`, origin } };
  }
  return { refusal: problem("unauthenticated", "This needs a token.", { hint: HOW }) };
};

export const originOf = ({ entrance, address }: Pick<Credentials, "entrance" | "address">): string =>
  entrance === "unix" ? "unix" : `tcp ${address ?? "unknown"}`;

const byToken = (tables: Tables, token: string, now: number, origin: string): SignIn => {
  const hash = hashToken(token);
  const row = tables.tokens.byHash(hash);
  const refused = (detail: string, tried: Tried): SignIn => ({
    refusal: problem("unauthenticated", detail, { hint: HOW }),
    tried,
  });
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash)))
    return refused("This token is not known here.", UNKNOWN_TOKEN);
  const actor = actorOf(row);
  const tried: Tried = { actor, target: `token ${row.id}` };
  if (row.revoked_at !== null) return refused(`The token ${row.name} was revoked.`, tried);
  if (row.expires_at !== null && row.expires_at <= now) return refused(`The token ${row.name} has expired.`, tried);
  return {
    principal: {
      ...{ actor, role: row.role, id: `token:${row.id}`, origin, tokenId: row.id },
      ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    },
  };
};

const actorOf = ({ person, name }: TokenRow): Actor =>
  person ? { kind: "person", name: person } : { kind: "token", name };

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

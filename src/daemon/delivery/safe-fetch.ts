// Outbound HTTP to addresses that strangers give us: checked when connecting, no redirects, bounded in time and size.
import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { isPrivateAddress, isPrivateHost } from "../../domain/private-address.ts";
import { type Outcome, outcomeOfStatus } from "../../domain/retry.ts";
import type { Send } from "./engine.ts";

const TIMEOUT_MS = 15_000;
/** What of a reply is read; the rest is nobody's business. */
const MAX_REPLY_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MS = 24 * 3600_000;

export class PrivateTargetError extends Error {}
const REFUSAL = "it leads into a private network, and `notify.allow_private_targets` is off";

/** Resolves as the system does and refuses private answers, so that a name cannot lead inside after it was checked. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = !error && addresses.find(({ address }) => isPrivateAddress(address));
    if (inside) return callback(new PrivateTargetError(REFUSAL), "", 0);
    if (error) return callback(error, "", 0);
    if (options.all) return callback(null, addresses as never, 0);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};

export interface SafeFetch {
  send: Send;
  close: () => Promise<void>;
}

/**
 * A sender that reaches public addresses only, unless told otherwise; it asks at each send. It never throws: every end is
 * an outcome.
 */
export const createSafeFetch = (options: { allowPrivate: () => boolean }): SafeFetch => {
  // One each, so that a connection into a private network is not used again once that is forbidden.
  const everywhere = new Agent({ connect: { timeout: TIMEOUT_MS }, pipelining: 1 });
  const outside = new Agent({ connect: { timeout: TIMEOUT_MS, lookup: publicLookup }, pipelining: 1 });
  const send: Send = async ({ request: { url, headers, body } }) => {
    const allowsPrivate = options.allowPrivate();
    try {
      // A literal address is never looked up.
      if (!allowsPrivate && isPrivateHost(new URL(url).hostname)) throw new PrivateTargetError(REFUSAL);
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const dispatcher = allowsPrivate ? everywhere : outside;
      const reply = await request(url, { method: "POST", headers, body, dispatcher, signal });
      // The status has decided; a reply that breaks off or never ends changes nothing about it.
      await discard(reply.body).catch(() => {});
      return outcomeOfStatus(reply.statusCode, retryAfterMs(reply.headers["retry-after"]));
    } catch (error) {
      return outcomeOfError(error);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all([everywhere.destroy(), outside.destroy()]);
  };
  return { send, close };
};

const discard = async (body: AsyncIterable<Buffer>): Promise<void> => {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_REPLY_BYTES) return; // leaving the loop destroys the stream
  }
};

const retryAfterMs = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header[0] : header;
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : undefined;
};

/** Errors of connecting, in words without the address: nothing of the message has left. */
const BEFORE_SENDING: Record<string, string> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "its host cannot be reached",
  ENETUNREACH: "its network cannot be reached",
  EADDRNOTAVAIL: "no connection could be made",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** Reasons stand in the log, where no address may be: so a code, and never the error's own words. */
const outcomeOfError = (error: unknown): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof PrivateTargetError) return { kind: "failed", reason: cause.message, isPermanent: true };
  const { name, code = name } = cause as NodeJS.ErrnoException;
  const early = BEFORE_SENDING[code];
  if (early) return { kind: "failed", reason: early, isPermanent: false };
  const reason = name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1000} s` : `the connection broke (${code})`;
  return { kind: "failed", reason, isPermanent: false, mayHaveArrived: true };
};

// Outbound HTTP to addresses that strangers give us: checked when connecting, no redirects, bounded in time and size.
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { isPrivateAddress, isPrivateHost } from "../../domain/private-address.ts";
import { type Outcome, outcomeOfStatus, retryAfterOf } from "../../domain/retry.ts";
import type { HttpRequest } from "./engine.ts";
import { createLookup, type Lookup, systemLookup } from "./lookup.ts";

/** For all of it: Standard Webhooks asks for 15 to 30 s. */
const TIMEOUT_MS = 15_000;
/** Shorter, so that a connection that never came about is told from an answer that never came: then nothing has arrived. */
const CONNECT_SHARE = 2 / 3;
/** After the status there is nothing to wait for, but the end of a reply lets its connection be used again. */
const REPLY_SHARE = 1 / 5;
/** What of a reply is read; the rest is nobody's business. */
const MAX_REPLY_BYTES = 64 * 1024;
/** Bursts to one host (a chat's, a relay's) share connections. */
const KEEP_ALIVE_MS = 10_000;

export class PrivateTargetError extends Error {}
const REFUSAL = "it leads into a private network, and `notify.allow_private_targets` is off";

export interface SafeFetch {
  send: (request: HttpRequest) => Promise<Outcome>;
  close: () => Promise<void>;
}
export interface SafeFetchOptions {
  allowPrivate: () => boolean;
  lookup?: Lookup;
  timeoutMs?: number;
}

/**
 * A sender that reaches public addresses only, unless told otherwise; it asks at each send. It never throws: every end is
 * an outcome.
 */
export const createSafeFetch = (options: SafeFetchOptions): SafeFetch => {
  const { allowPrivate, lookup = createLookup(systemLookup), timeoutMs = TIMEOUT_MS } = options;
  const agent = (accept: (address: string) => boolean): Agent =>
    new Agent({
      connect: { timeout: timeoutMs * CONNECT_SHARE, lookup: lookupFor(lookup, accept) },
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  // One each, so that a connection into a private network is not used again once that is forbidden.
  const everywhere = agent(() => true);
  const outside = agent((address) => !isPrivateAddress(address));

  const send = async ({ url, headers, body, goneOn, isStrangers }: HttpRequest): Promise<Outcome> => {
    const allowsPrivate = allowPrivate() && !isStrangers;
    try {
      // A literal address is never looked up.
      if (!allowsPrivate && isPrivateHost(new URL(url).hostname)) throw new PrivateTargetError(REFUSAL);
      const signal = AbortSignal.timeout(timeoutMs);
      const dispatcher = allowsPrivate ? everywhere : outside;
      const reply = await request(url, { method: "POST", headers, body, dispatcher, signal });
      const words = await beginningOf(reply.body, timeoutMs * REPLY_SHARE);
      return outcomeOfStatus(reply.statusCode, askedToWait(reply, words), goneOn);
    } catch (error) {
      return outcomeOfError(error, timeoutMs);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all([everywhere.destroy(), outside.destroy()]);
  };
  return { send, close };
};

/** Refuses what must not be reached at the moment of connecting, so that a name cannot lead inside after it was checked. */
const lookupFor =
  (lookup: Lookup, accept: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname).then(
      (addresses) => {
        if (!addresses.every(({ address }) => accept(address))) return callback(new PrivateTargetError(REFUSAL), "", 0);
        if (options.all) return callback(null, addresses);
        callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error) => callback(error, "", 0),
    );
  };

/** The status has decided; a reply that breaks off, trickles or never ends changes nothing about it. */
const beginningOf = async (body: Dispatcher.ResponseData["body"], timeoutMs: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.destroy(), timeoutMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > MAX_REPLY_BYTES) break; // leaving the loop destroys the stream
      chunks.push(chunk);
    }
  } catch {
    // what came until then is enough
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const askedToWait = ({ statusCode, headers }: Dispatcher.ResponseData, body: string): number | undefined => {
  const header = [headers["retry-after"]].flat()[0];
  return retryAfterOf({ header, body: statusCode === 429 ? body : "", now: Date.now() });
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
const outcomeOfError = (error: unknown, timeoutMs: number): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof PrivateTargetError) return { kind: "failed", reason: cause.message, isPermanent: true };
  const { name, code = name } = cause as NodeJS.ErrnoException;
  const early = BEFORE_SENDING[code];
  if (early) return { kind: "failed", reason: early, isPermanent: false };
  const reason = name === "TimeoutError" ? `no answer within ${timeoutMs / 1000} s` : `the connection broke (${code})`;
  return { kind: "failed", reason, isPermanent: false, mayHaveArrived: true };
};

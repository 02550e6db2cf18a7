// Outbound HTTP to addresses that strangers give us: checked when connecting, no redirects, bounded in time and size.
import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { type Outcome, outcomeOfStatus } from "../../domain/retry.ts";
import type { Send } from "./engine.ts";

const TIMEOUT_MS = 15_000;
/** What of a reply is read; the rest is nobody's business. */
const MAX_REPLY_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MS = 24 * 3600_000;

const notPublic = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  notPublic.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["100::", 64],
  ["2001::", 23],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  notPublic.addSubnet(net, bits, "ipv6");

/** Is this literal address one that only our own networks can mean? IPv4 inside IPv6 counts as the IPv4 it is. */
export const isPrivateAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return notPublic.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
};

export class PrivateTargetError extends Error {}
const refusal = (host: string): PrivateTargetError =>
  new PrivateTargetError(
    `${host} is an address of a private network; \`notify.allow_private_targets: true\` allows it`,
  );

/** Resolves as the system does and refuses private answers, so that a name cannot lead inside after it was checked. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const inside = !error && addresses.find(({ address }) => isPrivateAddress(address));
    if (inside) return callback(refusal(`${hostname} (${inside.address})`), "", 0);
    if (error) return callback(error, "", 0);
    if (options.all) return callback(null, addresses as never, 0);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};

export interface SafeFetch {
  send: Send;
  close: () => Promise<void>;
}

/** A sender that reaches public addresses only, unless told otherwise. It never throws: every end is an outcome. */
export const createSafeFetch = (options: { allowPrivate: boolean }): SafeFetch => {
  const agent = new Agent({
    connect: { timeout: TIMEOUT_MS, ...(options.allowPrivate ? {} : { lookup: publicLookup }) },
    pipelining: 1,
  });
  const send: Send = async ({ request: { url, headers, body } }) => {
    try {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
      // A literal address is never looked up.
      if (!options.allowPrivate && isIP(host) && isPrivateAddress(host)) throw refusal(host);
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const reply = await request(url, { method: "POST", headers, body, dispatcher: agent, signal });
      // The status has decided; a reply that breaks off or never ends changes nothing about it.
      await discard(reply.body).catch(() => {});
      return outcomeOfStatus(reply.statusCode, retryAfterMs(reply.headers["retry-after"]));
    } catch (error) {
      return outcomeOfError(error);
    }
  };
  return { send, close: () => agent.destroy() };
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

/** Errors of connecting: nothing of the message has left. */
const BEFORE_SENDING = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"],
  ...["UND_ERR_CONNECT_TIMEOUT", "ERR_INVALID_URL", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"],
]);

const outcomeOfError = (error: unknown): Outcome => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const isPermanent = cause instanceof PrivateTargetError;
  const name = (cause as Error).name;
  const why = name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1000} s` : (cause as Error).message;
  const hasLeft = !isPermanent && !BEFORE_SENDING.has((cause as NodeJS.ErrnoException).code ?? "");
  return { kind: "failed", reason: why, isPermanent, ...(hasLeft ? { mayHaveArrived: true } : {}) };
};

// Links in messages that act for whoever holds them: signed, for one purpose, and where it says so only for a time.
import { createHmac, timingSafeEqual } from "node:crypto";

/** What each purpose's numbers mean. Every message has a link of its own: nobody else's can be made from it. */
const PURPOSES = {
  /** incident, team target, until when (unix seconds). */
  ack: 3,
  /** confirmation. */
  confirm: 1,
  /** subscriber. */
  manage: 1,
} as const satisfies Record<string, number>;
export type LinkPurpose = keyof typeof PURPOSES;

/** 128 bits, by RFC 2104 the half of a SHA-256. */
const SIGNATURE_BYTES = 16;

export const signLink = (key: Buffer, purpose: LinkPurpose, numbers: readonly number[]): string =>
  `${numbers.join("-")}-${signatureOf(key, purpose, numbers)}`;

/** The numbers that were signed; null where it was not we who signed them, or for something else. */
export const readLink = (key: Buffer, purpose: LinkPurpose, token: string): number[] | null => {
  const found = /^((?:\d{1,15}-){1,4})([A-Za-z0-9_-]{22})$/.exec(token);
  if (!found) return null;
  const numbers = found[1]!.slice(0, -1).split("-").map(Number);
  if (numbers.length !== PURPOSES[purpose]) return null;
  const expected = Buffer.from(signatureOf(key, purpose, numbers));
  return timingSafeEqual(expected, Buffer.from(found[2]!)) ? numbers : null;
};

const signatureOf = (key: Buffer, purpose: LinkPurpose, numbers: readonly number[]): string =>
  createHmac("sha256", key)
    .update(`tocsin ${purpose} ${numbers.join(" ")}`)
    .digest()
    .subarray(0, SIGNATURE_BYTES)
    .toString("base64url");

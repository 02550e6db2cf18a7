// One finished answer: its bytes in each encoding, and its headers, made once and sent many times.
import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, gzipSync } from "node:zlib";

export type Encoding = "br" | "gzip" | "identity";
interface Sendable {
  headers: OutgoingHttpHeaders;
  body: Buffer;
}
export interface Document {
  /** Weak: the same for every encoding of the same text. */
  etag: string;
  /** What a 304 carries. */
  unchanged: OutgoingHttpHeaders;
  /** The better encodings join as they are ready. */
  encodings: { identity: Sendable; gzip: Sendable; br?: Sendable };
}
export interface Draft {
  text: string | Buffer;
  contentType: string;
  headers: OutgoingHttpHeaders;
  /** Where something else than its text tells it from others. */
  etag?: string;
}

/** Above this the first gzip, some 4 ms per MiB, is the fast one: it stands between a change and its first reader. */
const SMALL_BYTES = 1024 * 1024;
/** 11 costs ten times the work for the last percent. */
const BROTLI_QUALITY = 9;
const gzipLater = promisify(gzip);
const brotliLater = promisify(brotliCompress);

export const hashOf = (text: string | Buffer): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, 16);

export const createDocument = ({ text, contentType, headers, etag: given }: Draft): Document => {
  const body = typeof text === "string" ? Buffer.from(text) : text;
  const level = body.length < SMALL_BYTES ? constants.Z_DEFAULT_COMPRESSION : constants.Z_BEST_SPEED;
  const etag = given ?? `W/"${hashOf(body)}"`;
  const unchanged = { "X-Content-Type-Options": "nosniff", Vary: "Accept-Encoding", ...headers, ETag: etag };
  const shared = { ...unchanged, "Content-Type": contentType };
  return {
    etag,
    unchanged,
    encodings: {
      identity: sendable(shared, body),
      gzip: sendable(shared, gzipSync(body, { level }), "gzip"),
    },
  };
};

/** Compresses as well as is worth it, off the event loop. */
export const compressWell = async ({ encodings }: Document): Promise<void> => {
  const { body, headers } = encodings.identity;
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  encodings.br = sendable(headers, await brotliLater(body, { params }), "br");
  encodings.gzip = sendable(headers, await gzipLater(body, { level: constants.Z_BEST_COMPRESSION }), "gzip");
};

const sendable = (headers: OutgoingHttpHeaders, body: Buffer, encoding?: Encoding): Sendable => ({
  body,
  headers: { ...headers, "Content-Length": body.length, ...(encoding ? { "Content-Encoding": encoding } : {}) },
});

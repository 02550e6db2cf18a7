// Which source is knocking: by its key as Bearer, as the Basic password, or as ?key= where a sender can do neither; by its
// signature over the body; or by both, where both are configured.
import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { SourceConfig } from "../../config/schema.ts";
import { type Problem, problem } from "../../contract/problem.ts";
import { bearerToken } from "../gate/authenticate.ts";

export interface SourceCredentials {
  authorization: string | undefined;
  queryKey: string | undefined;
}
/** How far a signed time may be from ours; as Standard Webhooks has it. */
const TOLERANCE_SECONDS = 300;

/** 401 and never 404, also for a source that does not exist: a sender's error counter shows it, and nobody learns our names. */
export const refusalOf = (id: string): Problem =>
  problem("unauthenticated", `The key does not open the source \`${id}\`.`, {
    hint: "Send the source's key from the config as `Authorization: Bearer KEY`, or as the Basic password.",
  });

/** A source that only signs has no key to show. */
export const hasItsKey = (source: SourceConfig, { authorization, queryKey }: SourceCredentials): boolean => {
  if (source.key === undefined) return source.hmac !== undefined;
  const key = bearerToken(authorization) ?? basicPassword(authorization) ?? queryKey;
  return key !== undefined && isSame(source.key, key);
};

export type Signed =
  /** `once`: this signature is good for one request, since it covers its time. */
  | { ok: true; once?: string }
  /** Only who holds the secret can come near the second and third. */
  | { ok: false; why: string };

/** Hex HMAC-SHA256 of the body, or of `<unix-ts>:<body>`, as Grafana signs; with or without `sha256=` before it. */
export const checkSignature = (
  source: SourceConfig,
  body: Uint8Array,
  headerOf: (name: string) => string | undefined,
  now: number,
): Signed => {
  const { hmac } = source;
  if (!hmac) return { ok: true };
  const signature = headerOf(hmac.header)
    ?.trim()
    .replace(/^sha256=/i, "")
    .toLowerCase();
  if (!signature) return { ok: false, why: `The request has no signature in \`${hmac.header}\`.` };
  const digest = createHmac("sha256", hmac.secret);
  const timestamp = hmac.timestamp_header === undefined ? undefined : (headerOf(hmac.timestamp_header)?.trim() ?? "");
  if (timestamp !== undefined) digest.update(`${timestamp}:`);
  if (!isSame(digest.update(body).digest("hex"), signature))
    return { ok: false, why: "The signature is not that of this body." };
  if (timestamp === undefined) return { ok: true };
  const isNear = /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS;
  if (!isNear)
    return {
      ok: false,
      why: `The signed time \`${timestamp.slice(0, 20)}\` is more than ${TOLERANCE_SECONDS} s from ours.`,
    };
  return { ok: true, once: signature };
};

const basicPassword = (header: string | undefined): string | undefined => {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  return encoded && Buffer.from(encoded, "base64").toString("utf8").split(":").slice(1).join(":");
};

/** Constant time, whatever the lengths. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => hash("sha256", text, "buffer");

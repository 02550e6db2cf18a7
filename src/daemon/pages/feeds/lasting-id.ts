// What feeds and calendars know a thing by, for good: the same after its title, the page's address or its language is another.
import { createHmac } from "node:crypto";

type Kind = "page" | "incident" | "maintenance";

/**
 * A UUID (RFC 9562, version 8) out of what the thing is and of the key of this installation: no two of them give away one id,
 * and nobody learns of the key.
 */
export const lastingId = (key: Buffer, kind: Kind, id: string | number): string => {
  const bytes = createHmac("sha256", key).update(`lasting id ${kind} ${id}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

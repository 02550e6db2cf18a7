// Which source is knocking: its key as Bearer, as the Basic password, or as ?key= where a sender can do neither.
import { createHash, timingSafeEqual } from "node:crypto";
import type { SourceConfig } from "../../config/schema.ts";
import { problem } from "../../contract/problem.ts";
import { bearerToken } from "../gate/authenticate.ts";

export interface SourceCredentials {
  authorization: string | undefined;
  queryKey: string | undefined;
}

/** 401 and never 404, also for a source that does not exist: a sender's error counter shows it, and nobody learns our names. */
export const authenticateSource = (
  sources: readonly SourceConfig[],
  id: string,
  credentials: SourceCredentials,
): SourceConfig => {
  const key =
    bearerToken(credentials.authorization) ?? basicPassword(credentials.authorization) ?? credentials.queryKey;
  const source = sources.find((one) => one.id === id);
  if (source && key !== undefined && isSame(source.key, key)) return source;
  throw problem("unauthenticated", `The key does not open the source \`${id}\`.`, {
    hint: "Send the source's key from the config as `Authorization: Bearer KEY`, or as the Basic password.",
  });
};

const basicPassword = (header: string | undefined): string | undefined => {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  return encoded && Buffer.from(encoded, "base64").toString("utf8").split(":").slice(1).join(":");
};

/** Constant time, whatever the lengths. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

import { createHash } from "node:crypto";

/** How a token is stored and looked up. It has 192 random bits, so a plain hash is enough. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

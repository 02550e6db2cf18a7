import { hash } from "node:crypto";

/** How a token is stored and looked up. It has 192 random bits, so a plain hash is enough. */
export const hashToken = (token: string): string => hash("sha256", token, "hex");

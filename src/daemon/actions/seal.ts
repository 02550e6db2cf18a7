// A reply that holds a secret (a token's text) is kept for its repeat only sealed, under a key that the client alone has: its
// Idempotency-Key, of which the store has no more than a hash.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const keyFrom = (secret: string, nonce: Buffer): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, nonce, "tocsin sealed reply", 32));

export const seal = (text: string, secret: string): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(secret, nonce), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
};

/** Throws where it was sealed under another secret, or changed. */
export const unseal = (sealed: string, secret: string): string => {
  const bytes = Buffer.from(sealed, "base64");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", keyFrom(secret, nonce), nonce);
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
};

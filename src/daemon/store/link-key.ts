// The key that links in messages are signed with: a file beside the database, so that a copy of the rows makes no links.
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StoreRefused } from "./errors.ts";

export const LINK_KEY_FILE = "link.key";
const KEY_BYTES = 32;

const pathIn = (dataDir: string): string => join(dataDir, LINK_KEY_FILE);

/** Made at the first start. Without it, links that were sent are worth nothing: it belongs into every backup of the folder. */
export const readLinkKey = (dataDir: string): Buffer => {
  if (dataDir === ":memory:") return randomBytes(KEY_BYTES);
  const path = pathIn(dataDir);
  const text = readIfThere(path);
  if (text === undefined) return makeKey(path);
  const key = keyOf(text);
  if (key) return key;
  throw new StoreRefused(
    `${path} is damaged: it should hold ${KEY_BYTES} bytes as base64.`,
    "Restore it from a backup. If there is none, remove it: links in messages that were sent will not work any more.",
  );
};

export type LinkKeyState =
  | { kind: "ok" | "absent" | "damaged" | "open to others" }
  | { kind: "unreadable"; why: string };
/** A look at the file, which changes nothing. */
export const inspectLinkKey = (dataDir: string): LinkKeyState => {
  if (dataDir === ":memory:") return { kind: "ok" };
  const path = pathIn(dataDir);
  try {
    const text = readIfThere(path);
    if (text === undefined) return { kind: "absent" };
    if (!keyOf(text)) return { kind: "damaged" };
    return { kind: (statSync(path).mode & 0o077) === 0 ? "ok" : "open to others" };
  } catch (error) {
    return { kind: "unreadable", why: (error as Error).message };
  }
};

const keyOf = (text: string): Buffer | undefined => {
  const key = Buffer.from(text.trim(), "base64");
  return key.length === KEY_BYTES ? key : undefined;
};

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
};

/** Whole or not at all, whatever happens meanwhile. */
const makeKey = (path: string): Buffer => {
  const key = randomBytes(KEY_BYTES);
  const part = `${path}.part`;
  const handle = openSync(part, "w", 0o600);
  try {
    writeSync(handle, `${key.toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(part, path);
  return key;
};

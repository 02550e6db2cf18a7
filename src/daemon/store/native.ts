// The single binary carries better-sqlite3's native code inside, and a system loads such code only from a file. So it is
// unpacked into a private folder once, and found again by its hash. Only scripts/binary.ts bundles this; a checkout
// loads the addon from where npm put it.
import { createHash, randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { getRawAsset } from "node:sea";
import { StoreRefused } from "./errors.ts";

/** The addon's exports. A folder that cannot be used (read-only, mounted noexec, somebody else's) is passed over for the next. */
export const loadNative = (asset: string): unknown => {
  const code = Buffer.from(getRawAsset(asset));
  const refusals: string[] = [];
  for (const folder of FOLDERS) {
    try {
      return load(unpack(code, { asset, folder: folder() }));
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  throw new StoreRefused(
    `The database code inside this binary found no folder to be loaded from (${refusals.join("; ")}).`,
    "Set XDG_CACHE_HOME to a folder that this user can write and that is not mounted noexec.",
  );
};

/** Functions, since a user without an entry in passwd has no home, and asking for it throws. */
const FOLDERS = [
  () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tocsin"),
  () => join(tmpdir(), `tocsin-${process.getuid?.() ?? "user"}`),
];

const unpack = (code: Buffer, { asset, folder }: { asset: string; folder: string }): string => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseForeign(folder);
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(folder, `${hash}-${asset}`);
  if (holds(path, code)) return path;
  const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(unfinished, code, { mode: 0o600, flag: "wx" });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  return path;
};

/** Code that we load may come only from a folder where nobody else can put any: /tmp belongs to everybody. */
const refuseForeign = (folder: string): void => {
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows has a temp folder per user
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o022) !== 0)
    throw new Error(`others can write to ${folder}`);
};

const holds = (path: string, code: Buffer): boolean => {
  try {
    return lstatSync(path).isFile() && readFileSync(path).equals(code);
  } catch {
    return false; // not there yet, or not readable: it is written anew
  }
};

const load = (path: string): unknown => {
  const module = { exports: {} as unknown };
  process.dlopen(module, path);
  return module.exports;
};

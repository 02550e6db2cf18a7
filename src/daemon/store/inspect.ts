// A look at a data folder, for who asks while no daemon answers: it changes nothing of what is stored (SQLite may leave its own
// two empty companions beside a database in WAL mode).
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Db, FILES, readPid } from "./database.ts";
import { MIGRATIONS } from "./migrations/index.ts";

export type LockState =
  | { kind: "absent" }
  | { kind: "free" }
  /** `pid` as the holder wrote it down. */
  | { kind: "held"; pid: string }
  | { kind: "unreadable"; why: string };

export type DatabaseState =
  | { kind: "absent" }
  | { kind: "unreadable"; why: string }
  /** `faults` is null where the file is too large to be read through. */
  | { kind: "readable"; schema: number; knownSchema: number; sizeBytes: number; faults: string[] | null };

/** Who holds the folder. A daemon holds its lock exclusively, so that not even reading gets through. */
export const inspectLock = (dataDir: string): LockState => {
  const path = join(dataDir, FILES.lock);
  if (!existsSync(path)) return { kind: "absent" };
  try {
    lookInto(path, (db) => db.prepare("SELECT count(*) FROM sqlite_schema").get());
    return { kind: "free" };
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_BUSY")
      return { kind: "held", pid: readPid(join(dataDir, FILES.lockPid)) };
    return { kind: "unreadable", why: (error as Error).message };
  }
};

/** Reading through more than this takes seconds, in which nobody could be told anything. */
const MAX_CHECKED_BYTES = 512 * 1024 * 1024;
/** Enough to know; a broken file has thousands. */
const MAX_FAULTS = 5;

export const inspectDatabase = (dataDir: string): DatabaseState => {
  const path = join(dataDir, FILES.database);
  if (!existsSync(path)) return { kind: "absent" };
  try {
    const sizeBytes = statSync(path).size;
    return lookInto(path, (db) => ({
      kind: "readable",
      schema: Number(db.pragma("user_version", { simple: true })),
      knownSchema: MIGRATIONS.length,
      sizeBytes,
      faults: sizeBytes > MAX_CHECKED_BYTES ? null : faultsOf(db),
    }));
  } catch (error) {
    return { kind: "unreadable", why: (error as Error).message };
  }
};

const faultsOf = (db: Db): string[] => {
  const rows = db.pragma(`quick_check(${MAX_FAULTS})`) as { quick_check: string }[];
  return rows.map((row) => row.quick_check).filter((line) => line !== "ok");
};

const lookInto = <T>(path: string, look: (db: Db) => T): T => {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    return look(db);
  } finally {
    db.close();
  }
};

// Opens the one SQLite file: folder, lock, pragmas (set and verified), migrations.
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { StoreRefused } from "./errors.ts";
import { migrate } from "./migrate.ts";

export type Db = Database.Database;
/** The files of a data folder; who only looks (inspect.ts) knows them from here. */
export const FILES = { database: "tocsin.db", lock: "lock.db", lockPid: "lock.pid" } as const;

const PRAGMAS = [
  ["journal_mode", "wal"],
  ["synchronous", 2], // FULL: a commit that was answered survives a power cut
  ["foreign_keys", 1],
  ["busy_timeout", 5000],
  ["temp_store", 2], // memory
  ["cache_size", -32_000], // 32 MiB
  ["journal_size_limit", 67_108_864],
  ["trusted_schema", 0],
] as const;

export interface OpenOptions {
  /** `:memory:` for tests of pure behaviour. */
  dataDir: string;
  now: number;
  seam: (name: "migration-step" | "backup-step") => void;
}
export interface OpenDatabase {
  db: Db;
  path: string;
  close: () => void;
}

export const openDatabase = (options: OpenOptions): OpenDatabase => {
  if (options.dataDir === ":memory:") {
    const db = new Database(":memory:");
    applyPragmas(db, true);
    migrate(db, { path: ":memory:", ...options });
    return { db, path: ":memory:", close: () => db.close() };
  }
  prepareFolder(options.dataDir);
  const unlock = lockFolder(options.dataDir);
  try {
    const path = join(options.dataDir, FILES.database);
    const db = openFile(path);
    applyPragmas(db, false);
    migrate(db, { path, ...options });
    return {
      db,
      path,
      close: () => {
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
};

/** What the pragmas really are, for the doctor. */
export const readPragmas = (db: Db): Record<string, unknown> =>
  Object.fromEntries(PRAGMAS.map(([name]) => [name, db.pragma(name, { simple: true })]));

const prepareFolder = (dir: string): void => {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(join(dir, ".write-test"), "");
    chmodSync(dir, 0o700);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOSPC")
      throw new StoreRefused(`The disk of the data folder ${dir} is full.`, "Free some space and start again.", cause);
    throw new StoreRefused(
      `The data folder ${dir} cannot be written (${code}).`,
      "Give it to the user that runs the daemon, or set `data_dir` to another one.",
      cause,
    );
  }
};

/** One daemon per folder: an exclusive transaction on lock.db, held until we end, however that is. */
const lockFolder = (dir: string): (() => void) => {
  const pidFile = join(dir, FILES.lockPid);
  const lock = openFile(join(dir, FILES.lock));
  try {
    lock.pragma("busy_timeout = 0");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw new StoreRefused(
      `The data folder ${dir} is in use by another daemon (pid ${readPid(pidFile)}).`,
      "Talk to that one, stop it first, or set another `data_dir`.",
      cause,
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => lock.close();
};

export const readPid = (file: string): string => {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "unknown"; // the lock is what counts; its pid file is only a courtesy
  }
};

const openFile = (path: string): Db => {
  try {
    return new Database(path);
  } catch (cause) {
    if (cause instanceof StoreRefused) throw cause; // from the single binary's own loader of native code
    throw new StoreRefused(
      `The database ${path} cannot be opened: ${(cause as Error).message}.`,
      "Check its permissions.",
      cause,
    );
  }
};

const applyPragmas = (db: Db, isMemory: boolean): void => {
  for (const [name, wanted] of PRAGMAS) {
    if (isMemory && (name === "journal_mode" || name === "journal_size_limit")) continue;
    try {
      db.pragma(`${name} = ${wanted}`);
    } catch (cause) {
      throw new StoreRefused(
        `The database cannot be used: ${(cause as Error).message}.`,
        "Is it a Tocsin database? Restore a backup if it is damaged.",
        cause,
      );
    }
    const is = db.pragma(name, { simple: true });
    if (String(is) !== String(wanted))
      throw new StoreRefused(
        `SQLite would not set ${name} to ${wanted} (it is ${is}).`,
        "Use a local disk; network file systems cannot hold the store.",
      );
  }
};

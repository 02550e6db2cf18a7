// Forward only: each migration once, in one transaction, with a copy of the file before the first. A newer schema is refused.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import type Database from "better-sqlite3";
import { StoreRefused } from "./errors.ts";
import { MIGRATIONS, type Migration } from "./migrations/index.ts";

type Db = Database.Database;
interface MigrateOptions {
  path: string;
  now: number;
  seam: (name: "migration-step" | "backup-step") => void;
}

export const migrate = (db: Db, options: MigrateOptions, migrations: readonly Migration[] = MIGRATIONS): void => {
  const from = db.pragma("user_version", { simple: true }) as number;
  if (from > migrations.length)
    throw new StoreRefused(
      `The database is of a newer Tocsin (schema ${from}; this one knows up to ${migrations.length}).`,
      "Run the newer version, or restore a backup from before the upgrade.",
    );
  if (from === migrations.length) return;
  if (from > 0 && options.path !== ":memory:") backUp(db, from, options);
  for (const [index, migration] of migrations.entries()) {
    if (index < from) continue;
    try {
      db.transaction(() => {
        db.exec(migration.sql);
        options.seam("migration-step");
        db.pragma(`user_version = ${index + 1}`);
      }).exclusive();
    } catch (cause) {
      throw new StoreRefused(
        `Migration ${index + 1} (${migration.name}) failed and was undone: ${(cause as Error).message}.`,
        "The database is as it was. Free disk space if that is what is missing, and start again.",
        cause,
      );
    }
  }
};

/** A whole, consistent copy under a name that says what it is; what a crash leaves half-written never has that name. */
const backUp = (db: Db, from: number, options: MigrateOptions): void => {
  const file = `${options.path}.schema-${from}.${options.now}.backup`;
  const part = `${options.path}.backup.part`;
  try {
    rmSync(part, { force: true });
    db.prepare("VACUUM INTO ?").run(part);
    options.seam("backup-step");
    syncFile(part); // VACUUM INTO leaves that to us
    renameSync(part, file);
  } catch (cause) {
    throw new StoreRefused(
      `No backup could be written to ${file} before the upgrade: ${(cause as Error).message}.`,
      "Nothing was changed. Free disk space and start again.",
      cause,
    );
  }
};

const syncFile = (path: string): void => {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MIGRATIONS, type Migration } from "../../src/daemon/store/migrations/index.ts";
import { openStore } from "../../src/daemon/store/store.ts";
import type { MigrationOrders } from "../support/child-migration.ts";
import { bundleScript, forkScript, type Kill, openAsLeft, startChild } from "../support/crash.ts";
import { tempDir } from "../support/temp.ts";

/** What later versions might do: change rows in place, then add a table. */
const LATER: readonly Migration[] = [
  {
    name: "louder",
    sql: "ALTER TABLE incidents ADD COLUMN volume INTEGER; UPDATE incidents SET title = title || '!', volume = 11;",
  },
  {
    name: "choir",
    sql: "CREATE TABLE choir (id INTEGER PRIMARY KEY, title TEXT) STRICT; INSERT INTO choir SELECT id, title FROM incidents;",
  },
];
const OLD = ["Disk full", "Mail stuck"];
const LOUD = ["Disk full!", "Mail stuck!"];
const NOW = 1_790_000_000_000;
/** The schema of this version; later ones come after it. */
const S = MIGRATIONS.length;

let daemon: Awaited<ReturnType<typeof bundleScript>>;
let migration: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  [daemon, migration] = await Promise.all([bundleScript("child-daemon.ts"), bundleScript("child-migration.ts")]);
});
afterAll(() => {
  daemon.remove();
  migration.remove();
});

test.each([
  { kill: { seam: "backup-step", pass: 1 }, left: { schema: S, titles: OLD, tables: [] }, backups: [] },
  { kill: { seam: "migration-step", pass: 1 }, left: { schema: S, titles: OLD, tables: [] }, backups: [S] },
  { kill: { seam: "migration-step", pass: 2 }, left: { schema: S + 1, titles: LOUD, tables: [] }, backups: [S] },
] satisfies { kill: Kill; left: object; backups: number[] }[])(
  "killed at pass $kill.pass of $kill.seam, the store is at one schema whole and the next start goes on from there",
  async ({ kill, left, backups }) => {
    const { dir, path } = await storeOfToday();

    expect(await migrateInChild(path, NOW, kill)).toEqual({ code: null, signal: "SIGKILL", stderr: "" });
    expect(look(openAsLeft(dir))).toEqual(left);
    expect(backupsIn(dir)).toEqual(backups.map((schema) => ({ schema, titles: OLD, tables: [] })));

    // The clock stands still: even a backup of the very same name is in nobody's way.
    expect(await migrateInChild(path, NOW)).toEqual({ code: 0, signal: null, stderr: "" });
    expect(look(new Database(path))).toEqual({ schema: S + 2, titles: LOUD, tables: ["choir"] });
    expect(backupsIn(dir)[0]).toEqual({ schema: S, titles: OLD, tables: [] });
    expect(readdirSync(dir).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
);

test("killed in the middle of its very first start, a daemon starts on the same folder as if it were new", async () => {
  const dataDir = tempDir();
  const kill: Kill = { seam: "migration-step", pass: 1, isArmedAtStart: true };
  const first = await startChild(daemon.file, dataDir, { config: {}, kill });
  expect(await first.ended).toEqual({ code: null, signal: "SIGKILL", stderr: "" });

  const second = await startChild(daemon.file, dataDir, { config: {} });
  expect(await second.kill("SIGTERM")).toEqual({ code: 0, signal: null, stderr: "" });
});

const storeOfToday = async (): Promise<{ dir: string; path: string }> => {
  const dir = tempDir();
  const store = openStore({ dataDir: dir, now: NOW });
  await store.transact((tx) => {
    for (const title of OLD)
      tx.incidents.insert({ title, severity: "high", source: "manual", key: null, openedAt: NOW });
  });
  await store.close();
  return { dir, path: store.path };
};

const migrateInChild = (path: string, now: number, kill?: Kill): Promise<unknown> => {
  const orders: MigrationOrders = { path, now, migrations: LATER, ...(kill ? { kill } : {}) };
  return forkScript(migration.file, orders).ended;
};

const look = (db: Database.Database): { schema: unknown; titles: unknown[]; tables: unknown[] } => ({
  schema: db.pragma("user_version", { simple: true }),
  titles: db.prepare("SELECT title FROM incidents ORDER BY id").pluck().all(),
  tables: db.prepare("SELECT name FROM sqlite_schema WHERE name = 'choir'").pluck().all(),
});

const backupsIn = (dir: string): unknown[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith(".backup"))
    .sort()
    .map((name) => look(new Database(join(dir, name), { readonly: true })));

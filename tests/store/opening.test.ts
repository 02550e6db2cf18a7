// What keeps the store from opening, and in which words it says so.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { Config } from "../../src/config/schema.ts";
import type { Problem } from "../../src/contract/problem.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { createLog } from "../../src/daemon/log.ts";
import { migrate } from "../../src/daemon/store/migrate.ts";
import { MIGRATIONS } from "../../src/daemon/store/migrations/index.ts";
import { openStore } from "../../src/daemon/store/store.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";

const refusalOf = async (dataDir: string, listen = "127.0.0.1:0"): Promise<Problem> => {
  const config = Config.parse({ data_dir: dataDir, server: { listen, socket: join(tempDir(), "t.sock") } });
  try {
    const daemon = await startDaemon({ config, env: {}, log: createLog("silent", process.stderr) });
    await daemon.stop();
  } catch (error) {
    return error as Problem;
  }
  throw new Error("it started");
};

const open = (dataDir: string) => {
  const store = openStore({ dataDir, now: 0 });
  onTestFinished(() => store.close());
  return store;
};

test("opens durable: WAL, synchronous FULL, foreign keys, and says so", () => {
  expect(open(tempDir()).pragmas()).toMatchObject({ journal_mode: "wal", synchronous: 2, foreign_keys: 1 });
});

test("a folder in use is refused with the pid of who uses it", async () => {
  const daemon = await startTestDaemon();
  const refusal = await refusalOf(daemon.dataDir);
  expect(refusal).toMatchObject({
    ...{
      code: "unavailable",
      message: `The data folder ${daemon.dataDir} is in use by another daemon (pid ${process.pid}).`,
    },
    hint: "Talk to that one, stop it first, or set another `data_dir`.",
  });
});

// Permissions do not bind root, whom tests often run as; a place below a regular file is one nobody can write.
test("a data folder that cannot be written is refused with what to do", async () => {
  const file = join(tempDir(), "file");
  writeFileSync(file, "");
  expect(await refusalOf(join(file, "data"))).toMatchObject({
    ...{ code: "unavailable", message: `The data folder ${file}/data cannot be written (ENOTDIR).` },
    hint: expect.stringContaining("`data_dir`"),
  });
});

test("a port in use is refused with what to set, and the folder is free again", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const listen = `127.0.0.1:${(other.address() as { port: number }).port}`;
  const dataDir = tempDir();
  expect(await refusalOf(dataDir, listen)).toMatchObject({
    ...{ code: "unavailable", message: `Something already listens on ${listen}.` },
    hint: expect.stringContaining("server: { listen: HOST:PORT }"),
  });
  open(dataDir);
});

test("a newer schema is refused and left as it is", async () => {
  const dataDir = tempDir();
  await openStore({ dataDir, now: 0 }).close();
  const db = new Database(join(dataDir, "tocsin.db"));
  db.pragma("user_version = 99");
  db.close();
  expect(await refusalOf(dataDir)).toMatchObject({
    code: "unavailable",
    message: `The database is of a newer Tocsin (schema 99; this one knows up to ${MIGRATIONS.length}).`,
  });
  expect(readdirSync(dataDir).filter((name) => name.endsWith(".backup"))).toEqual([]);
});

test.each([
  [
    "text",
    (path: string) => writeFileSync(path, "not a database at all, but long enough to be looked at\n".repeat(40)),
  ],
  [
    "a file whose schema is overwritten",
    (path: string) => {
      const bytes = readFileSync(path);
      bytes.fill(0xff, 100, 4096);
      writeFileSync(path, bytes);
    },
  ],
])("a damaged database (%s) is refused with a next step, and the folder is free again", async (_, damage) => {
  const dataDir = tempDir();
  await openStore({ dataDir, now: 0 }).close();
  damage(join(dataDir, "tocsin.db"));
  const refusal = await refusalOf(dataDir);
  expect(refusal).toMatchObject({ code: "unavailable", hint: expect.stringContaining("backup") });
  expect(refusal.message).toMatch(/^The database (cannot be used|.*cannot be opened)/);
  expect((await refusalOf(dataDir)).message).toBe(refusal.message); // and not: in use
});

const addsTable = { name: "adds a table", sql: "CREATE TABLE added (x)" };
const fails = { name: "fails", sql: "CREATE TABLE half (x); CREATE TABLE events (x)" };
const copyOf = (dir: string): string | undefined => readdirSync(dir).find((name) => name.endsWith(".backup"));

test("a migration leaves a whole copy of the file as it was", () => {
  const dir = tempDir();
  const path = join(dir, "t.db");
  const db = new Database(path);
  onTestFinished(() => void db.close());
  const options = { path, now: 7, seam: () => {} };
  migrate(db, options);
  expect(copyOf(dir)).toBeUndefined(); // nothing to save before the first
  db.exec("INSERT INTO cursors VALUES ('status', 42)");
  migrate(db, options, [...MIGRATIONS, addsTable]);
  expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length + 1);
  const copy = new Database(join(dir, copyOf(dir)!));
  expect(copy.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
  expect(copy.prepare("SELECT seq FROM cursors").pluck().get()).toBe(42);
  copy.close();
});

test("a migration that fails is undone whole and said so", () => {
  const db = new Database(":memory:");
  onTestFinished(() => void db.close());
  const options = { path: ":memory:", now: 0, seam: () => {} };
  migrate(db, options);
  expect(() => migrate(db, options, [...MIGRATIONS, addsTable, fails])).toThrow(
    new RegExp(`^Migration ${MIGRATIONS.length + 2} \\(fails\\) failed and was undone`),
  );
  expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length + 1);
  expect(db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0);
});

test("a migration without room for its copy changes nothing", () => {
  const dir = tempDir();
  const path = join(dir, "t.db");
  const db = new Database(path);
  onTestFinished(() => void db.close());
  migrate(db, { path, now: 0, seam: () => {} });
  mkdirSync(`${path}.schema-${MIGRATIONS.length}.7.backup`);
  expect(() => migrate(db, { path, now: 7, seam: () => {} }, [...MIGRATIONS, addsTable])).toThrow(
    /^No backup could be written/,
  );
  expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
  expect(existsSync(path)).toBe(true);
});

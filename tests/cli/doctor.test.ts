// `tocsin doctor` where no daemon answers: what a start would find on this machine, and what stands in its way.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { VERSION } from "../../src/contract/version.ts";
import { openDatabase } from "../../src/daemon/store/database.ts";
import { readLinkKey } from "../../src/daemon/store/link-key.ts";
import { MIGRATIONS } from "../../src/daemon/store/migrations/index.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { freePort } from "../support/ports.ts";
import { spawnDaemon } from "../support/process.ts";
import { tempDir } from "../support/temp.ts";
import { NOW, type Ran, tocsin } from "./support.ts";

interface Site {
  dir: string;
  dataDir: string;
  socket: string;
  configFile: string;
  port: number;
  run: (...argv: string[]) => Promise<Ran>;
  /** State and words of each check by name. */
  checks: () => Promise<Record<string, { state: string; detail: string; hint?: string }>>;
}
/** A config of its own for a daemon that does not run; `text` goes into the file. */
const makeSite = async (text = ""): Promise<Site> => {
  const dir = tempDir();
  const [configFile, dataDir, socket] = [join(dir, "tocsin.yaml"), join(dir, "data"), join(dir, "t.sock")];
  const port = await freePort();
  writeFileSync(configFile, `data_dir: ./data\nserver: { listen: "127.0.0.1:${port}", socket: ./t.sock }\n${text}`);
  const run: Site["run"] = (...argv) => tocsin(["doctor", "--config", configFile, ...argv], { env: {} });
  return {
    ...{ dir, dataDir, socket, configFile, port, run },
    checks: async () => {
      const { exitCode, stdout } = await run("--json");
      expect(exitCode).toBe(EXIT.unreachable);
      const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; detail: string }[] };
      return Object.fromEntries(checks.map(({ name, ...check }) => [name, check]));
    },
  };
};
/** A data folder as a daemon left it when it stopped. */
const used = (site: Site): Site => {
  openDatabase({ dataDir: site.dataDir, now: 0, seam: () => {} }).close();
  readLinkKey(site.dataDir);
  return site;
};
const statesOf = (checks: Record<string, { state: string }>): Record<string, string> =>
  Object.fromEntries(Object.entries(checks).map(([name, { state }]) => [name, state]));
const ALL_WELL = {
  ...{ program: "ok", config: "ok", "data folder": "ok", disk: "ok" },
  ...{ lock: "ok", database: "ok", "link key": "ok", socket: "ok", port: "ok" },
};

describe("before the first start", () => {
  test("it prints the table, says that nothing is in the way, and ends with 6 and what to try", async () => {
    const site = await makeSite();
    const { exitCode, stdout, stderr } = await site.run();
    expect(exitCode).toBe(EXIT.unreachable);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(" "))).toEqual([
      ...Object.keys(ALL_WELL).map((name) => `ok ${name}`),
      "nothing here keeps a daemon from starting",
    ]);
    expect(stdout).toContain(`tocsin ${VERSION}, Node ${process.versions.node}`);
    expect(stderr).toMatch(/^tocsin: No daemon answers at .*t\.sock .*\n.*`tocsin daemon`/);
    expect(existsSync(site.dataDir)).toBe(false);
  });

  test("with --json it has the shape of the online one, and says that the daemon is unreachable", async () => {
    const site = await makeSite();
    const { stdout, stderr } = await site.run("--json");
    expect(JSON.parse(stdout)).toEqual({
      healthy: false,
      version: VERSION,
      at: new Date(NOW).toISOString(),
      daemon: "unreachable",
      checks: expect.arrayContaining([{ name: "config", state: "ok", detail: site.configFile }]),
    });
    expect(JSON.parse(stderr)).toMatchObject({ code: "unreachable", hint: expect.any(String) });
  });

  test("with --quiet it prints only what is not as it should be", async () => {
    const site = await makeSite("nonsense: 1\n");
    expect((await site.run("--quiet")).stdout).toBe("config\n");
  });
});

describe("the config", () => {
  test("that is faulty is told with its first fault, and the rest is looked at all the same", async () => {
    const site = used(await makeSite("nonsense: 1\ncomponents: [{ id: A }]\n"));
    const { config, ...rest } = await site.checks();
    expect(config).toEqual({
      state: "failed",
      detail: expect.stringContaining(
        `2 faults, the first: ${site.configFile}:3:1: nonsense is not a key of the config`,
      ),
      hint: expect.stringContaining("`tocsin config check`"),
    });
    const { config: _, port: __, ...others } = ALL_WELL;
    expect(statesOf(rest)).toEqual(others);
  });

  test.each([
    ["is no YAML", "broken.yaml", "a: ["],
    ["is not there", "none.yaml", null],
  ])("that %s ends the look there", async (_, name, text) => {
    const named = join(tempDir(), name);
    if (text !== null) writeFileSync(named, text);
    const ran = await tocsin(["doctor", "--config", named, "--json"], { env: {} });
    expect(ran.exitCode).toBe(EXIT.unreachable);
    const { checks } = JSON.parse(ran.stdout);
    expect(checks.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual([
      "program ok",
      "config failed",
    ]);
    expect(JSON.parse(ran.stderr).detail).toMatch(/^Where the daemon is cannot be read: /);
  });
});

describe("the data folder", () => {
  test("as a daemon left it is well, and stays as it is", async () => {
    const site = used(await makeSite());
    const before = readFileSync(join(site.dataDir, "tocsin.db"));
    const checks = await site.checks();
    expect(statesOf(checks)).toEqual(ALL_WELL);
    expect(checks.database?.detail).toMatch(new RegExp(`^[\\d.]+ MiB, schema ${MIGRATIONS.length}; no fault found$`));
    expect(checks.lock?.detail).toBe("nobody holds the data folder");
    expect(readFileSync(join(site.dataDir, "tocsin.db")).equals(before)).toBe(true);
  });

  test("open to others is a warning with how to close it", async () => {
    const site = used(await makeSite());
    chmodSync(site.dataDir, 0o755);
    expect((await site.checks())["data folder"]).toEqual({
      state: "warning",
      detail: `${site.dataDir} is open to others (mode 755)`,
      hint: expect.stringContaining(`chmod 700 ${site.dataDir}`),
    });
  });

  test("held by a daemon that does not answer is told with its pid", async () => {
    const site = await makeSite();
    const holder = openDatabase({ dataDir: site.dataDir, now: 0, seam: () => {} });
    onTestFinished(holder.close);
    expect((await site.checks()).lock).toEqual({
      state: "failed",
      detail: `pid ${process.pid} holds the data folder and does not answer`,
      hint: expect.stringContaining(`ps -p ${process.pid}`),
    });
  });

  test("that is a file cannot be used", async () => {
    const site = await makeSite();
    writeFileSync(site.dataDir, "");
    expect((await site.checks())["data folder"]).toMatchObject({ state: "failed" });
  });
});

describe("the database", () => {
  const withSchema = (site: Site, schema: number): Site => {
    const db = new Database(join(used(site).dataDir, "tocsin.db"));
    db.pragma(`user_version = ${schema}`);
    db.close();
    return site;
  };

  test("of an older version is fine: the next start upgrades it", async () => {
    const { database } = await withSchema(await makeSite(), 1).checks();
    expect(database).toMatchObject({
      state: "ok",
      detail: expect.stringContaining(`schema 1, which the next start upgrades to ${MIGRATIONS.length} after a backup`),
    });
  });

  test("of a newer version is refused with what to do", async () => {
    const { database } = await withSchema(await makeSite(), 99).checks();
    expect(database).toMatchObject({ state: "failed", detail: expect.stringContaining("newer Tocsin (schema 99") });
  });

  test.each([
    ["is no database", (file: string) => writeFileSync(file, "x".repeat(8192)), /not a database/],
    ["has lost its end", (file: string) => truncateSync(file, 16_384), /malformed|is damaged/],
  ])("that %s is told", async (_, breakIt, why) => {
    const site = used(await makeSite());
    breakIt(join(site.dataDir, "tocsin.db"));
    expect((await site.checks()).database).toEqual({
      state: "failed",
      detail: expect.stringMatching(why),
      hint: expect.stringContaining("Restore a backup"),
    });
  });
});

describe("the key of links", () => {
  test.each([
    ["gone", (path: string) => rmSync(path), "warning", /^link\.key is not there, and the daemon makes another$/],
    ["damaged", (path: string) => writeFileSync(path, "x"), "failed", /^link\.key does not hold a key$/],
    ["open to others", (path: string) => chmodSync(path, 0o644), "warning", /^link\.key is open to others$/],
  ])("%s is told, with what to do", async (_, breakIt, state, detail) => {
    const site = used(await makeSite());
    breakIt(join(site.dataDir, "link.key"));
    expect((await site.checks())["link key"]).toEqual({
      ...{ state, detail: expect.stringMatching(detail) },
      hint: expect.stringMatching(/backup|chmod 600/),
    });
  });

  test("is not missed where no message ever had a link", async () => {
    const site = used(await makeSite());
    const db = new Database(join(site.dataDir, "tocsin.db"));
    db.pragma("user_version = 2");
    db.close();
    rmSync(join(site.dataDir, "link.key"));
    expect((await site.checks())["link key"]).toEqual({ state: "ok", detail: "none yet; the daemon makes it" });
  });
});

describe("the doors", () => {
  test("a socket left over from a crash is in nobody's way", async () => {
    const daemon = await spawnDaemon({ config: {} });
    await daemon.kill("SIGKILL");
    const ran = await tocsin(["doctor", "--config", daemon.configFile, "--json"], { env: {} });
    const { checks } = JSON.parse(ran.stdout) as { checks: { name: string; state: string; detail: string }[] };
    expect(checks.find(({ name }) => name === "socket")).toEqual({
      ...{ name: "socket", state: "ok" },
      detail: expect.stringMatching(/t\.sock is left over, nobody listens; the next daemon replaces it$/),
    });
    expect(checks.filter(({ state }) => state !== "ok")).toEqual([]);
  });

  test("what is no socket is in the way of one", async () => {
    const site = await makeSite();
    mkdirSync(site.socket);
    expect((await site.checks()).socket).toMatchObject({
      state: "failed",
      detail: `${site.socket} is in the way: it is not a socket`,
    });
  });

  test("a socket that somebody holds without a word is told as stuck", { timeout: 60_000 }, async () => {
    const site = await makeSite();
    const mute = createServer((connection) => void connection.destroy());
    await new Promise<void>((resolve) => mute.listen(site.socket, resolve));
    onTestFinished(() => void mute.close());
    expect((await site.checks()).socket).toMatchObject({
      state: "failed",
      detail: `${site.socket} is open, and who listens there does not answer`,
    });
  });

  test("a port that is taken is told with whom by", async () => {
    const site = await makeSite();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(site.port, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    expect((await site.checks()).port).toEqual({
      state: "failed",
      detail: expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:${site.port} is taken by .+ \\(pid ${process.pid}\\)$`),
      ),
      hint: expect.stringContaining("listen: HOST:PORT"),
    });
  });

  test("an address of another machine is told", async () => {
    const site = await makeSite();
    writeFileSync(site.configFile, "data_dir: ./data\nserver: { listen: 192.0.2.1:80, socket: ./t.sock }\n");
    expect((await site.checks()).port).toMatchObject({
      state: "failed",
      detail: expect.stringMatching(/^192\.0\.2\.1:80 /),
    });
  });
});

describe("where it does not look", () => {
  test("behind a URL: that daemon's folders are not here", async () => {
    const ran = await tocsin(["doctor", "--url", "http://127.0.0.1:1", "--json"], { env: {} });
    expect([ran.exitCode, ran.stdout]).toEqual([EXIT.unreachable, ""]);
    expect(JSON.parse(ran.stderr)).toMatchObject({ code: "unreachable" });
  });

  test("with a daemon, whose own word counts", async () => {
    const daemon = await startTestDaemon();
    await daemon.warm;
    const ran = await tocsin(["doctor", "--json"], { env: { TOCSIN_SOCKET: daemon.socketPath } });
    const health = JSON.parse(ran.stdout);
    expect(health).not.toHaveProperty("daemon");
    expect(health.checks.map(({ name }: { name: string }) => name)).toContain("store");
    expect(readdirSync(daemon.dataDir)).toContain("lock.db");
  });
});

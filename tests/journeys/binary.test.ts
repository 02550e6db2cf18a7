import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { COMPONENTS } from "../support/daemon.ts";
import { type Finished, type Running, start } from "../support/process.ts";
import { hasRedis, startRedis } from "../support/redis.ts";
import { tempDir } from "../support/temp.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";

const ROOT = join(import.meta.dirname, "../..");
let binary = "";

beforeAll(() => {
  const built = spawnSync(process.execPath, [join(ROOT, "scripts/binary.ts")], { encoding: "utf8" });
  const [file] = /^dist\/tocsin-\S+(?=, \d+ MB)/m.exec(built.stderr) ?? [];
  if (!file) throw new Error(`the binary was not made: ${built.stderr}`);
  binary = join(ROOT, file);
}, 120_000);

interface Machine {
  dir: string;
  config: string;
  /** The folder into which the daemon's native code is unpacked. */
  cache: string;
  /** The words of a command line that runs it there. */
  command: (args: readonly string[], env?: Record<string, string>) => string[];
  run: (args: readonly string[]) => Promise<Finished>;
  /** Keeps running; `under` is a program that starts it, `strace` say. */
  start: (args: readonly string[], options?: StartOptions) => Running;
}
interface StartOptions {
  env?: Record<string, string>;
  under?: readonly string[];
}

/** A folder with nothing but the binary and a config, and an environment that knows neither Node nor this checkout. */
const freshMachine = (): Machine => {
  const dir = realpathSync(tempDir());
  const program = join(dir, "tocsin");
  copyFileSync(binary, program);
  mkdirSync(join(dir, "tmp"));
  const config = join(dir, "tocsin.yaml");
  const server = { listen: "127.0.0.1:0", socket: join(dir, "t.sock") };
  writeFileSync(config, stringify({ components: COMPONENTS, data_dir: join(dir, "data"), server }));
  const command: Machine["command"] = (args, env = {}) => {
    const all = {
      HOME: dir,
      TMPDIR: join(dir, "tmp"),
      PATH: join(dir, "nothing"),
      TERM: "xterm",
      TOCSIN_ACTOR: "ann",
      ...env,
    };
    const settings = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    return ["env", "-i", ...settings, program, ...args];
  };
  const startHere: Machine["start"] = (args, { env, under = [] } = {}) => {
    const [first, ...rest] = [...under, ...command(args, env)];
    return start(first!, rest, { cwd: dir });
  };
  return {
    dir,
    config,
    cache: join(dir, ".cache/tocsin"),
    command,
    start: startHere,
    run: (args) => startHere(args).ended,
  };
};

const startDaemon = async (machine: Machine, options: StartOptions = {}): Promise<Running & { url: string }> => {
  const daemon = machine.start(["daemon", "--config", machine.config], options);
  const url = await until("the daemon to take commands", () => {
    if (daemon.child.exitCode !== null) throw new Error(`the daemon ended: ${daemon.stderr()}`);
    return /status page: (http:\S+)\//.exec(daemon.stdout())?.[1];
  });
  return { ...daemon, url };
};

test("one file on a machine without Node: daemon, commands, page, and a clean stop", async () => {
  const machine = freshMachine();
  const version = await machine.run(["version"]);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tocsin \d/), stderr: "" });

  const daemon = await startDaemon(machine);
  const at = ["--config", machine.config];
  expect(await machine.run(["open", "Checkout fails", "-c", "api", ...at])).toMatchObject({ code: 0, stderr: "" });
  expect(await machine.run(["ack", "1", ...at])).toMatchObject({ code: 0, stderr: "" });
  const status = await machine.run(["status", "--json", ...at]);
  expect(JSON.parse(status.stdout)).toMatchObject({
    incidents: [{ id: 1, title: "Checkout fails", state: "acknowledged" }],
  });

  const page = await fetch(`${daemon.url}/`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
  expect(await page.text()).toContain("Partial outage");

  expect(await daemon.kill("SIGTERM")).toMatchObject({ code: 0 });
});

test("commands unpack nothing; the daemon unpacks its native code once, for its user only", async () => {
  const machine = freshMachine();
  await machine.run(["version"]);
  await machine.run(["status", "--config", machine.config]);
  expect(existsSync(machine.cache)).toBe(false);

  await (await startDaemon(machine)).kill();
  const [unpacked, ...others] = readdirSync(machine.cache);
  expect(others).toEqual([]);
  expect(statSync(machine.cache).mode & 0o777).toBe(0o700);
  const before = statSync(join(machine.cache, unpacked!));
  await (await startDaemon(machine)).kill();
  expect(readdirSync(machine.cache)).toEqual([unpacked]);
  expect(statSync(join(machine.cache, unpacked!)).ino).toBe(before.ino);
});

test("a damaged copy of the native code is replaced before it is loaded", async () => {
  const machine = freshMachine();
  await (await startDaemon(machine)).kill();
  const unpacked = join(machine.cache, readdirSync(machine.cache)[0]!);
  const whole = readFileSync(unpacked);
  writeFileSync(unpacked, whole.subarray(0, 1000));
  await (await startDaemon(machine)).kill();
  expect(readFileSync(unpacked).equals(whole)).toBe(true);
});

test("where the home cannot be used, the native code goes to the temp folder", async () => {
  const machine = freshMachine();
  writeFileSync(join(machine.dir, ".cache"), "a file where a folder is wanted");
  await (await startDaemon(machine)).kill();
  expect(readdirSync(join(machine.dir, "tmp"))).toEqual([`tocsin-${process.getuid!()}`]);
});

test("a cache folder that others can write to is not trusted, and without another one the daemon says what to set", async () => {
  const machine = freshMachine();
  mkdirSync(machine.cache, { recursive: true });
  chmodSync(machine.cache, 0o777);
  const env = { TMPDIR: join(machine.dir, "tocsin.yaml") };
  const refused = await machine.start(["daemon", "--config", machine.config], { env }).ended;
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`others can write to ${machine.cache}`);
  expect(refused.stderr).toContain("Set XDG_CACHE_HOME to a folder that this user can write");
  expect(readdirSync(machine.cache)).toEqual([]);
});

test.skipIf(!hasTools("script"))("the TUI opens from the binary", async () => {
  const machine = freshMachine();
  await startDaemon(machine);
  await machine.run(["open", "Checkout fails", "-c", "api", "--config", machine.config]);
  const words = machine.command(["tui", "--config", machine.config]).map((word) => `'${word}'`);
  const tui = await start("script", ["-qec", words.join(" "), "/dev/null"], { cwd: machine.dir, input: "q" }).ended;
  expect(tui).toMatchObject({ code: 0, stdout: expect.stringContaining("Checkout fails") });
});

test.skipIf(!hasTools("strace"))("nothing of node_modules is looked for, by the daemon nor by a command", async () => {
  const machine = freshMachine();
  const trace = (name: string): string[] => ["strace", "-D", "-f", "-e", "trace=%file", "-o", join(machine.dir, name)];
  const daemon = await startDaemon(machine, { under: trace("daemon.trace") });
  await machine.start(["status", "--config", machine.config], { under: trace("status.trace") }).ended;
  await daemon.kill();
  for (const name of ["daemon.trace", "status.trace"]) {
    const touched = readFileSync(join(machine.dir, name), "utf8");
    expect(touched).toContain("/tocsin");
    expect(touched).not.toMatch(/node_modules|package\.json/);
  }
});

test.skipIf(!hasRedis)("`tocsin worker` runs from the binary", async () => {
  const machine = freshMachine();
  const redis = await startRedis({ maxmemoryPolicy: "noeviction" });
  writeFileSync(machine.config, stringify({ redis: { url: redis.url } }));
  const worker = machine.start(["worker", "--config", machine.config]);
  await until("the worker to be ready", () => worker.stdout().includes("ready, takes deliveries"));
  expect(await worker.kill("SIGTERM")).toMatchObject({ code: 0 });
  expect(existsSync(machine.cache)).toBe(false);
});

// The program as it is shipped, in processes of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { COMPONENTS } from "./daemon.ts";
import { tempDir } from "./temp.ts";
import { until } from "./until.ts";

const PROGRAM = join(import.meta.dirname, "../../dist/tocsin.js");

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}
export interface Running {
  child: ChildProcess;
  pid: number;
  stdout: () => string;
  stderr: () => string;
  /** Resolves when the process has ended. */
  ended: Promise<Finished>;
  kill: (signal?: NodeJS.Signals) => Promise<Finished>;
}

/** Starts a program; it is ended with the test. */
export const start = (
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string; detached?: true } = {},
): Running => {
  const child = spawn(command, args, {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: "", ...options.env },
    cwd: options.cwd,
    // In a session of its own, and so without the terminal that the tests may run in.
    detached: options.detached ?? false,
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.on("error", () => {}); // a program that does not read its input is no fault of the test
  child.stdin.end(options.input ?? "");
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const kill = (signal: NodeJS.Signals = "SIGTERM"): Promise<Finished> => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill("SIGKILL");
  });
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended, kill };
};

export interface ProcessDaemon extends Running {
  url: string;
  configFile: string;
  dataDir: string;
  /** Runs one CLI command against it. */
  tocsin: (args: readonly string[], options?: { env?: NodeJS.ProcessEnv; input?: string }) => Promise<Finished>;
  /** A CLI command that keeps running, such as `watch`. */
  startTocsin: (args: readonly string[], options?: { env?: NodeJS.ProcessEnv; detached?: true }) => Running;
}

type ProcessOptions = Parameters<typeof start>[2];
export const startTocsin = (args: readonly string[], options: ProcessOptions = {}): Running =>
  start(process.execPath, [PROGRAM, ...args], options);
export const runTocsin = (args: readonly string[], options: ProcessOptions = {}): Promise<Finished> =>
  startTocsin(args, options).ended;

/** `tocsin daemon` on a config file of its own, taking commands. The same `dir` again restarts it on the same data. */
export const spawnDaemon = async (
  options: { dir?: string; config?: Record<string, unknown>; env?: NodeJS.ProcessEnv } = {},
): Promise<ProcessDaemon> => {
  const dir = options.dir ?? tempDir();
  mkdirSync(dir, { recursive: true });
  const configFile = join(dir, "tocsin.yaml");
  const config = {
    components: COMPONENTS,
    notify: { allow_private_targets: true },
    ...options.config,
    data_dir: join(dir, "data"),
    server: { listen: "127.0.0.1:0", socket: join(dir, "t.sock"), ...(options.config?.server as object | undefined) },
  };
  writeFileSync(configFile, stringify(config));
  const running = start(
    process.execPath,
    [PROGRAM, "daemon", "--config", configFile],
    options.env ? { env: options.env } : {},
  );
  const url = await until("the daemon to take commands", () => {
    if (running.child.exitCode !== null) throw new Error(`the daemon ended: ${running.stderr()}`);
    return /status page: (http:\S+)\//.exec(running.stdout())?.[1];
  });
  const env = (own?: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    TOCSIN_CONFIG: configFile,
    TOCSIN_ACTOR: "ann",
    ...own,
  });
  return {
    ...running,
    ...{ url, configFile, dataDir: join(dir, "data") },
    tocsin: (args, own = {}) => runTocsin(args, { ...own, env: env(own.env) }),
    startTocsin: (args, own = {}) => startTocsin(args, { ...own, env: env(own.env) }),
  };
};

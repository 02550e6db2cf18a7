// Child processes that die on purpose, and a look at what they left on disk.
import { type ChildProcess, fork } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import * as esbuild from "esbuild";
import { onTestFinished } from "vitest";
import { browserCode } from "../../scripts/browser-code.ts";
import type { Seam } from "../../src/daemon/ports.ts";
import { tempDir } from "./temp.ts";

export interface Kill {
  seam: Seam;
  /** From 1. */
  pass: number;
  /** Counts from the very start; else from `arm` on. */
  isArmedAtStart?: boolean;
  /** Only passes count at which the log has grown since it was armed: not the commits that readers make for themselves. */
  isOfEvents?: true;
}
export interface ChildOrders {
  socketPath: string;
  config: Record<string, unknown>;
  /** It reads its config there instead, and takes a reload. */
  configFile?: string;
  kill?: Kill;
  /** So far its clock is ahead of ours. */
  aheadMs?: number;
}
/** What a running one is told: the seam kills from now on, or the time is later than it was. */
export type ChildOrder = "arm" | { windMs: number };
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}
export interface Child {
  socketPath: string;
  /** Passes of the seam count from here on. */
  arm: () => Promise<void>;
  /** Winds its clock and lets what is due happen; it may die of that. */
  wind: (ms: number) => Promise<void>;
  ended: Promise<Ended>;
  hasEnded: () => boolean;
  kill: (signal: NodeJS.Signals) => Promise<Ended>;
}

/** One file that plain Node runs: the pages' .tsx cannot be stripped, and native code stays where npm put it. */
export const bundleScript = async (script: string): Promise<{ file: string; remove: () => void }> => {
  const dir = mkdtempSync(join(tmpdir(), "tcs-"));
  const file = join(dir, "child.mjs");
  const nativeCode = pathToFileURL(createRequire(import.meta.url).resolve("better-sqlite3")).href;
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, script)],
    outfile: file,
    ...{ bundle: true, platform: "node", format: "esm", target: "node26", jsx: "automatic", logLevel: "error" },
    external: ["msgpackr-extract"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    plugins: [
      browserCode,
      {
        name: "native",
        setup: (build) => {
          build.onResolve({ filter: /^better-sqlite3$/ }, () => ({ path: nativeCode, external: true }));
        },
      },
    ],
  });
  return { file, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

/** Starts the script on a folder; resolves once it takes commands, or has ended before that. */
export const startChild = async (
  script: string,
  dataDir: string,
  orders: Omit<ChildOrders, "socketPath">,
): Promise<Child> => {
  const socketPath = join(dataDir, "run/t.sock");
  const { child, ended } = forkScript(script, { ...orders, socketPath });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const told = (): Promise<unknown> => new Promise((resolve) => child.once("message", resolve));
  await Promise.race([told(), ended]);
  const order = async (what: ChildOrder): Promise<void> => {
    const done = told();
    child.send(what, () => {}); // one that has died takes no orders
    await Promise.race([done, ended]);
  };
  return {
    socketPath,
    arm: () => order("arm"),
    wind: (windMs) => order({ windMs }),
    ended,
    hasEnded: () => hasEnded,
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
};

export const forkScript = (script: string, orders: unknown): { child: ChildProcess; ended: Promise<Ended> } => {
  const env = { ...process.env, CRASH: JSON.stringify(orders) };
  const child = fork(script, [], { env, execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  });
  return { child, ended };
};

/** The database as a dead daemon left it. A copy: opening the original would already recover and checkpoint it. */
export const openAsLeft = (dataDir: string): Database.Database => {
  const dir = tempDir();
  for (const name of ["tocsin.db", "tocsin.db-wal"])
    if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(dir, name));
  const db = new Database(join(dir, "tocsin.db"));
  onTestFinished(() => void db.close());
  return db;
};

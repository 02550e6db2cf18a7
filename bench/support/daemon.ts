// The daemon as it is shipped, in its own process, on a store with the past that a benchmark wants.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createClient } from "../../src/client/client.ts";
import { getDoctor } from "../../src/contract/log.ts";
import { type Places, writeConfig } from "./config.ts";
import { atEnd, ENV, end, pause, ROOT, tempDir } from "./processes.ts";
import { type Seed, type Seeded, seed } from "./seed.ts";

export const PROGRAM = join(ROOT, "dist/tocsin.js");
const START_MS = 30_000;
const LOOK_MS = 20;

export interface BenchDaemon extends Places, Seeded {
  url: string;
  pid: number;
}

/** Resolves once it takes commands and its warm-up has ended. */
export const startDaemon = async (
  past: Seed = { closed: 0, open: 0 },
  extra: Record<string, unknown> = {},
): Promise<BenchDaemon> => {
  const places = writeConfig(tempDir(), extra);
  const seeded = await seed(places.dataDir, past);
  const child = spawn(process.execPath, [PROGRAM, "daemon", "--config", places.configFile], {
    env: ENV,
    stdio: ["ignore", "pipe", "inherit"],
  });
  atEnd(() => end(child));
  const url = await urlOf(child);
  await warmUp(places.socketPath);
  return { ...places, ...seeded, url, pid: child.pid ?? 0 };
};

const urlOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => reject(new Error("the daemon ended before it took commands")));
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      const url = /status page: (http:\S+)\//.exec(said)?.[1];
      if (url) resolve(url);
    });
  });

export const warmUp = async (socketPath: string): Promise<void> => {
  const client = createClient({ env: { TOCSIN_SOCKET: socketPath } });
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(LOOK_MS)) {
    const { checks } = await client.call(getDoctor, {});
    if (checks.some((check) => check.name === "warm-up" && check.detail === "done")) return;
  }
  throw new Error(`the daemon's warm-up took more than ${START_MS} ms`);
};

// From the spawn of the daemon to its first 200 at /readyz, on the data folder of a daemon that ran before, beside `node -e 0`: the
// ratio says how many bare starts of Node one start of ours is.
import { spawn } from "node:child_process";
import { get } from "node:http";
import { writeConfig } from "./support/config.ts";
import { PROGRAM } from "./support/daemon.ts";
import { ENV, end, pause, tempDir } from "./support/processes.ts";
import { type Benchmark, compared } from "./support/result.ts";
import { seed } from "./support/seed.ts";
import { inTurns } from "./support/stats.ts";
import { timeOf } from "./support/time-of.ts";

const ROUNDS = 11;
const LOOK_MS = 2;
const LIMIT_MS = 20_000;

export const start: Benchmark = {
  name: "start",
  run: async () => {
    const places = writeConfig(tempDir());
    await seed(places.dataDir, { closed: 0, open: 0 });
    const rounds = await inTurns(ROUNDS, {
      baseline: () => timeOf(process.execPath, ["-e", "0"], ENV),
      ours: () => startToReady(places),
    });
    return [compared("start to ready, beside `node -e 0`", "ms", rounds, null)];
  },
};

const startToReady = async ({
  configFile,
  socketPath,
}: {
  configFile: string;
  socketPath: string;
}): Promise<number> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [PROGRAM, "daemon", "--config", configFile], {
    env: ENV,
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    while (!(await isReady(socketPath))) {
      if (performance.now() - startedAt > LIMIT_MS || child.exitCode !== null)
        throw new Error("the daemon did not become ready");
      await pause(LOOK_MS);
    }
    return performance.now() - startedAt;
  } finally {
    await end(child);
  }
};

const isReady = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    get({ socketPath, path: "/readyz" }, (reply) => {
      reply.resume();
      resolve(reply.statusCode === 200);
    }).on("error", () => resolve(false));
  });

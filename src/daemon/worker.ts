// `tocsin worker`: sends what a daemon queues in Redis. It needs the config's `redis` and `notify`, and no database.
import type { Writable } from "node:stream";
import { loadFoundConfig } from "../config/places.ts";
import { EXIT, problem } from "../contract/problem.ts";
import { WORKER_ROOM } from "./delivery/bullmq-jobs.ts";
import { createSendWorker } from "./delivery/bullmq-worker.ts";
import { placeOf } from "./delivery/redis-options.ts";
import { explainRedis } from "./delivery/redis-words.ts";
import { createSender } from "./delivery/sender.ts";

const DRAIN_MS = 10_000;

export interface RunWorkerOptions {
  configFile?: string | undefined;
  env: NodeJS.ProcessEnv;
  stdout: Writable;
  stderr: Writable;
}

/** Runs until SIGTERM or SIGINT; the exit code. Throws a problem when the config names no Redis. */
export const runWorker = async ({ configFile, env, stdout, stderr }: RunWorkerOptions): Promise<number> => {
  const { file, config } = await loadFoundConfig(configFile, env);
  if (!config.redis)
    throw problem("invalid", `${file ?? "The default config"} names no Redis to take deliveries from.`, {
      hint: "Set `redis: { url: redis://HOST:6379 }` there as in the daemon's config. Without Redis the daemon sends by itself.",
    });
  const address = placeOf(config.redis);
  const say = (text: string): void => {
    stderr.write(`tocsin worker: ${text}\n`);
  };
  let isReady = false;
  const onConnection = (why: string | null): void => {
    if (why !== null) {
      const { words, toDo } = explainRedis(why);
      say(`Redis at ${address} is away: ${words}; trying again until it is back. ${toDo}`);
    } else if (isReady) say(`Redis at ${address} is back`);
    else stdout.write(`tocsin worker: ready, takes deliveries from Redis at ${address}, ${WORKER_ROOM} at a time\n`);
    isReady ||= why === null;
  };

  const { allow_private_targets: allowsPrivate, smtp } = config.notify;
  const sender = createSender({ allowPrivate: () => allowsPrivate, smtp: () => smtp });
  const worker = createSendWorker({
    ...{ redis: config.redis, send: sender.send, now: Date.now, onConnection },
    onWarning: (message, error) => say(`${message}: ${(error as Error).message}`),
  });
  worker.start();
  say(`stopping on ${await firstSignal()}`);
  await worker.stop(DRAIN_MS);
  await sender.close();
  return EXIT.done;
};

const firstSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });

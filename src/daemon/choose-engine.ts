// What sends: inside this process; or on Redis, where this process may be one of the workers.
import { createHmac } from "node:crypto";
import type { Config } from "../config/schema.ts";
import { createEmbeddedEngine } from "./delivery/embedded-engine.ts";
import type { EngineEvents, Send, SendEngine } from "./delivery/engine.ts";

export interface EngineParts {
  /** The secret of the data folder, by which its jobs are told from those of others. */
  linkKey: Buffer;
  send: Send;
  now: () => number;
  /** How long a worker here may take to finish what it is sending. */
  drainMs: number;
  onStop: (name: string, run: () => Promise<void>) => void;
  onWarning: (message: string, error: unknown) => void;
}
/** BullMQ is loaded only where it is used. */
export const chooseEngine = async (
  config: Config,
  { linkKey, send, now, drainMs, onStop, onWarning }: EngineParts,
): Promise<(events: EngineEvents) => SendEngine> => {
  if (!config.redis) return (events) => createEmbeddedEngine(send, events, now);
  const { redis } = config;
  const [{ createBullmqEngine }, { createSendWorker }] = await Promise.all([
    import("./delivery/bullmq-engine.ts"),
    import("./delivery/bullmq-worker.ts"),
  ]);
  if (redis.worker) {
    const worker = createSendWorker({ redis, send, now, onWarning });
    worker.start();
    onStop("the worker", () => worker.stop(drainMs));
  }
  return (events) => createBullmqEngine({ redis, instance: instanceOf(linkKey), events, now });
};

const INSTANCE_DIGITS = 12;
/** Always the same for one data folder, and nothing of the secret in it. */
const instanceOf = (linkKey: Buffer): string =>
  createHmac("sha256", linkKey).update("deliveries").digest("hex").slice(0, INSTANCE_DIGITS);

// What sends: inside this process; or on Redis, where this process may be one of the workers.
import type { Config } from "../config/schema.ts";
import { createEmbeddedEngine } from "./delivery/embedded-engine.ts";
import type { EngineEvents, Send, SendEngine } from "./delivery/engine.ts";

export interface EngineParts {
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
  { send, now, drainMs, onStop, onWarning }: EngineParts,
): Promise<(events: EngineEvents) => SendEngine> => {
  if (!config.redis) return (events) => createEmbeddedEngine(send, events, now);
  const { url, prefix, worker: isWorkerHere } = config.redis;
  const [{ createBullmqEngine }, { createSendWorker }] = await Promise.all([
    import("./delivery/bullmq-engine.ts"),
    import("./delivery/bullmq-worker.ts"),
  ]);
  if (isWorkerHere) {
    const worker = createSendWorker({ url, prefix, send, now, onWarning });
    worker.start();
    onStop("the worker", () => worker.stop(drainMs));
  }
  return (events) => createBullmqEngine({ url, prefix, events, now });
};

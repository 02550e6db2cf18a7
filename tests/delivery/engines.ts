// Both engines, real: their sender is the one of the daemon, their targets are on loopback, their Redis is a redis-server.
import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { createBullmqEngine } from "../../src/daemon/delivery/bullmq-engine.ts";
import { createSendWorker, type SendWorker } from "../../src/daemon/delivery/bullmq-worker.ts";
import { createEmbeddedEngine } from "../../src/daemon/delivery/embedded-engine.ts";
import type { EngineEvents, JobName, SendEngine, SendJob } from "../../src/daemon/delivery/engine.ts";
import { createSafeFetch } from "../../src/daemon/delivery/safe-fetch.ts";
import type { Outcome } from "../../src/domain/retry.ts";
import { startRedis, type TestRedis } from "../support/redis.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";

export interface Bench {
  engine: SendEngine;
  sink: Sink;
  /** Every outcome that was reported, in order. */
  outcomes: { job: JobName; outcome: Outcome }[];
  /** How often there was said to be room. */
  rooms: () => number;
  job: (deliveryId: number, more?: Partial<Pick<SendJob, "claim" | "notAfter">> & { path?: string }) => SendJob;
  outcomeOf: (job: JobName) => Promise<Outcome>;
  /** Requests stay unanswered until they are let go. */
  holdAnswers: () => { waiting: () => number; letGo: () => void };
}
export type MakeBench = () => Promise<Bench>;
export interface RedisBench extends Bench {
  redis: TestRedis;
  addWorker: () => SendWorker;
}

export const embeddedBench: MakeBench = async () => {
  const sender = createSafeFetch({ allowPrivate: () => true });
  onTestFinished(sender.close);
  return bench((events) => createEmbeddedEngine(sender.send, events, Date.now));
};

export const bullmqBench = async (
  options: { workers?: number; maxmemoryPolicy?: string } = {},
): Promise<RedisBench> => {
  const { workers = 1, maxmemoryPolicy } = options;
  const redis = await startRedis(maxmemoryPolicy ? { maxmemoryPolicy } : {});
  const made = await bench((events) => createBullmqEngine({ url: redis.url, events, now: Date.now }));
  const addWorker = (): SendWorker => startWorker(redis.url);
  for (let count = 0; count < workers; count++) addWorker();
  if (workers > 0 && !maxmemoryPolicy) await until("room", () => made.engine.room() > 0);
  return { ...made, redis, addWorker };
};

export const startWorker = (url: string): SendWorker => {
  const sender = createSafeFetch({ allowPrivate: () => true });
  const worker = createSendWorker({ url, send: sender.send, now: Date.now });
  worker.start();
  onTestFinished(async () => {
    await worker.stop(1000);
    await sender.close();
  });
  return worker;
};

const bench = async (create: (events: EngineEvents) => SendEngine): Promise<Bench> => {
  const sink = await startSink();
  const outcomes: Bench["outcomes"] = [];
  let rooms = 0;
  const engine = create({
    onOutcome: (job, outcome) => {
      outcomes.push({ job: { deliveryId: job.deliveryId, claim: job.claim }, outcome });
    },
    onRoom: () => {
      rooms += 1;
    },
  });
  await engine.start();
  onTestFinished(() => engine.stop(0));
  const find = (job: JobName) =>
    outcomes.find((one) => one.job.deliveryId === job.deliveryId && one.job.claim === job.claim)?.outcome;
  return {
    ...{ engine, sink, outcomes },
    rooms: () => rooms,
    job: (deliveryId, { claim = 1, notAfter = Date.now() + 60_000, path = "/hook" } = {}) => ({
      ...{ deliveryId, claim, notAfter },
      request: {
        url: `${sink.url}${path}`,
        headers: { "content-type": "application/json", "webhook-id": `msg-${deliveryId}` },
        body: JSON.stringify({ type: "status.changed", claim }),
      },
    }),
    outcomeOf: (job) => until(`the outcome of ${job.deliveryId}`, () => find(job)),
    holdAnswers: () => {
      const held: ServerResponse[] = [];
      let isOpen = false;
      sink.answer((_, response) => {
        if (isOpen) response.writeHead(204).end();
        else held.push(response);
      });
      return {
        waiting: () => held.length,
        letGo: () => {
          isOpen = true;
          for (const response of held.splice(0)) response.writeHead(204).end();
        },
      };
    },
  };
};

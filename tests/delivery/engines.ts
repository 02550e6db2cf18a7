// Both engines, real: their sender is the one of the daemon, their targets are on loopback, their Redis is a redis-server.
import type { ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import type { RedisConfig } from "../../src/config/schema.ts";
import { createBullmqEngine } from "../../src/daemon/delivery/bullmq-engine.ts";
import { createSendWorker, type SendWorker } from "../../src/daemon/delivery/bullmq-worker.ts";
import { createEmbeddedEngine } from "../../src/daemon/delivery/embedded-engine.ts";
import type { EngineEvents, HttpRequest, JobName, SendEngine, SendJob } from "../../src/daemon/delivery/engine.ts";
import { createSender } from "../../src/daemon/delivery/sender.ts";
import type { Outcome } from "../../src/domain/retry.ts";
import { type RedisServerOptions, startRedis, type TestRedis } from "../support/redis.ts";
import { type Sink, startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";

/** As all jobs of these tests are. */
export type HttpJob = SendJob & { request: HttpRequest };
export interface Bench {
  engine: SendEngine;
  sink: Sink;
  /** Every outcome that was reported, in order. */
  outcomes: { job: JobName; outcome: Outcome }[];
  /** How often there was said to be room. */
  rooms: () => number;
  job: (
    deliveryId: number,
    more?: Partial<Pick<SendJob, "claim" | "lane" | "notAfter">> & { path?: string },
  ) => HttpJob;
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
  const sender = createSender({ allowPrivate: () => true, smtp: () => undefined });
  onTestFinished(sender.close);
  return bench((events) => createEmbeddedEngine(sender.send, events, Date.now));
};

/** Which data folder the engine is for. */
export const INSTANCE = "folder1";

export interface BullmqBenchOptions extends RedisServerOptions {
  workers?: number;
  /** How engine and workers reach it; default: as it is. */
  config?: (redis: TestRedis) => RedisConfig;
  instance?: string;
}
export const bullmqBench = async (options: BullmqBenchOptions = {}): Promise<RedisBench> => {
  const { workers = 1, config = (redis: TestRedis) => redis.config, instance = INSTANCE } = options;
  const redis = await startRedis(options);
  const made = await bench((events) => createBullmqEngine({ redis: config(redis), instance, events, now: Date.now }));
  const addWorker = (): SendWorker => startWorker(config(redis));
  for (let count = 0; count < workers; count++) addWorker();
  if (workers > 0 && !options.maxmemoryPolicy) await until("room", () => made.engine.room("http") > 0);
  return { ...made, redis, addWorker };
};

/** One more engine on the same Redis. */
export const anotherEngine = (redis: RedisConfig, instance: string): Promise<Bench> =>
  bench((events) => createBullmqEngine({ redis, instance, events, now: Date.now }));

export const startWorker = (redis: RedisConfig, now = Date.now): SendWorker => {
  const sender = createSender({ allowPrivate: () => true, smtp: () => undefined });
  const worker = createSendWorker({ redis, send: sender.send, now });
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
    job: (deliveryId, { claim = 1, lane = "http", notAfter = Date.now() + 60_000, path = "/hook" } = {}) => ({
      ...{ deliveryId, claim, lane, notAfter },
      request: {
        kind: "http",
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

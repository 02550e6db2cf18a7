// Takes jobs from Redis and sends them. It needs no database: a job carries its request, and the outcome goes back the same way.
import { type Job, Worker } from "bullmq";
import type { RedisConfig } from "../../config/schema.ts";
import { LANE_ROOM, LANES, type Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";
import { CONSUMER, isReply, openRedis, until } from "./bullmq-connection.ts";
import { instanceOf, KEEP_MS, MAX_NEWS, newsKeyOf, outcomeKeyOf, queueNameOf } from "./bullmq-jobs.ts";
import { type Send, type SendJob, TOO_LATE } from "./engine.ts";
import { explainRedis } from "./redis-words.ts";

const TRY_AGAIN_MS = 1000;
const SAY_AGAIN_MS = 60_000;
/** Different words that are remembered; more than Redis has. */
const MAX_SAID = 100;
/** An idle worker needs a moment to close too, whatever the deadline. */
const CLOSE_MS = 500;

export interface SendWorkerOptions {
  redis: RedisConfig;
  send: Send;
  now: () => number;
  /** Redis came (why is null) or went away. */
  onConnection?: (why: string | null) => void;
  /** Something went wrong while Redis was there. */
  onWarning?: (message: string, error: unknown) => void;
}
export interface SendWorker {
  /** Returns at once; jobs are taken whenever Redis is there. */
  start: () => void;
  /** Takes nothing more, and lets what is being sent finish until the deadline. */
  stop: (deadlineMs: number) => Promise<void>;
  /** Taking jobs at this moment. */
  isRunning: () => boolean;
}

export const createSendWorker = (options: SendWorkerOptions): SendWorker => {
  const { redis, send, now } = options;
  const { prefix } = redis;
  let running: ReturnType<typeof run> | null = null;
  let isStopping = false;

  const run = () => {
    const link = openRedis(redis, CONSUMER, () => options.onConnection?.(link.why()));
    const begun = createBegun(now);
    let busy = 0;
    let isOver = false;

    /** Said once a while: Redis refuses everything in the same words until somebody mends it. */
    const saidAt = new Map<string, number>();
    const warn = (message: string, error: unknown): void => {
      if (!link.isUp()) return;
      const why = (error as Error).message;
      if (now() - (saidAt.get(why) ?? -Infinity) < SAY_AGAIN_MS) return;
      if (saidAt.size >= MAX_SAID) saidAt.clear();
      saidAt.set(why, now());
      const { words, toDo } = explainRedis(why);
      options.onWarning?.(message, isReply(error) ? new Error(`${words}. ${toDo}`, { cause: error }) : error);
    };

    const sendOne = async (job: Job<SendJob>): Promise<Outcome> => {
      if (isStopping) return { kind: "unsent", reason: "its worker was stopping" };
      if (now() > job.data.notAfter) return TOO_LATE;
      return begun.once(`${job.id} ${job.timestamp}`, job.data.notAfter, () => send(job.data));
    };

    /** Redis may be away just when a send has ended; what was sent must still be said. */
    const keep = async (id: string, outcome: Outcome): Promise<void> => {
      const text = JSON.stringify(outcome);
      const newsKey = newsKeyOf(prefix, instanceOf(id));
      while (!isOver) {
        try {
          await Promise.all([
            link.client.set(outcomeKeyOf(prefix, id), text, "PX", KEEP_MS),
            link.client.xadd(newsKey, "MAXLEN", "~", MAX_NEWS, "*", "id", id, "outcome", text),
            link.client.pexpire(newsKey, KEEP_MS),
          ]);
          return;
        } catch (error) {
          warn(`the outcome of ${id} could not be written; trying again`, error);
          await until(() => isOver, TRY_AGAIN_MS);
        }
      }
    };

    const process = async (job: Job<SendJob>): Promise<Outcome> => {
      busy += 1;
      try {
        const outcome = await sendOne(job);
        await keep(job.id!, outcome);
        return outcome;
      } finally {
        busy -= 1;
      }
    };

    const workerOf = (lane: Lane): Worker<SendJob, Outcome> => {
      const worker = new Worker<SendJob, Outcome>(queueNameOf(lane), process, {
        ...{ connection: link.client, prefix, concurrency: LANE_ROOM[lane] },
        ...{ skipVersionCheck: true, runRetryDelay: TRY_AGAIN_MS },
        // A job whose worker vanished may have been sent: it fails, and is never run by another one.
        maxStalledCount: 0,
      });
      worker.on("error", (error) => {
        // BullMQ repeats here what its connections say at every attempt; onConnection has said it once.
        if (!("syscall" in error)) warn("a job could not be handled", error);
      });
      return worker;
    };
    const workers = LANES.map(workerOf);

    const close = async (deadlineMs: number): Promise<void> => {
      let isClosed = false;
      Promise.allSettled(workers.map((worker) => worker.close())).then((results) => {
        isClosed = true;
        for (const one of results)
          if (one.status === "rejected") options.onWarning?.("the worker did not close cleanly", one.reason);
      });
      await until(() => isClosed || (busy === 0 && !link.isUp()), deadlineMs);
      isOver = true;
      link.close();
      await until(() => isClosed, CLOSE_MS);
    };
    return { link, workers, close };
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async (deadlineMs) => {
      isStopping = true;
      await running?.close(Math.max(deadlineMs, CLOSE_MS));
      running = null;
    },
    isRunning: () =>
      running !== null && !isStopping && running.link.isUp() && running.workers.every((worker) => worker.isRunning()),
  };
};

/**
 * A Redis that comes back from an older snapshot, or a replica that takes over, offers jobs again that this worker has
 * sent. The same job (by id and time of making) is sent once; past `notAfter` nobody sends it anyway.
 */
const createBegun = (now: () => number) => {
  const begun = new Map<string, { outcome: Promise<Outcome>; notAfter: number }>();
  return {
    once: (key: string, notAfter: number, send: () => Promise<Outcome>): Promise<Outcome> => {
      for (const [old, entry] of begun) {
        if (entry.notAfter >= now()) break;
        begun.delete(old);
      }
      const entry = begun.get(key) ?? { outcome: send(), notAfter };
      begun.set(key, entry);
      return entry.outcome;
    },
  };
};

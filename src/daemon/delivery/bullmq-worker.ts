// Takes jobs from Redis and sends them. It needs no database: a job carries its request, and the outcome goes back the same way.
import { type Job, Worker } from "bullmq";
import type { Outcome } from "../../domain/retry.ts";
import { CONSUMER, openRedis, until } from "./bullmq-connection.ts";
import { DEFAULT_PREFIX, KEEP_MS, outcomeKeyOf, QUEUE_NAME, WORKER_CONCURRENCY } from "./bullmq-jobs.ts";
import type { Send, SendJob } from "./engine.ts";

const TRY_AGAIN_MS = 1000;
/** An idle worker needs a moment to close too, whatever the deadline. */
const CLOSE_MS = 500;

export interface SendWorkerOptions {
  url: string;
  send: Send;
  now: () => number;
  concurrency?: number;
  prefix?: string;
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
  const { url, send, now, prefix = DEFAULT_PREFIX, concurrency = WORKER_CONCURRENCY } = options;
  let running: ReturnType<typeof run> | null = null;
  let isStopping = false;

  const run = () => {
    const link = openRedis(url, CONSUMER, () => options.onConnection?.(link.why()));
    const begun = createBegun(now);
    let busy = 0;
    let isOver = false;

    const sendOne = (job: Job<SendJob>): Promise<Outcome> => {
      if (isStopping) return unsent("its worker was stopping");
      if (now() > job.data.notAfter) return unsent("it waited too long");
      return begun.once(`${job.id} ${job.timestamp}`, job.data.notAfter, () => send(job.data));
    };

    /** Redis may be away just when a send has ended; what was sent must still be said. */
    const keep = async (id: string, outcome: Outcome): Promise<void> => {
      while (!isOver) {
        try {
          await link.client.set(outcomeKeyOf(prefix, id), JSON.stringify(outcome), "PX", KEEP_MS);
          return;
        } catch (error) {
          if (link.isUp()) options.onWarning?.(`the outcome of ${id} could not be written; trying again`, error);
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

    const worker = new Worker<SendJob, Outcome>(QUEUE_NAME, process, {
      ...{ connection: link.client, prefix, concurrency, skipVersionCheck: true, runRetryDelay: TRY_AGAIN_MS },
      // A job whose worker vanished may have been sent: it fails, and is never run by another one.
      maxStalledCount: 0,
    });
    worker.on("error", (error) => {
      // BullMQ repeats here what its connections say at every attempt; onConnection has said it once.
      if (link.isUp() && !("syscall" in error)) options.onWarning?.("a job could not be handled", error);
    });

    const close = async (deadlineMs: number): Promise<void> => {
      let isClosed = false;
      const closing = worker.close().catch((error) => options.onWarning?.("the worker did not close cleanly", error));
      closing.then(() => {
        isClosed = true;
      });
      await until(() => isClosed || (busy === 0 && !link.isUp()), deadlineMs);
      isOver = true;
      link.close();
      await until(() => isClosed, CLOSE_MS);
    };
    return { link, worker, close };
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
    isRunning: () => running !== null && !isStopping && running.link.isUp() && running.worker.isRunning(),
  };
};

const unsent = async (reason: string): Promise<Outcome> => ({ kind: "unsent", reason });

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

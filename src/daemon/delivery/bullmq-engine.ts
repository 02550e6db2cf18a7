// Sends as BullMQ jobs, so that a worker in this or any other process can take them. Redis only carries; rows know what was sent.
import { isDeepStrictEqual } from "node:util";
import { Queue, QueueEvents } from "bullmq";
import type { Outcome } from "../../domain/retry.ts";
import { CONSUMER, isRefusal, openRedis, PRODUCER, type RedisLink, until } from "./bullmq-connection.ts";
import {
  asOutcome,
  DEFAULT_PREFIX,
  jobIdOf,
  jobNameOf,
  KEEP_MS,
  outcomeKeyOf,
  QUEUE_NAME,
  WORKER_CONCURRENCY,
} from "./bullmq-jobs.ts";
import type { EngineEvents, JobState, SendEngine, SendJob } from "./engine.ts";
import { createRedisWatch, type RedisWatch } from "./redis-watch.ts";

/** Jobs beyond what workers send at the moment, so that none of them idles while an outcome is on its way to us. */
const AHEAD = 16;
/** Longer than any send takes that began before `notAfter`. */
const LONGEST_SEND_MS = 30_000;
/** What BullMQ gets to close in its own way, which may wait for a Redis that is away. */
const CLOSE_MS = 500;

export interface BullmqEngineOptions {
  url: string;
  events: EngineEvents;
  now: () => number;
  prefix?: string;
}
type Jobs = Queue<SendJob>;
interface Parts {
  link: RedisLink;
  queue: Jobs;
  listener: QueueEvents;
  listenerLink: RedisLink;
  watch: RedisWatch;
}

export const createBullmqEngine = (options: BullmqEngineOptions): SendEngine => {
  const { url, events, now, prefix = DEFAULT_PREFIX } = options;
  /**
   * What this process submitted and nobody has settled yet: the outcome, or null while it is under way. A flush of Redis
   * loses no outcome that came this far. Jobs of an earlier process are left to `inspect`.
   */
  const open = new Map<string, Outcome | null>();
  let parts: Parts | null = null;
  let isStopping = false;

  const report = (id: string, outcome: Outcome): void => {
    const name = jobNameOf(id);
    if (!name || open.get(id) !== null) return;
    open.set(id, outcome);
    events.onOutcome(name, outcome);
    events.onRoom();
  };

  const room = (): number => {
    const health = parts?.watch.health();
    if (isStopping || health?.kind !== "well") return 0;
    const underWay = [...open.values()].filter((outcome) => outcome === null).length;
    return Math.max(0, health.workers * WORKER_CONCURRENCY + AHEAD - underWay);
  };

  /** The parts, when a job may go to Redis. */
  const usable = (): Parts => {
    if (!parts || isStopping) throw new Error("the engine is not running");
    const health = parts.watch.health();
    if (health.kind === "away" || health.kind === "evicting") throw new Error(parts.watch.trouble() ?? health.kind);
    return parts;
  };

  const submit = async (job: SendJob): Promise<void> => {
    const { queue, link, watch } = usable();
    const id = jobIdOf(job);
    await clearStale(queue, link, { id, job, outcomeKey: outcomeKeyOf(prefix, id) });
    open.set(id, null);
    try {
      await queue.add("send", job, { jobId: id });
    } catch (error) {
      // A lost reply leaves open whether Redis took the job, or even will take it when it wakes. So it counts as taken:
      // `inspect` finds it or finds it gone, and nobody sends it again before its lease, longer than `notAfter`, ran out.
      watch.look();
      if (!isRefusal(error)) return;
      open.delete(id);
      throw error;
    }
  };

  const inspect = async (id: string): Promise<JobState> => {
    const known = open.get(id);
    if (known) return { kind: "finished", outcome: known };
    const health = parts?.watch.health();
    if (!parts || !health || health.kind === "away") return { kind: "pending" };
    try {
      return await readState(parts, { id, outcomeKey: outcomeKeyOf(prefix, id), now: now() });
    } catch {
      parts.watch.look(); // it says what is wrong; until then nobody can tell
      return { kind: "pending" };
    }
  };

  return {
    name: "bullmq",
    start: async () => {
      parts = connect({ url, prefix, onOutcome: report, onWell: events.onRoom });
    },
    room,
    submit,
    inspect: async (job) => {
      const id = jobIdOf(job);
      const state = await inspect(id);
      if (state.kind === "gone") open.delete(id);
      else if (state.kind === "finished" && open.has(id)) open.set(id, state.outcome);
      return state;
    },
    forget: async (job) => {
      const id = jobIdOf(job);
      if (parts && parts.watch.health().kind !== "away") {
        // What cannot be removed now goes by its age.
        await Promise.allSettled([parts.queue.remove(id), parts.link.client.del(outcomeKeyOf(prefix, id))]);
      }
      open.delete(id);
    },
    trouble: () => parts?.watch.trouble() ?? null,
    stop: async (deadlineMs) => {
      isStopping = true;
      if (!parts) return;
      const { watch } = parts;
      // What is not back by then goes on without us, and its outcome waits for the next start.
      await until(() => open.size === 0 || watch.health().kind !== "well", deadlineMs);
      await disconnect(parts);
      parts = null;
    },
  };
};

interface ConnectOptions {
  url: string;
  prefix: string;
  onOutcome: (id: string, outcome: Outcome) => void;
  onWell: () => void;
}
/** Returns at once; what Redis says to it, `watch` tells. */
const connect = ({ url, prefix, onOutcome, onWell }: ConnectOptions): Parts => {
  const link = openRedis(url, PRODUCER, () => watch.look());
  const queue: Jobs = new Queue(QUEUE_NAME, {
    ...{ connection: link.client, prefix, skipVersionCheck: true },
    streams: { events: { maxLen: 1000 } },
    defaultJobOptions: {
      attempts: 1,
      removeOnComplete: { age: KEEP_MS / 1000 },
      removeOnFail: { age: KEEP_MS / 1000 },
    },
  });
  // BullMQ reads events over a copy, so the original need not connect.
  const listenerLink = openRedis(url, { ...CONSUMER, lazyConnect: true });
  const listener = new QueueEvents(QUEUE_NAME, { connection: listenerLink.client, prefix, skipVersionCheck: true });
  listener.on("completed", ({ jobId, returnvalue }) => {
    const outcome = asOutcome(returnvalue);
    if (outcome) onOutcome(jobId, outcome);
  });
  const watch = createRedisWatch({ link, queue, onWell });
  // The watch says how Redis is, once; BullMQ would say it at every attempt.
  queue.on("error", () => {});
  listener.on("error", () => {});
  return { link, queue, listener, listenerLink, watch };
};

const disconnect = async ({ link, queue, listener, listenerLink, watch }: Parts): Promise<void> => {
  watch.stop();
  let isClosed = false;
  const closing = Promise.allSettled([queue.close(), listener.close()]).then(() => {
    isClosed = true;
  });
  await Promise.race([closing, until(() => isClosed, CLOSE_MS)]);
  link.close();
  listenerLink.close();
};

/** A data folder begun anew counts from 1 again: what an earlier one left in Redis must not pass for ours. */
const clearStale = async (
  queue: Jobs,
  link: RedisLink,
  { id, job, outcomeKey }: { id: string; job: SendJob; outcomeKey: string },
): Promise<void> => {
  const there = await queue.getJob(id);
  if (there && isDeepStrictEqual(there.data, JSON.parse(JSON.stringify(job)))) return;
  if (there && (await queue.remove(id)) === 0)
    throw new Error(`another daemon's job ${id} is being sent from the same Redis; give each its own \`redis.prefix\``);
  await link.client.del(outcomeKey);
};

const OVER: ReadonlySet<string> = new Set(["completed", "failed", "unknown"]);

/** The state first and the outcome after it: a worker writes the outcome before it ends the job. */
const readState = async (
  { queue, link }: Parts,
  { id, outcomeKey, now }: { id: string; outcomeKey: string; now: number },
): Promise<JobState> => {
  const job = await queue.getJob(id);
  const state = job ? await queue.getJobState(id) : "unknown";
  const kept = await link.client.get(outcomeKey);
  const outcome = kept === null ? null : asOutcome(JSON.parse(kept));
  if (outcome) return { kind: "finished", outcome };
  // A worker that died may have sent it and left no word, so it is never certain.
  const isOver = !job || OVER.has(state) || now > job.data.notAfter + LONGEST_SEND_MS;
  return isOver ? { kind: "gone", isCertain: false } : { kind: "pending" };
};

// Sends as BullMQ jobs, so that a worker in this or any other process can take them. Redis only carries; rows know what was sent.
import { Queue } from "bullmq";
import type { RedisConfig } from "../../config/schema.ts";
import { LANE_ROOM, LANES, type Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";
import { CONSUMER, isRefusal, openRedis, PRODUCER, type RedisLink, until } from "./bullmq-connection.ts";
import { AHEAD, jobIdOf, jobKeyOf, newsKeyOf, outcomeKeyOf, queueNameOf, readOutcome } from "./bullmq-jobs.ts";
import { followNews, type NewsReader } from "./bullmq-news.ts";
import { takeBack } from "./bullmq-recall.ts";
import { type EngineEvents, type JobName, type JobState, type SendEngine, type SendJob, TOO_LATE } from "./engine.ts";
import { createRedisWatch, type RedisWatch } from "./redis-watch.ts";

/** As long as any send takes that began before `notAfter`: mail takes the longest. */
const LONGEST_SEND_MS = 60_000;
/** How long it is said after the last job that came back so; each is tried again long before. */
const CLOCK_OFF_MS = 60_000;
/** Clocks that differ by less are as good as the same. */
const CLOCK_SLACK_MS = 5000;
const CLOCK_OFF =
  "the clock of a worker is ahead of this daemon's: it gives back as too old what is not; set both by NTP";
/** What BullMQ gets to close in its own way, which may wait for a Redis that is away. */
const CLOSE_MS = 500;

export interface BullmqEngineOptions {
  redis: RedisConfig;
  /** Which data folder: letters and digits, always the same for one. */
  instance: string;
  events: EngineEvents;
  now: () => number;
}
/** What this process submitted and nobody has settled yet; no outcome while it is under way. */
interface Open {
  name: JobName;
  lane: Lane;
  notAfter: number;
  outcome: Outcome | null;
}
interface Parts {
  link: RedisLink;
  queues: Record<Lane, Queue<SendJob>>;
  newsLink: RedisLink;
  news: NewsReader;
  watch: RedisWatch;
}

export const createBullmqEngine = (options: BullmqEngineOptions): SendEngine => {
  const { redis, instance, events, now } = options;
  const { prefix } = redis;
  /** A flush of Redis loses no outcome that came this far. Jobs of an earlier process are left to `inspect`. */
  const open = new Map<string, Open>();
  const underWay: Record<Lane, number> = { urgent: 0, mail: 0, http: 0, slow: 0 };
  let parts: Parts | null = null;
  let isStopping = false;
  /** When a worker last called too old what is not. */
  let clockOffAt = -Infinity;

  const begin = (id: string, { deliveryId, claim, lane, notAfter }: SendJob): void => {
    open.set(id, { name: { deliveryId, claim }, lane, notAfter, outcome: null });
    underWay[lane] += 1;
  };
  const finish = (id: string, outcome: Outcome): Open | null => {
    const one = open.get(id);
    if (!one || one.outcome) return null;
    one.outcome = outcome;
    underWay[one.lane] -= 1;
    return one;
  };
  const drop = (id: string): void => {
    const one = open.get(id);
    if (one && !one.outcome) underWay[one.lane] -= 1;
    open.delete(id);
  };

  const report = (id: string, outcome: Outcome): void => {
    const one = finish(id, outcome);
    if (!one) return;
    const isLate = outcome.kind === "unsent" && outcome.reason === TOO_LATE.reason;
    if (isLate && now() < one.notAfter - CLOCK_SLACK_MS) clockOffAt = now();
    events.onOutcome(one.name, outcome);
    events.onRoom();
  };

  const room = (lane: Lane): number => {
    const health = parts?.watch.health();
    if (isStopping || health?.kind !== "well") return 0;
    return Math.max(0, health.workers * LANE_ROOM[lane] + AHEAD[lane] - underWay[lane]);
  };

  /** The parts, when a job may go to Redis. */
  const usable = (): Parts => {
    if (!parts || isStopping) throw new Error("the engine is not running");
    const { kind } = parts.watch.health();
    if (kind !== "well" && kind !== "idle") throw new Error(parts.watch.trouble() ?? kind);
    return parts;
  };

  const submit = async (job: SendJob): Promise<void> => {
    const { queues, watch } = usable();
    const id = jobIdOf(instance, job);
    begin(id, job);
    try {
      await queues[job.lane].add("send", job, { jobId: id });
    } catch (error) {
      // A lost reply leaves open whether Redis took the job, or even will take it when it wakes. So it counts as taken:
      // `inspect` finds it or finds it gone, and nobody sends it again before its lease, longer than `notAfter`, ran out.
      watch.doubt(error);
      if (!isRefusal(error)) return;
      drop(id);
      throw error;
    }
  };

  const inspect = async (id: string): Promise<JobState> => {
    const known = open.get(id)?.outcome;
    if (known) return { kind: "finished", outcome: known };
    if (!parts || parts.watch.health().kind === "away") return { kind: "pending" };
    try {
      return await readState(parts.link, { prefix, id, now: now() });
    } catch {
      parts.watch.look(); // it says what is wrong; until then nobody can tell
      return { kind: "pending" };
    }
  };

  const recall = async (jobs: readonly JobName[]): Promise<JobName[]> => {
    if (!parts || jobs.length === 0 || parts.watch.health().kind === "away") return [];
    const { link } = parts;
    const names = new Map(jobs.map((job) => [jobIdOf(instance, job), job]));
    try {
      const ofLane = (lane: Lane): string[] => [...names.keys()].filter((id) => (open.get(id)?.lane ?? lane) === lane);
      const taken = await Promise.all(LANES.map((lane) => takeBack(link, { prefix, lane, ids: ofLane(lane) })));
      for (const id of taken.flat()) drop(id);
      return taken.flat().flatMap((id) => names.get(id) ?? []);
    } catch {
      parts.watch.look();
      return []; // what was taken back all the same comes as an outcome, unsent
    }
  };

  return {
    name: "bullmq",
    start: async () => {
      parts = connect(options, { onOutcome: report });
    },
    room,
    submit,
    inspect: async (job) => {
      const id = jobIdOf(instance, job);
      const state = await inspect(id);
      if (state.kind === "gone") drop(id);
      else if (state.kind === "finished") finish(id, state.outcome);
      return state;
    },
    recall,
    forget: async (job) => {
      const id = jobIdOf(instance, job);
      drop(id);
      // What cannot be removed now goes by its age.
      if (parts && parts.watch.health().kind !== "away")
        await parts.link.client.del(outcomeKeyOf(prefix, id)).catch(() => {});
    },
    trouble: () => parts?.watch.trouble() ?? (now() - clockOffAt < CLOCK_OFF_MS ? CLOCK_OFF : null),
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

/** Returns at once; what Redis says to it, `watch` tells. */
const connect = (
  { redis, instance, events }: BullmqEngineOptions,
  { onOutcome }: { onOutcome: (id: string, outcome: Outcome) => void },
): Parts => {
  const { prefix } = redis;
  const link = openRedis(redis, PRODUCER, () => watch.look());
  const queueOf = (lane: Lane): Queue<SendJob> => openQueue(link, prefix, lane);
  const queues = { urgent: queueOf("urgent"), mail: queueOf("mail"), http: queueOf("http"), slow: queueOf("slow") };
  const newsLink = openRedis(redis, CONSUMER);
  const news = followNews(newsLink, newsKeyOf(prefix, instance), onOutcome);
  // Each worker takes of all lanes, so one of them tells how many there are.
  const watch = createRedisWatch({ link, queue: queues.urgent, probeKey: `${prefix}:probe`, onWell: events.onRoom });
  return { link, queues, newsLink, news, watch };
};

const openQueue = (link: RedisLink, prefix: string, lane: Lane): Queue<SendJob> => {
  const queue = new Queue<SendJob>(queueNameOf(lane), {
    ...{ connection: link.client, prefix, skipVersionCheck: true },
    // Nobody reads these; ours are the news.
    streams: { events: { maxLen: 0 } },
    // The outcome has a key of its own, so nothing is left behind.
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  });
  // The watch says how Redis is, once; BullMQ would say it at every attempt.
  queue.on("error", () => {});
  return queue;
};

const disconnect = async ({ link, queues, newsLink, news, watch }: Parts): Promise<void> => {
  watch.stop();
  news.stop();
  let isClosed = false;
  Promise.allSettled(Object.values(queues).map((queue) => queue.close())).then(() => {
    isClosed = true;
  });
  await until(() => isClosed, CLOSE_MS);
  link.close();
  newsLink.close();
};

/** The job first and the outcome after it, in one go: a worker writes the outcome before it ends the job, which then is no more. */
const readState = async (
  { client }: RedisLink,
  { prefix, id, now }: { prefix: string; id: string; now: number },
): Promise<JobState> => {
  const looking = Promise.all(LANES.map((lane) => client.hget(jobKeyOf(prefix, lane, id), "data")));
  const [jobs, kept] = await Promise.all([looking, client.get(outcomeKeyOf(prefix, id))]);
  const outcome = readOutcome(kept);
  if (outcome) return { kind: "finished", outcome };
  const job = jobs.find((data) => data !== null) ?? null;
  // A worker that died may have sent it and left no word, so it is never certain.
  const isOver = job === null || now > notAfterOf(job) + LONGEST_SEND_MS;
  return isOver ? { kind: "gone", isCertain: false } : { kind: "pending" };
};

const notAfterOf = (data: string): number => {
  const job: unknown = JSON.parse(data);
  return typeof job === "object" && job !== null && "notAfter" in job ? Number(job.notAfter) : 0;
};

// Keeps looking whether Redis can be worked with: there, of the right kind, willing, and with somebody who takes jobs.
import type { Queue } from "bullmq";
import { isRefusal, isReply, type RedisLink } from "./bullmq-connection.ts";
import { explainRedis } from "./redis-words.ts";

const LOOK_EVERY_MS = 2000;
/** A worker that comes up is seen soon, since everything waits for it. */
const LOOK_FOR_WORKER_EVERY_MS = 250;
/** What is refused in a way that looking does not show is tried again after this. */
const REFUSAL_HOLDS_MS = 10_000;
const PROBE_LIVES_MS = 1000;

export type Health =
  | { kind: "away"; why: string }
  | { kind: "refusing"; why: string }
  | { kind: "evicting"; policy: string }
  | { kind: "idle" }
  | { kind: "well"; workers: number };

const UNSEEN: Health = { kind: "away", why: "it was not looked at yet" };

export interface RedisWatch {
  health: () => Health;
  /** In words, with what to do; null when all is well. */
  trouble: () => string | null;
  /** Looks now; called whenever there is a reason to. */
  look: () => void;
  /** Something was not taken: looks now, and where that would not show why, trusts it no further for a while. */
  doubt: (error: unknown) => void;
  stop: () => void;
}
export interface WatchOptions {
  link: RedisLink;
  queue: Queue;
  /** A key of ours that nothing else uses. */
  probeKey: string;
  /** It can be worked with (again). */
  onWell: () => void;
}

export const createRedisWatch = ({ link, queue, probeKey, onWell }: WatchOptions): RedisWatch => {
  let seen: Health = UNSEEN;
  /** Connected, and reading its data, which the library waits for without a word. */
  let isLoading = false;
  let refusal: { why: string; until: number } | null = null;
  let alarm: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isStopped = false;
  const health = (): Health => {
    if (!link.isUp()) return { kind: "away", why: isLoading ? "LOADING" : (link.why() ?? "it is being connected") };
    if (refusal && performance.now() < refusal.until && seen.kind === "well")
      return { kind: "refusing", why: refusal.why };
    return seen;
  };

  const look = async (): Promise<void> => {
    if (isLooking || isStopped) return;
    isLooking = true;
    clearTimeout(alarm);
    const before = health().kind;
    isLoading = !link.isUp() && (await saysLoading(link));
    // One that comes back may be another one.
    seen = link.isUp() ? await examine(link, queue, probeKey) : UNSEEN;
    isLooking = false;
    if (isStopped) return;
    const now = health().kind;
    alarm = setTimeout(look, now === "idle" ? LOOK_FOR_WORKER_EVERY_MS : LOOK_EVERY_MS);
    if (now === "well" && before !== "well") onWell();
  };

  look();
  return {
    health,
    trouble: () => troubleOf(health(), link.address),
    look,
    doubt: (error) => {
      // What Redis refuses before it does anything, looking shows too.
      if (isReply(error) && !isRefusal(error))
        refusal = { why: (error as Error).message, until: performance.now() + REFUSAL_HOLDS_MS };
      look();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(alarm);
    },
  };
};

const saysLoading = async ({ client }: RedisLink): Promise<boolean> => {
  if (client.status !== "connect") return false;
  return /^loading:1/m.test(await client.info("persistence").catch(() => ""));
};

const examine = async (link: RedisLink, queue: Queue, probeKey: string): Promise<Health> => {
  try {
    const { client } = link;
    const [info, workers] = await Promise.all([client.info("memory"), countWorkers(queue), probe(link, probeKey)]);
    const policy = /^maxmemory_policy:(.*)$/m.exec(info)?.[1]?.trim() ?? "noeviction";
    if (policy !== "noeviction") return { kind: "evicting", policy };
    return workers === 0 ? { kind: "idle" } : { kind: "well", workers };
  } catch (error) {
    if (isReply(error)) return { kind: "refusing", why: (error as Error).message };
    // Connected but silent is as good as away, and a new connection may fare better.
    if (link.isUp()) link.client.disconnect(true);
    return { kind: "away", why: (error as Error).message };
  }
};

/** Writes as jobs are written, from a script, so that a replica, a full memory or a missing right shows before a job does. */
const probe = ({ client }: RedisLink, key: string): Promise<unknown> =>
  client.eval("return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])", 1, key, PROBE_LIVES_MS);

/** Some hosted ones list no clients. Then one is assumed, since the daemon runs a worker itself. */
const countWorkers = (queue: Queue): Promise<number> =>
  queue.getWorkersCount().catch((error) => {
    if (isReply(error)) return 1;
    throw error;
  });

const troubleOf = (health: Health, address: string): string | null => {
  switch (health.kind) {
    case "away": {
      const { words, toDo } = explainRedis(health.why);
      return `Redis at ${address} is away: ${words}; deliveries wait until it is back. ${toDo}`;
    }
    case "refusing": {
      const { words, toDo } = explainRedis(health.why);
      return `Redis at ${address} takes no jobs: ${words}; deliveries wait until it does. ${toDo}`;
    }
    case "evicting":
      return `Redis at ${address} may throw jobs away (maxmemory-policy is ${health.policy}), so it gets none. Run \`redis-cli config set maxmemory-policy noeviction\` and set it in redis.conf.`;
    case "idle":
      return `no worker takes deliveries from Redis at ${address}, so they wait. Start one: \`tocsin worker\`.`;
    case "well":
      return null;
  }
};

// Keeps looking whether Redis can be worked with: there, of the right kind, and with somebody who takes jobs.
import type { Queue } from "bullmq";
import { isRefusal, type RedisLink } from "./bullmq-connection.ts";

const LOOK_EVERY_MS = 2000;
/** A worker that comes up is seen soon, since everything waits for it. */
const LOOK_FOR_WORKER_EVERY_MS = 250;

export type Health =
  | { kind: "away"; why: string }
  | { kind: "evicting"; policy: string }
  | { kind: "idle" }
  | { kind: "well"; workers: number };

export interface RedisWatch {
  health: () => Health;
  /** In words, with what to do; null when all is well. */
  trouble: () => string | null;
  /** Looks now; called whenever there is a reason to. */
  look: () => void;
  stop: () => void;
}
export interface WatchOptions {
  link: RedisLink;
  queue: Queue;
  /** It can be worked with (again). */
  onWell: () => void;
}

export const createRedisWatch = ({ link, queue, onWell }: WatchOptions): RedisWatch => {
  let seen: Health = { kind: "away", why: "it has not answered yet" };
  let alarm: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isStopped = false;
  const health = (): Health => (link.isUp() ? seen : { kind: "away", why: link.why() ?? "it is being connected" });

  const look = async (): Promise<void> => {
    if (isLooking || isStopped) return;
    isLooking = true;
    clearTimeout(alarm);
    const before = seen.kind;
    seen = link.isUp() ? await examine(link, queue) : health();
    isLooking = false;
    if (isStopped) return;
    alarm = setTimeout(look, seen.kind === "idle" ? LOOK_FOR_WORKER_EVERY_MS : LOOK_EVERY_MS);
    if (seen.kind === "well" && before !== "well") onWell();
  };

  return {
    health,
    trouble: () => wordsOf(health(), link.address),
    look,
    stop: () => {
      isStopped = true;
      clearTimeout(alarm);
    },
  };
};

const examine = async (link: RedisLink, queue: Queue): Promise<Health> => {
  try {
    const [info, workers] = await Promise.all([link.client.info("memory"), countWorkers(queue)]);
    const policy = /^maxmemory_policy:(.*)$/m.exec(info)?.[1]?.trim() ?? "noeviction";
    if (policy !== "noeviction") return { kind: "evicting", policy };
    return workers === 0 ? { kind: "idle" } : { kind: "well", workers };
  } catch (error) {
    // Connected but silent is as good as away, and a new connection may fare better.
    if (!isRefusal(error) && link.isUp()) link.client.disconnect(true);
    return { kind: "away", why: (error as Error).message };
  }
};

/** Some hosted ones list no clients. Then one is assumed, since the daemon runs a worker itself. */
const countWorkers = (queue: Queue): Promise<number> =>
  queue.getWorkersCount().catch((error) => {
    if (isRefusal(error)) return 1;
    throw error;
  });

const wordsOf = (health: Health, address: string): string | null => {
  switch (health.kind) {
    case "away":
      return `Redis at ${address} is away (${health.why}); deliveries wait until it is back. Check that it runs, and \`redis.url\`.`;
    case "evicting":
      return `Redis at ${address} may throw jobs away (maxmemory-policy is ${health.policy}), so it gets none. Run \`redis-cli config set maxmemory-policy noeviction\` and set it in redis.conf.`;
    case "idle":
      return `no worker takes deliveries from Redis at ${address}, so they wait. Start one: \`tocsin worker\`.`;
    case "well":
      return null;
  }
};

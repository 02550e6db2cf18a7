// Connections to Redis that never give up, and can say in words how they are.
import { Redis } from "ioredis";
import type { RedisConfig } from "../../config/schema.ts";
import { type LinkOptions, optionsOf, placeOf, urlOf } from "./redis-options.ts";
import { wordsOf } from "./redis-words.ts";

const EVERY: LinkOptions = {
  connectTimeout: 5000,
  disconnectTimeout: 500,
  retryStrategy: (times) => Math.min(times * 100, 2000),
  // A Redis that loads its data is asked again this often.
  maxLoadingRetryTime: 500,
};
/** A producer learns quickly what became of its command: nothing waits in memory, nothing is sent again behind its back. */
export const PRODUCER: LinkOptions = {
  ...{ commandTimeout: 2000, enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 },
};
/** A consumer waits for as long as it takes; silence longer than any of its blocking reads means a dead connection. */
export const CONSUMER: LinkOptions = { maxRetriesPerRequest: null, socketTimeout: 20_000 };

export interface RedisLink {
  client: Redis;
  /** host:port or which master, without credentials. */
  address: string;
  isUp: () => boolean;
  /** Why it is not up; null while it is. */
  why: () => string | null;
  /** Ends it and all its copies at once, connected or not. */
  close: () => void;
}

/** `onChange` is called when it comes up, when it goes down, and when the first attempt fails. */
export const openRedis = (
  redis: RedisConfig,
  options: LinkOptions,
  onChange: (isUp: boolean) => void = () => {},
): RedisLink => {
  const client = new Redis(urlOf(redis), { ...EVERY, ...optionsOf(redis), ...options });
  let why: string | null = "it has not answered yet";
  let isUp: boolean | undefined;
  const turn = (next: boolean): void => {
    if (isUp === next) return;
    isUp = next;
    onChange(next);
  };
  let wasRefused = false;
  client.on("connect", () => {
    wasRefused = false;
  });
  client.on("error", (error) => {
    if (wasRefused) return; // what follows from it says less
    why = wordsOf(error);
    // The library would go on where a part of the greeting was refused, in database 0 instead of ours.
    wasRefused = isReply(error) && client.status === "connect";
    if (wasRefused) client.disconnect(true);
  });
  client.on("ready", () => {
    why = null;
    turn(true);
  });
  client.on("close", () => {
    why ??= "it closed the connection";
    turn(false);
  });
  gatherWrites(client);
  // BullMQ makes copies, and closing them its own way waits for a Redis that may be away.
  const all = [client];
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (override) => {
    const copy = duplicate({ ...override, lazyConnect: false });
    copy.on("error", () => {}); // the original says it
    gatherWrites(copy);
    all.push(copy);
    return copy;
  };
  return {
    client,
    address: placeOf(redis),
    isUp: () => client.status === "ready",
    why: () => why,
    close: () => {
      for (const one of all) {
        // One that waits to connect again would never say that it ended, and BullMQ waits for that word.
        if (one.status === "reconnecting") one.connect().catch(() => {});
        one.disconnect();
      }
    },
  };
};

/** All commands of one turn leave in one write. The library's own way waits for the replies of one batch before the next leaves. */
const gatherWrites = (client: Redis): void => {
  client.on("connect", () => {
    const { stream } = client;
    const write = stream.write.bind(stream);
    let isGathering = false;
    stream.write = ((...args: Parameters<typeof write>) => {
      if (!isGathering) {
        isGathering = true;
        stream.cork();
        setImmediate(() => {
          isGathering = false;
          stream.uncork();
        });
      }
      return write(...args);
    }) as typeof write;
  });
};

/** Redis itself answered; anything else leaves open whether it heard us. */
export const isReply = (error: unknown): boolean => error instanceof Error && error.name === "ReplyError";

const BEFORE_ANYTHING = /^(OOM|READONLY|LOADING|MISCONF|NOAUTH|MASTERDOWN|NOREPLICAS|BUSY|CLUSTERDOWN)\b/;
/** Redis said no before it did anything. Other errors may come from the middle of a script, with the job half made. */
export const isRefusal = (error: unknown): boolean => isReply(error) && BEFORE_ANYTHING.test((error as Error).message);

const LOOK_EVERY_MS = 20;
/** Resolves when `check` holds or the time is over. */
export const until = async (check: () => boolean, deadlineMs: number): Promise<void> => {
  const end = performance.now() + deadlineMs;
  while (!check() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
};

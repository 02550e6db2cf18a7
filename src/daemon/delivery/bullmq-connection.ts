// Connections to Redis that never give up, and can say in words how they are.
import { Redis, type RedisOptions } from "ioredis";

type LinkOptions = Omit<RedisOptions, "replyMapping">;

const EVERY: LinkOptions = {
  connectTimeout: 5000,
  disconnectTimeout: 500,
  retryStrategy: (times) => Math.min(times * 100, 2000),
};
/** A producer learns quickly what became of its command: nothing waits in memory, nothing is sent again behind its back. */
export const PRODUCER: LinkOptions = {
  ...{ commandTimeout: 2000, enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 },
};
/** A consumer waits for as long as it takes; silence longer than any of its blocking reads means a dead connection. */
export const CONSUMER: LinkOptions = { maxRetriesPerRequest: null, socketTimeout: 20_000 };

export interface RedisLink {
  client: Redis;
  /** host:port, without credentials. */
  address: string;
  isUp: () => boolean;
  /** Why it is not up; null while it is. */
  why: () => string | null;
  /** Ends it and all its copies at once, connected or not. */
  close: () => void;
}

/** `onChange` is called when it comes up, when it goes down, and when the first attempt fails. */
export const openRedis = (
  url: string,
  options: LinkOptions,
  onChange: (isUp: boolean) => void = () => {},
): RedisLink => {
  const client = new Redis(url, { ...EVERY, ...options });
  let why: string | null = "it has not answered yet";
  let isUp: boolean | undefined;
  const turn = (next: boolean): void => {
    if (isUp === next) return;
    isUp = next;
    onChange(next);
  };
  client.on("error", (error) => {
    why = wordsOf(error);
  });
  client.on("ready", () => {
    why = null;
    turn(true);
  });
  client.on("close", () => {
    why ??= "it closed the connection";
    turn(false);
  });
  // BullMQ makes copies, and closing them its own way waits for a Redis that may be away.
  const all = [client];
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (override) => {
    const copy = duplicate({ ...override, lazyConnect: false });
    copy.on("error", () => {}); // the original says it
    all.push(copy);
    return copy;
  };
  return {
    client,
    address: new URL(url).host,
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

/** Node gathers the attempts of several addresses in an error without words. */
const wordsOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join(", ") : error.message;

/** Redis itself said no; anything else leaves open whether it heard us. */
export const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === "ReplyError";

const LOOK_EVERY_MS = 20;
/** Resolves when `check` holds or the time is over. */
export const until = async (check: () => boolean, deadlineMs: number): Promise<void> => {
  const end = performance.now() + deadlineMs;
  while (!check() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
};

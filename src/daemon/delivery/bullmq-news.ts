// Hears at once what workers did with our jobs, from a stream of Redis of our own. BullMQ's stream tells of each step of each job
// of everybody, five times as much.
import type { Outcome } from "../../domain/retry.ts";
import { type RedisLink, until } from "./bullmq-connection.ts";
import { readOutcome } from "./bullmq-jobs.ts";

const AT_ONCE = 200;
/** Shorter than the silence after which a connection counts as dead. */
const BLOCK_MS = 5000;
const TRY_AGAIN_MS = 1000;

export interface NewsReader {
  stop: () => void;
}

/** What was said before it began is not told; nor is what Redis lost. Who needs to know looks at the outcome's key. */
export const followNews = (
  link: RedisLink,
  newsKey: string,
  onOutcome: (id: string, outcome: Outcome) => void,
): NewsReader => {
  let isStopped = false;
  let last = "$";

  const read = async (): Promise<void> => {
    const streams = await link.client.xread("COUNT", AT_ONCE, "BLOCK", BLOCK_MS, "STREAMS", newsKey, last);
    for (const [, entries] of streams ?? [])
      for (const [entryId, [, id, , text]] of entries) {
        last = entryId;
        const outcome = readOutcome(text);
        if (id && outcome) onOutcome(id, outcome);
      }
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      try {
        await read();
      } catch {
        // The watch says what is wrong with Redis; here is only to go on.
        await until(() => isStopped, TRY_AGAIN_MS);
      }
    }
  };
  run();
  return {
    stop: () => {
      isStopped = true;
    },
  };
};

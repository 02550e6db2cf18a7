// Requests that wait for the next event, so many at most.
import { MAX_WAIT_SECONDS } from "../../contract/log.ts";
import { problem } from "../../contract/problem.ts";
import type { Store } from "../store/store.ts";

/** Each holds a connection, and one commit answers all of them at once. */
export const MAX_POLLS = 1000;

export interface LongPolls {
  /** Resolves at the next commit that appends, at the end of the wait, or when the client has gone. */
  nextEvent: (waitMs: number, signal: AbortSignal) => Promise<void>;
  waiting: () => number;
}

export const createLongPolls = (store: Pick<Store, "onAppend">): LongPolls => {
  let waiting = 0;
  return {
    waiting: () => waiting,
    nextEvent: async (waitMs, signal) => {
      if (waiting >= MAX_POLLS)
        throw problem("unavailable", `${MAX_POLLS} requests wait for the next event already.`, {
          hint: "Ask without `wait`, or listen to the live feed.",
          retryAfterSeconds: MAX_WAIT_SECONDS,
        });
      waiting++;
      await oneOf(store, waitMs, signal);
      waiting--;
    },
  };
};

const oneOf = (store: Pick<Store, "onAppend">, waitMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = store.onAppend(end);
    const timer = setTimeout(end, waitMs);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });

// Our own heartbeat to somebody else's watch: called while all is well inside, so that somebody notices when it is not.
import type { Store } from "../store/store.ts";

/** The config is asked this often, and so is whether it is time. */
const LOOK_EVERY_MS = 1000;
const TIMEOUT_MS = 10_000;

export interface HeartbeatOptions {
  store: Store;
  now: () => number;
  /** Where to call and how often; to be asked each time. */
  target: () => { url: string; every: number } | undefined;
  /** No loop has stalled. */
  isAlive: () => boolean;
  log: { warn: (message: string) => void; info: (message: string) => void };
}
export interface Heartbeat {
  start: () => void;
  stop: () => Promise<void>;
  /** Why the last call did not get through; null: it did, or there was none. */
  trouble: () => string | null;
}

export const createHeartbeat = ({ store, now, target, isAlive, log }: HeartbeatOptions): Heartbeat => {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  /** On the monotonic clock. */
  let calledAt = -Infinity;
  let calledUrl: string | undefined;
  let trouble: string | null = null;

  const look = (): void => {
    const wanted = target();
    if (!wanted) trouble = null;
    if (!wanted || running) return;
    const isDue = performance.now() - calledAt >= wanted.every || wanted.url !== calledUrl;
    if (!isDue || !isAlive()) return;
    running = beat(wanted.url).finally(() => {
      running = undefined;
    });
  };

  const beat = async (url: string): Promise<void> => {
    calledAt = performance.now();
    calledUrl = url;
    try {
      await store.transact((tx) => tx.pulse.beat(now()));
    } catch {
      return; // who cannot write is not well, and whoever wanted to write says why
    }
    if (!isAlive()) return; // the commit took long
    const failure = await call(url, stopping.signal);
    if (stopping.signal.aborted) return;
    const host = new URL(url).host; // the rest of it is a password
    if (failure !== null && trouble === null)
      log.warn(`the heartbeat at ${host} does not get through: ${failure}; trying on`);
    if (failure === null && trouble !== null) log.info(`the heartbeat at ${host} gets through again`);
    trouble = failure === null ? null : `${host}: ${failure}`;
  };

  return {
    start: () => {
      look();
      timer = setInterval(look, LOOK_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
    trouble: () => trouble,
  };
};

/** What went wrong; null: it was taken. A redirect is not followed, since it would show the password in the URL to somebody else. */
const call = async (url: string, stopping: AbortSignal): Promise<string | null> => {
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
    const reply = await fetch(url, { signal, redirect: "manual" });
    await reply.body?.cancel();
    return reply.ok ? null : `it answered ${reply.status}`;
  } catch (error) {
    if ((error as Error).name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1000} s`;
    const { cause } = error as { cause?: { code?: string } };
    return `it cannot be reached (${cause?.code ?? (error as Error).message})`;
  }
};

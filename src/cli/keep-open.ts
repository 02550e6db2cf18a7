// Keeps a window open while something goes on in it: it is extended, silently, whenever less than half of its span is left.
import type { Client } from "../client/client.ts";
import { extendMaintenance, type Maintenance } from "../contract/maintenances.ts";
import type { Context } from "./context.ts";
import { failureOf, isPassing } from "./failure.ts";
import { endTime } from "./window-verb.ts";

/** How long the daemon is waited for; somebody waits for us. */
export const REPLY_MS = 10_000;
/** Between two tries while it is away, unless the span is so short that this would be too late. */
const RETRY_MS = 5000;
const TRIES_PER_SPAN = 10;

export interface KeptOpen {
  /** As it is known to be now. */
  window: () => Maintenance;
  /** It is extended no more. */
  stop: () => void;
}

export const keepOpen = (context: Context, client: Client, opened: Maintenance, spanMs: number): KeptOpen => {
  const stopped = new AbortController();
  const { signal } = stopped;
  let window = opened;
  // By our own running clock: what the daemon calls now may be another time than ours.
  let endsIn = Date.parse(opened.endsAt) - Date.parse(opened.startedAt ?? opened.startsAt) + performance.now();

  const extend = async (): Promise<boolean> => {
    // One key for all tries: an answer that was lost extends it only once.
    const call = { idempotencyKey: crypto.randomUUID(), timeoutMs: REPLY_MS, signal };
    for (let isAway = false; ; isAway = true) {
      try {
        const extended = await client.call(extendMaintenance, { id: opened.id, forMs: spanMs, notify: false }, call);
        endsIn += Date.parse(extended.endsAt) - Date.parse(window.endsAt);
        window = extended;
        context.say(`maintenance ${opened.id} extended until ${endTime(context, window)}`);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        const { detail } = failureOf(error);
        if (!isPassing(error)) {
          context.warn(`maintenance ${opened.id} is not extended, and the command goes on without it: ${detail}`);
          return false;
        }
        if (!isAway)
          context.warn(
            `maintenance ${opened.id} ends by itself at ${endTime(context, window)} unless the daemon comes back: ${detail}`,
          );
        await pause(Math.min(RETRY_MS, spanMs / TRIES_PER_SPAN), signal);
      }
    }
  };
  const keep = async (): Promise<void> => {
    do await pause(endsIn - performance.now() - spanMs / 2, signal);
    while (!signal.aborted && (await extend()));
  };
  void keep();
  return { window: () => window, stop: () => stopped.abort() };
};

/** Ends early when nobody waits any more. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
  });

// Waiting by the live feed: what happens is the hint to look, what the daemon then says is the answer. A restart of the
// daemon costs nothing, since the feed comes back with what was missed.
import type { Client } from "../client/client.ts";
import type { LiveEvent } from "../contract/live.ts";
import type { Context } from "./context.ts";
import { isPassing } from "./failure.ts";
import { tellOfState } from "./tell-of-state.ts";

export interface Awaited {
  /** May this event have brought it about? */
  concerns: (event: LiveEvent) => boolean;
  /** Asks the daemon whether it is so. */
  isReached: () => Promise<boolean>;
}

/** Where the daemon did not answer although the feed is up. */
const LOOK_AGAIN_MS = 1000;

/** True when it is reached, false when time is up. `after` is a seq of before the first look, so that nothing falls between. */
export const waitUntil = async (
  context: Context,
  client: Client,
  awaited: Awaited,
  { after, timeoutMs }: { after: number; timeoutMs: number },
): Promise<boolean> => {
  if (await awaited.isReached()) return true;
  const { followLive } = await import("../client/live.ts");
  return new Promise((resolve, reject) => {
    let isLooking = false;
    let isStale = false;
    let lookAgain: NodeJS.Timeout | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      clearTimeout(lookAgain);
      feed.close();
      settle();
    };
    const look = async (): Promise<void> => {
      isStale = true;
      if (isLooking) return;
      isLooking = true;
      try {
        while (isStale) {
          isStale = false;
          if (await awaited.isReached()) return end(() => resolve(true));
        }
      } catch (error) {
        if (!isPassing(error)) return end(() => reject(error));
        clearTimeout(lookAgain);
        lookAgain = setTimeout(look, LOOK_AGAIN_MS);
      } finally {
        isLooking = false;
      }
    };
    const tell = tellOfState(context, "waiting");
    const timer = setTimeout(() => end(() => resolve(false)), timeoutMs);
    const feed = followLive(client, after, {
      onEvent: (event) => void (awaited.concerns(event) && look()),
      onSnapshot: () => void look(),
      onState: tell,
      onRefused: (problem) => end(() => reject(problem)),
    });
    // It neither came nor did time run out: there is nothing more to say, and the program ends by itself.
    context.io.interrupted.addEventListener("abort", () => end(() => {}), { once: true });
  });
};

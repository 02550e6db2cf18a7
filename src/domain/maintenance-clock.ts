// What comes due for a window by itself, and when.
import type { Maintenance } from "./maintenance.ts";

export type Step = "announce" | "remind" | "start" | "verify" | "complete" | "lapse";

/** Each step of a window's state, the first that is due is done; what a later one makes pointless stands after it. */
const STEPS: Record<Maintenance["state"], readonly [Step, (window: Maintenance) => number | null][]> = {
  scheduled: [
    // Slept through altogether: it is told as over, and never as begun.
    ["complete", ({ autoStart, autoEnd, endsAt }) => (autoStart && autoEnd ? endsAt : null)],
    ["lapse", ({ autoStart, endsAt }) => (autoStart ? null : endsAt)],
    ["start", ({ autoStart, startsAt }) => (autoStart ? startsAt : null)],
    ["announce", announceAt],
    [
      "remind",
      ({ remindMs, remindedAt, startsAt }) => (remindMs === null || remindedAt !== null ? null : startsAt - remindMs),
    ],
  ],
  in_progress: [
    ["complete", ({ autoEnd, endsAt }) => (autoEnd ? endsAt : null)],
    ["verify", ({ verifyMs, endsAt }) => (verifyMs === null ? null : endsAt - verifyMs)],
  ],
  verifying: [["complete", ({ autoEnd, endsAt }) => (autoEnd ? endsAt : null)]],
  completed: [],
  cancelled: [],
};

/** No later than the reminder, which would be the first that anybody hears of it. */
function announceAt({ announce, announceMs, announcedAt, remindMs, startsAt }: Maintenance): number | null {
  if (!announce || announcedAt !== null) return null;
  return announceMs === null ? 0 : startsAt - Math.max(announceMs, remindMs ?? 0);
}

export const dueStep = (window: Maintenance, now: number): Step | null =>
  STEPS[window.state].find(([, at]) => (at(window) ?? Number.POSITIVE_INFINITY) <= now)?.[0] ?? null;

/** When it wants the clock next, epoch ms; null: only people move it on. */
export const nextAt = (window: Maintenance): number | null => {
  const moments = STEPS[window.state].flatMap(([, at]) => at(window) ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
};

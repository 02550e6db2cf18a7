// What comes due by itself. The rows say when; this only looks, at the next moment and every few seconds anyway.
import { SYSTEM } from "../../domain/actor.ts";
import { dueTransition } from "../../domain/maintenance.ts";
import { completeMaintenance, startMaintenance } from "../actions/change-maintenance.ts";
import type { ActionContext, ActionSettings } from "../actions/context.ts";
import type { Perform } from "../actions/perform.ts";
import type { Store } from "../store/store.ts";

const TRANSITIONS = {
  start: { verb: "startMaintenance", action: startMaintenance },
  complete: { verb: "completeMaintenance", action: completeMaintenance },
} as const;

const LOOK_EVERY_MS = 2000;
/** One look at the next moment does for all commits within it. */
const WAKE_MS = 20;
const PRUNE_EVERY_MS = 60_000;
const PRUNE_BITE = 500;
/** How long a repeated command is answered as it was the first time. */
export const IDEMPOTENCY_MS = 24 * 3600_000;

export interface ClockOptions {
  store: Store;
  perform: Perform;
  now: () => number;
  settings: () => ActionSettings;
  onWarning: (message: string, error: unknown) => void;
}
export interface Clock {
  start: () => void;
  /** Looks now; resolves when everything due has been done. */
  tick: () => Promise<void>;
  wake: () => void;
  stop: () => Promise<void>;
  lookedAt: () => number;
}

export const createClock = (options: ClockOptions): Clock => {
  const { store, now } = options;
  let lookedAt = performance.now();
  let prunedAt = now();
  let timer: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;
  /** On the monotonic clock. */
  let alarmAt = Infinity;
  let isStopped = false;
  let isFailing = false;
  let running: Promise<void> = Promise.resolve();

  const context = (): ActionContext => ({
    actor: SYSTEM,
    role: null,
    now: now(),
    origin: "clock",
    requestId: "clock",
    settings: options.settings(),
  });

  const moveWindows = async (): Promise<void> => {
    let hasFailed = false;
    for (const id of store.maintenances.due(now())) {
      try {
        await moveWindow(id);
      } catch (error) {
        // The others do not wait for it, and it stays due; said once and not at every look.
        hasFailed = true;
        if (!isFailing) options.onWarning(`maintenance ${id} is due and could not be moved on; trying again`, error);
      }
    }
    isFailing = hasFailed;
  };

  const moveWindow = async (id: number): Promise<void> => {
    const window = store.maintenances.get(id);
    const transition = window && dueTransition(window, now());
    if (!transition) return;
    const { verb, action } = TRANSITIONS[transition];
    await options.perform({ verb, action, present: () => null, target: () => `maintenance ${id}` }, context(), { id });
  };

  const prune = async (): Promise<void> => {
    if (now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = now();
    let gone = PRUNE_BITE;
    while (gone === PRUNE_BITE)
      gone = await store.transact((tx) => tx.records.forgetReplies(now() - IDEMPOTENCY_MS, PRUNE_BITE));
  };

  const look = async (): Promise<void> => {
    lookedAt = performance.now();
    await moveWindows();
    await prune();
  };
  /** Moves the alarm nearer where something is due sooner, and never away: commits wake us many times a second. */
  const setAlarm = (): void => {
    if (isStopped) return;
    const next = store.maintenances.nextDue();
    // What could not be done just now waits for the next look like everything else.
    const wait = next === null || isFailing ? LOOK_EVERY_MS : Math.min(Math.max(next - now(), 10), LOOK_EVERY_MS);
    const at = performance.now() + wait;
    if (at >= alarmAt) return;
    alarmAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => void tick(), wait);
  };
  const tick = (): Promise<void> => {
    running = running.then(async () => {
      if (isStopped) return;
      try {
        await look();
      } catch (error) {
        options.onWarning("the clock could not do what was due; trying again", error);
      }
      alarmAt = Infinity;
      setAlarm();
    });
    return running;
  };

  return {
    start: () => void tick(),
    tick,
    wake: () => {
      waking ??= setTimeout(() => {
        waking = undefined;
        setAlarm();
      }, WAKE_MS);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      clearTimeout(waking);
      await running;
    },
    lookedAt: () => lookedAt,
  };
};

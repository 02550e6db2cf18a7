// What comes due by itself. The rows say when; this only looks, at the next moment and every few seconds anyway.
import { DELIVERIES_KEPT_MS } from "../../domain/retention.ts";
import { CONFIRM_WITHIN_MS } from "../../domain/subscription.ts";
import type { ActionSettings } from "../actions/context.ts";
import type { Perform } from "../actions/perform.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Due, dueTable } from "./due.ts";

const LOOK_EVERY_MS = 2000;
/** One look at the next moment does for all commits within it. */
const WAKE_MS = 20;
/** The wall clock ran ahead of our own time by this: the machine slept, or was set right. */
const JUMP_MS = 30_000;
const PRUNE_EVERY_MS = 60_000;
const PRUNE_BITE = 500;
/** How long a repeated command is answered as it was the first time. */
export const IDEMPOTENCY_MS = 24 * 3600_000;
/** How long whoever opens a link too late is told that it ran out, rather than that nobody knows it. */
const EXPIRED_LINKS_MS = 30 * 24 * 3600_000;

export interface ClockOptions {
  store: Store;
  perform: Perform;
  now: () => number;
  /** Ms of the monotonic clock, which stands still while the machine sleeps. */
  elapsed: () => number;
  settings: () => ActionSettings;
  /** Before anything is called due: for a while nobody could have told us anything. */
  onJump: () => Promise<unknown>;
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
  const { store, now, elapsed } = options;
  let lookedAt = performance.now();
  let seen = { wall: now(), own: elapsed() };
  let prunedAt = now();
  let timer: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;
  /** On the monotonic clock. */
  let alarmAt = Infinity;
  let isStopped = false;
  let isFailing = false;
  let running: Promise<void> = Promise.resolve();

  const table = dueTable(options);

  const moveAll = async (): Promise<void> => {
    let hasFailed = false;
    for (const kind of table) {
      for (const id of kind.due()) {
        if (isStopped) return;
        lookedAt = performance.now(); // many that are due at once, each in its own commit, are no stall
        try {
          await kind.run(id);
        } catch (error) {
          // The others do not wait for it, and it stays due; said once and not at every look.
          hasFailed = true;
          if (!isFailing)
            options.onWarning(`${kind.subject} ${id} is due and could not be moved on; trying again`, error);
        }
      }
    }
    isFailing = hasFailed;
  };

  const prune = async (): Promise<void> => {
    if (now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = now();
    const windowMs = options.settings().reopenWindowMs;
    const bites: ((tx: Tx) => number)[] = [
      (tx) => tx.records.forgetReplies(now() - IDEMPOTENCY_MS, PRUNE_BITE),
      (tx) => tx.earlyRecoveries.forgetOld(now() - windowMs, PRUNE_BITE),
      (tx) => tx.subscribers.forgetUnverified(now() - CONFIRM_WITHIN_MS, now(), PRUNE_BITE),
      (tx) => tx.confirmations.forgetExpired(now() - EXPIRED_LINKS_MS, PRUNE_BITE),
    ];
    for (const bite of bites) while ((await store.transact(bite)) === PRUNE_BITE);
    const before = now() - DELIVERIES_KEPT_MS;
    await forget((tx, after) => tx.deliveryHistory.forgetSettled({ before, after, limit: PRUNE_BITE }));
    await forget((tx, after) => tx.deliveryHistory.forgetNotices({ before, after, limit: PRUNE_BITE }));
  };

  const forget = async (bite: (tx: Tx, after: number) => number | null): Promise<void> => {
    for (let after: number | null = 0; after !== null && !isStopped; ) {
      const from: number = after;
      lookedAt = performance.now(); // many bites, each in its own commit, are no stall
      after = await store.transact((tx) => bite(tx, from));
    }
  };

  const look = async (): Promise<void> => {
    lookedAt = performance.now();
    const jumpMs = now() - seen.wall - (elapsed() - seen.own);
    seen = { wall: now(), own: elapsed() };
    if (jumpMs > JUMP_MS) await options.onJump();
    await moveAll();
    await prune();
  };
  /** Moves the alarm nearer where something is due sooner, and never away: commits wake us many times a second. */
  const setAlarm = (): void => {
    if (isStopped) return;
    const next = nextOf(table);
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

const nextOf = (table: readonly Due[]): number | null => {
  const moments = table.flatMap((kind) => kind.next() ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
};

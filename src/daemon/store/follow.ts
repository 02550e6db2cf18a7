// A durable reader of the event log: a cursor, one transaction of the log at a time, and one bad row never stops the rest.
import { SYSTEM } from "../../domain/actor.ts";
import type { StoredEvent } from "../../domain/events.ts";
import { endsTransaction } from "./errors.ts";
import type { Store, Tx } from "./store.ts";
import { wholeTransactions } from "./transactions.ts";

/** A step gives the loop back after this. */
const STEP_MS = 8;
/** The log is looked at without a wake too: a lost hint costs this, a crash costs nothing. */
const LOOK_EVERY_MS = 2000;
const TRIES = 5;
const FIRST_PAUSE_MS = 50;

export interface FollowOptions {
  store: Store;
  name: string;
  now: () => number;
  /** Events that the reader does nothing about cost no commit; pure. */
  concerns: (event: StoredEvent) => boolean;
  /** Does what follows from one transaction of the log, in the shared commit. */
  handle: (tx: Tx, transaction: readonly StoredEvent[]) => void;
  /** Puts right what a transaction that could not be handled left wrong; also how it is tried again later. */
  repair: (tx: Tx, transaction: readonly StoredEvent[]) => void;
  /** After a commit in which `handle` ran. */
  onHandled?: () => void;
  onWarning: (message: string, error: unknown) => void;
}

export interface Follower {
  start: () => void;
  stop: () => Promise<void>;
  /** Only a hint that there is something new. */
  wake: () => void;
  /** Resolves when everything that was in the log at the call has been handled or passed over. */
  settled: () => Promise<void>;
  /** Runs `fn` in a transaction in which this reader has handled all that the log holds. */
  atHead: <T>(fn: (tx: Tx) => T) => Promise<T>;
  /** Tries again what was passed over. */
  repair: () => Promise<{ repaired: number; remaining: number }>;
  seq: () => number;
  /** When it last looked, for the stall watch. */
  lookedAt: () => number;
}

export const follow = (options: FollowOptions): Follower => {
  const { store, name, now } = options;
  let seen = store.readers.cursor(name);
  /** Seen events that concern nobody are saved lazily; reading them again after a crash is harmless. */
  let saved = seen;
  let lookedAt = performance.now();
  let isStopped = false;
  let isLooking = false;
  let lookAgain = false;
  let lane: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failing: { seq: number; tries: number } | undefined;
  /** Between two tries: what wakes us meanwhile uses none of them up. */
  let isPausing = false;
  /** Said once, not at every look: the store that cannot write, above all. */
  let isUnreadable = false;

  /** An event that even this cannot look at is one for `handle`, which is told when it throws. */
  const concerns = (event: StoredEvent): boolean => {
    try {
      return options.concerns(event);
    } catch {
      return true;
    }
  };

  /** Steps never overlap. */
  const inLane = <T>(fn: () => Promise<T>): Promise<T> => {
    const next = lane.then(fn, fn);
    lane = next.catch(() => {});
    return next;
  };

  const catchUp = async (): Promise<void> => {
    lookedAt = performance.now();
    while ((!isStopped || isDraining) && !isPausing) {
      lookedAt = performance.now();
      const transactions = wholeTransactions(store.events, seen);
      const last = transactions.at(-1)?.at(-1);
      if (!last) return;
      if (!transactions.flat().some(concerns)) {
        seen = last.seq;
        continue;
      }
      const step = await store.transact((tx) => runStep(tx, transactions));
      if (step.seq > seen) {
        seen = step.seq;
        saved = seen;
        failing = undefined;
        options.onHandled?.();
      }
      if (step.failed && !(await giveUpOrWait(step.failed))) return;
    }
  };
  let isDraining = false;

  /** Handles transactions in order until time is up or one throws; the cursor moves with what was handled. */
  const runStep = (tx: Tx, transactions: readonly StoredEvent[][]): { seq: number; failed?: Failure } => {
    const until = performance.now() + STEP_MS;
    let seq = seen;
    let failed: Failure | undefined;
    for (const transaction of transactions) {
      try {
        if (transaction.some(concerns)) tx.attempt(() => options.handle(tx, transaction));
      } catch (error) {
        if (endsTransaction(error)) throw error;
        failed = { transaction, error };
        break;
      }
      seq = transaction.at(-1)!.seq;
      if (performance.now() > until) break;
    }
    if (seq > seen) tx.readers.saveCursor(name, seq);
    return failed ? { seq, failed } : { seq };
  };

  /** true: passed over, go on. false: try again after a pause. */
  const giveUpOrWait = async ({ transaction, error }: Failure): Promise<boolean> => {
    const first = transaction[0]!.seq;
    if (failing?.seq !== first) {
      failing = { seq: first, tries: 0 };
      options.onWarning(`${name} could not handle event ${first}; trying again`, error);
    }
    failing.tries += 1;
    if (failing.tries < TRIES) {
      isPausing = true;
      retry = setTimeout(endPause, FIRST_PAUSE_MS * 2 ** failing.tries);
      return false;
    }
    const last = transaction.at(-1)!.seq;
    await store.transact((tx) => {
      tx.readers.addFault({ reader: name, seq: first, error: String(error), at: now() });
      tx.events.append(
        [{ type: "reader:faulted", data: { reader: name, seq: first, error: String(error) } }],
        now(),
        SYSTEM,
      );
      tx.readers.saveCursor(name, last);
    });
    options.onWarning(
      `${name} passed over event ${first} after ${TRIES} tries; \`tocsin doctor --repair\` tries it again`,
      error,
    );
    seen = last;
    saved = last;
    failing = undefined;
    await store
      .transact((tx) => tx.attempt(() => options.repair(tx, transaction)))
      .then(
        () => options.onHandled?.(),
        () => {}, // the fault is on record, and repair is tried again at boot and by the doctor
      );
    return true;
  };

  /** Also waits until what cannot be handled has been passed over: a few tries, a second or two. */
  const catchUpWholly = async (): Promise<void> => {
    await catchUp();
    while (failing && !isStopped) {
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS));
      await catchUp();
    }
  };

  const look = (): void => {
    if (isLooking) {
      lookAgain = true;
      return;
    }
    isLooking = true;
    lookAgain = false;
    inLane(catchUp)
      .then(() => {
        isUnreadable = false;
      })
      .catch((error) => {
        if (!isUnreadable) options.onWarning(`${name} could not go on with the log; trying again`, error);
        isUnreadable = true;
      })
      .finally(() => {
        isLooking = false;
        if (lookAgain && !isStopped) look();
      });
  };
  const wake = (): void => {
    if (!isStopped) look();
  };
  const endPause = (): void => {
    isPausing = false;
    wake();
  };

  const saveLazily = async (): Promise<void> => {
    if (seen === saved) return;
    const seq = seen;
    await store.transact((tx) => tx.readers.saveCursor(name, seq));
    saved = seq;
  };

  const atHead = <T>(fn: (tx: Tx) => T): Promise<T> =>
    inLane(async () => {
      for (;;) {
        await catchUpWholly();
        const done = await store.transact((tx) => onceAtHead(tx, fn));
        if (!done) continue; // what could not be handled there is passed over here
        seen = Math.max(seen, done.seq);
        options.onHandled?.();
        return done.value;
      }
    });

  /** Commands that share this commit came first; what they appended is handled in the same transaction. null: it threw. */
  const onceAtHead = <T>(tx: Tx, fn: (tx: Tx) => T): { value: T; seq: number } | null => {
    let seq = seen;
    try {
      tx.attempt(() => {
        for (
          let rest = wholeTransactions(store.events, seq);
          rest.length > 0;
          rest = wholeTransactions(store.events, seq)
        ) {
          for (const transaction of rest) if (transaction.some(concerns)) options.handle(tx, transaction);
          seq = rest.at(-1)!.at(-1)!.seq;
        }
      });
    } catch (error) {
      if (endsTransaction(error) || isStopped) throw error;
      return null;
    }
    const value = fn(tx);
    if (seq > seen) tx.readers.saveCursor(name, seq);
    return { value, seq };
  };

  return {
    start: () => {
      look();
      timer = setInterval(() => {
        look();
        saveLazily().catch(() => {}); // the cursor stays lazy; the next look says what is wrong
      }, LOOK_EVERY_MS);
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(retry);
      await lane;
      await saveLazily().catch(() => {}); // re-reading a few events at the next start does no harm
    },
    wake,
    settled: () =>
      inLane(async () => {
        isDraining = true;
        try {
          await catchUpWholly();
        } finally {
          isDraining = false;
        }
      }),
    atHead,
    repair: async () => {
      let repaired = 0;
      for (const fault of store.readers.faults().filter((one) => one.reader === name)) {
        try {
          await inLane(() =>
            store.transact((tx) => {
              options.repair(tx, tx.events.ofTransaction(fault.seq));
              tx.readers.dropFault(name, fault.seq);
              tx.events.append([{ type: "reader:repaired", data: { reader: name, seq: fault.seq } }], now(), SYSTEM);
            }),
          );
          repaired += 1;
          options.onHandled?.();
        } catch (error) {
          options.onWarning(`${name} still cannot handle event ${fault.seq}`, error);
        }
      }
      const remaining = store.readers.faults().filter((one) => one.reader === name).length;
      return { repaired, remaining };
    },
    seq: () => seen,
    lookedAt: () => lookedAt,
  };
};

interface Failure {
  transaction: readonly StoredEvent[];
  error: unknown;
}

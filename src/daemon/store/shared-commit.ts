// Many commands, one fsync: functions queued in one turn of the event loop share a COMMIT, each in its own SAVEPOINT.
import type { Db } from "./database.ts";
import { endsTransaction, StoreUnavailable, unavailable } from "./errors.ts";
import type { EventLog } from "./event-log.ts";

/** A group is cut here, so that the loop stays responsive under load. */
const GROUP_MS = 10;
/** More waiting than this is more than we can do in the time a client waits. */
const MAX_QUEUE = 20_000;

interface Job {
  run: () => unknown;
  settle: () => void;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}
export type CommitSeam = (name: "before-commit" | "after-commit") => void;

export const createSharedCommit = (db: Db, log: EventLog, seam: CommitSeam) => {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const savepoint = db.prepare("SAVEPOINT command");
  const release = db.prepare("RELEASE command");
  const undo = db.prepare("ROLLBACK TO command");
  const attempted = {
    savepoint: db.prepare("SAVEPOINT attempt"),
    release: db.prepare("RELEASE attempt"),
    undo: db.prepare("ROLLBACK TO attempt"),
  };
  const listeners = new Set<() => void>();
  let queue: Job[] = [];
  let isScheduled = false;
  let isClosed = false;

  const schedule = (): void => {
    if (isScheduled || queue.length === 0) return;
    isScheduled = true;
    setImmediate(flush);
  };

  /** Runs what is queued, up to GROUP_MS, and commits. Nothing settles before COMMIT; any failure of it rejects all. */
  const flush = (): void => {
    isScheduled = false;
    const ran: Job[] = [];
    log.beginGroup();
    try {
      begin.run();
      const until = performance.now() + GROUP_MS;
      for (const job of queue) {
        ran.push(job);
        runOne(job);
        if (performance.now() > until) break;
      }
      seam("before-commit");
      commit.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      log.endGroup();
      log.takeAppended();
      const refusal = unavailable(error);
      // BEGIN itself can fail: then nobody ran, and everybody is told.
      const lost = ran.length > 0 ? ran : queue;
      queue = queue.slice(lost.length);
      for (const job of lost) job.reject(refusal);
      schedule();
      return;
    }
    log.endGroup();
    queue = queue.slice(ran.length);
    seam("after-commit");
    for (const job of ran) job.settle();
    if (log.takeAppended()) for (const listener of listeners) listener();
    schedule();
  };

  /** A throw undoes this one alone, unless SQLite has ended the whole transaction. */
  const runOne = (job: Job): void => {
    log.beginTransaction();
    savepoint.run();
    try {
      const value = job.run();
      if (value instanceof Promise) throw new Error("a transaction body is synchronous; nothing may wait inside");
      job.settle = () => job.resolve(value);
    } catch (error) {
      if (endsTransaction(error) || !db.inTransaction) throw error;
      undo.run();
      job.settle = () => job.reject(error);
    }
    if (!db.inTransaction) throw new Error("SQLite ended the transaction");
    release.run();
  };

  return {
    /** Runs `fn` in the next group; resolves after COMMIT with what it returned, or rejects with what it threw. */
    transact: <T>(fn: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (isClosed) return reject(new StoreUnavailable("The daemon is stopping.", "Try again when it is back."));
        if (queue.length >= MAX_QUEUE)
          return reject(new StoreUnavailable("Too many commands are waiting.", "Try again in a moment."));
        queue.push({ run: fn, settle: () => {}, resolve: resolve as Job["resolve"], reject });
        schedule();
      }),
    /** An inner savepoint: a throw undoes what `fn` did and nothing else. */
    attempt: <T>(fn: () => T): T => {
      const restore = log.mark();
      attempted.savepoint.run();
      try {
        const value = fn();
        attempted.release.run();
        return value;
      } catch (error) {
        if (db.inTransaction) {
          attempted.undo.run();
          attempted.release.run();
        }
        restore();
        throw error;
      }
    },
    /** Called after each COMMIT that appended events. */
    onAppend: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Refuses new work and resolves once what was queued is settled. */
    close: async (): Promise<void> => {
      isClosed = true;
      while (queue.length > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    depth: (): number => queue.length,
  };
};

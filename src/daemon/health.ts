// How the daemon itself is: red for a stalled loop, degraded in words for the rest.
import type { Doctor } from "../contract/log.ts";
import type { Condition } from "./gate/present.ts";
import type { Follower } from "./store/follow.ts";
import { STATUS_READER } from "./store/readers.ts";
import type { Store } from "./store/store.ts";

/** A loop looks every two seconds; three missed looks are a stall. */
export const STALLED_AFTER_MS = 7000;

/** `isAdvice`: the daemon does all that it was told to, and could be told better; it is well all the same. */
export type Check = Doctor["checks"][number] & { isAdvice?: true };

export interface HealthOptions {
  store: Store;
  /** `lookedAt` on the monotonic clock, so that a jump of the wall clock stalls nobody. */
  loops: () => Record<string, { lookedAt: () => number }>;
  readers: () => Record<string, Follower>;
  /** What is to be said of telling people, and of maintenance. */
  telling: () => Check[];
  warmUp: () => "running" | "done" | "failed";
}

export const createHealth = (options: HealthOptions) => {
  const { store } = options;
  const stalled = (): string[] =>
    Object.entries(options.loops())
      .filter(([, loop]) => performance.now() - loop.lookedAt() > STALLED_AFTER_MS)
      .map(([name]) => name);

  const checks = (): Check[] => [
    ...storeChecks(store),
    ...readerChecks(),
    ...options.telling(),
    loopCheck(),
    warmUpCheck(),
  ];
  const troubles = (): Check[] => checks().filter((check) => check.state !== "ok" && !check.isAdvice);

  const readerChecks = (): Check[] => {
    const head = store.events.head();
    const faults = store.readers.faults();
    return Object.entries(options.readers()).map(([name, reader]) => {
      const own = faults.filter((fault) => fault.reader === name);
      const behind = head - reader.seq();
      if (own.length > 0)
        return {
          name: `reader ${name}`,
          state: "failed" as const,
          detail: `passed over ${own.length} ${own.length === 1 ? "event" : "events"}, the first at seq ${own[0]!.seq}: ${own[0]!.error}`,
          hint: "`tocsin doctor --repair` tries them again.",
        };
      return {
        name: `reader ${name}`,
        state: "ok" as const,
        detail: behind === 0 ? "at the head of the log" : `${behind} events behind`,
      };
    });
  };

  const loopCheck = (): Check => {
    const names = stalled();
    return names.length === 0
      ? { name: "loops", state: "ok", detail: "all of them tick" }
      : {
          name: "loops",
          state: "failed",
          detail: `stalled: ${names.join(", ")}`,
          hint: "Restart the daemon; nothing is lost.",
        };
  };
  const warmUpCheck = (): Check => {
    const state = options.warmUp();
    if (state === "failed")
      return {
        name: "warm-up",
        state: "warning",
        detail: "levels could not be compared at start",
        hint: "See the daemon's log; restarting tries again.",
      };
    return { name: "warm-up", state: "ok", detail: state };
  };

  return {
    isAlive: (): boolean => stalled().length === 0,
    /** In words, for whoever may read them; the names alone are for everybody. */
    condition: (): Condition => ({
      degraded: troubles().map((check) => `${check.name}: ${check.detail}`),
      levelsSeq: options.readers()[STATUS_READER]!.seq(),
    }),
    degradedNames: (): string[] => troubles().map((check) => check.name),
    examine: (): Pick<Doctor, "healthy" | "checks"> => {
      const all = checks();
      return {
        healthy: all.every((check) => check.state === "ok" || check.isAdvice),
        checks: all.map(({ isAdvice: _, ...check }) => check),
      };
    },
  };
};

const storeChecks = (store: Store): Check[] => {
  const pragmas = store.pragmas();
  const isDurable = pragmas.synchronous === 2 && pragmas.journal_mode === "wal";
  return [
    {
      name: "store",
      state: isDurable ? "ok" : "failed",
      detail: `journal_mode=${pragmas.journal_mode}, synchronous=${pragmas.synchronous}, ${store.events.head()} events`,
    },
  ];
};

// How much is not settled yet, counted so that a hundred thousand rows never hold the loop, and no more often than it can be afforded.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Store } from "./store/store.ts";
import type { Unsettled } from "./store/views/telling.ts";
import { KEPT_TIMES } from "./thrifty.ts";

type Some = Partial<Omit<Unsettled, "count">>;
export interface Backlog {
  /** Counts anew, if it is time. */
  count: () => Promise<void>;
  /** As it was counted last. */
  of: (some: Some) => number;
  /** Without what is being sent. */
  waiting: (some: Some) => number;
}

export const createBacklog = ({ tellingFacts }: Pick<Store, "tellingFacts">): Backlog => {
  let counted: readonly Unsettled[] = [];
  let until = -Infinity;
  let underWay: Promise<void> | undefined;

  const walk = async (): Promise<void> => {
    const found: Unsettled[] = [];
    let busyMs = 0;
    const bites = tellingFacts.unsettledInBites();
    for (;;) {
      const startedAt = performance.now();
      const bite = bites.next();
      busyMs += performance.now() - startedAt;
      if (bite.done) break;
      found.push(...bite.value);
      await nextTurn();
    }
    counted = found;
    until = performance.now() + KEPT_TIMES * busyMs;
  };
  const of = (some: Some): number =>
    counted.reduce(
      (sum, one) =>
        Object.entries(some).every(([key, value]) => one[key as keyof Some] === value) ? sum + one.count : sum,
      0,
    );

  return {
    count: async () => {
      if (performance.now() < until) return;
      underWay ??= walk().finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
    of,
    waiting: (some) => of({ ...some, state: "queued" }) + of({ ...some, state: "retrying" }),
  };
};

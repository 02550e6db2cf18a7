// Which passes a seam kills at. The seed decides everything that is random in a round and stands in the test's name.
import { SCALE } from "./tools.ts";

/** Repeats a run: the seed that a failed test's name says. */
const SEED = process.env.TOCSIN_TEST_SEED === undefined ? undefined : Number(process.env.TOCSIN_TEST_SEED);
const FIRST_SEEDS = 1_000_000;

export interface KillPlan {
  pass: number;
  seed: number;
  isKilledAgain: boolean;
}

/** The first pass and some later one; the first is killed once more while it recovers. */
export const killPlans = (): KillPlan[] =>
  Array.from({ length: Math.max(1, Math.round(SCALE)) }).flatMap(() =>
    [true, false].map((isFirst): KillPlan => {
      const seed = SEED ?? Math.floor(Math.random() * FIRST_SEEDS);
      return { seed, pass: isFirst ? 1 : 2 + (seed % 29), isKilledAgain: isFirst };
    }),
  );

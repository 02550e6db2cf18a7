// What a benchmark hands back: one row of the table.
import { median, type Round } from "./stats.ts";

export interface Result {
  name: string;
  unit: string;
  ours: number;
  baseline: number | null;
  /** Median of the rounds' own ratios, with the least and the greatest of them. */
  ratio: { median: number; least: number; greatest: number } | null;
  aim: Aim | null;
  isMet: boolean | null;
}
/** What is compared with the bound: the ratio to the baseline, or our own number. */
export interface Aim {
  of: "ratio" | "ours";
  atLeast?: number;
  atMost?: number;
}
export interface Benchmark {
  name: string;
  run: (note: (text: string) => void) => Promise<Result[]>;
}

export const compared = (name: string, unit: string, rounds: readonly Round[], aim: Aim | null): Result => {
  const ratios = rounds.map((round) => round.ours / round.baseline);
  const ratio = { median: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) };
  const ours = median(rounds.map((round) => round.ours));
  const baseline = median(rounds.map((round) => round.baseline));
  return { name, unit, ours, baseline, ratio, aim, isMet: aim && keeps(aim, aim.of === "ratio" ? ratio.median : ours) };
};

export const alone = (name: string, unit: string, ours: number, aim: Aim | null): Result => ({
  ...{ name, unit, ours, baseline: null, ratio: null, aim },
  isMet: aim && keeps(aim, ours),
});

const keeps = ({ atLeast = -Infinity, atMost = Infinity }: Aim, value: number): boolean =>
  value >= atLeast && value <= atMost;

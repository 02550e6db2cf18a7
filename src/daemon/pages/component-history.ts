// A component over the last days, as its bar shows it and as its words tell it.
import { isWorse, LEVELS, type Level } from "../../domain/level.ts";

/** How far back bars go. */
export const BAR_DAYS = 90;

/** ms at each level; all 0: nothing is known of that day. */
export interface Day {
  /** `2026-11-12`, in the zone of the page. */
  day: string;
  spent: Readonly<Record<Level, number>>;
}
export interface Trouble {
  day: string;
  /** Worst first; without operational. */
  spent: { level: Level; ms: number }[];
}
export interface ComponentHistory {
  /** The worst of each day, oldest first, the last is today; null: nothing is known. */
  worst: (Level | null)[];
  /** 0 to 1; null where nothing was measured. */
  uptime: number | null;
  /** Days on which it was not well all the time, newest first. */
  troubles: Trouble[];
}

export const historyOf = (days: readonly Day[], uptime: number | null): ComponentHistory => ({
  worst: days.map(worstOf),
  uptime,
  troubles: days.flatMap(troubleOf).reverse(),
});

const worstOf = ({ spent }: Day): Level | null => LEVELS.find((level) => spent[level] > 0) ?? null;

const troubleOf = ({ day, spent }: Day): Trouble[] => {
  const levels = LEVELS.filter((level) => isWorse(level, "operational") && spent[level] > 0);
  return levels.length === 0 ? [] : [{ day, spent: levels.map((level) => ({ level, ms: spent[level] })) }];
};

/** As is usual, two places; never rounded up to what it was not. */
export const percentOf = (ratio: number, format: string): string => {
  const floored = Math.floor(ratio * 10_000) / 100;
  const digits = floored === 100 ? 0 : 2;
  return new Intl.NumberFormat(format, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    floored,
  );
};

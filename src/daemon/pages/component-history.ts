// A component over the last days, as its bar shows it and as its words tell it.
import { type DayCell, uptimeOfDays, worstOfDay } from "../../domain/days.ts";
import { isWorse, LEVELS, type Level } from "../../domain/level.ts";
import type { UptimeRule } from "../../domain/uptime.ts";

/** How far back bars go. */
export const BAR_DAYS = 90;

export interface Trouble {
  /** `2026-11-12`, in the zone of the page. */
  day: string;
  /** Worst first; without operational. */
  spent: { level: Level; minutes: number }[];
}
/** Coarse enough that a page on which nothing happens stays the same from one moment to the next. */
export interface ComponentHistory {
  /** The worst of each day, oldest first, the last is today; null: nothing is known. */
  worst: (Level | null)[];
  /** In hundredths of a percent, never rounded up to what it was not; null where nothing was measured. */
  uptime: number | null;
  /** Days on which it was not well all the time, newest first. */
  troubles: Trouble[];
}

export const historyOf = (days: readonly DayCell[], rule: UptimeRule): ComponentHistory => {
  const ratio = uptimeOfDays(days, rule);
  const worst = days.map(worstOfDay);
  return {
    worst,
    uptime: ratio === null ? null : Math.floor(ratio * 10_000),
    troubles: days
      .filter((_, at) => worst[at] !== null && worst[at] !== "operational")
      .map(troubleOf)
      .reverse(),
  };
};

const TROUBLE = LEVELS.filter((level) => isWorse(level, "operational"));
const troubleOf = ({ day, spent }: DayCell): Trouble => {
  const levels = TROUBLE.filter((level) => spent[level] > 0);
  return { day, spent: levels.map((level) => ({ level, minutes: Math.max(1, Math.round(spent[level] / 60_000)) })) };
};

/** `99.98` or `100`, as the language writes it. */
export const percentOf = (hundredths: number, format: string): string =>
  formatterOf(format, hundredths === 10_000 ? 0 : 2).format(hundredths / 100);

/** Dear to make, and every row wants one. */
const formatters = new Map<string, Intl.NumberFormat>();
const formatterOf = (format: string, digits: number): Intl.NumberFormat => {
  const key = `${format} ${digits}`;
  const made = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(format, made);
  formatters.set(key, formatter);
  return formatter;
};

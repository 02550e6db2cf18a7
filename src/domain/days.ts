// Days as people of a time zone count them: some have 23 hours, some 25. A component's day is the time it spent at each level.
import { LEVELS, type Level } from "./level.ts";
import { type LevelStory, noneSpent, ratioOf, type Spent, stretchesOf, type UptimeRule } from "./uptime.ts";

export interface DayCell {
  /** `2026-11-27` */
  day: string;
  /** Ms at each level; all 0: nothing is known. */
  spent: Readonly<Record<Level, number>>;
}
export interface Day {
  day: string;
  /** Its first moment, and the first one after it, epoch ms. */
  from: number;
  to: number;
}

export const dayAt = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Not always midnight: some zones have changed their clocks then. */
export const startOfDay = (day: string, timeZone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;

/** `days` later; earlier where it is negative. */
export const dayAfter = (day: string, days = 1): string => Temporal.PlainDate.from(day).add({ days }).toString();

/** How many days `to` is after `from`. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;

/** So many days from `first` on. */
export const daysFrom = (first: string, count: number, timeZone: string): Day[] => {
  const names = Array.from({ length: Math.max(0, count) + 1 }, (_, at) => dayAfter(first, at));
  const starts = names.map((day) => startOfDay(day, timeZone));
  return names.slice(0, -1).map((day, at) => ({ day, from: starts[at]!, to: starts[at + 1]! }));
};

/** The time that a story spent at each level, by day. The days lie end to end. */
export const spentByDay = (story: LevelStory, days: readonly Day[]): Spent[] => {
  const all = days.map(noneSpent);
  let at = 0;
  for (const { from, to, level } of stretchesOf(story)) {
    while (at < days.length && days[at]!.to <= from) at += 1;
    if (level === null) continue;
    for (let index = at; index < days.length && days[index]!.from < to; index++)
      all[index]![level] += Math.min(to, days[index]!.to) - Math.max(from, days[index]!.from);
  }
  return all;
};

export const isKnown = (spent: Readonly<Spent>): boolean => LEVELS.some((level) => spent[level] > 0);

/** The worst of a day; null where nothing is known. */
export const worstOfDay = ({ spent }: DayCell): Level | null => LEVELS.find((level) => spent[level] > 0) ?? null;

/** 0 to 1 over some days; null where nothing was measured. */
export const uptimeOfDays = (cells: Iterable<DayCell>, rule: UptimeRule): number | null => {
  const all = noneSpent();
  // Each by its name: pages sum up tens of thousands of days at every change.
  for (const { spent } of cells) {
    all.major_outage += spent.major_outage;
    all.partial_outage += spent.partial_outage;
    all.degraded_performance += spent.degraded_performance;
    all.under_maintenance += spent.under_maintenance;
    all.operational += spent.operational;
  }
  return ratioOf(all, rule);
};

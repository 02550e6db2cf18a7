// Parts of a rule that are right alone and not together. Where readers of rules are known to differ, ours refuses.
import { type Refusal, refused } from "./incident.ts";
import type { Rule } from "./recurrence-rule.ts";

/** One an hour; windows that come oftener are not windows. */
const MAX_TIMES_A_DAY = 24;
/** How far apart two may lie, and how far we look for the next: weekdays and leap days repeat after 28 years, 40 across 2100. */
export const MAX_YEARS_APART = 50;
export const MAX_INTERVAL = {
  DAILY: MAX_YEARS_APART * 365,
  WEEKLY: MAX_YEARS_APART * 52,
  MONTHLY: MAX_YEARS_APART * 12,
  YEARLY: MAX_YEARS_APART,
} as const;
type Freq = keyof typeof MAX_INTERVAL;

/** What is wrong between the parts, and what to write instead. */
export const refuseClash = (rule: Rule): Refusal | null => {
  const clash = CLASHES.find(({ when }) => when(rule));
  return clash ? refused(clash.detail(rule), clash.hint) : null;
};

interface Clash {
  when: (rule: Rule) => boolean;
  detail: (rule: Rule) => string;
  hint: string;
}

const freqOf = (rule: Rule): Freq => rule.get("FREQ") as Freq;
const valuesOf = (rule: Rule, name: string): string[] => rule.get(name)?.split(",") ?? [];
const isNumbered = (day: string): boolean => day.length > 2;
const timesADay = (rule: Rule): number =>
  Math.max(1, valuesOf(rule, "BYHOUR").length) * Math.max(1, valuesOf(rule, "BYMINUTE").length);
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const longestMonth = (rule: Rule): number =>
  Math.max(...valuesOf(rule, "BYMONTH").map((month) => MONTH_DAYS[Number(month) - 1]!));

const CLASHES: Clash[] = [
  {
    when: (rule) => rule.has("COUNT") && rule.has("UNTIL"),
    detail: () => "COUNT and UNTIL are both there; a rule ends by one of them.",
    hint: "Leave one out.",
  },
  {
    when: (rule) => Number(rule.get("INTERVAL") ?? 1) > MAX_INTERVAL[freqOf(rule)],
    detail: (rule) => `INTERVAL=${rule.get("INTERVAL")} is more than ${MAX_YEARS_APART} years from one to the next.`,
    hint: "Write a smaller one, like `INTERVAL=2`, or schedule a single window.",
  },
  {
    when: (rule) => freqOf(rule) === "WEEKLY" && rule.has("BYMONTHDAY"),
    detail: () => "BYMONTHDAY names days of a month, and the rule goes by weeks.",
    hint: "Write `FREQ=MONTHLY;BYMONTHDAY=1`, or weekdays: `FREQ=WEEKLY;BYDAY=SU`.",
  },
  {
    when: (rule) => freqOf(rule) === "DAILY" && rule.has("BYMONTHDAY") && Number(rule.get("INTERVAL") ?? 1) > 1,
    detail: () => "INTERVAL leaves out days and BYMONTHDAY names some; few would be both.",
    hint: "Write `FREQ=MONTHLY;BYMONTHDAY=1,15`, or `FREQ=DAILY;INTERVAL=2`.",
  },
  {
    when: (rule) => freqOf(rule) !== "YEARLY" && (rule.has("BYYEARDAY") || rule.has("BYWEEKNO")),
    detail: (rule) => `BYYEARDAY and BYWEEKNO count within a year, and the rule goes by ${freqOf(rule)}.`,
    hint: "Write them with `FREQ=YEARLY`, or leave them out.",
  },
  {
    when: (rule) => /DAILY|WEEKLY/.test(freqOf(rule)) && valuesOf(rule, "BYDAY").some(isNumbered),
    detail: (rule) =>
      `BYDAY=${rule.get("BYDAY")} numbers weekdays of a month or year, and the rule goes by ${freqOf(rule)}.`,
    hint: "Write `FREQ=MONTHLY;BYDAY=1SU` for the first Sunday of a month, `FREQ=WEEKLY;BYDAY=SU` for every one.",
  },
  {
    when: (rule) => valuesOf(rule, "BYDAY").some(isNumbered) && (rule.has("BYMONTHDAY") || rule.has("BYWEEKNO")),
    detail: () => "BYDAY with a number finds the day by itself; BYMONTHDAY or BYWEEKNO would find another.",
    hint: "Keep one: `BYDAY=1SU`, or `BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU`.",
  },
  {
    when: (rule) => new Set(valuesOf(rule, "BYDAY").map(isNumbered)).size > 1,
    detail: () => "BYDAY mixes numbered weekdays and plain ones.",
    hint: "Schedule two windows, one for each.",
  },
  {
    when: (rule) => rule.has("BYWEEKNO") && (!rule.has("BYDAY") || rule.has("BYSETPOS")),
    detail: () => "BYWEEKNO names a whole week; BYDAY must say which days of it.",
    hint: "Write `FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU`.",
  },
  {
    when: (rule) => rule.has("BYWEEKNO") && (rule.has("BYMONTHDAY") || rule.has("BYYEARDAY")),
    detail: () => "BYWEEKNO with BYMONTHDAY or BYYEARDAY names days in two ways.",
    hint: "Keep one of them.",
  },
  {
    when: (rule) => rule.has("BYYEARDAY") && (rule.has("BYMONTHDAY") || rule.has("BYDAY")),
    detail: () => "BYYEARDAY names days by itself; BYDAY or BYMONTHDAY would name others.",
    hint: "Keep one of them.",
  },
  {
    when: (rule) => rule.has("BYMONTH") && valuesOf(rule, "BYMONTHDAY").length > 0 && !someMonthHasTheDay(rule),
    detail: (rule) =>
      `No month of BYMONTH=${rule.get("BYMONTH")} has a day of BYMONTHDAY=${rule.get("BYMONTHDAY")}: it never comes.`,
    hint: "For the last day of a month write `BYMONTHDAY=-1`.",
  },
  {
    when: (rule) => rule.has("BYSETPOS") && /DAILY|WEEKLY/.test(freqOf(rule)),
    detail: (rule) => `BYSETPOS picks from the days of a month or year, and the rule goes by ${freqOf(rule)}.`,
    hint: "Leave it out and name the days or hours: `FREQ=WEEKLY;BYDAY=SU`, `FREQ=DAILY;BYHOUR=2`.",
  },
  {
    when: (rule) =>
      rule.has("BYSETPOS") && ![...rule.keys()].some((name) => name.startsWith("BY") && name !== "BYSETPOS"),
    detail: () => "BYSETPOS picks from what other parts name, and there are none.",
    hint: "For the last working day of a month write `FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`.",
  },
  {
    when: (rule) => timesADay(rule) > MAX_TIMES_A_DAY,
    detail: (rule) => `BYHOUR and BYMINUTE make ${timesADay(rule)} windows a day; ${MAX_TIMES_A_DAY} are the most.`,
    hint: "Name fewer times, or schedule one longer window.",
  },
];

const someMonthHasTheDay = (rule: Rule): boolean =>
  valuesOf(rule, "BYMONTHDAY").some((day) => Math.abs(Number(day)) <= longestMonth(rule));

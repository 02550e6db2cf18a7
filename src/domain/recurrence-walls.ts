// The wall times of a rule.
import { RRuleTemporal } from "rrule-temporal";
import { MAX_YEARS_APART } from "./recurrence-clashes.ts";
import { partsOf, type Rule, ruleText } from "./recurrence-rule.ts";
import { utc } from "./wall-time.ts";

const DAY_MS = 86_400_000;
/** Two further apart than this are two series: the later one counts as never. */
export const HORIZON_MS = MAX_YEARS_APART * 366 * DAY_MS;
/** A look ahead begins with what most rules fill and grows, so that dense ones stay cheap and sparse ones are found. */
const FIRST_SPAN_MS = 31 * DAY_MS;
const SPAN_GROWTH = 4;
/** The library gives up after 10,000 periods; a span of days stays below. */
const MAX_SPAN_MS = 8000 * DAY_MS;

/** In order, those of `from` and later; COUNT begins at `startsAt`. UNTIL is the caller's, since it may be an instant. */
export function* wallsOf(series: { rrule: string; startsAt: number; from: number }): Generator<number> {
  const parts = partsOf(series.rrule);
  const count = Number(parts.get("COUNT") ?? Number.POSITIVE_INFINITY);
  const first = Number.isFinite(count) ? series.startsAt : Math.max(series.startsAt, series.from);
  let left = count;
  for (const wall of endless(parts, { startsAt: series.startsAt, from: first })) {
    if (left-- <= 0) return;
    if (wall >= series.from) yield wall;
  }
}

/** As if neither COUNT nor UNTIL ended it, but not past one that is further than the horizon from the one before. */
function* endless(parts: Rule, { startsAt, from }: { startsAt: number; from: number }): Generator<number> {
  const pattern = patternOf(parts, startsAt);
  // The library passes over the first days of January that lie in the last week of the year before, if asked from them.
  const early = parts.has("BYWEEKNO") ? 7 * DAY_MS : 0;
  let [last, span] = [from, FIRST_SPAN_MS];
  // Walls are whole seconds, and so are spans: one second less, and no wall is in two.
  for (let at = Math.floor((from - early) / 1000) * 1000; at <= last + HORIZON_MS; ) {
    for (const { epochMilliseconds: wall } of pattern.between(utc(at), utc(at + span - 1000), true)) {
      if (wall < from) continue;
      if (wall > last + HORIZON_MS) return;
      last = wall;
      yield wall;
    }
    at += span;
    span = Math.min(span * SPAN_GROWTH, MAX_SPAN_MS);
  }
}

const patternOf = (parts: Rule, startsAt: number): RRuleTemporal => {
  const rule = new Map(parts);
  // Both ends are ours: the library reads a date alone as midnight, and may count a COUNT anew for every one.
  rule.delete("COUNT");
  rule.delete("UNTIL");
  // The library walks daily rules day by day; of a month's days the months say the same.
  if (rule.get("FREQ") === "DAILY" && rule.has("BYMONTHDAY")) rule.set("FREQ", "MONTHLY");
  // A start in January may lie in a week of the year before; INTERVAL keeps its step.
  const years = rule.has("BYWEEKNO") ? Number(rule.get("INTERVAL") ?? 1) : 0;
  return new RRuleTemporal({ rruleString: `RRULE:${ruleText(rule)}`, dtstart: utc(startsAt).subtract({ years }) });
};

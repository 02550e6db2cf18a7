// A window that comes again. The rule gives wall times, the zone makes instants of them: 02:00 stays 02:00 all year.
import { type Refusal, refused } from "./incident.ts";
import { MAX_WINDOW_MS } from "./maintenance-plan.ts";
import { nearest } from "./nearest.ts";
import { MAX_YEARS_APART } from "./recurrence-clashes.ts";
import { partsOf, readRule, readUntil, type Until } from "./recurrence-rule.ts";
import { HORIZON_MS, wallsOf } from "./recurrence-walls.ts";
import { plainOf, wallAt, wallOf, wallText } from "./wall-time.ts";

export { readRule } from "./recurrence-rule.ts";

/** A window that comes again: in wall time of its zone. */
export interface Recurrence {
  /**
   * RFC 5545 RRULE without its name, normalised upper case: `FREQ=WEEKLY;BYDAY=SU`. As the RFC has it, monthly on the
   * 31st leaves out the months that have none; the last day of every month is `BYMONTHDAY=-1`.
   */
  rrule: string;
  /** IANA zone. */
  timeZone: string;
  /** Wall time from which the rule counts: `2026-12-06T02:00`, to the minute or second. No occurrence unless it matches. */
  startsAt: string;
  /** Exact length, as RFC 5545 has it for DTEND: the same elapsed time for all. */
  durationMs: number;
}

/**
 * What the zone's clock changes make of an occurrence; of several, the first named here.
 * gap: that wall time does not exist that day, the window moves forward by the gap.
 * overlap: the wall time comes twice, the first is taken.
 * shifted: the clock changes while it runs, so its wall end differs from start + duration.
 */
export type DstEffect =
  /** `wanted`: the wall HH:MM that does not exist. */
  | { kind: "gap"; wanted: string }
  | { kind: "overlap" }
  /** `usualEnd`: the wall HH:MM it would end at on other days. */
  | { kind: "shifted"; usualEnd: string };

export interface Occurrence {
  /** The wall time that the rule gave, before any gap is jumped: its name for ever, `2027-03-28T02:30:00`. */
  wall: string;
  /** Epoch ms. */
  startsAt: number;
  endsAt: number;
  dst: DstEffect | null;
}

/** As many as one question gives. */
export const MAX_AT_ONCE = 100;
/** The largest change of a clock: Samoa left out 30 December 2011. */
const MAX_CLOCK_CHANGE_MS = 24 * 3600_000;

/**
 * The next ones in order of their start, at most `limit` (<= 100): after that wall name (exclusive), and not those that
 * ended at or before `notEndedBefore`. [] when the rule is exhausted, or has none for fifty years. Wall times that meet at
 * one instant, as 02:00 and 03:00 do in a gap, are one occurrence, named by the earlier.
 */
export const occurrencesOf = (
  recurrence: Recurrence,
  { afterWall, notEndedBefore, limit }: { afterWall: string | null; notEndedBefore: number; limit: number },
): Occurrence[] => {
  const { timeZone, durationMs } = recurrence;
  const most = Math.min(limit, MAX_AT_ONCE);
  if (most < 1) return [];
  const first = wallOf(recurrence.startsAt);
  // By instant, not by wall: that order also holds where a gap moves a wall time past a later one.
  const after = Math.max(
    notEndedBefore - durationMs,
    afterWall === null ? Number.NEGATIVE_INFINITY : instantOf(wallOf(afterWall), timeZone),
    instantOf(first, timeZone) - MAX_CLOCK_CHANGE_MS,
  );
  const found = new Map<number, number>();
  for (const wall of wallsUntil(recurrence, wallAt(after, timeZone) - MAX_CLOCK_CHANGE_MS)) {
    if (found.size >= most && wall > wallAt(Math.max(...found.keys()), timeZone)) break;
    const startsAt = instantOf(wall, timeZone);
    if (startsAt > after && !found.has(startsAt)) found.set(startsAt, wall);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .slice(0, most)
    .map(([startsAt, wall]) => occurrence(wall, startsAt, recurrence));
};

/** Why this cannot recur as it stands; null: it can. Of a rule that has begun, only what is still to come counts. */
export const refuseRecurrence = (recurrence: Recurrence, now: number): Refusal | null => {
  const rule = readRule(recurrence.rrule);
  if (rule.kind === "refused") return rule;
  const known = { ...recurrence, rrule: rule.rrule };
  return (
    refuseZone(known.timeZone) ??
    refuseStart(known, now) ??
    refuseLength(known.durationMs) ??
    refuseNever(known, now) ??
    refuseOverlap(known, now)
  );
};

function* wallsUntil({ rrule, startsAt, timeZone }: Recurrence, from: number): Generator<number> {
  const value = partsOf(rrule).get("UNTIL");
  const until = value === undefined ? undefined : readUntil(value);
  const last = until === undefined ? Number.POSITIVE_INFINITY : lastWall(until, timeZone);
  for (const wall of wallsOf({ rrule, startsAt: wallOf(startsAt), from })) {
    if (wall > last) return;
    if (until?.kind !== "instant" || instantOf(wall, timeZone) <= until.at) yield wall;
  }
}

/** No wall after it is within UNTIL. Those before are looked at one by one where UNTIL is an instant. */
const lastWall = (until: Until, timeZone: string): number =>
  until.kind === "wall" ? until.wall : wallAt(until.at, timeZone) + MAX_CLOCK_CHANGE_MS;

const zoned = (wall: number, timeZone: string, disambiguation: "compatible" | "later"): Temporal.ZonedDateTime =>
  plainOf(wall).toZonedDateTime(timeZone, { disambiguation });
/** In a gap forward by the gap, of two the first. */
const instantOf = (wall: number, timeZone: string): number => zoned(wall, timeZone, "compatible").epochMilliseconds;

const occurrence = (wall: number, startsAt: number, { timeZone, durationMs }: Recurrence): Occurrence => ({
  wall: wallText(wall),
  startsAt,
  endsAt: startsAt + durationMs,
  dst: dstOf({ wall, startsAt, endsAt: startsAt + durationMs, timeZone }),
});

const clockText = (wall: number): string => plainOf(wall).toPlainTime().toString({ smallestUnit: "minute" });

const dstOf = (one: { wall: number; startsAt: number; endsAt: number; timeZone: string }): DstEffect | null => {
  const { wall, startsAt, endsAt, timeZone } = one;
  if (wallAt(startsAt, timeZone) !== wall) return { kind: "gap", wanted: clockText(wall) };
  if (zoned(wall, timeZone, "later").epochMilliseconds !== startsAt) return { kind: "overlap" };
  const usualEnd = wall + (endsAt - startsAt);
  return wallAt(endsAt, timeZone) === usualEnd ? null : { kind: "shifted", usualEnd: clockText(usualEnd) };
};

const refuseZone = (timeZone: string): Refusal | null => {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return null;
  } catch {
    // A RangeError is how Intl says that it knows no such zone.
    const meant = nearest(timeZone, Intl.supportedValuesOf("timeZone"));
    return refused(
      `"${timeZone}" is not a time zone.`,
      meant ? `Did you mean ${meant}?` : "Name one like Europe/Berlin or UTC.",
    );
  }
};

const START_HINT = "Write it in wall time of the zone, without an offset, like 2026-12-06T02:00.";

const refuseStart = ({ startsAt, timeZone }: Recurrence, now: number): Refusal | null => {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(startsAt) && isDate(startsAt);
  if (!isTime) return refused(`"${startsAt}" is not a wall time.`, START_HINT);
  if (Math.abs(instantOf(wallOf(startsAt), timeZone) - now) <= HORIZON_MS) return null;
  return refused(`${startsAt} is more than ${MAX_YEARS_APART} years from now.`, "Give a start nearer to today.");
};

/** Date rolls 30 February over into March, which Temporal would refuse with its own words. */
const isDate = (text: string): boolean => {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

const refuseLength = (durationMs: number): Refusal | null => {
  if (!Number.isSafeInteger(durationMs) || durationMs <= 0)
    return refused("The window has no length.", "Give a length with `--for 2h`.");
  if (durationMs > MAX_WINDOW_MS)
    return refused("The window would be longer than a year.", "Schedule several shorter windows.");
  return null;
};

const refuseNever = (recurrence: Recurrence, now: number): Refusal | null => {
  const { rrule, startsAt } = recurrence;
  const next = occurrencesOf(recurrence, { afterWall: null, notEndedBefore: now, limit: 1 })[0];
  if (next && next.startsAt - now <= HORIZON_MS) return null;
  const ever = { afterWall: null, notEndedBefore: Number.NEGATIVE_INFINITY, limit: 1 };
  if (!next && occurrencesOf(recurrence, ever).length > 0)
    return refused(
      `All windows of \`${rrule}\` from ${startsAt} are over.`,
      "Give a later start, or a later end: leave UNTIL and COUNT out and it goes on until you cancel it.",
    );
  const until = partsOf(rrule).get("UNTIL");
  const first = wallOf(startsAt);
  if (until !== undefined && !wallsOf({ rrule, startsAt: first, from: first }).next().done)
    return refused(
      `UNTIL=${until} is before the first window from ${startsAt}.`,
      "Give a later UNTIL, or leave it out.",
    );
  return refused(
    `\`${rrule}\` from ${startsAt} gives no window within ${MAX_YEARS_APART} years.`,
    "Look for parts that never meet, like BYMONTH and BYMONTHDAY; the last day of a month is `BYMONTHDAY=-1`.",
  );
};

/** A year of daily ones; of monthly ones more than the 28 years after which weekdays and leap days repeat. */
const MAX_COMPARED = 400;

/** In wall time, so that the day on which the clock changes is no reason. */
const refuseOverlap = (recurrence: Recurrence, now: number): Refusal | null => {
  const { durationMs, timeZone } = recurrence;
  const from = Math.max(wallAt(now - durationMs, timeZone), wallOf(recurrence.startsAt));
  let before: number | undefined;
  let compared = 0;
  for (const wall of wallsUntil(recurrence, from)) {
    if (++compared > MAX_COMPARED || wall > from + HORIZON_MS) break;
    if (before !== undefined && wall - before < durationMs)
      return refused(
        `A window of ${lengthText(durationMs)} that begins at ${wallText(before)} would still run when the next begins at ${wallText(wall)}.`,
        `Make it at most ${lengthText(wall - before)} long, or let it come less often.`,
      );
    before = wall;
  }
  return null;
};

/** `1d2h30m`, as `--for` reads it. */
const lengthText = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "m"],
    [Math.floor(ms / 1000) % 60, "s"],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? `${count}${unit}` : [])).join("") || `${ms}ms`;
};

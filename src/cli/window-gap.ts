// A wall time that the clock jumps over where it goes forward: it is moved on by the jump, and that is not to happen in silence.
import { problem } from "../contract/problem.ts";
import type { TimeOptions } from "../contract/window-times.ts";

interface Read {
  startsAt?: number | undefined;
  endsAt?: number | undefined;
}
interface Gap {
  day: string;
  /** What was typed, and what became of it: `02:30`, `03:30`. */
  typed: string;
  taken: string;
}

/** What to tell whoever typed a time that does not exist. */
export const gapWords = ({ start, end }: TimeOptions, { startsAt, endsAt }: Read, timeZone: string): string[] => {
  const told = (gap: Gap | undefined, verb: string): string[] =>
    gap ? [`${gap.typed} does not exist that day; it ${verb} at ${gap.taken}`] : [];
  return [...told(gapOf(start, startsAt, timeZone), "starts"), ...told(gapOf(end, endsAt, timeZone), "ends")];
};

/** The rule of a series counts from the wall time of its start, so that a jump there would stay in all of it. */
export const refuseGap = ({ start }: TimeOptions, startsAt: number | undefined, timeZone: string): void => {
  const gap = gapOf(start, startsAt, timeZone);
  if (!gap) return;
  const { day, typed, taken } = gap;
  throw problem(
    "invalid",
    `${typed} does not exist on ${day} in ${timeZone}, and the series would count from ${taken} for ever.`,
    { hint: "Begin it on another day, or at a time that exists." },
  );
};

/** A time without an offset, its day and its clock: `02:30`, `tomorrow 02:30`, `2027-03-28 02:30:00`, `2027-03-28`. */
const WALL = /^(?:(?:today|tomorrow)\s+|(\d{4}-\d{2}-\d{2})(?:[T ]|$))?(\d{1,2}:\d{2}(?::\d{2})?)?$/;

const gapOf = (text: string | undefined, at: number | undefined, timeZone: string): Gap | undefined => {
  const found = WALL.exec(text?.trim() ?? "");
  if (!found || at === undefined) return undefined;
  const [, typedDay, clock = "00:00"] = found;
  const taken = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const day = typedDay ?? String(taken.toPlainDate());
  const typed = Temporal.PlainTime.from(/^\d:/.test(clock) ? `0${clock}` : clock);
  const wall = Temporal.PlainDate.from(day).toPlainDateTime(typed);
  if (wall.toZonedDateTime(timeZone).toPlainDateTime().equals(wall)) return undefined;
  return { day, typed: minutes(typed), taken: minutes(taken.toPlainTime()) };
};

const minutes = (time: Temporal.PlainTime): string =>
  time.toString({ smallestUnit: time.second > 0 ? "second" : "minute" });

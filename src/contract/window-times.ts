// When a window starts and ends, from what people write.
import { problem } from "./problem.ts";
import { parseDuration, parseTime } from "./time.ts";

export interface TimeOptions {
  start?: string;
  end?: string;
  for?: string;
}
interface Here {
  now: number;
  timeZone: string;
}

/** A whole window in epoch milliseconds. */
export const plan = (
  options: TimeOptions & { start: string },
  now: number,
  timeZone: string,
): { startsAt: number; endsAt: number } => {
  const startsAt = readStart(options.start, { now, timeZone });
  const endsAt = endOf(options, startsAt, { now, timeZone });
  if (endsAt !== undefined) return { startsAt, endsAt };
  throw problem("invalid", "The window has no end.", { hint: "Give either `--end TIME` or `--for 2h`." });
};

export const readStart = (text: string, { now, timeZone }: Here): number => inCalendar(parseTime(text, now, timeZone));

/** By `--end` or `--for`; undefined where neither was said. */
export const endOf = (options: TimeOptions, startsAt: number, here: Here): number | undefined => {
  if (options.end !== undefined && options.for !== undefined)
    throw problem("invalid", "--end and --for exclude each other.", {
      hint: "Give either `--end TIME` or `--for 2h`.",
    });
  if (options.for !== undefined) return inCalendar(startsAt + parseDuration(options.for));
  return options.end === undefined ? undefined : readEnd(options.end, startsAt, here);
};

/** A bare clock time is the next one after the start, or after now where that is past. */
export const readEnd = (text: string, startsAt: number, { now, timeZone }: Here): number => {
  const isBareClock = /^\d{1,2}:\d{2}$/.test(text.trim());
  return inCalendar(parseTime(text, isBareClock ? Math.max(startsAt, now) : now, timeZone));
};

/** Years of four digits, as ISO 8601 writes them. */
const LAST_MS = Date.UTC(9999, 11, 31);
const inCalendar = (ms: number): number => {
  if (Math.abs(ms) <= LAST_MS) return ms;
  throw problem("invalid", "That time is beyond the year 9999.", { hint: "Give a nearer one, like +2h." });
};

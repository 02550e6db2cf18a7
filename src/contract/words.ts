// Times, names and states in an operator's words.
import { formatDuration, formatTime } from "./time.ts";

/** `major_outage` as "major outage". */
export const spaced = (word: string): string => word.replaceAll("_", " ");

export const count = (many: number, one: string, several = `${one}s`): string =>
  `${many} ${many === 1 ? one : several}`;

/** How long ago, or until when: "12m 3s ago", "in 2h". */
export const relative = (iso: string, now: number): string => {
  const ms = Date.parse(iso) - now;
  if (Math.abs(ms) < 1000) return "now";
  return ms > 0 ? `in ${formatDuration(ms)}` : `${formatDuration(-ms)} ago`;
};

export const longTime = (iso: string, timeZone: string): string => formatTime(Date.parse(iso), timeZone);

/** `2026-12-01 02:00:07 +01:00`: as short as a date can be that still names its zone. */
export const shortTime = (iso: string, timeZone: string): string => {
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone);
  const clock = at.toPlainTime().toString({ smallestUnit: "second" });
  return `${at.toPlainDate()} ${clock} ${at.offset === "+00:00" ? "UTC" : at.offset}`;
};

const DAY_MS = 86_400_000;
/** When something ends, its zone with it: `03:10 +01:00 (Europe/Berlin)`; the day too where it is not within the next 24 hours. */
export const untilTime = (iso: string, now: number, timeZone: string): string => {
  const at = Date.parse(iso);
  const text = formatTime(at, timeZone);
  return at >= now && at - now < DAY_MS ? text.slice(text.indexOf(" ") + 1) : text;
};

/** ` until 03:10 +01:00 (Europe/Berlin)`, or nothing where there is no end. */
export const maybeUntil = (iso: string | undefined, io: { now: () => number; timeZone: string }): string =>
  iso === undefined ? "" : ` until ${untilTime(iso, io.now(), io.timeZone)}`;

// TIME and DURATION as people write them: `30m`, `+2h`, `15:30`, `tomorrow 02:00`, ISO 8601.
import { problem } from "./problem.ts";

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 86_400_000, w: 604_800_000 };
const DURATION = /^(?:\d+(?:ms|[smhdw]))+$/;
const PART = /(\d+)(ms|[smhdw])/g;
export const DURATION_HINT = "Write a duration like 30s, 5m, 2h, 1h30m or 7d.";

/** `1h30m` in milliseconds; undefined when it is no duration. */
export const durationMs = (text: string): number | undefined => {
  if (!DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(PART)) sum += Number(count) * UNIT_MS[unit!]!;
  return Number.isSafeInteger(sum) ? sum : undefined;
};

export const parseDuration = (text: string): number => {
  const ms = durationMs(text.trim());
  if (ms === undefined) throw problem("invalid", `"${text}" is not a duration.`, { hint: DURATION_HINT });
  return ms;
};

/** 5400000 as `1h 30m`, 125000 as `2m 5s`: the two largest units. */
export const formatDuration = (ms: number): string => {
  let rest = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, seconds] of [
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0s";
};

const TIME_HINT = "Write a time like 15:30, tomorrow 02:00, 2026-12-01 02:00, 2026-12-01T02:00:00Z or +2h.";
const CLOCK = /^(?:(today|tomorrow)\s+)?(\d{1,2}):(\d{2})$/;
const DAY_CLOCK = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

/** A moment in epoch ms. Wall-clock times are read in `timeZone`; a clock time that has passed today means tomorrow. */
export const parseTime = (text: string, now: number, timeZone: string): number => {
  const trimmed = text.trim();
  if (trimmed === "now") return now;
  if (trimmed.startsWith("+")) {
    const ms = durationMs(trimmed.slice(1));
    if (ms !== undefined) return now + ms;
  }
  try {
    return clockTime(trimmed, now, timeZone) ?? dayTime(trimmed, timeZone) ?? instant(trimmed);
  } catch (cause) {
    throw problem("invalid", `"${text}" is not a time.`, { hint: TIME_HINT, cause });
  }
};

const clockTime = (text: string, now: number, timeZone: string): number | undefined => {
  const found = CLOCK.exec(text);
  if (!found) return undefined;
  const [, day, hour, minute] = found;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const clock = Temporal.PlainTime.from({ hour: Number(hour), minute: Number(minute) }, { overflow: "reject" });
  // The day first: a clock time that does not exist today may exist tomorrow.
  const on = (days: number): number =>
    today.add({ days }).toPlainDateTime(clock).toZonedDateTime(timeZone).epochMilliseconds;
  return day === "tomorrow" || (day === undefined && on(0) <= now) ? on(1) : on(0);
};

const dayTime = (text: string, timeZone: string): number | undefined => {
  const found = DAY_CLOCK.exec(text);
  if (!found) return undefined;
  return Temporal.PlainDateTime.from(`${found[1]}T${found[2] ?? "00:00"}`).toZonedDateTime(timeZone).epochMilliseconds;
};

const instant = (text: string): number => Temporal.Instant.from(text.replace(" ", "T")).epochMilliseconds;

/** `2026-12-01 02:00 +01:00 (Europe/Berlin)`: a moment in a named zone, so that nobody guesses. */
export const formatTime = (ms: number, timeZone: string): string => {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const clock = `${at.toPlainDate()} ${String(at.hour).padStart(2, "0")}:${String(at.minute).padStart(2, "0")}`;
  return timeZone === "UTC" ? `${clock} UTC` : `${clock} ${at.offset} (${timeZone})`;
};

// When a series takes place, and what changes of the clock make of it, in words.
import type { Occurrence } from "../../contract/maintenances.ts";
import { spaced } from "../../contract/words.ts";
import { type Column, type Context, tableOf } from "../context.ts";

/** A table of occurrences in their zone, which stands above it. */
export const occurrenceLines = (
  context: Context,
  occurrences: readonly Occurrence[],
  { heading, timeZone, indent = "" }: { heading: string; timeZone: string; indent?: string },
): string[] => {
  const isPlanned = occurrences.some(({ id }) => id !== undefined);
  const shape: Column<Occurrence>[] = [
    ...(isPlanned ? [{ title: "ID", of: ({ id }: Occurrence) => (id === undefined ? "-" : String(id)) }] : []),
    { title: "STARTS", of: ({ startsAt }) => dayTime(startsAt, timeZone) },
    { title: "ENDS", of: (one) => endOf(one, timeZone) },
    { title: "NOTE", of: (one) => note(one, timeZone) },
  ];
  const title = `${indent}${context.paint("bold", `${heading} (${timeZone})`)}`;
  return occurrences.length === 0
    ? [`${title}: none`]
    : [title, ...tableOf(context, occurrences, shape, `${indent}  `)];
};

/** `Sun 2027-03-28 03:30 +02:00` */
const dayTime = (iso: string, timeZone: string): string => {
  const at = zoned(iso, timeZone);
  const day = at.toLocaleString("en-GB", { weekday: "short" });
  return `${day} ${at.toPlainDate()} ${clock(at)} ${at.offset}`;
};

/** The day only where it is another one, the offset only where it has changed. */
const endOf = ({ startsAt, endsAt }: Occurrence, timeZone: string): string => {
  const [from, to] = [zoned(startsAt, timeZone), zoned(endsAt, timeZone)];
  const day = from.toPlainDate().equals(to.toPlainDate()) ? "" : `${to.toPlainDate()} `;
  return `${day}${clock(to)}${from.offset === to.offset ? "" : ` ${to.offset}`}`;
};

const note = (one: Occurrence, timeZone: string): string => {
  const { state, occurrence } = one;
  const isMoved = state !== undefined && !one.dst && occurrence !== undefined && isElsewhere(one, timeZone);
  return [
    state === "cancelled" ? "left out" : state && state !== "scheduled" ? spaced(state) : "",
    isMoved ? `moved; by its rule ${occurrence.replace("T", " ").slice(0, WALL_CHARS)}` : "",
    dstWords(one, timeZone),
  ]
    .filter(Boolean)
    .join("; ");
};
const WALL_CHARS = "2027-03-28 02:30".length;

const isElsewhere = ({ startsAt, occurrence }: Occurrence, timeZone: string): boolean =>
  !zoned(startsAt, timeZone)
    .toPlainDateTime()
    .round({ smallestUnit: "second", roundingMode: "trunc" })
    .equals(occurrence ?? "");

/** What the clock makes of one occurrence; "" where it goes on as ever. */
export const dstWords = ({ dst, startsAt, endsAt }: Occurrence, timeZone: string): string => {
  if (!dst) return "";
  switch (dst.kind) {
    case "gap":
      return `${bare(dst.wanted ?? "")} does not exist that day; it starts at ${clock(zoned(startsAt, timeZone))}`;
    case "overlap":
      return `${clock(zoned(startsAt, timeZone))} comes twice; the first is taken`;
    case "shifted":
      return `ends at ${clock(zoned(endsAt, timeZone))} rather than ${bare(dst.usualEnd ?? "")}, since the clock changes while it runs`;
  }
};

/** The same of a window that takes place once; "" where the clock does not change in it. */
export const clockChange = (
  { startsAt, endsAt }: Pick<Occurrence, "startsAt" | "endsAt">,
  timeZone: string,
): string => {
  const byMinutes = (zoned(endsAt, timeZone).offsetNanoseconds - zoned(startsAt, timeZone).offsetNanoseconds) / 60e9;
  if (byMinutes === 0) return "";
  const many = Math.abs(byMinutes);
  const span = many % 60 === 0 ? `${many / 60}h` : `${many}m`;
  return `the clock goes ${byMinutes > 0 ? "forward" : "back"} by ${span} while it runs`;
};

const zoned = (iso: string, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone);

/** `03:30`; with seconds only where there are any. */
const clock = (at: { hour: number; minute: number; second: number }): string =>
  [at.hour, at.minute, ...(at.second > 0 ? [at.second] : [])].map((part) => String(part).padStart(2, "0")).join(":");
/** The clock of a wall time, which may have its day before it. */
const bare = (wall: string): string => clock(Temporal.PlainTime.from(wall));

const FREQUENCY: Record<string, [adverb: string, noun: string]> = {
  HOURLY: ["hourly", "hours"],
  DAILY: ["daily", "days"],
  WEEKLY: ["weekly", "weeks"],
  MONTHLY: ["monthly", "months"],
  YEARLY: ["yearly", "years"],
};
/** `weekly`, `every 2 weeks`: of a rule as much as a column of a table holds. */
export const repeats = (rrule: string): string => {
  const of = (name: string): string => new RegExp(`(?:^|[;:])${name}=([^;]+)`, "i").exec(rrule)?.[1] ?? "";
  const [adverb, noun] = FREQUENCY[of("FREQ").toUpperCase()] ?? ["by rule", ""];
  const interval = Number(of("INTERVAL") || "1");
  return interval > 1 && noun ? `every ${interval} ${noun}` : adverb;
};

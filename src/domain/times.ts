// Moments as pages and messages print them: for programs ISO 8601 with the offset, for people in the zone of the page, which is named.

export interface Times {
  /** `2026-06-26T19:05:39.123-04:00`; `Z` where the zone is UTC. */
  iso: (ms: number) => string;
  /** `2026-06-26`, the day it is in the zone. */
  day: (ms: number) => string;
  /** `26 Jun 2026, 19:05 CEST` */
  words: (ms: number) => string;
  /** Start and end of a span; the end repeats the day only when it is another one, and names the zone. */
  span: (from: number, to: number) => { from: string; to: string };
}

/** Far more moments than a page shows; the memory of old ones is dropped then. */
const MAX_REMEMBERED = 20_000;

/** Make one per zone and keep it: formatters are dear to make, and from one change to the next most moments are the same. */
export const timesIn = (timeZone: string): Times => {
  const clock = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const date = { day: "numeric", month: "short", year: "numeric" } as const;
  const withZone = new Intl.DateTimeFormat("en-GB", { ...date, ...clock, timeZoneName: "short" });
  const bare = new Intl.DateTimeFormat("en-GB", { ...date, ...clock });
  const hourWithZone = new Intl.DateTimeFormat("en-GB", { ...clock, timeZoneName: "short" });
  const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const day = remembering((ms) => local(ms).toPlainDate().toString());
  const isUtc = timeZone === "UTC";

  return {
    iso: remembering((ms) =>
      isUtc ? new Date(ms).toISOString() : local(ms).toString({ fractionalSecondDigits: 3, timeZoneName: "never" }),
    ),
    day,
    words: remembering((ms) => withZone.format(ms)),
    span: (from, to) => ({
      from: bare.format(from),
      to: day(from) === day(to) ? hourWithZone.format(to) : withZone.format(to),
    }),
  };
};

const remembering = (format: (ms: number) => string): ((ms: number) => string) => {
  const known = new Map<number, string>();
  return (ms) => {
    let text = known.get(ms);
    if (text !== undefined) return text;
    if (known.size >= MAX_REMEMBERED) known.clear();
    text = format(ms);
    known.set(ms, text);
    return text;
  };
};

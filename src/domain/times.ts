// Moments as pages and messages print them: for programs ISO 8601 with the offset, for people in the zone of the page, which is named.

export interface Times {
  /** `2026-06-26T19:05:39.123-04:00`; `Z` where the zone is UTC. */
  iso: (ms: number) => string;
  /** `2026-06-26`, the day it is in the zone. */
  day: (ms: number) => string;
  /** `26 Jun 2026, 19:05 CEST` */
  words: (ms: number) => string;
  /** `26 June 2026` of `2026-06-26` */
  dayWords: (day: string) => string;
  /** `June 2026` of `2026-06` */
  monthWords: (month: string) => string;
  /** Start and end of a span; the end repeats the day only when it is another one, and names the zone. */
  span: (from: number, to: number) => { from: string; to: string };
}

/** Far more moments than a page shows; the memory of old ones is dropped then. */
const MAX_REMEMBERED = 20_000;

/**
 * Make one per zone and keep it: formatters are dear to make, and from one change to the next most moments are the same.
 * `format` is the BCP 47 tag by which they are written for people.
 */
export const timesIn = (timeZone: string, format = "en-GB"): Times => {
  const clock = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const date = { day: "numeric", month: "short", year: "numeric" } as const;
  const withZone = new Intl.DateTimeFormat(format, { ...date, ...clock, timeZoneName: "short" });
  const bare = new Intl.DateTimeFormat(format, { ...date, ...clock });
  const hourWithZone = new Intl.DateTimeFormat(format, { ...clock, timeZoneName: "short" });
  const wholeDay = new Intl.DateTimeFormat(format, { dateStyle: "long", timeZone: "UTC" });
  const wholeMonth = new Intl.DateTimeFormat(format, { month: "long", year: "numeric", timeZone: "UTC" });
  const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  const day = remembering((ms: number) => local(ms).toPlainDate().toString());
  const isUtc = timeZone === "UTC";

  return {
    iso: remembering((ms: number) =>
      isUtc ? new Date(ms).toISOString() : local(ms).toString({ fractionalSecondDigits: 3, timeZoneName: "never" }),
    ),
    day,
    words: remembering((ms: number) => withZone.format(ms)),
    // Days and months have no zone: as dates of UTC they stay what they are.
    dayWords: remembering((one: string) => wholeDay.format(Date.parse(`${one}T00:00Z`))),
    monthWords: (month) => wholeMonth.format(Date.parse(`${month}-01T00:00Z`)),
    span: (from, to) => ({
      from: bare.format(from),
      to: day(from) === day(to) ? hourWithZone.format(to) : withZone.format(to),
    }),
  };
};

const remembering = <T extends number | string>(format: (moment: T) => string): ((moment: T) => string) => {
  const known = new Map<T, string>();
  return (moment) => {
    let text = known.get(moment);
    if (text !== undefined) return text;
    if (known.size >= MAX_REMEMBERED) known.clear();
    text = format(moment);
    known.set(moment, text);
    return text;
  };
};

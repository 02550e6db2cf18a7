// Wall time as a number: the epoch ms that it would be in UTC, where every wall time exists once.

/** Of a wall time as text: `2027-03-28T02:30:00`. */
export const wallOf = (text: string): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime("UTC").epochMilliseconds;

/** What the clocks of a zone show at that moment. */
export const wallAt = (ms: number, timeZone: string): number => {
  const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return ms + there.offsetNanoseconds / 1_000_000;
};

export const utc = (wall: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC");
export const plainOf = (wall: number): Temporal.PlainDateTime => utc(wall).toPlainDateTime();

/** To the second, as an occurrence is named. */
export const wallText = (wall: number): string => plainOf(wall).toString({ smallestUnit: "second" });

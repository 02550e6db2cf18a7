// Days and months as people of a time zone count them.

/** `2026-11` in a zone: its first moment, and the first one after it, in epoch ms. */
export const boundsOfMonth = (month: string, timeZone: string): { from: number; to: number } => {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const startOf = (day: Temporal.PlainDate): number => day.toZonedDateTime({ timeZone }).epochMilliseconds;
  return { from: startOf(first), to: startOf(first.add({ months: 1 })) };
};

/** The first moment of the day after that of `at`, epoch ms. */
export const endOfDay = (at: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .add({ days: 1 })
    .toZonedDateTime({ timeZone }).epochMilliseconds;

export const monthOf = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toPlainYearMonth().toString();

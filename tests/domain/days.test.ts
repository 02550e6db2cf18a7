// Days as sums of what a component was, in zones whose days have 23 and 25 hours.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DayCell, dayAt, daysFrom, spentByDay, uptimeOfDays, worstOfDay } from "../../src/domain/days.ts";
import { LEVELS, type Level } from "../../src/domain/level.ts";
import { DEFAULT_UPTIME_RULE, type KnownLevel, noneSpent, uptimeOf } from "../../src/domain/uptime.ts";

const HOUR = 3600_000;
const at = (iso: string): number => Date.parse(iso);
const hoursOf = (first: string, zone: string): number[] =>
  daysFrom(first, 3, zone).map(({ from, to }) => (to - from) / HOUR);
const spent = (some: Partial<Record<Level, number>>): Record<Level, number> => ({ ...noneSpent(), ...some });

test.each([
  ["Europe/Berlin", "2027-03-27", [24, 23, 24], "2027-10-30", [24, 25, 24]],
  ["America/New_York", "2027-03-13", [24, 23, 24], "2027-11-06", [24, 25, 24]],
  ["Asia/Kolkata", "2027-03-27", [24, 24, 24], "2027-10-30", [24, 24, 24]],
  ["Pacific/Chatham", "2027-09-25", [24, 23, 24], "2027-04-03", [24, 25, 24]],
  ["America/Havana", "2027-03-13", [24, 23, 24], "2027-11-06", [24, 25, 24]],
] as const)("%s: days are as long as its clocks say", (zone, shortly, short, longly, long) => {
  expect(hoursOf(shortly, zone)).toEqual(short);
  expect(hoursOf(longly, zone)).toEqual(long);
});

test.each([
  ["Europe/Berlin", "2026-11-26T22:59:59.999Z", "2026-11-26"],
  ["Europe/Berlin", "2026-11-26T23:00:00.000Z", "2026-11-27"],
  ["America/New_York", "2026-11-27T04:59:59.999Z", "2026-11-26"],
  ["Asia/Kolkata", "2026-11-26T18:30:00.000Z", "2026-11-27"],
  ["Pacific/Chatham", "2026-11-26T10:15:00.000Z", "2026-11-27"],
  ["Pacific/Chatham", "2026-11-26T10:14:59.999Z", "2026-11-26"],
])("in %s, %s is on %s, whose first moment and last hold it", (zone, iso, day) => {
  expect(dayAt(at(iso), zone)).toBe(day);
  const [{ from, to } = { from: 0, to: 0 }] = daysFrom(day, 1, zone);
  expect([from <= at(iso), at(iso) < to]).toEqual([true, true]);
});

describe("a story by day", () => {
  const days = daysFrom("2026-10-24", 3, "Europe/Berlin"); // the middle one has 25 hours
  const [first, second, third] = [days[0]!, days[1]!, days[2]!];
  const story = (start: KnownLevel, ...changes: [number, KnownLevel][]) => ({
    ...{ from: first.from, to: third.to, start },
    changes: changes.map(([moment, level]) => ({ at: moment, level })),
  });
  test.each<[string, ReturnType<typeof story>, Partial<Record<Level, number>>[]]>([
    ["nothing happened", story("operational"), [24, 25, 24].map((hours) => ({ operational: hours * HOUR }))],
    [
      "an outage over midnight is on both days",
      story("operational", [second.from - HOUR, "major_outage"], [second.from + 2 * HOUR, "operational"]),
      [
        { operational: 23 * HOUR, major_outage: HOUR },
        { operational: 23 * HOUR, major_outage: 2 * HOUR },
        { operational: 24 * HOUR },
      ],
    ],
    [
      "one that begins with the day is on that day alone",
      story("operational", [second.from, "partial_outage"], [third.from, "operational"]),
      [{ operational: 24 * HOUR }, { partial_outage: 25 * HOUR }, { operational: 24 * HOUR }],
    ],
    [
      "before it was known there is nothing",
      story(null, [third.from + HOUR, "operational"]),
      [{}, {}, { operational: 23 * HOUR }],
    ],
    [
      "nor while it was out of the config",
      story("operational", [first.from + HOUR, null], [third.from, "under_maintenance"]),
      [{ operational: HOUR }, {}, { under_maintenance: 24 * HOUR }],
    ],
    [
      "a change that a clock dated back makes no time",
      story("operational", [second.from + HOUR, "major_outage"], [first.from, "operational"]),
      [24, 25, 24].map((hours) => ({ operational: hours * HOUR })),
    ],
  ])("%s", (_, told, wanted) => {
    expect(spentByDay(told, days)).toEqual(wanted.map(spent));
  });

  test("one that ends within a day leaves the rest of it open", () => {
    const told = { from: first.from, to: second.from + HOUR, start: "operational" as const, changes: [] };
    expect(spentByDay(told, days)).toEqual([{ operational: 24 * HOUR }, { operational: HOUR }, {}].map(spent));
  });
});

test("the worst of a day counts, however short it was; a day without anything is not known", () => {
  const cell = (some: Partial<Record<Level, number>>): DayCell => ({ day: "2026-11-27", spent: spent(some) });
  expect(worstOfDay(cell({ operational: 23 * HOUR, degraded_performance: 1 }))).toBe("degraded_performance");
  expect(worstOfDay(cell({ under_maintenance: HOUR, partial_outage: 1 }))).toBe("partial_outage");
  expect(worstOfDay(cell({ operational: 1 }))).toBe("operational");
  expect(worstOfDay(cell({}))).toBeNull();
  expect(uptimeOfDays([cell({}), cell({})], DEFAULT_UPTIME_RULE)).toBeNull();
  expect(uptimeOfDays([cell({ operational: HOUR }), cell({ major_outage: HOUR })], DEFAULT_UPTIME_RULE)).toBe(0.5);
});

const level = fc.option(fc.constantFrom(...LEVELS), { nil: null, freq: 6 });
const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham");

test("any story is the same by days as in one: none of its time is lost or counted twice, in any zone, over both changes of the clocks", () => {
  fc.assert(
    fc.property(
      zone,
      fc.constantFrom("2027-03-10", "2027-04-01", "2027-09-20", "2027-10-28"),
      level,
      fc.array(fc.record({ minute: fc.integer({ min: -60, max: 12 * 1440 }), level }), { maxLength: 40 }),
      (timeZone, firstDay, start, moves) => {
        const days = daysFrom(firstDay, 12, timeZone);
        const [from, to] = [days[0]!.from, days.at(-1)!.to];
        const story = {
          from,
          to,
          start,
          changes: moves.map((one) => ({ at: from + one.minute * 60_000, level: one.level })),
        };
        const whole = uptimeOf(story, DEFAULT_UPTIME_RULE);
        const cells = spentByDay(story, days).map((one, index) => ({ day: days[index]!.day, spent: one }));
        const ratio = uptimeOfDays(cells, DEFAULT_UPTIME_RULE);
        if (whole.ratio === null) expect(ratio).toBeNull();
        else expect(ratio).toBeCloseTo(whole.ratio, 9);
        expect(cells.reduce((sum, cell) => sum + cell.spent.under_maintenance, 0)).toBe(whole.maintenanceMs);
      },
    ),
  );
});

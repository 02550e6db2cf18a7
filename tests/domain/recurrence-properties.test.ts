// Recurrence against two strangers: the `rrule` library for the wall times, Intl for what the zone makes of them.
import * as fc from "fast-check";
import rrule from "rrule";
import { describe, expect, test } from "vitest";
import {
  type Occurrence,
  occurrencesOf,
  type Recurrence,
  readRule,
  refuseRecurrence,
} from "../../src/domain/recurrence.ts";
import { SCALE } from "../support/tools.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Ten years, with a slack for zones ahead of UTC. */
const FROM = Date.UTC(2024, 0, 1) - DAY;
const TO = Date.UTC(2034, 0, 1) + DAY;
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Australia/Lord_Howe"] as const;

/** A zone as Intl shows it. Walls are epoch ms as if in UTC. */
interface Clock {
  wallAt: (ms: number) => number;
  /** The offset before any change. */
  first: number;
  changes: { at: number; before: number; after: number }[];
}

const clockOf = (timeZone: string): Clock => {
  const digits = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...digits, second: "numeric" });
  const wallAt = (ms: number): number => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  };
  const offset = (ms: number): number => wallAt(ms) - ms;
  const changes: Clock["changes"] = [];
  for (let at = FROM; at < TO; at += DAY) {
    const [before, after] = [offset(at), offset(at + DAY)];
    if (before === after) continue;
    let [low, high] = [at, at + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before, after });
  }
  return { wallAt, first: offset(FROM), changes };
};
const CLOCKS = new Map(ZONES.map((zone) => [zone, clockOf(zone)]));

/** The instant of a wall time, and whether the clock leaves it out, by how much, or has it twice. */
const expectedOf = ({ first, changes }: Clock, wall: number) => {
  let offset = first;
  for (const { at, before, after } of changes) {
    if (wall < at + Math.min(before, after)) break;
    if (wall < at + Math.max(before, after))
      return { startsAt: wall - before, kind: after > before ? "gap" : "overlap", gap: Math.max(0, after - before) };
    offset = after;
  }
  return { startsAt: wall - offset, kind: null, gap: 0 };
};

const wallText = (wall: number): string => new Date(wall).toISOString().slice(0, 19);

/** What the strangers say: the first of each instant, in order. */
const expectedFrom = (recurrence: Recurrence, limit: number, end: number): Pick<Occurrence, "wall" | "startsAt">[] => {
  const options = rrule.RRule.parseString(recurrence.rrule);
  options.dtstart = new Date(`${recurrence.startsAt}Z`);
  // Or it would look for the last of a COUNT up to the year 9999.
  options.until ??= new Date(end);
  const walls: number[] = [];
  // A few more than asked for: a gap may turn the order round.
  new rrule.RRule(options).all((date) => walls.push(date.getTime()) < limit + 10);
  const clock = CLOCKS.get(recurrence.timeZone as (typeof ZONES)[number])!;
  const named = new Map<number, string>();
  for (const wall of walls) {
    const { startsAt } = expectedOf(clock, wall);
    if (!named.has(startsAt)) named.set(startsAt, wallText(wall));
  }
  return [...named].map(([startsAt, wall]) => ({ wall, startsAt })).sort((a, b) => a.startsAt - b.startsAt);
};

const someOf = <T>(values: readonly T[], maxLength: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const signed = (to: number): number[] => range(1, to).flatMap((one) => [one, -one]);
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const days = someOf(weekdays, 4);
const part = <T>(name: string, values: fc.Arbitrary<T>): fc.Arbitrary<string> =>
  values.map((value) => `;${name}=${String(value)}`);
const perhaps = (one: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.option(one, { nil: "" });
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(""));

const interval = perhaps(part("INTERVAL", fc.constantFrom(2, 3, 4, 7)));
const byMonth = perhaps(part("BYMONTH", someOf(range(1, 12), 5)));
/** Mostly where clocks change. */
const times = joined(
  perhaps(part("BYHOUR", someOf([0, 1, 2, 3, 4, 13, 23], 3))),
  perhaps(part("BYMINUTE", someOf([0, 10, 15, 30, 45], 2))),
);
const monthDays = part("BYMONTHDAY", someOf([1, 13, 28, 29, 30, 31, -1, -2, -30, -31], 3));
const numbered = (most: number) =>
  part(
    "BYDAY",
    fc.tuple(fc.constantFrom(...signed(most)), days).map(([nth, all]) => all.map((day) => `${nth}${day}`)),
  );
const picked = joined(part("BYDAY", days), perhaps(part("BYSETPOS", fc.constantFrom(1, 2, -1))));

const every = (freq: string, ...parts: fc.Arbitrary<string>[]) => joined(fc.constant(`FREQ=${freq}`), ...parts, times);
const byDay = part("BYDAY", days);
const nothing = fc.constant("");
/** None that never fires: rrule looks for those up to the year 9999. */
const pattern = fc.oneof(
  every("DAILY", interval, byMonth),
  every("DAILY", perhaps(part("INTERVAL", fc.constantFrom(2, 3, 10))), byMonth, perhaps(byDay)),
  every("DAILY", byMonth, monthDays, perhaps(byDay)),
  every("WEEKLY", interval, byMonth, perhaps(byDay), perhaps(part("WKST", fc.constantFrom(...weekdays)))),
  every("MONTHLY", interval, fc.oneof(monthDays, numbered(5), picked, nothing)),
  every("MONTHLY", byMonth, fc.oneof(monthDays, numbered(4), picked)),
  every("MONTHLY", interval, monthDays, byDay),
  every("YEARLY", interval, byMonth, fc.oneof(numbered(4), picked)),
  every("YEARLY", byMonth, fc.oneof(monthDays, nothing)),
  every("YEARLY", interval, numbered(52)),
  every("YEARLY", part("BYYEARDAY", someOf([1, 59, 60, 100, 365, 366, -1, -366], 3))),
  // rrule counts the weeks that lie in two years otherwise; those have a test of their own.
  every("YEARLY", part("BYWEEKNO", someOf(range(2, 51), 4)), byDay),
);
const ending = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: part("COUNT", fc.integer({ min: 1, max: 50 })) },
  {
    weight: 1,
    arbitrary: part(
      "UNTIL",
      fc.integer({ min: 2025, max: 2033 }).map((year) => `${year}0328T023000`),
    ),
  },
);

const recurrences: fc.Arbitrary<Recurrence> = fc
  .record({
    written: joined(pattern, ending),
    timeZone: fc.constantFrom(...ZONES),
    day: fc.integer({ min: Date.UTC(2024, 0, 2) / DAY, max: Date.UTC(2030, 0, 1) / DAY }),
    time: fc.constantFrom("00:00", "01:30", "02:00", "02:10", "02:30", "02:50", "03:00", "03:15", "22:00"),
    minutes: fc.constantFrom(5, 60, 240, 1500),
  })
  .map(({ written, timeZone, day, time, minutes }) => {
    const rule = readRule(written);
    return rule.kind === "refused"
      ? undefined
      : {
          ...{ rrule: rule.rrule, timeZone, durationMs: minutes * MINUTE },
          startsAt: `${new Date(day * DAY).toISOString().slice(0, 10)}T${time}`,
        };
  })
  .filter((one) => one !== undefined);

const at = (
  recurrence: Recurrence,
  from: { afterWall?: string | null; notEndedBefore?: number; limit?: number } = {},
) => occurrencesOf(recurrence, { afterWall: null, notEndedBefore: 0, limit: 100, ...from });
/** All up to the end of the ten years, page by page. */
const paged = (recurrence: Recurrence, limit: number, most: number): Occurrence[] => {
  const all: Occurrence[] = [];
  while (all.length < most) {
    const page = at(recurrence, { afterWall: all.at(-1)?.wall ?? null, limit });
    all.push(...page);
    if (page.length < limit) break;
  }
  return all.slice(0, most);
};
const short = ({ wall, startsAt }: Occurrence) => ({ wall, startsAt });
const runs = { numRuns: 100 * SCALE };

describe("any rule, in five zones", () => {
  test("gives the walls that rrule gives, at the instants that Intl shows: none double, none lost, none adrift", () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        // Five years of each: rrule takes long over sparse ones.
        const [limit, end] = [60, Math.min(TO, Date.parse(`${recurrence.startsAt}Z`) + 1826 * DAY)];
        const isWithin = ({ startsAt }: { startsAt: number }): boolean => startsAt < end - 2 * DAY;
        const got = at(recurrence, { limit }).filter(isWithin);
        const wanted = expectedFrom(recurrence, limit, end).slice(0, limit).filter(isWithin);
        expect(got.map(short)).toEqual(wanted);
      }),
      runs,
    );
  });

  test("says of each what the clock does to it, and keeps its length", () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const clock = CLOCKS.get(recurrence.timeZone as (typeof ZONES)[number])!;
        for (const one of at(recurrence, { limit: 60 }).filter(({ endsAt }) => endsAt < TO - DAY)) {
          const wall = Date.parse(`${one.wall}Z`);
          const { kind, gap } = expectedOf(clock, wall);
          expect(clock.wallAt(one.startsAt)).toBe(wall + gap);
          const usualEnd = wall + recurrence.durationMs;
          const isShifted = kind === null && clock.wallAt(one.endsAt) !== usualEnd;
          expect(one.dst?.kind ?? null).toBe(isShifted ? "shifted" : kind);
          expect(one.endsAt - one.startsAt).toBe(recurrence.durationMs);
          if (one.dst?.kind === "gap") expect(one.dst.wanted).toBe(one.wall.slice(11, 16));
          if (one.dst?.kind === "shifted") expect(one.dst.usualEnd).toBe(wallText(usualEnd).slice(11, 16));
        }
      }),
      runs,
    );
  });

  test("read in pages it is the same list, strictly later one by one", () => {
    fc.assert(
      fc.property(recurrences, fc.integer({ min: 1, max: 9 }), (recurrence, limit) => {
        const all = at(recurrence, { limit: 40 });
        expect(paged(recurrence, limit, 40)).toEqual(all);
        for (const [index, one] of all.entries()) expect(one.startsAt).toBeGreaterThan(all[index - 1]?.startsAt ?? 0);
      }),
      runs,
    );
  });

  test("asked from the middle it is the same tail", () => {
    fc.assert(
      fc.property(recurrences, fc.nat({ max: 59 }), fc.constantFrom(-1, 0, 1), (recurrence, which, nudge) => {
        const all = at(recurrence, { limit: 60 });
        const middle = all[which];
        if (!middle) return;
        const notEndedBefore = middle.endsAt + nudge;
        const rest = all.filter(({ endsAt }) => endsAt > notEndedBefore);
        expect(at(recurrence, { notEndedBefore, limit: 60 }).slice(0, rest.length)).toEqual(rest);
      }),
      runs,
    );
  });

  test("is refused or has a next one", () => {
    fc.assert(
      fc.property(recurrences, (recurrence) => {
        const now = Date.UTC(2026, 10, 27);
        if (refuseRecurrence(recurrence, now) === null)
          expect(at(recurrence, { notEndedBefore: now, limit: 1 })).toHaveLength(1);
      }),
      runs,
    );
  });
});

describe.each(ZONES)("ten years in %s", (timeZone) => {
  const clock = CLOCKS.get(timeZone)!;

  test.each(["FREQ=DAILY", "FREQ=DAILY;BYHOUR=2,3", "FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYMONTHDAY=-1"])(
    "%s begins when the clock shows it, or as much later as the clock leaves out",
    (rule) => {
      const recurrence = { rrule: rule, timeZone, startsAt: "2024-01-02T02:30", durationMs: 5 * MINUTE };
      const end = TO - 2 * DAY;
      const all: Occurrence[] = [];
      while ((all.at(-1)?.startsAt ?? 0) < end) all.push(...at(recurrence, { afterWall: all.at(-1)?.wall ?? null }));
      const wanted = expectedFrom(recurrence, all.length, TO).filter(({ startsAt }) => startsAt < end);
      expect(all.filter(({ startsAt }) => startsAt < end).map(short)).toEqual(wanted);
      for (const { startsAt, wall } of wanted) {
        const named = Date.parse(`${wall}Z`);
        expect(clock.wallAt(startsAt)).toBe(named + expectedOf(clock, named).gap);
      }
    },
  );
});

test("the weeks that lie in two years are those of ISO 8601", () => {
  const recurrence = {
    ...{ rrule: "FREQ=YEARLY;BYWEEKNO=1,52,53;BYDAY=MO,SU", timeZone: "UTC" },
    ...{ startsAt: "2021-01-01T02:00", durationMs: MINUTE },
  };
  const wanted: string[] = [];
  for (let day = Temporal.PlainDate.from("2021-01-01"); day.year < 2034; day = day.add({ days: 1 }))
    if ([1, 52, 53].includes(day.weekOfYear!) && [1, 7].includes(day.dayOfWeek)) wanted.push(`${day}T02:00:00`);
  const all = paged(recurrence, 100, wanted.length);
  expect(all.map(({ wall }) => wall)).toEqual(wanted);
});

test("an instant as UNTIL cuts the tail off there, and nothing else", () => {
  fc.assert(
    fc.property(recurrences, fc.nat({ max: 30 }), fc.constantFrom(-1000, 0, 1000), (given, which, nudge) => {
      const endless = { ...given, rrule: given.rrule.replace(/;(COUNT|UNTIL)=[^;]*/, "") };
      const all = at(endless, { limit: 60 });
      const last = all[which];
      if (!last) return;
      const until = last.startsAt + nudge;
      const stamp = `${new Date(until).toISOString().replace(/[-:]|\.\d+/g, "")}`;
      const cut = at({ ...endless, rrule: `${endless.rrule};UNTIL=${stamp}` }, { limit: 60 });
      expect(cut).toEqual(all.filter(({ startsAt }) => startsAt <= until));
    }),
    runs,
  );
});

// Windows that come again, as a manual: what a rule may say, and what the zone's clock makes of it.
import { describe, expect, test } from "vitest";
import { occurrencesOf, type Recurrence, readRule, refuseRecurrence } from "../../src/domain/recurrence.ts";

const HOUR = 3600_000;
const NOW = Date.parse("2026-11-27T10:00:00Z");

const make = (given: Partial<Recurrence> = {}): Recurrence => ({
  rrule: "FREQ=WEEKLY;BYDAY=SU",
  timeZone: "Europe/Berlin",
  startsAt: "2026-12-06T02:00",
  durationMs: 2 * HOUR,
  ...given,
});
const next = (given: Partial<Recurrence>, limit = 3, notEndedBefore = 0) =>
  occurrencesOf(make(given), { afterWall: null, notEndedBefore, limit });
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
/** Each as it is planned: its name, start and end in UTC, and what the clock does to it. */
const told = (given: Partial<Recurrence>, limit = 3) =>
  next(given, limit).map(({ wall, startsAt, endsAt, dst }) => [wall, `${iso(startsAt)}/${iso(endsAt)}`, dst]);
const walls = (given: Partial<Recurrence>, limit?: number) => next(given, limit).map(({ wall }) => wall.slice(0, 16));

describe("the wall time stays, summer and winter", () => {
  test("every Sunday at 02:00 in Berlin is 01:00 UTC in winter and 00:00 UTC in summer", () => {
    expect(told({ startsAt: "2027-03-20T02:00", durationMs: HOUR / 2, rrule: "FREQ=WEEKLY;BYDAY=SU,MO" }, 4)).toEqual([
      ["2027-03-21T02:00:00", "2027-03-21T01:00/2027-03-21T01:30", null],
      ["2027-03-22T02:00:00", "2027-03-22T01:00/2027-03-22T01:30", null],
      ["2027-03-28T02:00:00", "2027-03-28T01:00/2027-03-28T01:30", { kind: "gap", wanted: "02:00" }],
      ["2027-03-29T02:00:00", "2027-03-29T00:00/2027-03-29T00:30", null],
    ]);
  });

  test("a time that does not exist moves forward by the gap: Berlin 02:30 begins at 03:30", () => {
    expect(told({ startsAt: "2027-03-27T02:30", rrule: "FREQ=DAILY" })).toEqual([
      ["2027-03-27T02:30:00", "2027-03-27T01:30/2027-03-27T03:30", null],
      ["2027-03-28T02:30:00", "2027-03-28T01:30/2027-03-28T03:30", { kind: "gap", wanted: "02:30" }],
      ["2027-03-29T02:30:00", "2027-03-29T00:30/2027-03-29T02:30", null],
    ]);
  });

  test("Lord Howe's gap is half an hour: 02:10 begins at 02:40", () => {
    expect(told({ timeZone: "Australia/Lord_Howe", startsAt: "2026-10-04T02:10", rrule: "FREQ=YEARLY" }, 1)).toEqual([
      ["2026-10-04T02:10:00", "2026-10-03T15:40/2026-10-03T17:40", { kind: "gap", wanted: "02:10" }],
    ]);
  });

  test("Samoa's gap was a day: Friday's window came on Saturday, and was one with Saturday's", () => {
    expect(told({ timeZone: "Pacific/Apia", startsAt: "2011-12-29T02:00", rrule: "FREQ=DAILY" })).toEqual([
      ["2011-12-29T02:00:00", "2011-12-29T12:00/2011-12-29T14:00", null],
      ["2011-12-30T02:00:00", "2011-12-30T12:00/2011-12-30T14:00", { kind: "gap", wanted: "02:00" }],
      ["2012-01-01T02:00:00", "2011-12-31T12:00/2011-12-31T14:00", null],
    ]);
  });

  test("of a time that comes twice the first is taken", () => {
    expect(told({ startsAt: "2026-10-25T02:30", durationMs: HOUR / 4, rrule: "FREQ=DAILY" }, 2)).toEqual([
      ["2026-10-25T02:30:00", "2026-10-25T00:30/2026-10-25T00:45", { kind: "overlap" }],
      ["2026-10-26T02:30:00", "2026-10-26T01:30/2026-10-26T01:45", null],
    ]);
  });

  test("a window that the change falls into keeps its length, and says when it would end on other days", () => {
    const long = { startsAt: "2027-03-27T01:00", durationMs: 4 * HOUR, rrule: "FREQ=DAILY" };
    expect(told(long)).toEqual([
      ["2027-03-27T01:00:00", "2027-03-27T00:00/2027-03-27T04:00", null],
      ["2027-03-28T01:00:00", "2027-03-28T00:00/2027-03-28T04:00", { kind: "shifted", usualEnd: "05:00" }],
      ["2027-03-29T01:00:00", "2027-03-28T23:00/2027-03-29T03:00", null],
    ]);
    expect(told({ ...long, startsAt: "2026-10-25T01:00" }, 1)).toEqual([
      ["2026-10-25T01:00:00", "2026-10-24T23:00/2026-10-25T03:00", { kind: "shifted", usualEnd: "05:00" }],
    ]);
  });

  test("two times that meet in a gap are one window, named by the earlier", () => {
    expect(told({ rrule: "FREQ=DAILY;BYHOUR=2,3", startsAt: "2027-03-28T00:00", durationMs: HOUR / 2 })).toEqual([
      ["2027-03-28T02:00:00", "2027-03-28T01:00/2027-03-28T01:30", { kind: "gap", wanted: "02:00" }],
      ["2027-03-29T02:00:00", "2027-03-29T00:00/2027-03-29T00:30", null],
      ["2027-03-29T03:00:00", "2027-03-29T01:00/2027-03-29T01:30", null],
    ]);
  });

  test("a time that a gap moves past a later one comes after it, in every page", () => {
    const crossed = { timeZone: "Australia/Lord_Howe", rrule: "FREQ=DAILY;BYHOUR=2;BYMINUTE=15,40" };
    const recurrence = make({ ...crossed, startsAt: "2026-10-04T00:00", durationMs: HOUR / 4 });
    const page = (afterWall: string | null) =>
      occurrencesOf(recurrence, { afterWall, notEndedBefore: 0, limit: 1 }).map(({ wall }) => wall);
    expect(page(null)).toEqual(["2026-10-04T02:40:00"]);
    expect(page("2026-10-04T02:40:00")).toEqual(["2026-10-04T02:15:00"]);
    expect(page("2026-10-04T02:15:00")).toEqual(["2026-10-05T02:15:00"]);
  });
});

describe("which days", () => {
  test("the start is the first only where it matches, and the count begins with the first", () => {
    expect(walls({ rrule: "FREQ=WEEKLY;BYDAY=SU;COUNT=2", startsAt: "2026-12-01T02:00" }, 10)).toEqual([
      "2026-12-06T02:00",
      "2026-12-13T02:00",
    ]);
  });

  test("monthly on the 31st leaves out the months that have none; -1 is the last day of each", () => {
    const from = { startsAt: "2027-01-31T02:00" };
    expect(walls({ ...from, rrule: "FREQ=MONTHLY" })).toEqual([
      "2027-01-31T02:00",
      "2027-03-31T02:00",
      "2027-05-31T02:00",
    ]);
    expect(walls({ ...from, rrule: "FREQ=MONTHLY;BYMONTHDAY=-1" })).toEqual([
      "2027-01-31T02:00",
      "2027-02-28T02:00",
      "2027-03-31T02:00",
    ]);
  });

  test("29 February comes every four years, except in 2100", () => {
    const leap = { rrule: "FREQ=YEARLY", startsAt: "2092-02-29T02:00" };
    expect(walls(leap)).toEqual(["2092-02-29T02:00", "2096-02-29T02:00", "2104-02-29T02:00"]);
  });

  test.each<[string, string, string[]]>([
    ["the first Sunday of a month", "FREQ=MONTHLY;BYDAY=1SU", ["2026-12-06", "2027-01-03", "2027-02-07"]],
    ["the last Friday of a month", "FREQ=MONTHLY;BYDAY=-1FR", ["2026-12-25", "2027-01-29", "2027-02-26"]],
    [
      "the last working day of a quarter",
      "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
      ["2026-12-31", "2027-03-31", "2027-06-30"],
    ],
    ["every other Sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", ["2026-12-06", "2026-12-20", "2027-01-03"]],
    ["Sunday of the 20th week", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU", ["2027-05-23", "2028-05-21", "2029-05-20"]],
    ["the last day of a year", "FREQ=YEARLY;BYYEARDAY=-1", ["2026-12-31", "2027-12-31", "2028-12-31"]],
    ["Friday the 13th", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", ["2027-08-13", "2028-10-13", "2029-04-13"]],
  ])("%s", (_, rrule, days) => {
    expect(walls({ rrule })).toEqual(days.map((day) => `${day}T02:00`));
  });

  test("a date as UNTIL is all of that day in the zone; with a time it is that wall time, with Z that instant", () => {
    const last = (until: string) => walls({ rrule: `FREQ=DAILY;UNTIL=${until}`, startsAt: "2026-12-06T23:30" }).at(-1);
    expect(last("20261208")).toBe("2026-12-08T23:30");
    expect(last("20261208T233000")).toBe("2026-12-08T23:30");
    expect(last("20261208T232959")).toBe("2026-12-07T23:30");
    expect(last("20261208T223000Z")).toBe("2026-12-08T23:30");
    expect(last("20261208T222959Z")).toBe("2026-12-07T23:30");
  });

  test("a window that runs is among the next ones; one that just ended is not", () => {
    const ends = Date.parse("2026-12-06T03:00:00Z");
    expect(next({}, 1, ends - 1)[0]?.wall).toBe("2026-12-06T02:00:00");
    expect(next({}, 1, ends)[0]?.wall).toBe("2026-12-13T02:00:00");
  });

  test("asked from within a second, it misses none", () => {
    const first = Date.parse("2026-12-06T03:00:00Z");
    const months = { rrule: "FREQ=MONTHLY;BYMONTHDAY=6", durationMs: 2 * HOUR };
    expect(next(months, 2, first + 1).map(({ wall }) => wall)).toEqual(["2027-01-06T02:00:00", "2027-02-06T02:00:00"]);
  });

  test("a page has 100 at most, and an exhausted rule an empty one", () => {
    expect(next({}, 5000)).toHaveLength(100);
    expect(next({}, 0)).toEqual([]);
    expect(next({ rrule: "FREQ=DAILY;COUNT=3" }, 3, Date.parse("2027-01-01"))).toEqual([]);
  });
});

describe("readRule", () => {
  test.each([
    ["RRULE:freq=weekly", "FREQ=WEEKLY"],
    [" FREQ=MONTHLY; BYDAY=+1su; ", "FREQ=MONTHLY;BYDAY=1SU"],
    ["BYHOUR=14,02,2;FREQ=DAILY", "BYHOUR=2,14;FREQ=DAILY"],
    ["FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1;WKST=SU", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1;WKST=SU"],
    ["FREQ=DAILY;UNTIL=20270630t020000z", "FREQ=DAILY;UNTIL=20270630T020000Z"],
  ])("reads %j as %j, which it reads as itself", (text, rrule) => {
    expect(readRule(text)).toEqual({ kind: "rule", rrule });
    expect(readRule(rrule)).toEqual({ kind: "rule", rrule });
  });

  test.each<[string, string, string]>([
    ["", "The rule does not say how often: FREQ is missing.", "Begin it with FREQ, like `FREQ=WEEKLY;BYDAY=SU`."],
    ["every sunday", '"EVERYSUNDAY" is not a part of a rule.', "The parts are FREQ, INTERVAL, COUNT"],
    ["FREQ=WEEKLI", 'FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not "WEEKLI".', "Did you mean `FREQ=WEEKLY`?"],
    ["FREQ=HOURLY", "A window cannot come hourly.", "For every twelve hours write `FREQ=DAILY;BYHOUR=2,14`."],
    ["FREQ=MINUTELY", "A window cannot come minutely.", "`FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30`"],
    ["FREQ=SECONDLY", "A window cannot come secondly.", "`FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30`"],
    ["FREQ=DAILY;BYDYA=SU", '"BYDYA" is not a part of a rule.', "Did you mean BYDAY, as in `BYDAY=SA,SU`?"],
    ["FREQ=DAILY;__proto__=1", '"__PROTO__" is not a part of a rule.', "The parts are FREQ"],
    ["FREQ=DAILY;BYSECOND=1", "A window does not begin by the second.", "Leave BYSECOND out"],
    ["RSCALE=HEBREW;FREQ=DAILY", "Rules count in the Gregorian calendar only.", "Leave RSCALE out."],
    ["FREQ=MONTHLY;SKIP=BACKWARD", "SKIP belongs to RSCALE", "`FREQ=MONTHLY;BYMONTHDAY=-1`"],
    ["FREQ=DAILY;FREQ=WEEKLY", "FREQ is there twice.", "Write it once, with all values: `FREQ=WEEKLY`."],
    ["DTSTART:20261206T020000\nRRULE:FREQ=DAILY", "DTSTART is a line of a calendar", "Write only the RRULE."],
    ["FREQ=DAILY\nEXDATE:20261207", "EXDATE is a line of a calendar", "single occurrences are skipped or moved"],
    ["FREQ=DAILY\nFREQ=WEEKLY", "The rule has several lines.", "Write one rule"],
    [`FREQ=DAILY;BYHOUR=${"2,".repeat(300)}2`, "The rule has 619 characters; 500 are the most.", "Write one rule"],
    ["FREQ=DAILY;INTERVAL=0", "`INTERVAL=0` is not a whole number of 1 or more.", "Write it like `INTERVAL=2`."],
    ["FREQ=YEARLY;INTERVAL=51", "INTERVAL=51 is more than 50 years from one to the next.", "Write a smaller one"],
    ["FREQ=DAILY;COUNT=0", "`COUNT=0` is not how many there will be, 1 to 1000.", "`UNTIL=20270630`"],
    ["FREQ=DAILY;COUNT=1001", "`COUNT=1001` is not how many there will be, 1 to 1000.", "leave both out"],
    ["FREQ=DAILY;COUNT=3;UNTIL=20270101", "COUNT and UNTIL are both there", "Leave one out."],
    ["FREQ=DAILY;UNTIL=20270230", "`UNTIL=20270230` is not a date.", "`UNTIL=20270630T000000Z`"],
    ["FREQ=DAILY;UNTIL=2027-06-30", "`UNTIL=2027-06-30` is not a date.", "Write the last day, `UNTIL=20270630`"],
    ["FREQ=WEEKLY;BYDAY=SUN", "`BYDAY=SUN` is not weekdays: MO TU WE TH FR SA SU", "Write it like `BYDAY=SA,SU`."],
    ["FREQ=MONTHLY;BYDAY=0SU", "`BYDAY=0SU` is not weekdays", "Write it like `BYDAY=SA,SU`."],
    ["FREQ=YEARLY;BYDAY=53SU", "plain or numbered up to 52", "Write it like `BYDAY=SA,SU`."],
    ["FREQ=DAILY;BYHOUR=24", "`BYHOUR=24` is not hours from 0 to 23.", "Write it like `BYHOUR=2,14`."],
    ["FREQ=DAILY;BYHOUR", "`BYHOUR` is not hours from 0 to 23.", "Write it like `BYHOUR=2,14`."],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "`BYMONTHDAY=0` is not days of the month", "Write it like `BYMONTHDAY=1,-1`."],
    ["FREQ=WEEKLY;BYDAY=1SU", "BYDAY=1SU numbers weekdays of a month or year", "Write `FREQ=MONTHLY;BYDAY=1SU`"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY names days of a month", "Write `FREQ=MONTHLY;BYMONTHDAY=1`"],
    ["FREQ=DAILY;INTERVAL=2;BYMONTHDAY=1", "INTERVAL leaves out days", "Write `FREQ=MONTHLY;BYMONTHDAY=1,15`"],
    ["FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY and BYWEEKNO count within a year", "Write them with `FREQ=YEARLY`"],
    ["FREQ=MONTHLY;BYDAY=1SU;BYMONTHDAY=1", "BYDAY with a number finds the day by itself", "Keep one"],
    ["FREQ=MONTHLY;BYDAY=1SU,WE", "BYDAY mixes numbered weekdays and plain ones.", "Schedule two windows"],
    ["FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO names a whole week", "Write `FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU`."],
    ["FREQ=YEARLY;BYYEARDAY=1;BYDAY=SU", "BYYEARDAY names days by itself", "Keep one of them."],
    ["FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=1", "BYSETPOS picks from the days of a month or year", "Leave it out"],
    ["FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS picks from what other parts name", "BYSETPOS=-1"],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "No month of BYMONTH=2 has a day of BYMONTHDAY=30", "`BYMONTHDAY=-1`"],
    ["FREQ=DAILY;BYHOUR=0,1,2,3,4;BYMINUTE=0,10,20,30,40", "make 25 windows a day; 24 are the most.", "fewer times"],
  ])("refuses %j and says what to write", (text, detail, hint) => {
    expect(readRule(text)).toEqual({
      kind: "refused",
      detail: expect.stringContaining(detail),
      hint: expect.stringContaining(hint),
    });
  });
});

describe("refuseRecurrence", () => {
  test.each<[string, Partial<Recurrence>]>([
    ["every Sunday", {}],
    ["one that began five years ago", { startsAt: "2021-12-05T02:00", rrule: "FREQ=DAILY" }],
    ["back to back", { rrule: "FREQ=DAILY", durationMs: 24 * HOUR }],
    [
      "back to back by the wall, though the day of the gap has 23 hours",
      { rrule: "FREQ=DAILY;BYHOUR=2,14", durationMs: 12 * HOUR },
    ],
    ["every 29 February", { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29" }],
    ["every 29 February that is a Monday, next in 2044", { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO" }],
    ["every fifty years", { rrule: "FREQ=YEARLY;INTERVAL=50" }],
  ])("lets %s be", (_, given) => {
    expect(refuseRecurrence(make(given), NOW)).toBeNull();
  });

  test.each<[string, Partial<Recurrence>, string, string]>([
    ["a rule it cannot read", { rrule: "FREQ=HOURLY" }, "A window cannot come hourly.", "`FREQ=DAILY;BYHOUR=2,14`"],
    [
      "a zone nobody knows",
      { timeZone: "Europe/Berlinn" },
      '"Europe/Berlinn" is not a time zone.',
      "Did you mean Europe/Berlin?",
    ],
    [
      "a start with an offset",
      { startsAt: "2026-12-06T02:00Z" },
      '"2026-12-06T02:00Z" is not a wall time.',
      "without an offset",
    ],
    [
      "a start on 30 February",
      { startsAt: "2027-02-30T02:00" },
      '"2027-02-30T02:00" is not a wall time.',
      "like 2026-12-06T02:00",
    ],
    [
      "a start far away",
      { startsAt: "2126-12-06T02:00" },
      "is more than 50 years from now.",
      "Give a start nearer to today.",
    ],
    ["no length", { durationMs: 0 }, "The window has no length.", "`--for 2h`"],
    ["a length beyond a year", { durationMs: 9000 * HOUR }, "longer than a year", "Schedule several shorter windows."],
    [
      "a weekday that its days never fall on",
      { rrule: "FREQ=DAILY;INTERVAL=7;BYDAY=TU" },
      "`FREQ=DAILY;INTERVAL=7;BYDAY=TU` from 2026-12-06T02:00 gives no window within 50 years.",
      "Look for parts that never meet",
    ],
    ["a sixth Monday", { rrule: "FREQ=MONTHLY;BYDAY=6MO" }, "gives no window within 50 years.", "Look for parts"],
    [
      "an end before the start",
      { rrule: "FREQ=DAILY;UNTIL=20261101" },
      "UNTIL=20261101 is before the first window",
      "Give a later UNTIL",
    ],
    [
      "one that is over",
      { rrule: "FREQ=DAILY;COUNT=3", startsAt: "2026-11-01T02:00" },
      "All windows of `FREQ=DAILY;COUNT=3` from 2026-11-01T02:00 are over.",
      "Give a later start, or a later end",
    ],
    [
      "windows that would run into each other",
      { rrule: "FREQ=DAILY;BYHOUR=2,4", durationMs: 3 * HOUR },
      "A window of 3h that begins at 2026-12-06T02:00:00 would still run when the next begins at 2026-12-06T04:00:00.",
      "Make it at most 2h long, or let it come less often.",
    ],
    [
      "the last of a month running into the first of the next",
      { rrule: "FREQ=MONTHLY;BYMONTHDAY=1,-1", durationMs: 25 * HOUR },
      "begins at 2026-12-31T02:00:00 would still run when the next begins at 2027-01-01T02:00:00.",
      "Make it at most 1d long",
    ],
  ])("refuses %s", (_, given, detail, hint) => {
    expect(refuseRecurrence(make(given), NOW)).toEqual({
      kind: "refused",
      detail: expect.stringContaining(detail),
      hint: expect.stringContaining(hint),
    });
  });
});

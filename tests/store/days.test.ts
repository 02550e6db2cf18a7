// The days of pages: rolled up when they are over, told again when their past changes, and read as the log has them.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DayCell, dayAt, daysFrom, spentByDay, uptimeOfDays, worstOfDay } from "../../src/domain/days.ts";
import { LEVELS } from "../../src/domain/level.ts";
import { DEFAULT_UPTIME_RULE, uptimeOf } from "../../src/domain/uptime.ts";
import { createHouse, type House, openHouse } from "../actions/house.ts";
import { SCALE } from "../support/tools.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const rows = (house: House, zone = "UTC"): Record<string, string[]> => {
  const all = house.store.db
    .prepare("SELECT component_id AS id, day FROM component_days WHERE zone = ? ORDER BY day")
    .all(zone);
  const byId = Map.groupBy(all as { id: string; day: string }[], ({ id }) => id);
  return Object.fromEntries([...byId].map(([id, some]) => [id, some.map(({ day }) => day)]));
};
const read = (house: House, zone: string, count: number): Map<string, DayCell[]> =>
  house.store.days.read(house.store.components.list(), zone, house.now(), count);
const signs = (house: House, id: string, count: number, zone = "UTC"): string[] =>
  read(house, zone, count)
    .get(id)!
    .map((cell) => worstOfDay(cell) ?? "unknown");
/** What the log says of the same days, without rows and memory. */
const byLog = (house: House, zone: string, count: number): Map<string, DayCell[]> => {
  const today = dayAt(house.now(), zone);
  const days = daysFrom(
    Temporal.PlainDate.from(today)
      .subtract({ days: count - 1 })
      .toString(),
    count,
    zone,
  );
  const components = house.store.components.list();
  const stories = house.store.past.storiesOf(components, { from: days[0]!.from, to: house.now() });
  return new Map(
    components.map(({ id }, at) => [
      id,
      spentByDay(stories[at]!, days).map((spent, index) => ({ day: days[index]!.day, spent })),
    ]),
  );
};
/** Looks until nothing of it is due any more. */
const rollUp = async (house: House): Promise<void> => {
  for (let looks = 0; looks < 50 && (house.store.dayRows.nextDue() ?? Infinity) <= house.now(); looks++)
    await house.wind(0);
};
const outage = async (house: House, lastsMs: number, component = "api"): Promise<void> => {
  const { value } = await house.open({ title: "Down", severity: "critical", components: [{ id: component }] });
  await house.wind(lastsMs);
  await house.resolve({ id: value.id });
  await house.engine.settled();
};

test("a day has its row once it is over in its zone, and not before", async () => {
  const house = await openHouse();
  await house.zones(["UTC", "Asia/Kolkata"]);
  await rollUp(house);
  await outage(house, HOUR);
  await house.wind(15 * HOUR + 29 * MINUTE); // 18:29 UTC is 23:59 in India
  expect(rows(house, "Asia/Kolkata")).toEqual({});

  await house.wind(MINUTE);

  expect(rows(house, "Asia/Kolkata").api).toEqual(["2026-12-01"]);
  expect(rows(house, "UTC")).toEqual({});
  await house.wind(6 * HOUR);
  expect(rows(house, "UTC")).toEqual({ api: ["2026-12-01"], mail: ["2026-12-01"], web: ["2026-12-01"] });
  const [yesterday] = read(house, "UTC", 2).get("api")!;
  expect(yesterday).toEqual({
    day: "2026-12-01",
    spent: { ...yesterday!.spent, major_outage: HOUR, operational: 21 * HOUR },
  });
});

test("waits for the status engine: what was said before midnight belongs to that day, however late levels follow", async () => {
  const house = await openHouse();
  await house.zones(["UTC"]);
  await rollUp(house);
  house.pass(21 * HOUR);
  await house.engine.settled();
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  await house.wind(2 * HOUR);
  expect(rows(house)).toEqual({});
  await house.wind(5000);
  expect(rows(house)).toEqual({});
  // What a reader sees meanwhile is what the levels say so far.
  expect(signs(house, "api", 2)).toEqual(["operational", "operational"]);

  await house.engine.settled();
  await house.wind(1000);

  expect(rows(house).api).toEqual(["2026-12-01"]);
  expect(signs(house, "api", 2)).toEqual(["major_outage", "major_outage"]);
  expect(read(house, "UTC", 2)).toEqual(byLog(house, "UTC", 2));
});

test("a change that falls into a day that is over, since the clock was set back, tells that day again", async () => {
  const house = await openHouse();
  await house.zones(["UTC", "Europe/Berlin"]);
  await rollUp(house);
  await house.wind(2 * DAY);
  await rollUp(house);
  expect(signs(house, "api", 3)).toEqual(["operational", "operational", "operational"]);

  house.pass(-DAY);
  await outage(house, HOUR);
  house.pass(DAY - HOUR);

  expect(signs(house, "api", 3)).toEqual(["operational", "major_outage", "operational"]);
  expect(signs(house, "api", 3, "Europe/Berlin")).toEqual(["operational", "major_outage", "operational"]);
  for (const zone of ["UTC", "Europe/Berlin"]) expect(read(house, zone, 3)).toEqual(byLog(house, zone, 3));
});

test("a zone that a page has from now on is told back to ninety days ago, or to where the component begins", async () => {
  const house = await openHouse();
  await outage(house, HOUR);
  await house.wind(100 * DAY);
  await house.configure(["web", "api", "mail", "late"]);
  await house.wind(2 * DAY);
  await house.engine.settled();

  await house.zones(["Pacific/Chatham"]);
  await rollUp(house);

  const told = rows(house, "Pacific/Chatham");
  expect([told.api!.length, told.late!.length]).toEqual([90, 2]);
  expect(read(house, "Pacific/Chatham", 90)).toEqual(byLog(house, "Pacific/Chatham", 90));
});

test("a zone that no page has any more is taken away, and told anew when it comes back", async () => {
  const house = await openHouse();
  await house.zones(["UTC", "Europe/Berlin"]);
  await house.wind(3 * DAY);
  await rollUp(house);
  expect(rows(house, "Europe/Berlin").api).toHaveLength(3);

  await house.zones(["UTC"]);
  await rollUp(house);
  expect([rows(house, "Europe/Berlin"), rows(house).api!.length]).toEqual([{}, 3]);
  expect(house.store.dayRows.zones().map(({ zone }) => zone)).toEqual(["UTC"]);

  await house.zones(["UTC", "Europe/Berlin"]);
  await rollUp(house);
  expect(rows(house, "Europe/Berlin").api).toHaveLength(3);
});

test("one that comes back before it is all gone is whole again", async () => {
  const house = await openHouse();
  await house.zones(["UTC"]);
  await house.wind(5 * DAY);
  await rollUp(house);
  await house.zones([]);
  await house.store.transact((tx) => tx.dayRows.forgetZone("UTC", 4));
  expect(Object.values(rows(house)).flat()).toHaveLength(11);

  await house.zones(["UTC"]);
  await rollUp(house);

  expect(Object.values(rows(house)).flat()).toHaveLength(15);
});

test("while a component was out of the config nothing is known of it, also once it is back", async () => {
  const house = await openHouse();
  await house.zones(["UTC"]);
  await house.wind(DAY);
  await house.configure(["web", "api"]);
  await house.wind(3 * DAY);
  await house.configure(["web", "api", "mail"]);
  await house.wind(DAY);
  await rollUp(house);

  const wanted = ["operational", "operational", "unknown", "unknown", "operational", "operational"];
  expect(signs(house, "mail", 6)).toEqual(wanted);
  expect(read(house, "UTC", 6)).toEqual(byLog(house, "UTC", 6));
});

test("a zone without rows is read from the log, and a page that asks before any component was known gets zeros", async () => {
  const house = await openHouse();
  await outage(house, HOUR);
  expect(signs(house, "api", 3, "America/New_York")).toEqual(["unknown", "unknown", "major_outage"]);
  expect(house.store.days.read([], "UTC", house.now(), 90)).toEqual(new Map());
});

test("what does not move is not asked for again, and whoever moves is told anew", async () => {
  const house = await openHouse();
  await house.zones(["UTC"]);
  await house.wind(3 * DAY);
  await rollUp(house);
  await outage(house, HOUR);
  read(house, "UTC", 4);
  // What a second look would find.
  house.store.db.prepare("UPDATE component_days SET operational = 7").run();
  house.store.db.prepare("DELETE FROM events WHERE type = 'status:changed'").run();
  house.pass(HOUR);

  const [first, , , today] = read(house, "UTC", 4).get("api")!;

  expect(first!.spent.operational).toBe(22 * HOUR);
  expect(today!.spent).toMatchObject({ major_outage: HOUR, operational: 3 * HOUR });
});

describe("the days of any life", () => {
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham");
  const component = fc.constantFrom("web", "api", "mail");
  const span = fc.record({ hoursAgo: fc.integer({ min: 1, max: 150 }), hours: fc.integer({ min: 1, max: 60 }) });
  const step = fc.record({
    pin: fc.option(fc.record({ component, level: fc.constantFrom(...LEVELS) }), { nil: undefined }),
    unpin: fc.option(component, { nil: undefined }),
    amend: fc.option(fc.record({ component, span, level: fc.constantFrom(...LEVELS, "recorded" as const) }), {
      nil: undefined,
      freq: 3,
    }),
    configure: fc.option(fc.constantFrom(["web", "api"], ["web", "api", "mail"]), { nil: undefined, freq: 4 }),
    reads: fc.boolean(),
    engineLooks: fc.boolean(),
    hours: fc.constantFrom(0, 1, 5, 13, 31),
  });

  test(
    "rows, memory and log tell the same, and their sum is the uptime of the whole",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 14 }),
          zone,
          fc.constantFrom("2027-03-10T01:00:00Z", "2026-10-29T22:00:00Z", "2027-04-01T12:00:00Z"),
          async (steps, timeZone, begin) => {
            const house = await createHouse({ at: Date.parse(begin) });
            try {
              await house.zones([timeZone, "UTC"]);
              for (const one of steps) await live(house, one, timeZone);
              await house.engine.settled();
              await house.wind(2000);
              await rollUp(house);
              expectTheSame(house, timeZone, 20);
              expect(house.warnings).toEqual([]);
            } finally {
              await house.close();
            }
          },
        ),
        { numRuns: Math.ceil(60 * SCALE) },
      );
    },
    60_000 * Math.max(1, SCALE),
  );

  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const live = async (house: House, one: Step, timeZone: string): Promise<void> => {
    const present = new Set(house.store.components.list().map(({ id }) => id));
    // Away once and back once: of a second stay in which nothing moved, the log forgets the level once it is over, and rows do not.
    const isAway = !present.has("mail");
    const wasAway = house.types().filter((type) => type === "config:reloaded").length > 0;
    if (one.configure && (isAway || !wasAway)) {
      house.pass(1); // what moves in the very millisecond of a reload may be of either stay
      await house.configure(one.configure);
      house.pass(1);
    }
    if (one.pin && present.has(one.pin.component))
      await house.pin({ componentId: one.pin.component, level: one.pin.level, reason: "Seen." }).catch(() => {});
    if (one.unpin && present.has(one.unpin)) await house.unpin({ componentId: one.unpin }).catch(() => {});
    if (one.amend) {
      const from = house.now() - one.amend.span.hoursAgo * HOUR;
      const to = from + one.amend.span.hours * HOUR;
      const { component: componentId, level } = one.amend;
      await house.amend({ componentId, from, to, level, reason: "Wrong." }).catch(() => {}); // refused before it was known
    }
    if (one.engineLooks) await house.engine.settled();
    if (one.reads) read(house, timeZone, 20);
    await house.wind(one.hours * HOUR);
    if (one.hours > 0) await rollUp(house);
  };

  const expectTheSame = (house: House, timeZone: string, count: number): void => {
    const [known, again, log] = [
      read(house, timeZone, count),
      read(house, timeZone, count),
      byLog(house, timeZone, count),
    ];
    expect(known).toEqual(log);
    expect(again).toEqual(log);
    const components = house.store.components.list();
    const from = daysFrom(known.get(components[0]!.id)![0]!.day, 1, timeZone)[0]!.from;
    const stories = house.store.past.storiesOf(components, { from, to: house.now() });
    for (const [at, { id }] of components.entries()) {
      const { ratio } = uptimeOf(stories[at]!, DEFAULT_UPTIME_RULE);
      const sum = uptimeOfDays(known.get(id)!, DEFAULT_UPTIME_RULE);
      if (ratio === null) expect(sum).toBeNull();
      else expect(sum).toBeCloseTo(ratio, 9);
    }
  };
});

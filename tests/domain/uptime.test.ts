// Uptime from a story of levels, against the dullest way to count it: second by second.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LEVELS, type Level } from "../../src/domain/level.ts";
import { boundsOfMonth, monthOf } from "../../src/domain/month.ts";
import {
  DEFAULT_UPTIME_RULE,
  type KnownLevel,
  type LevelStory,
  type UptimeRule,
  uptimeOf as uptimeBy,
} from "../../src/domain/uptime.ts";

const MINUTE = 60_000;
const uptimeOf = (told: LevelStory, rule: UptimeRule = DEFAULT_UPTIME_RULE) => uptimeBy(told, rule);
const story = (start: KnownLevel, ...changes: [minute: number, level: KnownLevel][]): LevelStory => ({
  ...{ from: 0, to: 100 * MINUTE, start },
  changes: changes.map(([minute, level]) => ({ at: minute * MINUTE, level })),
});

test.each<[string, LevelStory, { ratio: number | null; downMinutes: number; maintenanceMinutes: number }]>([
  ["nothing happened", story("operational"), { ratio: 1, downMinutes: 0, maintenanceMinutes: 0 }],
  [
    "a major outage counts whole",
    story("operational", [10, "major_outage"], [20, "operational"]),
    { ratio: 0.9, downMinutes: 10, maintenanceMinutes: 0 },
  ],
  [
    "a partial one counts 0.3",
    story("operational", [10, "partial_outage"], [20, "operational"]),
    { ratio: 0.97, downMinutes: 3, maintenanceMinutes: 0 },
  ],
  ["degraded counts nothing", story("degraded_performance"), { ratio: 1, downMinutes: 0, maintenanceMinutes: 0 }],
  [
    "maintenance leaves the count",
    story("under_maintenance", [50, "major_outage"], [75, "operational"]),
    { ratio: 0.5, downMinutes: 25, maintenanceMinutes: 50 },
  ],
  [
    "an outage that lasts is counted to the end",
    story("operational", [90, "major_outage"]),
    { ratio: 0.9, downMinutes: 10, maintenanceMinutes: 0 },
  ],
  [
    "all of it maintenance: nothing was measured",
    story("under_maintenance"),
    { ratio: null, downMinutes: 0, maintenanceMinutes: 100 },
  ],
  ["never known: nothing was measured", story(null), { ratio: null, downMinutes: 0, maintenanceMinutes: 0 }],
  [
    "a component younger than the span counts from its first sight",
    story(null, [80, "operational"], [90, "major_outage"]),
    { ratio: 0.5, downMinutes: 10, maintenanceMinutes: 0 },
  ],
  [
    "while it was out of the config nothing is counted",
    story("operational", [10, null], [90, "major_outage"]),
    { ratio: 0.5, downMinutes: 10, maintenanceMinutes: 0 },
  ],
  [
    "a change that a clock dated back makes no time",
    story("operational", [50, "major_outage"], [40, "operational"]),
    { ratio: 1, downMinutes: 0, maintenanceMinutes: 0 },
  ],
])("%s", (_, told, { ratio, downMinutes, maintenanceMinutes }) => {
  const uptime = uptimeOf(told);
  expect(uptime).toMatchObject({ downMs: downMinutes * MINUTE, maintenanceMs: maintenanceMinutes * MINUTE });
  if (ratio === null) expect(uptime.ratio).toBeNull();
  else expect(uptime.ratio).toBeCloseTo(ratio, 12);
});

const HALF = { major_outage: 1, partial_outage: 0.5, degraded_performance: 0.1 } as const;
test.each<[string, LevelStory, UptimeRule, number | null]>([
  [
    "each level has its own weight",
    story("major_outage", [10, "partial_outage"], [20, "degraded_performance"], [30, "operational"]),
    { weights: HALF, maintenance: "exclude" },
    1 - 0.16,
  ],
  [
    "maintenance that counts is up",
    story("under_maintenance", [50, "major_outage"], [75, "operational"]),
    { weights: HALF, maintenance: "count" },
    0.75,
  ],
  ["so that nothing else is whole", story("under_maintenance"), { weights: HALF, maintenance: "count" }, 1],
  ["what was never known is measured by no rule", story(null), { weights: HALF, maintenance: "count" }, null],
  [
    "an outage may count nothing",
    story("major_outage"),
    { weights: { ...HALF, major_outage: 0 }, maintenance: "exclude" },
    1,
  ],
])("by another rule: %s", (_, told, rule, ratio) => {
  if (ratio === null) expect(uptimeOf(told, rule).ratio).toBeNull();
  else expect(uptimeOf(told, rule).ratio).toBeCloseTo(ratio, 12);
});

test("says since when it counts", () => {
  expect(uptimeOf(story(null, [80, "operational"]))).toMatchObject({ from: 80 * MINUTE, to: 100 * MINUTE });
});

const level = fc.option(fc.constantFrom(...LEVELS), { nil: null, freq: 8 });

test("any story counts as it does second by second", () => {
  fc.assert(
    fc.property(
      level,
      fc.array(fc.record({ second: fc.integer({ min: 0, max: 120 }), level }), { maxLength: 20 }),
      fc.integer({ min: 0, max: 100 }),
      (start, moves, length) => {
        const changes = moves.toSorted((a, b) => a.second - b.second);
        const told = {
          ...{ from: 0, to: length * 1000, start },
          changes: changes.map((move) => ({ at: move.second * 1000, level: move.level })),
        };
        const uptime = uptimeOf(told);
        const seconds = Array.from({ length }, (_, second) => {
          const last = changes.findLast((change) => change.second <= second);
          return last ? last.level : start;
        });
        const of = (one: Level): number => seconds.filter((was) => was === one).length;
        const measured = seconds.filter((was) => was !== null && was !== "under_maintenance").length;
        const down = of("major_outage") + 0.3 * of("partial_outage");
        expect(uptime.maintenanceMs).toBe(of("under_maintenance") * 1000);
        expect(uptime.downMs).toBe(Math.round(down * 1000));
        if (measured === 0) expect(uptime.ratio).toBeNull();
        else expect(uptime.ratio).toBeCloseTo(1 - down / measured, 9);
        const first = seconds.findIndex((was) => was !== null);
        expect(uptime.from).toBe(first < 0 ? 0 : first * 1000);
      },
    ),
  );
});

test("a month begins and ends where its zone says, also where the clocks change in it", () => {
  const { from, to } = boundsOfMonth("2026-10", "Europe/Berlin");
  expect([from, to].map((ms) => new Date(ms).toISOString())).toEqual([
    "2026-09-30T22:00:00.000Z",
    "2026-10-31T23:00:00.000Z",
  ]);
  expect([monthOf(from, "Europe/Berlin"), monthOf(from, "UTC"), monthOf(to, "Europe/Berlin")]).toEqual([
    "2026-10",
    "2026-09",
    "2026-11",
  ]);
});

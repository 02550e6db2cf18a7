// Whatever people do to a series, and however time passes: each occurrence has one row, where the rule has it, and the next ones are there.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../src/contract/problem.ts";
import { editMaintenance } from "../../src/daemon/actions/edit-maintenance.ts";
import { skipMaintenance } from "../../src/daemon/actions/skip-maintenance.ts";
import { occurrencesOf } from "../../src/domain/recurrence.ts";
import { createHouse, type House } from "../actions/house.ts";
import { SCALE } from "../support/tools.ts";

const HOUR = 3600_000;
const RULES = [
  "FREQ=DAILY",
  "FREQ=WEEKLY;BYDAY=SU,WE",
  "FREQ=DAILY;BYHOUR=2,14",
  "FREQ=DAILY;INTERVAL=2",
  "FREQ=MONTHLY",
];
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Australia/Lord_Howe"];

const nth = fc.nat({ max: 12 });
const command = fc.oneof(
  fc.record({ do: fc.constant("pass" as const), hours: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ do: fc.constant("skip" as const), nth }),
  fc.record({ do: fc.constant("move" as const), nth, hours: fc.integer({ min: -48, max: 96 }) }),
  fc.record({ do: fc.constant("shift" as const), nth, minutes: fc.integer({ min: -2000, max: 2000 }) }),
  fc.record({ do: fc.constant("rule" as const), nth, rrule: fc.constantFrom(...RULES) }),
  fc.record({ do: fc.constant("zone" as const), nth, timeZone: fc.constantFrom(...ZONES) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

const apply = async (house: House, command: Command): Promise<void> => {
  if (command.do === "pass") return house.wind(command.hours * HOUR);
  const rows = house.store.maintenances.scheduledOf(1, 50);
  const row = rows[command.nth % Math.max(rows.length, 1)];
  if (!row) return;
  const { id, startsAt } = row;
  const edit = (change: object) => house.run("editMaintenance", editMaintenance, { id, ...change });
  if (command.do === "skip") await house.run("skipMaintenance", skipMaintenance, { id });
  if (command.do === "move") await edit({ startsAt: startsAt + command.hours * HOUR });
  if (command.do === "shift") await edit({ series: true, startsAt: startsAt + command.minutes * 60_000 });
  if (command.do === "rule") await edit({ series: true, rrule: command.rrule });
  if (command.do === "zone") await edit({ series: true, timeZone: command.timeZone });
};

const claim = (house: House): void => {
  const { maintenances, maintenanceSeries } = house.store;
  const series = maintenanceSeries.get(1)!;
  const next = occurrencesOf(series, { afterWall: null, notEndedBefore: house.now(), limit: 100 });
  for (const { wall } of next.slice(0, 5)) expect(maintenances.ofOccurrence(1, wall), wall).toBeDefined();
  const places = new Map(next.map(({ wall, startsAt, endsAt }) => [wall, [startsAt, endsAt]]));
  const waiting = maintenances.scheduledOf(1, 200);
  expect(waiting.length).toBeGreaterThan(0);
  for (const { occurrence, isEdited, startsAt, endsAt } of waiting)
    if (!isEdited) expect([startsAt, endsAt], occurrence ?? "none").toEqual(places.get(occurrence!));
  const ofRule = waiting.filter(({ isEdited }) => !isEdited).map(({ startsAt }) => startsAt);
  expect(new Set(ofRule).size).toBe(ofRule.length);
};

test("a series keeps its promises", async () => {
  const story = fc.array(command, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ZONES), fc.constantFrom(...RULES), story, async (timeZone, rrule, commands) => {
      const house = await createHouse({ at: Date.parse("2027-03-20T12:00:00Z") });
      try {
        const startsAt = Date.parse("2027-03-20T13:10:00Z");
        const window = { title: "Backup", components: ["api"], startsAt, endsAt: startsAt + HOUR };
        await house.schedule({ ...window, rrule, timeZone });
        await house.wind(0);
        claim(house);
        for (const command of commands) {
          await apply(house, command).catch((refusal: unknown) => {
            if (!(refusal instanceof Problem)) throw refusal;
          });
          await house.wind(0);
          claim(house);
        }
        expect(house.warnings).toEqual([]);
      } finally {
        await house.close();
      }
    }),
    { numRuns: Math.round(60 * SCALE) },
  );
});

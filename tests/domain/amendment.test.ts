// What people correct of the past: who may say what of which span, and what a story is then.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Amended, type AmendFacts, amend, MAX_AMENDMENTS, refuseAmendment } from "../../src/domain/amendment.ts";
import { LEVELS } from "../../src/domain/level.ts";
import { type KnownLevel, type LevelStory, stretchesOf } from "../../src/domain/uptime.ts";

const story = (start: KnownLevel, ...changes: [number, KnownLevel][]): LevelStory => ({
  ...{ from: 0, to: 100, start },
  changes: changes.map(([at, level]) => ({ at, level })),
});
const said = (from: number, to: number, level: Amended["level"]): Amended => ({ from, to, level });
/** `operational 0-10, major_outage 10-20`; neighbours of one level are one. */
const told = (one: LevelStory): string => {
  const parts: { from: number; to: number; level: KnownLevel }[] = [];
  for (const stretch of stretchesOf(one)) {
    const last = parts.at(-1);
    if (last?.level === stretch.level) last.to = stretch.to;
    else parts.push({ ...stretch });
  }
  return parts.map(({ from, to, level }) => `${level} ${from}-${to}`).join(", ");
};

describe("a story as amended", () => {
  const outage = story("operational", [10, "major_outage"], [30, "operational"]);
  test.each<[string, LevelStory, Amended[], string]>([
    ["nothing was said", outage, [], "operational 0-10, major_outage 10-30, operational 30-100"],
    ["a false outage is gone", outage, [said(10, 30, "operational")], "operational 0-100"],
    [
      "half of it was true",
      outage,
      [said(20, 40, "operational")],
      "operational 0-10, major_outage 10-20, operational 20-100",
    ],
    [
      "one that nobody saw is there",
      story("operational"),
      [said(50, 60, "partial_outage")],
      "operational 0-50, partial_outage 50-60, operational 60-100",
    ],
    [
      "the later word counts where two overlap, whatever begins first",
      story("operational"),
      [said(40, 80, "partial_outage"), said(20, 60, "major_outage")],
      "operational 0-20, major_outage 20-60, partial_outage 60-80, operational 80-100",
    ],
    [
      "what is taken back is as recorded, the rest stays amended",
      outage,
      [said(0, 100, "operational"), said(15, 50, null)],
      "operational 0-15, major_outage 15-30, operational 30-100",
    ],
    [
      "what was taken back may be said again",
      outage,
      [said(10, 30, "operational"), said(10, 30, null), said(10, 30, "degraded_performance")],
      "operational 0-10, degraded_performance 10-30, operational 30-100",
    ],
    [
      "what is not known stays unknown",
      story(null, [40, "operational"], [60, null]),
      [said(0, 100, "major_outage")],
      "null 0-40, major_outage 40-60, null 60-100",
    ],
    [
      "what reaches over the ends of a story counts within it",
      outage,
      [said(-50, 5, "partial_outage"), said(95, 900, "partial_outage")],
      "partial_outage 0-5, operational 5-10, major_outage 10-30, operational 30-95, partial_outage 95-100",
    ],
    [
      "what lies beside it counts nothing",
      story("operational"),
      [said(-9, 0, "major_outage"), said(100, 109, "major_outage")],
      "operational 0-100",
    ],
  ])("%s", (_, recorded, amendments, wanted) => {
    expect(told(amend(recorded, amendments))).toBe(wanted);
  });

  const level = fc.constantFrom(...LEVELS, null);
  test("any of them: each moment is what was said of it last, and what was recorded where nothing was said", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 100 }), level }), { maxLength: 10 }),
        fc.array(
          fc.record({ from: fc.integer({ min: -10, max: 99 }), length: fc.integer({ min: 1, max: 60 }), level }),
          { maxLength: 6 },
        ),
        (changes, spans) => {
          const recorded = { ...story("operational"), changes: changes.toSorted((a, b) => a.at - b.at) };
          const amendments = spans.map(({ from, length, level }) => said(from, from + length, level));
          const levelAt = (one: LevelStory, moment: number): KnownLevel =>
            [...stretchesOf(one)].find(({ from, to }) => from <= moment && moment < to)!.level;
          const after = amend(recorded, amendments);
          for (let moment = 0; moment < 100; moment++) {
            const was = levelAt(recorded, moment);
            const word = amendments.findLast(({ from, to }) => from <= moment && moment < to)?.level ?? null;
            expect(levelAt(after, moment)).toBe(was === null ? null : (word ?? was));
          }
        },
      ),
    );
  });
});

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-27T12:00:00Z");
const FACTS: AmendFacts = { now: NOW, id: "api", createdAt: NOW - 900 * DAY, count: 0 };
test.each<[string, number, number, Partial<AmendFacts>, RegExp, RegExp]>([
  ["an end before the start", NOW - 5, NOW - 9, {}, /ends at .*Z, which is not after its start/, /`to` after `from`/],
  ["an empty span", NOW - 5, NOW - 5, {}, /not after its start/, /`to` after `from`/],
  [
    "what is to come",
    NOW - 5,
    NOW + 1,
    {},
    /2026-11-27T12:00:00.001Z lies in the future; it is /,
    /component override api/,
  ],
  ["more than 400 days", NOW - 401 * DAY, NOW, {}, /longer than 400 days/, /in parts/],
  [
    "a time before it was known",
    NOW - 9,
    NOW,
    { createdAt: NOW - 8 },
    /is known since 2026-11-27T11:59:59.992Z/,
    /Begin the span then/,
  ],
  [
    "more words than are read",
    NOW - 9,
    NOW,
    { count: MAX_AMENDMENTS },
    /amended 500 times, which is the limit/,
    /component override/,
  ],
])("refuses %s, and says what to do", (_, from, to, facts, detail, hint) => {
  const refusal = refuseAmendment(said(from, to, "operational"), { ...FACTS, ...facts });
  expect(refusal?.detail).toMatch(detail);
  expect(refusal?.hint).toMatch(hint);
});

test("takes a span that ends now, begins with the component, and has 400 days", () => {
  const createdAt = NOW - 400 * DAY;
  expect(
    refuseAmendment(said(createdAt, NOW, "operational"), { ...FACTS, createdAt, count: MAX_AMENDMENTS - 1 }),
  ).toBeNull();
});

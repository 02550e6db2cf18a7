// What a page says in one line: the table of the Statuspage v2 API, and what incidents that were told of add to it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blend, type Description, type Indicator, LEVELS, type Level, rollUp } from "../../src/domain/level.ts";

const [MAJOR, PARTIAL, DEGRADED, MAINTENANCE, WELL] = LEVELS;
const rows: [string, Level[], Indicator, Description][] = [
  ["no components", [], "none", "All Systems Operational"],
  ["all operational", [WELL, WELL], "none", "All Systems Operational"],
  ["some degraded, the rest operational", [WELL, DEGRADED], "minor", "Partially Degraded Service"],
  ["some degraded, the rest under maintenance", [MAINTENANCE, DEGRADED], "minor", "Partially Degraded Service"],
  ["the only one degraded", [DEGRADED], "minor", "Degraded System Service"],
  ["all degraded", [DEGRADED, DEGRADED], "minor", "Degraded System Service"],
  ["any partial outage, no major", [WELL, PARTIAL], "minor", "Minor Service Outage"],
  ["all in partial outage", [PARTIAL, PARTIAL], "minor", "Minor Service Outage"],
  ["partial outage besides all that is less", [PARTIAL, DEGRADED, MAINTENANCE, WELL], "minor", "Minor Service Outage"],
  ["some but not all in major outage", [MAJOR, WELL], "major", "Partial System Outage"],
  ["major outage besides all that is less", [...LEVELS], "major", "Partial System Outage"],
  ["all in major outage", [MAJOR, MAJOR], "critical", "Major System Outage"],
  ["only maintenance besides operational", [MAINTENANCE, WELL], "maintenance", "Service Under Maintenance"],
  ["all under maintenance", [MAINTENANCE], "maintenance", "Service Under Maintenance"],
];

describe("components alone", () => {
  test.each(rows)("%s", (_, levels, indicator, description) => {
    expect(rollUp(levels)).toEqual({ indicator, description });
    expect(rollUp(levels.toReversed())).toEqual({ indicator, description });
    expect(blend(rollUp(levels), [])).toEqual({ indicator, description });
  });
  test("the order of components never matters, and each description has its one indicator", () => {
    const known = new Map(rows.map(([, , indicator, description]) => [description, indicator]));
    expect(known.size).toBe(7);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LEVELS), { maxLength: 6 }), fc.nat(), (levels, seed) => {
        const said = rollUp(levels);
        expect(said.indicator).toBe(known.get(said.description));
        const at = levels.length === 0 ? 0 : seed % levels.length;
        expect(rollUp([...levels.slice(at), ...levels.slice(0, at)])).toEqual(said);
      }),
    );
  });
});

describe("incidents that the public knows of", () => {
  const said = {
    well: rollUp([WELL]),
    maintenance: rollUp([MAINTENANCE, WELL]),
    minor: rollUp([PARTIAL, WELL]),
    major: rollUp([MAJOR, WELL]),
    critical: rollUp([MAJOR]),
  };
  const asked = (indicator: Indicator, description: Description) => ({ indicator, description });
  const CRITICAL = asked("critical", "Major System Outage");
  const BAD = asked("major", "Partial System Outage");
  const SOME = asked("minor", "Partially Degraded Service");
  test.each([
    ["well", [], said.well],
    ["well", [WELL], said.well],
    ["well", [MAINTENANCE], said.well],
    ["well", [DEGRADED], SOME],
    ["well", [PARTIAL], BAD],
    ["well", [MAJOR], CRITICAL],
    ["well", [DEGRADED, WELL, PARTIAL], BAD],
    // Maintenance stands only below minor.
    ["maintenance", [WELL], said.maintenance],
    ["maintenance", [DEGRADED], SOME],
    ["maintenance", [MAJOR], CRITICAL],
    // What components say stands where it is as bad.
    ["minor", [DEGRADED], said.minor],
    ["minor", [PARTIAL], BAD],
    ["minor", [MAJOR], CRITICAL],
    ["major", [DEGRADED, PARTIAL], said.major],
    ["major", [MAJOR], CRITICAL],
    ["critical", [WELL, DEGRADED, PARTIAL, MAJOR], said.critical],
  ] as const)("components %s and incidents that ask %j", (components, levels, expected) => {
    expect(blend(said[components], levels)).toEqual(expected);
  });
});

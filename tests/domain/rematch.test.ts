import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rematch } from "../../src/domain/rematch.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const OPEN = { shiftMs: 0, openFrom: 0 };
const free = (...walls: number[]) => walls.map((wall) => ({ wall, isFixed: false }));
const fixed = (...walls: number[]) => walls.map((wall) => ({ wall, isFixed: true }));

test("a series that moves by two hours: each one is the one two hours later, what was left out by hand as well", () => {
  const old = [...free(0, DAY), ...fixed(2 * DAY)];
  expect(rematch(old, [2 * HOUR, DAY + 2 * HOUR, 2 * DAY + 2 * HOUR], { shiftMs: 2 * HOUR, openFrom: 0 })).toEqual([
    ...[2 * HOUR, DAY + 2 * HOUR, 2 * DAY + 2 * HOUR],
  ]);
});

test("another hour by another rule: the occurrence of a day is that of the day, in order where there are two", () => {
  expect(rematch(free(2 * HOUR, 14 * HOUR), [3 * HOUR, 15 * HOUR, DAY + 3 * HOUR], OPEN)).toEqual([
    3 * HOUR,
    15 * HOUR,
  ]);
  // It ran at two today, so it does not run at three as well.
  expect(rematch([...fixed(2 * HOUR), ...free(DAY + 2 * HOUR)], [3 * HOUR, DAY + 3 * HOUR], OPEN)).toEqual([
    ...[3 * HOUR, DAY + 3 * HOUR],
  ]);
});

test("from Sundays to Mondays is a move, from daily to weekly are fewer; what is fixed goes to no other day", () => {
  expect(rematch(free(0, 7 * DAY), [DAY, 8 * DAY], OPEN)).toEqual([DAY, 8 * DAY]);
  expect(rematch(free(0, DAY, 2 * DAY, 3 * DAY, 4 * DAY, 5 * DAY), [0, 7 * DAY], OPEN)).toEqual([
    ...[0, undefined, undefined, undefined, 7 * DAY, undefined],
  ]);
  expect(rematch(fixed(0), [DAY], OPEN)).toEqual([undefined]);
  // The nearest, and not the first that is near.
  expect(rematch(free(5 * DAY), [2 * DAY, 6 * DAY], OPEN)).toEqual([6 * DAY]);
});

test("what has passed is only what has been, so that it takes nothing that may still take place", () => {
  const today = { shiftMs: 0, openFrom: 15 * HOUR };
  expect(rematch(fixed(3 * HOUR), [3 * HOUR, 15 * HOUR], today)).toEqual([3 * HOUR]);
  expect(rematch(free(4 * HOUR), [3 * HOUR], today)).toEqual([undefined]);
});

test("no new one is given to two, and none that is not there; who has its own keeps it", () => {
  const walls = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 20 });
  fc.assert(
    fc.property(walls, walls, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (olds, news, isFixed) => {
      const old = olds.sort((a, b) => a - b).map((at, index) => ({ wall: at * 7 * HOUR, isFixed: isFixed[index]! }));
      const fresh = news.sort((a, b) => a - b).map((at) => at * 7 * HOUR);
      const found = rematch(old, fresh, OPEN);
      const given = found.filter((one) => one !== undefined);
      expect(new Set(given).size).toBe(given.length);
      expect(given.every((one) => fresh.includes(one))).toBe(true);
      for (const [at, { wall }] of old.entries()) if (fresh.includes(wall)) expect(found[at]).toBe(wall);
    }),
  );
});

import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPace } from "../../src/tui/pace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Draws, as moments of the fake clock, that these wishes led to. */
const drawsOf = (wishes: readonly { afterMs: number; isKey: boolean }[]): { at: number; wish: number }[] => {
  const draws: { at: number; wish: number }[] = [];
  let asked = 0;
  const pace = createPace(() => draws.push({ at: Date.now(), wish: asked }), Date.now);
  for (const { afterMs, isKey } of wishes) {
    vi.advanceTimersByTime(afterMs);
    asked += 1;
    pace.draw({ isKey });
  }
  vi.advanceTimersByTime(2_000);
  return draws;
};

test("in no second more than twenty are drawn, and the last wish always is", () => {
  const wish = fc.record({ afterMs: fc.integer({ min: 0, max: 60 }), isKey: fc.boolean() });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 200 }), (wishes) => {
      const draws = drawsOf(wishes);
      for (const { at } of draws) {
        const within = draws.filter((other) => other.at >= at && other.at < at + 1000).length;
        expect(within).toBeLessThanOrEqual(20);
      }
      expect(draws.at(-1)?.wish).toBe(wishes.length);
    }),
  );
});

test("a key is drawn at once beside a feed that never rests", () => {
  const wishes = Array.from({ length: 100 }, (_, at) => ({ afterMs: 30, isKey: at % 9 === 8 }));
  let now = Date.now();
  const pressedAt = wishes.flatMap(({ afterMs, isKey }) => {
    now += afterMs;
    return isKey ? [now] : [];
  });
  const drawnAt = new Set(drawsOf(wishes).map(({ at }) => at));
  expect(pressedAt.length).toBeGreaterThan(5);
  expect(pressedAt.filter((at) => !drawnAt.has(at))).toEqual([]);
});

test("what comes while a frame waits is one frame", () => {
  const burst = Array.from({ length: 50 }, () => ({ afterMs: 0, isKey: false }));
  expect(drawsOf(burst).length).toBeLessThanOrEqual(5);
});

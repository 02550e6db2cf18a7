// The arithmetic of the limits, without a daemon.
import { expect, test } from "vitest";
import { createRateLimiter, networkOf, takeOne } from "../../src/daemon/gate/rate-limit.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");

/** How many of `tries` at one moment are allowed. */
const allowedOf = (limiter: ReturnType<typeof createRateLimiter>, key: string, now: number, tries: number): number =>
  Array.from({ length: tries }, () => limiter.take(key, now)).filter(({ isAllowed }) => isAllowed).length;

test.each([1, 7, 120, 3000, 10_000_000])(
  "a full bucket of %i allows a minute's worth at once, and no more",
  (perMinute) => {
    let fullAt: number | undefined;
    const tries = Math.min(perMinute, 5000);
    for (let taken = 0; taken < tries; taken++) {
      const next = takeOne(fullAt, NOON, perMinute);
      expect(next.waitMs).toBe(0);
      fullAt = next.fullAt;
    }
    if (tries === perMinute) expect(takeOne(fullAt, NOON, perMinute).waitMs).toBeCloseTo(60_000 / perMinute, 0);
  },
);

test("it fills evenly: after the wait that was told one is allowed, a little before it none", () => {
  const limiter = createRateLimiter(() => 7);
  expect(allowedOf(limiter, "a", NOON, 20)).toBe(7);
  const refused = limiter.take("a", NOON);
  if (refused.isAllowed) throw new Error("the bucket is empty");
  expect(limiter.take("a", NOON + refused.waitMs - 10).isAllowed).toBe(false);
  expect(limiter.take("a", NOON + refused.waitMs).isAllowed).toBe(true);
  expect(limiter.take("a", NOON + refused.waitMs).isAllowed).toBe(false);
});

test("what is refused costs nothing: one that never stops asking still gets its share", () => {
  const limiter = createRateLimiter(() => 60);
  let allowed = 0;
  for (let ms = 0; ms < 60_000; ms += 100) allowed += allowedOf(limiter, "a", NOON + ms, 1);
  expect(allowed).toBe(60 + 59);
});

test("keys have a bucket each", () => {
  const limiter = createRateLimiter(() => 2);
  expect(["a", "b", "a"].map((key) => allowedOf(limiter, key, NOON, 3))).toEqual([2, 2, 0]);
});

test("a clock that is set back locks nobody out for longer than a minute", () => {
  const limiter = createRateLimiter(() => 1);
  expect(limiter.take("a", NOON).isAllowed).toBe(true);
  const back = NOON - 24 * 3600_000;
  expect(limiter.take("a", back)).toEqual({ isAllowed: false, waitMs: 60_000 });
  expect(limiter.take("a", back + 60_000).isAllowed).toBe(true);
});

test("a limit that was changed counts at once, for buckets in use too", () => {
  let perMinute = 10;
  const limiter = createRateLimiter(() => perMinute);
  expect(allowedOf(limiter, "a", NOON, 5)).toBe(5);
  perMinute = 1000;
  expect(allowedOf(limiter, "a", NOON, 1000)).toBe(500);
});

test("only so many keys are remembered, and the one unused longest is forgotten", () => {
  const limiter = createRateLimiter(() => 1, 3);
  for (const key of ["a", "b", "c", "a", "d"]) limiter.take(key, NOON);
  expect(limiter.keys()).toBe(3);
  expect(["a", "d"].map((key) => limiter.take(key, NOON).isAllowed)).toEqual([false, false]);
  expect(limiter.take("b", NOON).isAllowed).toBe(true);
});

test.each([
  ["10.0.0.7", "10.0.0.7"],
  ["::ffff:10.0.0.7", "10.0.0.7"],
  ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

// How often strangers may fill in the form, without a daemon.
import { expect, test } from "vitest";
import { createPublicLimits, type PublicLimits } from "../../src/daemon/gate/public-limits.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const MINUTE = 60_000;

/** How many of `tries` forms at one moment are taken. */
const takenFrom = (limits: PublicLimits, address: string | undefined, tries: number, now = NOON): number =>
  Array.from({ length: tries }, () => limits.waitOfForm(address, now)).filter((waitMs) => waitMs === 0).length;

test("one address has twenty forms in ten minutes, its neighbours in the same /64 share them, others have their own", () => {
  const limits = createPublicLimits();
  expect(takenFrom(limits, "8.8.8.8", 30)).toBe(20);
  expect(takenFrom(limits, "8.8.4.4", 30)).toBe(20);
  expect(takenFrom(limits, "2a00:1450:4001:800::1", 15)).toBe(15);
  expect(takenFrom(limits, "2a00:1450:4001:800::2", 15)).toBe(5);
});

test("after the wait that was told the next one is taken", () => {
  const limits = createPublicLimits();
  takenFrom(limits, "8.8.8.8", 20);
  const waitMs = limits.waitOfForm("8.8.8.8", NOON);
  expect(waitMs).toBeGreaterThan(0);
  expect(limits.waitOfForm("8.8.8.8", NOON + waitMs)).toBe(0);
});

test("behind a proxy stand all readers, so that only the sum counts: 600 in ten minutes, from wherever", () => {
  const limits = createPublicLimits();
  expect(takenFrom(limits, "127.0.0.1", 500)).toBe(500);
  expect(takenFrom(limits, undefined, 90)).toBe(90);
  expect(takenFrom(limits, "8.8.8.8", 20)).toBe(10);
  expect(takenFrom(limits, "127.0.0.1", 1000, NOON + 10 * MINUTE)).toBe(600);
});

test("a link is used thirty times in ten minutes; others are not slowed by it", () => {
  const limits = createPublicLimits();
  const used = Array.from({ length: 40 }, () => limits.waitOfLink("manage 1", NOON)).filter((waitMs) => waitMs === 0);
  expect(used).toHaveLength(30);
  expect(limits.waitOfLink("manage 2", NOON)).toBe(0);
});

// How often strangers may fill in the form, without a daemon.
import { expect, test } from "vitest";
import { createPublicLimits, type PublicLimits, readerAddress } from "../../src/daemon/gate/public-limits.ts";

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

test.each([
  ["the proxy's own word counts, and it is the last", "127.0.0.1", "9.9.9.9, 8.8.8.8", "8.8.8.8"],
  ["a proxy in a private network", "10.0.0.2", "8.8.8.8", "8.8.8.8"],
  ["over the socket", undefined, "8.8.8.8", "8.8.8.8"],
  ["IPv6", "::1", "2a00:1450:4001:800::1", "2a00:1450:4001:800::1"],
  ["one from outside is not believed", "8.8.4.4", "8.8.8.8", "8.8.4.4"],
  ["a last one that is private is no reader", "127.0.0.1", "8.8.8.8, 10.0.0.7", "127.0.0.1"],
  ["a last one that is no address", "127.0.0.1", "8.8.8.8, unknown", "127.0.0.1"],
  ["an empty header", "127.0.0.1", "", "127.0.0.1"],
  ["none", "127.0.0.1", undefined, "127.0.0.1"],
])("X-Forwarded-For: %s", (_, peer, forwardedFor, address) => {
  expect(readerAddress({ peer, forwardedFor })).toBe(address);
});

test("one mailbox is sent five messages at once and five a day, whatever tags its address bears", () => {
  const limits = createPublicLimits();
  const takenBy = (addresses: string[], now = NOON) => addresses.map((one) => limits.takeMailbox(one, now));
  const tagged = Array.from({ length: 5 }, (_, tag) => `ann+${tag}+x@example.org`);
  expect(takenBy(tagged)).toEqual([true, true, true, true, true]);
  expect(takenBy(["ann@example.org", "ANN+9@example.org"])).toEqual([false, false]);
  expect(takenBy(["ann@example.com", "anna@example.org", "+ann@example.org", "+bob@example.org"])).not.toContain(false);
  expect(takenBy(["ann@example.org", "ann+1@example.org"], NOON + 5 * 60 * MINUTE)).toEqual([true, false]);
  expect(takenBy([...tagged, "ann@example.org"], NOON + 30 * 60 * MINUTE)).toEqual([...Array(5).fill(true), false]);
});

test("nobody has a mailbox forgotten by naming as many others as the form takes in a day", () => {
  const limits = createPublicLimits();
  for (let asked = 0; asked < 5; asked++) limits.takeMailbox("ann@example.org", NOON);
  for (let other = 0; other < 144 * 600; other++) limits.takeMailbox(`${other}@example.org`, NOON);
  expect(limits.takeMailbox("ann@example.org", NOON)).toBe(false);
});

test("a link is used thirty times in ten minutes; others are not slowed by it", () => {
  const limits = createPublicLimits();
  const used = Array.from({ length: 40 }, () => limits.waitOfLink("manage 1", NOON)).filter((waitMs) => waitMs === 0);
  expect(used).toHaveLength(30);
  expect(limits.waitOfLink("manage 2", NOON)).toBe(0);
});

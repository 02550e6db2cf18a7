import { expect, test } from "vitest";
import { parseTime } from "../../src/contract/time.ts";

const BERLIN = "Europe/Berlin";
const at = (iso: string): number => Date.parse(iso);

test("a clock time is the next one in the zone, and is read on the day on which it will be", () => {
  const noon = at("2026-11-27T12:00:00+01:00");
  expect(parseTime("15:30", noon, BERLIN)).toBe(at("2026-11-27T15:30:00+01:00"));
  expect(parseTime("02:30", noon, BERLIN)).toBe(at("2026-11-28T02:30:00+01:00"));
  expect(parseTime("tomorrow 15:30", noon, BERLIN)).toBe(at("2026-11-28T15:30:00+01:00"));
  expect(() => parseTime("25:00", noon, BERLIN)).toThrow("is not a time");
});

test("a time that does not exist today exists tomorrow, and the other way round moves on by the gap", () => {
  const gapDay = at("2027-03-28T12:00:00+02:00");
  expect(parseTime("tomorrow 02:30", gapDay, BERLIN)).toBe(at("2027-03-29T02:30:00+02:00"));
  expect(parseTime("02:30", gapDay, BERLIN)).toBe(at("2027-03-29T02:30:00+02:00"));
  const dayBefore = at("2027-03-27T12:00:00+01:00");
  expect(parseTime("02:30", dayBefore, BERLIN)).toBe(at("2027-03-28T03:30:00+02:00"));
});

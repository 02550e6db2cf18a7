// Windows that come again: rows ahead, one or all of them changed, and what was promised is what happens.
import { describe, expect, test } from "vitest";
import { type EditMaintenanceInput, editMaintenance } from "../../src/daemon/actions/edit-maintenance.ts";
import { AHEAD } from "../../src/daemon/actions/plan-ahead.ts";
import { previewWindow } from "../../src/daemon/actions/preview-window.ts";
import { skipMaintenance } from "../../src/daemon/actions/skip-maintenance.ts";
import { presentOccurrences } from "../../src/daemon/gate/present-occurrences.ts";
import type { Maintenance } from "../../src/domain/maintenance.ts";
import { type House, openHouse } from "./house.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** Tuesday, 1 December 2026, 03:00 in Berlin. */
const NIGHTLY = {
  ...{ title: "Backup", components: ["api"], rrule: "FREQ=DAILY", timeZone: "Europe/Berlin" },
  ...{ startsAt: at("2026-12-01T02:00:00Z"), endsAt: at("2026-12-01T03:00:00Z") },
};
const rows = (house: House, state?: Maintenance["state"]): Maintenance[] =>
  house.store.maintenances
    .all(200)
    .items.filter((window) => state === undefined || window.state === state)
    .sort((a, b) => a.startsAt - b.startsAt);
const starts = (house: House): string[] => rows(house, "scheduled").map(({ startsAt }) => iso(startsAt));
const edit = (house: House, input: EditMaintenanceInput) => house.run("editMaintenance", editMaintenance, input);
const skip = (house: House, id: number) => house.run("skipMaintenance", skipMaintenance, { id });
/** Day after day, so that each look of the clock finds one thing due. */
const pass = async (house: House, days: number): Promise<void> => {
  for (let hour = 0; hour < days * 24; hour++) await house.wind(HOUR);
};

describe("rows ahead", () => {
  test("a series has ten occurrences ahead of it, and one more for each that passes; the first is the reply", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    const { value } = await house.schedule(NIGHTLY);
    expect(value).toMatchObject({ seriesId: 1, occurrence: "2026-12-01T03:00:00", startsAt: NIGHTLY.startsAt });
    expect(starts(house)).toHaveLength(AHEAD);
    await pass(house, 3);
    expect(rows(house, "completed").map(({ startedAt }) => iso(startedAt!))).toEqual([
      ...["2026-12-01T02:00", "2026-12-02T02:00", "2026-12-03T02:00"],
    ]);
    expect(starts(house)).toHaveLength(AHEAD);
    expect(starts(house)[0]).toBe("2026-12-04T02:00");
  });

  test("wall time stays over the change of the clock: 03:00 in Berlin is 02:00 UTC in winter and 01:00 in summer", async () => {
    const house = await openHouse({ at: at("2027-03-26T12:00:00Z") });
    const start = at("2027-03-27T02:00:00Z");
    await house.schedule({ ...NIGHTLY, startsAt: start, endsAt: start + HOUR });
    expect(starts(house).slice(0, 3)).toEqual(["2027-03-27T02:00", "2027-03-28T01:00", "2027-03-29T01:00"]);
  });

  test("a rule that fires seldom has only its next one ahead; one that ends has no more than that", async () => {
    const house = await openHouse();
    const start = at("2027-02-28T02:00:00Z");
    await house.schedule({ ...NIGHTLY, startsAt: start, endsAt: start + HOUR, rrule: "FREQ=YEARLY" });
    expect(starts(house)).toEqual(["2027-02-28T02:00"]);
    await house.schedule({ ...NIGHTLY, rrule: "FREQ=WEEKLY;COUNT=3" });
    expect(starts(house).filter((one) => one.startsWith("2026-12"))).toEqual([
      ...["2026-12-08T02:00", "2026-12-15T02:00"], // the first one runs already
    ]);
    await pass(house, 16);
    expect(rows(house, "completed")).toHaveLength(3);
    expect(starts(house)).toEqual(["2027-02-28T02:00"]);
  });

  test("away for weeks: those planned are over without having begun, and the series goes on with what is to come", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    await house.wind(30 * DAY);
    expect(rows(house, "completed").every(({ startedAt }) => startedAt === null)).toBe(true);
    expect(rows(house, "completed")).toHaveLength(AHEAD);
    expect(starts(house)[0]).toBe("2026-12-31T02:00");
    expect(await house.moves()).toEqual([]);
    await pass(house, 1);
    expect(rows(house, "completed").at(-1)).toMatchObject({ startedAt: at("2026-12-31T02:00:00Z") });
  });

  test("one that should be running now starts now", async () => {
    const house = await openHouse({ at: at("2026-12-05T02:30:00Z") });
    const { value } = await house.schedule(NIGHTLY);
    expect(value).toMatchObject({ state: "in_progress", occurrence: "2026-12-05T03:00:00" });
    expect(starts(house)).toHaveLength(AHEAD);
  });

  test("each occurrence is announced two days before, and not ten days ahead", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const told = (): string[] =>
      rows(house).flatMap(({ announcedAt, startsAt }) => (announcedAt === null ? [] : [iso(startsAt)]));
    await house.wind(0);
    expect(told()).toEqual(["2026-12-01T02:00", "2026-12-02T02:00"]);
    await pass(house, 1);
    expect(told()).toEqual(["2026-12-01T02:00", "2026-12-02T02:00", "2026-12-03T02:00"]);
  });
});

describe("the preview is what happens", () => {
  test.each(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham"])(
    "over both changes of the clock in %s",
    async (timeZone) => {
      const first = Temporal.PlainDateTime.from("2026-09-20T02:15").toZonedDateTime(timeZone).epochMilliseconds;
      const house = await openHouse({ at: first - DAY });
      const plan = { ...NIGHTLY, timeZone, startsAt: first, endsAt: first + HOUR, rrule: "FREQ=WEEKLY;BYDAY=SA,SU" };
      const promised = previewWindow({ ...plan, limit: 64 }, house.now());
      await house.schedule(plan);
      await pass(house, 7 * 32);
      const happened = rows(house, "completed").map(({ startedAt, endedAt }) => [startedAt, endedAt]);
      expect(happened.length).toBeGreaterThan(60);
      // The clock looks once an hour here.
      const hourly = (ms: number): number => Math.ceil((ms - (first - DAY)) / HOUR) * HOUR + first - DAY;
      expect(happened).toEqual(
        promised.slice(0, happened.length).map(({ startsAt, endsAt }) => [hourly(startsAt), hourly(endsAt)]),
      );
      expect(promised.filter(({ dst }) => dst !== null).length).toBeGreaterThan(0);
    },
  );
});

describe("one occurrence", () => {
  test("skipped: it does not take place, the others do, and nothing takes its place", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const [, second] = rows(house);
    expect((await skip(house, second!.id)).value.state).toBe("cancelled");
    expect((await skip(house, second!.id)).result).toBe("unchanged");
    await pass(house, 3);
    expect(rows(house, "completed").map(({ startedAt }) => iso(startedAt!))).toEqual([
      ...["2026-12-01T02:00", "2026-12-03T02:00"],
    ]);
    expect(house.log().find(({ type }) => type === "maintenance:cancelled")?.data).toMatchObject({ why: "skipped" });
  });

  test("moved: it takes place once, then; a change of the series leaves it as it is", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const [, second] = rows(house);
    await edit(house, { id: second!.id, startsAt: at("2026-12-02T10:00:00Z") });
    await edit(house, { id: 1, series: true, title: "Nightly backup" });
    expect(house.window(second!.id)).toMatchObject({ title: "Backup", isEdited: true });
    expect(rows(house, "scheduled").filter(({ title }) => title === "Nightly backup")).toHaveLength(AHEAD);
    await pass(house, 3);
    expect(rows(house, "completed").map(({ startedAt }) => iso(startedAt!))).toEqual([
      ...["2026-12-01T02:00", "2026-12-02T10:00", "2026-12-03T02:00"],
    ]);
  });
});

describe("the series", () => {
  test("given another time: the rows move, each told where it went, and what was moved by hand stays", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    await edit(house, { id: rows(house)[2]!.id, startsAt: at("2026-12-03T12:00:00Z") });
    const before = rows(house, "scheduled");
    // Whichever is named: all of them move by as much.
    await edit(house, { id: before[3]!.id, series: true, startsAt: at("2026-12-04T04:00:00Z") });
    const after = rows(house, "scheduled");
    expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect(house.window(before[0]!.id)).toMatchObject({
      ...{
        startsAt: at("2026-12-01T04:00:00Z"),
        endsAt: at("2026-12-01T05:00:00Z"),
        occurrence: "2026-12-01T05:00:00",
      },
      isEdited: false,
    });
    expect(house.window(before[2]!.id).startsAt).toBe(at("2026-12-03T12:00:00Z"));
    expect(house.log().filter(({ type, data }) => type === "maintenance:edited" && "moved" in data)).toHaveLength(
      AHEAD + 1,
    );
  });

  test("given a rule that fires less: what is not to be any more is called off, and nothing is doubled", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const id = rows(house)[0]!.id;
    await edit(house, { id, series: true, rrule: "FREQ=WEEKLY;BYDAY=TU;COUNT=4" });
    expect(starts(house)).toEqual(["2026-12-01T02:00", "2026-12-08T02:00", "2026-12-15T02:00", "2026-12-22T02:00"]);
    expect(rows(house, "cancelled")).toHaveLength(AHEAD - 2);
    await edit(house, { id, series: true, rrule: "FREQ=DAILY" });
    expect(starts(house).slice(0, AHEAD).at(-1)).toBe("2026-12-10T02:00");
    expect(new Set(starts(house)).size).toBe(starts(house).length);
  });

  test("a skipped day stays skipped when the series changes its words or its length", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const [first, second] = rows(house);
    await skip(house, second!.id);
    await edit(house, { id: first!.id, series: true, endsAt: at("2026-12-01T04:00:00Z"), text: "Slow." });
    await edit(house, { id: first!.id, series: true, rrule: "FREQ=DAILY;INTERVAL=1" });
    expect(starts(house)).not.toContain("2026-12-02T02:00");
    expect(rows(house, "scheduled").every(({ startsAt, endsAt }) => endsAt - startsAt === 2 * HOUR)).toBe(true);
    expect(house.window(first!.id).text).toBe("Slow.");
  });

  test("given another time: what was left out stays so, and what has run or runs is not run again", async () => {
    const house = await openHouse({ at: at("2026-12-01T02:30:00Z") });
    const { value: runs } = await house.schedule(NIGHTLY);
    const [second, third] = rows(house, "scheduled");
    await skip(house, second!.id);
    await edit(house, { id: third!.id, series: true, startsAt: at("2026-12-03T02:20:00Z") });
    expect(house.window(runs.id)).toMatchObject({ state: "in_progress", startsAt: NIGHTLY.startsAt });
    expect(starts(house).slice(0, 2)).toEqual(["2026-12-03T02:20", "2026-12-04T02:20"]);
    expect(house.window(third!.id).startsAt).toBe(at("2026-12-03T02:20:00Z"));
  });

  test("named by one that was moved by hand, it moves by what the rule gave that one", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const moved = rows(house)[2]!.id;
    await edit(house, { id: moved, startsAt: at("2026-12-03T12:00:00Z"), endsAt: at("2026-12-03T15:00:00Z") });
    await edit(house, { id: moved, series: true, startsAt: at("2026-12-03T03:00:00Z") });
    expect(rows(house)[0]).toMatchObject({ startsAt: at("2026-12-01T03:00:00Z"), endsAt: at("2026-12-01T04:00:00Z") });
  });

  test.each<[string, string]>([
    ["FREQ=WEEKLY;BYDAY=TU", "2026-12-02T02:00:00Z"],
    ["FREQ=DAILY;BYHOUR=3", "2026-12-01T04:00:00Z"],
    ["FREQ=MONTHLY;BYMONTHDAY=1", "2026-12-02T02:00:00Z"],
  ])("%s says itself when it is, so another start alone is refused, and nothing has moved", async (rrule, startsAt) => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    const { id } = (await house.schedule({ ...NIGHTLY, rrule })).value;
    const before = starts(house);
    await expect(edit(house, { id, series: true, startsAt: at(startsAt) })).rejects.toThrow(
      "does not move with its start",
    );
    expect(starts(house)).toEqual(before);
  });

  test("from Sundays to Mondays: each row moves on by a day", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    const start = at("2026-12-06T02:00:00Z");
    const weekly = { ...NIGHTLY, startsAt: start, endsAt: start + HOUR, rrule: "FREQ=WEEKLY;BYDAY=SU" };
    const { id } = (await house.schedule(weekly)).value;
    const before = rows(house, "scheduled").map((row) => row.id);
    await edit(house, { id, series: true, rrule: "FREQ=WEEKLY;BYDAY=MO" });
    expect(rows(house, "scheduled").map((row) => row.id)).toEqual(before);
    expect(starts(house).slice(0, 2)).toEqual(["2026-12-07T02:00", "2026-12-14T02:00"]);
  });

  test("given a second time of day after the first one has run: the second takes place today", async () => {
    const house = await openHouse({ at: at("2026-12-01T01:00:00Z") });
    const { id } = (await house.schedule({ ...NIGHTLY, rrule: "FREQ=DAILY" })).value;
    await pass(house, 1 / 6);
    expect(house.window(id).state).toBe("completed");
    await edit(house, { id: rows(house, "scheduled")[0]!.id, series: true, rrule: "FREQ=DAILY;BYHOUR=3,15" });
    expect(starts(house).slice(0, 3)).toEqual(["2026-12-01T14:00", "2026-12-02T02:00", "2026-12-02T14:00"]);
  });

  test("other words after very many were left out change words alone", async () => {
    const house = await openHouse({ at: at("2026-12-01T00:30:00Z") });
    const hours = Array.from({ length: 24 }, (_, hour) => hour).join();
    const first = at("2026-12-01T01:00:00Z");
    const hourly = { ...NIGHTLY, startsAt: first, endsAt: first + HOUR / 4, rrule: `FREQ=DAILY;BYHOUR=${hours}` };
    await house.schedule(hourly);
    for (let left = 0; left < 110; left++) await skip(house, rows(house, "scheduled")[0]!.id);
    const before = starts(house);
    await edit(house, { id: rows(house, "scheduled")[0]!.id, series: true, title: "Other" });
    expect(starts(house)).toEqual(before);
    expect(rows(house, "scheduled").every(({ title }) => title === "Other")).toBe(true);
  });

  test("given a rule that fires seldom: only its next one stays planned", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    const { id } = (await house.schedule(NIGHTLY)).value;
    await edit(house, { id, series: true, rrule: "FREQ=YEARLY;INTERVAL=2" });
    expect(starts(house)).toEqual(["2026-12-01T02:00"]);
    expect(rows(house, "cancelled")).toHaveLength(AHEAD - 1);
  });

  test("goes on where people moved or left out all that was planned", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const [first, ...others] = rows(house, "scheduled");
    await edit(house, { id: first!.id, startsAt: at("2027-06-01T02:00:00Z") });
    for (const { id } of others) await skip(house, id);
    expect(starts(house).slice(0, 2)).toEqual(["2026-12-11T02:00", "2026-12-12T02:00"]);
    const yearly = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    const start = at("2028-02-28T02:00:00Z");
    const { id } = (await yearly.schedule({ ...NIGHTLY, startsAt: start, endsAt: start + HOUR, rrule: "FREQ=YEARLY" }))
      .value;
    await edit(yearly, { id, startsAt: at("2027-01-10T02:00:00Z") });
    await pass(yearly, 60);
    expect(rows(yearly).map(({ state, startsAt }) => [state, iso(startsAt)])).toEqual([
      ["completed", "2027-01-10T02:00"],
      ["scheduled", "2029-02-28T02:00"],
    ]);
  });

  test("called off: all that are to come, and no more are planned; the one that runs goes on", async () => {
    const house = await openHouse({ at: at("2026-12-01T02:30:00Z") });
    const { value } = await house.schedule(NIGHTLY);
    const next = rows(house, "scheduled")[0]!.id;
    await house.cancel({ id: next, series: true });
    expect(house.window(value.id).state).toBe("in_progress");
    expect(starts(house)).toEqual([]);
    await pass(house, 2);
    expect(rows(house, "completed")).toHaveLength(1);
    expect((await house.cancel({ id: next, series: true })).result).toBe("unchanged");
    await expect(edit(house, { id: next, series: true, title: "x" })).rejects.toThrow("was called off");
  });

  test("a window that stands alone has none", async () => {
    const house = await openHouse();
    const { rrule: _, timeZone: __, ...alone } = NIGHTLY;
    const { id } = (await house.schedule({ ...alone, endsAt: alone.startsAt + 2 * DAY })).value;
    await expect(house.cancel({ id, series: true })).rejects.toThrow("takes place once");
    await expect(edit(house, { id, rrule: "FREQ=DAILY" })).rejects.toThrow("those of a series");
  });

  test("its list names rows, skipped and moved ones too, and goes on beyond them by the rule", async () => {
    const house = await openHouse({ at: at("2026-11-30T12:00:00Z") });
    await house.schedule(NIGHTLY);
    const [first, second, third] = rows(house);
    await skip(house, second!.id);
    await edit(house, { id: third!.id, startsAt: at("2026-12-03T12:00:00Z") });
    const list = presentOccurrences(house.store, first!, { now: house.now(), limit: 13 });
    expect(list.slice(0, 3).map(({ id, state, startsAt }) => [id, state, startsAt])).toEqual([
      [first!.id, "scheduled", "2026-12-01T02:00:00.000Z"],
      [second!.id, "cancelled", "2026-12-02T02:00:00.000Z"],
      [third!.id, "scheduled", "2026-12-03T12:00:00.000Z"],
    ]);
    expect(list.slice(-2).map(({ id, startsAt }) => [id, startsAt])).toEqual([
      [rows(house).at(-1)!.id, "2026-12-12T02:00:00.000Z"],
      [undefined, "2026-12-13T02:00:00.000Z"],
    ]);
    await edit(house, { id: first!.id, startsAt: at("2026-12-20T02:00:00Z") });
    await house.wind(3 * DAY);
    const later = presentOccurrences(house.store, first!, { now: house.now(), limit: 50 });
    expect(later.filter(({ id }) => id === first!.id).map(({ startsAt }) => startsAt)).toEqual([
      "2026-12-20T02:00:00.000Z",
    ]);
  });

  test.each<[string, object, string]>([
    ["no zone", { timeZone: undefined }, "needs the time zone"],
    ["a rule that never fires", { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }, "never"],
    ["a rule that fires every second", { rrule: "FREQ=SECONDLY" }, "cannot come secondly"],
    ["one that begins before the last is over", { endsAt: NIGHTLY.startsAt + 25 * HOUR }, ""],
    ["a length of nothing", { endsAt: NIGHTLY.startsAt }, "would end at"],
    [
      "a length of ten years",
      { endsAt: NIGHTLY.startsAt + 3650 * DAY, rrule: "FREQ=YEARLY;INTERVAL=20" },
      "longer than a year",
    ],
    ["verifying all of it", { verifyMs: HOUR }, "whole window"],
    ["no rule at all", { rrule: "every sunday" }, ""],
  ])("%s is refused, and nothing is planned", async (_, change, words) => {
    const house = await openHouse();
    await expect(house.schedule({ ...NIGHTLY, ...change })).rejects.toThrow(words);
    expect(rows(house)).toEqual([]);
    expect(house.log()).toEqual([]);
  });
});

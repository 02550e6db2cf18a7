// Maintenance windows: what they do by themselves, what people do with them, and what becomes of levels.
import { describe, expect, test } from "vitest";
import type { ActionContext, Done } from "../../src/daemon/actions/context.ts";
import { editMaintenance } from "../../src/daemon/actions/edit-maintenance.ts";
import { endMaintenance } from "../../src/daemon/actions/end-maintenance.ts";
import { extendMaintenance } from "../../src/daemon/actions/extend-maintenance.ts";
import { skipMaintenance } from "../../src/daemon/actions/skip-maintenance.ts";
import { startMaintenance } from "../../src/daemon/actions/start-maintenance.ts";
import { updateMaintenance } from "../../src/daemon/actions/update-maintenance.ts";
import { verifyMaintenance } from "../../src/daemon/actions/verify-maintenance.ts";
import type { Tx } from "../../src/daemon/store/store.ts";
import type { Maintenance } from "../../src/domain/maintenance.ts";
import { type House, openHouse, START } from "./house.ts";

const MINUTE = 60_000;
const HOUR = 3600_000;
const DAY = 24 * HOUR;

const plan = (from: number, to: number, components = ["api"]) => ({
  ...{ title: "Upgrade", components, startsAt: START + from, endsAt: START + to },
});
/** What was told of a window, in order. */
const story = (house: House, id: number): string[] =>
  house.log().flatMap((event) => (event.maintenanceId === id ? [event.type.replace("maintenance:", "")] : []));
type Verb = (tx: Tx, ctx: ActionContext, input: { id: number }) => Done<Maintenance>;
const does = (house: House, verb: Verb) => (id: number) => house.run("editMaintenance", verb, { id });

describe("by itself", () => {
  test("a window is announced at once, reminded of an hour before, started and ended, each once", async () => {
    const house = await openHouse();
    const { value } = await house.schedule(plan(DAY, DAY + 2 * HOUR));
    expect(value).toMatchObject({ state: "scheduled", announcedAt: START, remindedAt: null });
    for (const ms of [DAY - HOUR, HOUR, MINUTE, 2 * HOUR, DAY]) await house.wind(ms);
    expect(story(house, value.id)).toEqual(["scheduled", "announced", "reminded", "started", "completed"]);
    expect(house.window(value.id)).toMatchObject({
      ...{ state: "completed", startsAt: START + DAY, startedAt: START + DAY },
      ...{ endsAt: START + DAY + 2 * HOUR, endedAt: START + DAY + 2 * HOUR + MINUTE },
    });
    expect(await house.moves()).toEqual([
      "api: operational -> under_maintenance",
      "api: under_maintenance -> operational",
    ]);
  });

  test("one that is planned for so soon that its reminder would follow the announcement has no reminder", async () => {
    const house = await openHouse();
    const { value } = await house.schedule(plan(30 * MINUTE, HOUR));
    await house.wind(30 * MINUTE);
    expect(story(house, value.id)).toEqual(["scheduled", "announced", "started"]);
  });

  test("a start in the past starts now, without an announcement of what has begun", async () => {
    const house = await openHouse();
    const { value } = await house.schedule(plan(-HOUR, HOUR));
    expect(story(house, value.id)).toEqual(["scheduled", "started"]);
    expect(value).toMatchObject({ state: "in_progress", startsAt: START - HOUR, startedAt: START });
  });

  test("the last part is for verifying, and the components stay under maintenance until the end", async () => {
    const house = await openHouse();
    const { value } = await house.schedule({
      ...plan(HOUR, 3 * HOUR),
      verifyMs: 30 * MINUTE,
      announce: false,
      remindMs: null,
    });
    await house.wind(HOUR);
    await house.wind(90 * MINUTE);
    expect(house.window(value.id).state).toBe("verifying");
    expect(await house.level("api")).toBe("under_maintenance");
    await house.wind(30 * MINUTE);
    expect(story(house, value.id)).toEqual(["scheduled", "started", "verifying", "completed"]);
    expect(await house.level("api")).toBe("operational");
  });

  test("without auto end it overruns until somebody ends it; without auto start it waits for somebody", async () => {
    const house = await openHouse();
    const overrun = (await house.schedule({ ...plan(HOUR, 2 * HOUR), autoEnd: false })).value.id;
    const waits = (await house.schedule({ ...plan(HOUR, 2 * HOUR, ["web"]), autoStart: false })).value.id;
    await house.wind(90 * MINUTE);
    expect([house.window(overrun).state, house.window(waits).state]).toEqual(["in_progress", "scheduled"]);
    await house.wind(DAY);
    expect(house.window(overrun).state).toBe("in_progress");
    expect((await does(house, endMaintenance)(overrun)).value).toMatchObject({
      state: "completed",
      endedAt: house.now(),
    });
    // Nobody came: it did not take place, and does not stand there for ever.
    expect(house.window(waits)).toMatchObject({ state: "cancelled", startedAt: null, endedAt: null });
    expect(house.log().at(-1)?.type).toBe("maintenance:completed");
    expect(house.log().find(({ type }) => type === "maintenance:cancelled")?.data).toMatchObject({ why: "lapsed" });
  });

  test("one that nobody ends and that was slept through is started, since only people end it", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule({ ...plan(HOUR, 2 * HOUR), autoEnd: false })).value;
    await house.wind(3 * HOUR);
    expect(house.window(id)).toMatchObject({ state: "in_progress", startedAt: START + 3 * HOUR });
  });
});

describe("down", () => {
  test("across the start: it starts once, late, and the planned time stays beside it", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(2 * HOUR, 4 * HOUR))).value;
    await house.wind(3 * HOUR);
    await house.wind(0);
    expect(story(house, id)).toEqual(["scheduled", "announced", "started"]);
    expect(house.window(id)).toMatchObject({ startsAt: START + 2 * HOUR, startedAt: START + 3 * HOUR });
  });

  test("across the end: it ends once, late", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(0, 2 * HOUR))).value;
    await house.wind(5 * HOUR);
    await house.wind(0);
    expect(story(house, id)).toEqual(["scheduled", "started", "completed"]);
    expect(house.window(id)).toMatchObject({ endsAt: START + 2 * HOUR, endedAt: START + 5 * HOUR });
  });

  test("across both: it is told as over and never as begun, and no level moves", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(2 * HOUR, 4 * HOUR))).value;
    await house.wind(DAY);
    expect(story(house, id)).toEqual(["scheduled", "announced", "completed"]);
    expect(house.window(id)).toMatchObject({ startedAt: null, endedAt: START + DAY });
    expect(await house.moves()).toEqual([]);
  });

  test("across the moment of verifying and the end: it is not verified any more", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule({ ...plan(0, 2 * HOUR), verifyMs: HOUR })).value;
    await house.wind(2 * HOUR);
    expect(story(house, id)).toEqual(["scheduled", "started", "completed"]);
  });

  test("a clock that jumps an hour back undoes nothing and tells nothing twice; one that jumps ahead is the time", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(2 * HOUR, 4 * HOUR))).value;
    await house.wind(2 * HOUR);
    await house.wind(-HOUR);
    expect(house.window(id).state).toBe("in_progress");
    await house.wind(HOUR);
    await house.wind(HOUR);
    await house.wind(-HOUR);
    await house.wind(2 * HOUR);
    await house.wind(-HOUR);
    expect(story(house, id)).toEqual(["scheduled", "announced", "started", "completed"]);
    const back = (await house.schedule(plan(3 * HOUR, 9 * HOUR, ["web"]))).value.id;
    expect(house.window(back).state).toBe("in_progress");
    await house.wind(-HOUR);
    const { value } = await does(house, endMaintenance)(back);
    expect(value.endedAt).toBe(value.startedAt);
  });
});

describe("levels", () => {
  test("nothing worse is hidden: an outage stays through a window, and maintenance shows once it is over", async () => {
    const house = await openHouse();
    const incident = (await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] })).value;
    await house.schedule(plan(0, 2 * HOUR));
    expect(await house.level("api")).toBe("major_outage");
    await house.resolve({ id: incident.id });
    expect(await house.moves()).toEqual(["api: operational -> major_outage", "api: major_outage -> under_maintenance"]);
  });

  test.each<[string, [number, number][], number[]]>([
    [
      "nested",
      [
        [0, 4],
        [1, 2],
      ],
      [0, 4],
    ],
    [
      "overlapping",
      [
        [0, 2],
        [1, 4],
      ],
      [0, 4],
    ],
    [
      "back to back",
      [
        [0, 2],
        [2, 4],
      ],
      [0, 4],
    ],
    [
      "the same twice",
      [
        [0, 4],
        [0, 4],
      ],
      [0, 4],
    ],
  ])("%s windows are one stretch of maintenance, left when the last one ends", async (_, spans) => {
    const house = await openHouse();
    for (const [from, to] of spans) await house.schedule(plan((from + 1) * HOUR, (to + 1) * HOUR));
    for (let step = 0; step < 12; step++) await house.wind(30 * MINUTE);
    expect(await house.moves()).toEqual([
      "api: operational -> under_maintenance",
      "api: under_maintenance -> operational",
    ]);
    expect(house.store.components.get("api")?.since).toBe(START + 5 * HOUR);
  });

  test("slept through the seam of two that are back to back: the second takes over without a moment in between", async () => {
    const house = await openHouse();
    await house.schedule(plan(0, 2 * HOUR));
    await house.schedule(plan(2 * HOUR, 4 * HOUR));
    await house.wind(3 * HOUR);
    expect(await house.moves()).toEqual(["api: operational -> under_maintenance"]);
  });

  test("one of two overlapping is cancelled: the other one still covers; cancelling that too recomputes and tells", async () => {
    const house = await openHouse();
    const first = (await house.schedule(plan(0, 2 * HOUR))).value.id;
    const second = (await house.schedule(plan(0, 4 * HOUR))).value.id;
    await house.cancel({ id: first });
    expect(await house.level("api")).toBe("under_maintenance");
    await house.cancel({ id: second });
    expect(await house.level("api")).toBe("operational");
    expect(story(house, second)).toEqual(["scheduled", "started", "cancelled"]);
  });
});

describe("people", () => {
  test("start it early, say something, extend it, verify and end it early; planned and actual times stay apart", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(2 * HOUR, 4 * HOUR))).value;
    await does(house, startMaintenance)(id);
    await house.run("updateMaintenance", updateMaintenance, { id, text: "Half way." });
    await house.run("extendMaintenance", extendMaintenance, { id, forMs: HOUR });
    await house.wind(MINUTE);
    await does(house, verifyMaintenance)(id);
    await does(house, endMaintenance)(id);
    expect(story(house, id)).toEqual([
      ...["scheduled", "announced", "edited", "started", "updated", "edited", "verifying", "completed"],
    ]);
    expect(house.window(id)).toMatchObject({
      ...{ startsAt: START, endsAt: START + 3 * HOUR, startedAt: START, endedAt: START + MINUTE },
    });
    expect((await does(house, endMaintenance)(id)).result).toBe("unchanged");
  });

  test("move it: the length stays, a new reminder comes before the new start, and the old start passes by", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(2 * HOUR, 4 * HOUR))).value;
    await house.wind(HOUR);
    await house.run("editMaintenance", editMaintenance, { id, startsAt: START + DAY });
    expect(house.window(id)).toMatchObject({ startsAt: START + DAY, endsAt: START + DAY + 2 * HOUR, remindedAt: null });
    for (const ms of [2 * HOUR, 20 * HOUR, HOUR, 2 * HOUR]) await house.wind(ms);
    expect(story(house, id)).toEqual([
      "scheduled",
      "announced",
      "reminded",
      "edited",
      "reminded",
      "started",
      "completed",
    ]);
  });

  test("give a running one other components: what left is well again at once", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(0, 2 * HOUR, ["api", "web"]))).value;
    await house.run("editMaintenance", editMaintenance, { id, components: ["web", "mail"] });
    expect([await house.level("api"), await house.level("web"), await house.level("mail")]).toEqual([
      ...["operational", "under_maintenance", "under_maintenance"],
    ]);
  });

  test("the same edit twice is no change, and nothing to change is said", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(HOUR, 2 * HOUR))).value;
    const edit = () => house.run("editMaintenance", editMaintenance, { id, title: "Other" });
    expect([(await edit()).result, (await edit()).result]).toEqual(["changed", "unchanged"]);
    await expect(house.run("editMaintenance", editMaintenance, { id })).rejects.toThrow("nothing to change");
  });

  test.each<[string, Verb, string]>([
    ["end", endMaintenance, "has not started"],
    ["verify", verifyMaintenance, "has not started"],
    ["skip", skipMaintenance, "takes place once"],
  ])("%s is refused before its time, and says what to do instead", async (_, action, words) => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(HOUR, 2 * HOUR))).value;
    await expect(does(house, action)(id)).rejects.toThrow(words);
  });

  test("what is over stays over", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(0, HOUR))).value;
    await house.wind(HOUR);
    for (const verb of [startMaintenance, verifyMaintenance])
      await expect(does(house, verb)(id)).rejects.toThrow("is completed");
    const edit = house.run("editMaintenance", editMaintenance, { id, title: "x" });
    await expect(edit).rejects.toThrow("is completed");
    await expect(house.run("extendMaintenance", extendMaintenance, { id, forMs: HOUR })).rejects.toThrow(
      "is completed",
    );
    await expect(house.cancel({ id })).rejects.toThrow("is completed");
  });

  test("the start of a running one cannot be moved, nor its end before now, nor an extension shorten it", async () => {
    const house = await openHouse();
    const { id } = (await house.schedule(plan(0, 2 * HOUR))).value;
    await house.wind(HOUR);
    const edit = (change: object) => house.run("editMaintenance", editMaintenance, { id, ...change });
    await expect(edit({ startsAt: START + 90 * MINUTE })).rejects.toThrow("cannot be moved");
    await expect(edit({ endsAt: START + HOUR - 1 })).rejects.toThrow("before now");
    await expect(house.run("extendMaintenance", extendMaintenance, { id, until: START + 90 * MINUTE })).rejects.toThrow(
      "ends at",
    );
  });
});

describe("what it covers", () => {
  test("a group stands for its components as they are when it begins, and a page for what it shows", async () => {
    const house = await openHouse();
    const configure = (groups: Record<string, string | null>) =>
      house.configureAs(Object.entries(groups).map(([id, group]) => ({ id, group })));
    await configure({ web: "Shop", api: null, mail: null });
    const { id } = (await house.schedule({ ...plan(HOUR, 2 * HOUR, []), groups: ["Shop"] })).value;
    const page = (await house.schedule({ ...plan(HOUR, 2 * HOUR, []), page: "status" })).value;
    expect(page.components.toSorted()).toEqual(["api", "mail", "web"]);
    expect(house.window(id).components).toEqual(["web"]);
    await configure({ web: "Shop", api: "Shop", mail: null });
    expect(house.window(id).components.toSorted()).toEqual(["api", "web"]);
  });

  test("nothing, an unknown group and an unknown page are refused with what there is", async () => {
    const house = await openHouse();
    await expect(house.schedule(plan(HOUR, 2 * HOUR, []))).rejects.toThrow("covers no component");
    await house.configureAs([{ id: "api", group: "Shop" }]);
    await expect(house.schedule({ ...plan(HOUR, 2 * HOUR, []), groups: ["Shopp"] })).rejects.toThrow(
      "did you mean `Shop`",
    );
    await expect(house.schedule({ ...plan(HOUR, 2 * HOUR, []), page: "x" })).rejects.toThrow("no page `x`");
    await expect(house.schedule(plan(HOUR, 2 * HOUR, ["apl"]))).rejects.toThrow("did you mean `api`");
  });
});

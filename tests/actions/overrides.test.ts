// A person's word on a level: above incidents and windows, one at a time, with an end.
import { expect, test } from "vitest";
import type { OpenInput } from "../../src/daemon/actions/open-incident.ts";
import { tempDir } from "../support/temp.ts";
import { createHouse, type House, openHouse } from "./house.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const api = { componentId: "api", reason: "The provider says so." };
const outage: OpenInput = { title: "Down", severity: "critical", components: [{ id: "api" }] };

const events = (house: House) =>
  house.log().map(({ type, componentId, actor, data }) => [type, componentId, actor.name, data]);
const rows = (house: House) =>
  house.store.db
    .prepare("SELECT component_id, level, author, set_at, ends_at, ended_at FROM overrides ORDER BY id")
    .all();

test("a pin moves the level with its reason and author, and a clear lets it follow again", async () => {
  const house = await openHouse();
  const { value } = await house.pin({ ...api, level: "partial_outage" });
  expect(value.override).toEqual({
    ...{ level: "partial_outage", reason: api.reason, author: "ann", setAt: house.now(), endsAt: null },
  });
  expect(await house.level("api")).toBe("partial_outage");
  expect(house.store.components.get("api")?.cause).toEqual({ kind: "override", id: 1 });
  await house.unpin({ componentId: "api" }, "bob");
  expect(await house.level("api")).toBe("operational");
  expect(house.store.components.get("api")?.override).toBeNull();
  expect(events(house).filter(([type]) => type !== "status:changed")).toEqual([
    [
      ...["override:set", "api", "ann"],
      {
        ...{ overrideId: 1, level: "partial_outage", reason: api.reason },
        effects: [{ componentId: "api", level: "partial_outage" }],
      },
    ],
    ["override:cleared", "api", "bob", { overrideId: 1, level: "partial_outage", why: "manual", effects: [] }],
  ]);
  expect(await house.moves()).toEqual(["api: operational -> partial_outage", "api: partial_outage -> operational"]);
});

test("a pin at operational hides an outage; cleared, the outage is there again", async () => {
  const house = await openHouse();
  await house.open(outage);
  await house.pin({ ...api, level: "operational" });
  expect(await house.level("api")).toBe("operational");
  await house.unpin({ componentId: "api" });
  expect(await house.level("api")).toBe("major_outage");
  expect(await house.moves()).toEqual([
    ...["api: operational -> major_outage", "api: major_outage -> operational"],
    "api: operational -> major_outage",
  ]);
});

test("what happens under a pin moves nothing until it is cleared", async () => {
  const house = await openHouse();
  await house.pin({ ...api, level: "degraded_performance" });
  await house.open(outage);
  await house.resolve({ id: 1 });
  await house.open(outage);
  await house.unpin({ componentId: "api" });
  expect(await house.moves()).toEqual([
    "api: operational -> degraded_performance",
    "api: degraded_performance -> major_outage",
  ]);
});

test("a pin stands above a running window", async () => {
  const house = await openHouse();
  await house.schedule({ title: "U", components: ["api"], startsAt: house.now(), endsAt: house.now() + HOUR });
  expect(await house.level("api")).toBe("under_maintenance");
  await house.pin({ ...api, level: "partial_outage" });
  expect(await house.level("api")).toBe("partial_outage");
  await house.unpin({ componentId: "api" });
  expect(await house.level("api")).toBe("under_maintenance");
});

test("a new word takes the place of the old: one move at most, and the old one stays as history", async () => {
  const house = await openHouse();
  await house.pin({ ...api, level: "partial_outage" });
  await house.wind(MINUTE);
  await house.pin({ ...api, level: "major_outage", forMs: HOUR }, "bob");
  await house.pin({ ...api, level: "major_outage", reason: "Confirmed." }, "bob");
  expect(events(house).filter(([type]) => type !== "status:changed")).toMatchObject([
    ["override:set", "api", "ann", { overrideId: 1 }],
    ["override:cleared", "api", "bob", { overrideId: 1, level: "partial_outage", why: "replaced", effects: [] }],
    ["override:set", "api", "bob", { overrideId: 2, until: new Date(house.now() + HOUR).toISOString() }],
    ["override:cleared", "api", "bob", { overrideId: 2, why: "replaced" }],
    ["override:set", "api", "bob", { overrideId: 3, reason: "Confirmed." }],
  ]);
  expect(await house.moves()).toEqual(["api: operational -> partial_outage", "api: partial_outage -> major_outage"]);
  expect(rows(house)).toMatchObject([
    { level: "partial_outage", author: "ann", ended_at: house.now() },
    { level: "major_outage", ends_at: house.now() + HOUR, ended_at: house.now() },
    { level: "major_outage", ends_at: null, ended_at: null },
  ]);
});

test("the same word twice is unchanged; to clear what is not pinned too", async () => {
  const house = await openHouse();
  expect((await house.unpin({ componentId: "api" })).result).toBe("unchanged");
  expect((await house.pin({ ...api, level: "major_outage" })).result).toBe("changed");
  expect((await house.pin({ ...api, level: "major_outage" })).result).toBe("unchanged");
  expect((await house.pin({ ...api, level: "major_outage" }, "bob")).result).toBe("changed");
  await house.unpin({ componentId: "api" });
  expect((await house.unpin({ componentId: "api" })).result).toBe("unchanged");
  expect(house.types().filter((type) => type !== "status:changed")).toEqual([
    ...["override:set", "override:cleared", "override:set", "override:cleared"],
  ]);
});

test("one with an end runs out then, and falls to what the outage under it asks", async () => {
  const house = await openHouse();
  await house.open(outage);
  await house.pin({ ...api, level: "operational", forMs: HOUR });
  await house.wind(HOUR - 1);
  expect(await house.level("api")).toBe("operational");
  await house.wind(1);
  await house.wind(HOUR);
  expect(await house.level("api")).toBe("major_outage");
  expect(house.log().filter(({ type }) => type === "override:cleared")).toMatchObject([
    { at: house.now() - HOUR, actor: { name: "tocsin" }, data: { why: "expired", level: "operational", effects: [] } },
  ]);
});

test("one that ran out while the daemon was down is over at its start, once", async () => {
  const dataDir = tempDir();
  const first = await createHouse({ dataDir });
  await first.pin({ ...api, level: "major_outage", forMs: HOUR });
  await first.engine.settled();
  const at = first.now() + 5 * HOUR;
  await first.close();
  const second = await openHouse({ dataDir, at });
  expect(await second.engine.warmUp()).toEqual({ corrected: 0 });
  await second.wind(0);
  await second.wind(MINUTE);
  expect(await second.level("api")).toBe("operational");
  expect(second.types()).toEqual(["override:cleared", "status:changed"]);
});

test.each([
  ["cleared", (house: House) => house.unpin({ componentId: "api" }), ["override:cleared"]],
  ["replaced", (house: House) => house.pin({ ...api, level: "major_outage" }), ["override:cleared", "override:set"]],
] as const)("one that is %s in the very commit in which it runs out is ended once", async (_, act, told) => {
  const house = await openHouse();
  await house.pin({ ...api, level: "major_outage", forMs: HOUR });
  await house.engine.settled();
  const before = house.log().length;
  house.pass(HOUR);
  await Promise.all([act(house), house.wind(0)]);
  expect(
    house
      .log()
      .slice(before)
      .map(({ type }) => type)
      .filter((type) => type !== "status:changed"),
  ).toEqual(told);
  expect(house.warnings).toEqual([]);
});

test("a component that leaves the config takes its pin along, and comes back with it as a silent baseline", async () => {
  const house = await openHouse();
  await house.pin({ ...api, level: "major_outage" });
  await house.engine.settled();
  await house.configure(["web", "mail"]);
  await expect(house.unpin({ componentId: "api" })).rejects.toMatchObject({ message: "There is no component `api`." });
  await house.configure(["web", "api", "mail"]);
  expect(await house.level("api")).toBe("major_outage");
  expect(house.store.components.get("api")?.override).toMatchObject({ level: "major_outage", author: "ann" });
  expect(await house.moves()).toEqual(["api: operational -> major_outage"]);
});

test("one that runs out while its component is away is not there when it comes back", async () => {
  const house = await openHouse();
  await house.pin({ ...api, level: "major_outage", forMs: HOUR });
  await house.engine.settled();
  await house.configure(["web", "mail"]);
  await house.wind(HOUR);
  await house.engine.settled();
  await house.configure(["web", "api", "mail"]);
  expect(await house.level("api")).toBe("operational");
  expect(house.store.components.get("api")?.override).toBeNull();
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
});

test("a component that is not in the config is refused with the nearest name", async () => {
  const house = await openHouse();
  await expect(house.pin({ ...api, componentId: "apo", level: "major_outage" })).rejects.toMatchObject({
    message: "There is no component `apo`; did you mean `api`?",
  });
  expect(house.log()).toEqual([]);
});

test("the warm-up agrees with the rows, and puts right a level that does not", async () => {
  const house = await openHouse();
  await house.open(outage);
  await house.pin({ ...api, level: "degraded_performance" });
  await house.engine.settled();
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
  house.store.db.exec("DELETE FROM level_causes WHERE kind = 'override'");
  house.store.db.exec("UPDATE components SET level = 'major_outage' WHERE id = 'api'");
  expect(await house.engine.warmUp()).toEqual({ corrected: 1 });
  expect(await house.level("api")).toBe("degraded_performance");
});

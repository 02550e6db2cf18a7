// Editing an incident: rows, the exact event, the levels after, and what is refused.
import { expect, test } from "vitest";
import { makeAlert, openHouse } from "./house.ts";

const linked = [{ id: "api" }, { id: "web", level: "partial_outage" as const }];

test("a lowered severity clears what follows it, while a level that was said stays", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "critical", components: linked });
  expect([await house.level("api"), await house.level("web")]).toEqual(["major_outage", "partial_outage"]);
  await house.edit({ id: 1, severity: "low" }, "bob");
  expect([await house.level("api"), await house.level("web")]).toEqual(["operational", "partial_outage"]);
  expect(house.log().filter(({ type }) => type === "incident:edited")).toMatchObject([
    {
      ...{ incidentId: 1, actor: { name: "bob" } },
      data: {
        severity: { from: "critical", to: "low" },
        effects: [{ componentId: "web", level: "partial_outage" }],
      },
    },
  ]);
});

test("a raised severity makes worse what follows it", async () => {
  const house = await openHouse();
  await house.open({ title: "Slow", severity: "medium", components: linked });
  await house.edit({ id: 1, severity: "critical" });
  expect(await house.moves()).toEqual([
    ...["api: operational -> degraded_performance", "web: operational -> partial_outage"],
    "api: degraded_performance -> major_outage",
  ]);
});

test("a person's lower word holds against repeats of the alert, and gives way to one that got worse", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert({ severity: "high" }));
  await house.edit({ id: 1, severity: "low" });
  await house.alerts(makeAlert({ severity: "high" }));
  expect(house.incident(1).severity).toBe("low");
  await house.alerts(makeAlert({ severity: "critical" }));
  expect(house.incident(1).severity).toBe("critical");
});

test("components are the whole list: what is not named is gone, from rows and from levels", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  await house.edit({ id: 1, components: [{ id: "mail", level: "degraded_performance" }] });
  expect(house.links(1)).toEqual([{ componentId: "mail", origin: "manual", level: "degraded_performance" }]);
  expect([await house.level("api"), await house.level("mail")]).toEqual(["operational", "degraded_performance"]);
  expect(house.log().find(({ type }) => type === "incident:edited")).toMatchObject({
    data: { components: house.links(1), effects: [{ componentId: "mail", level: "degraded_performance" }] },
  });
  await house.edit({ id: 1, components: [] });
  expect(house.links(1)).toEqual([]);
  expect(await house.level("mail")).toBe("operational");
});

test("what an alert linked keeps its origin through an edit, and counts only while it fires", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert(), makeAlert({ fingerprint: "f2", labels: { alertname: "Down", component: "web" } }));
  await house.edit({ id: 1, components: [{ id: "api" }, { id: "web" }, { id: "mail" }] });
  await house.alerts(makeAlert({ status: "resolved" }));
  expect(await house.level("api")).toBe("operational");
  expect(house.links(1).map(({ componentId, origin }) => [componentId, origin])).toEqual([
    ["api", "alert"],
    ["mail", "manual"],
    ["web", "alert"],
  ]);
});

test("a resolved one may be corrected, and moves no level", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: linked });
  await house.resolve({ id: 1 });
  const moves = await house.moves();
  await house.edit({ id: 1, title: "Disk full", severity: "critical", components: [{ id: "mail" }] });
  expect(house.incident(1)).toMatchObject({ state: "resolved", title: "Disk full", severity: "critical" });
  expect(await house.moves()).toEqual(moves);
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
});

test("what is so already is unchanged and appends nothing; to change nothing at all is invalid", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: linked });
  const log = house.log();
  const components = linked.toReversed();
  expect((await house.edit({ id: 1, title: "Down", severity: "high", components })).result).toBe("unchanged");
  await expect(house.edit({ id: 1 })).rejects.toMatchObject({
    code: "invalid",
    message: "There is nothing to change.",
  });
  expect(house.log()).toEqual(log);
  expect(house.incident(1).version).toBe(1);
});

test("an edit of an older version is refused, and says who has done what since, and no more", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.ack({ id: 1 });
  await house.assign({ id: 1, to: "cid" }, "bob");
  await house.note({ id: 1, text: "Looking." });
  const seen = house.incident(1).version;
  const at = "at 2026-12-01T02:00:00Z";
  await house.edit({ id: 1, severity: "critical", version: seen }, "bob");
  const log = house.log();

  await expect(house.edit({ id: 1, title: "Out", version: seen })).rejects.toMatchObject({
    code: "conflict",
    message: `Incident 1 is at version 4 now, not 3: bob edited it ${at}.`,
    hint: expect.stringContaining("tocsin show"),
  });
  await expect(house.edit({ id: 1, title: "Out", version: 1 })).rejects.toMatchObject({
    message: `Incident 1 is at version 4 now, not 1: bob edited it ${at}, bob assigned it ${at}, ann acknowledged it ${at}.`,
  });
  expect(house.log()).toEqual(log);
  expect((await house.edit({ id: 1, title: "Out", version: 4 })).value).toMatchObject({ title: "Out", version: 5 });
});

test("a component that does not exist is refused with the nearest, at its place in the list", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: linked });
  await expect(house.edit({ id: 1, components: [{ id: "api" }, { id: "mial" }] })).rejects.toMatchObject({
    ...{ code: "invalid", message: "There is no component `mial`; did you mean `mail`?" },
    errors: [{ path: "components[1]" }],
  });
});

test("one that was linked and has left the config may stay linked, and is inert", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: linked });
  await house.configure(["web", "mail"]);
  await house.edit({ id: 1, components: [{ id: "api" }, { id: "mail" }] });
  expect(house.links(1).map(({ componentId }) => componentId)).toEqual(["api", "mail"]);
  expect(await house.level("mail")).toBe("partial_outage");
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
});

test("two edits of one version in one commit: the first goes through, the second is told by whom", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  const [first, second] = await Promise.allSettled([
    house.edit({ id: 1, title: "Out", version: 1 }, "ann"),
    house.edit({ id: 1, title: "Off", version: 1 }, "bob"),
  ]);
  expect(first.status).toBe("fulfilled");
  expect(second).toMatchObject({
    ...{ status: "rejected", reason: { code: "conflict", message: expect.stringContaining("ann edited it") } },
  });
  expect(house.incident(1).title).toBe("Out");
});

test("a merged one is not edited, and says where to go on", async () => {
  const house = await openHouse();
  await house.open({ title: "A", severity: "low" });
  await house.open({ title: "B", severity: "low" });
  await house.merge({ id: 1, into: 2 });
  await expect(house.edit({ id: 1, title: "C" })).rejects.toMatchObject({ hint: "Go on with incident 2." });
});

// One incident put into another: what moves, what the survivor is then, and whom later alerts find.
import { expect, test } from "vitest";
import { tempDir } from "../support/temp.ts";
import { createHouse, type House, makeAlert, openHouse } from "./house.ts";

const MINUTE = 60_000;
const web = makeAlert({
  ...{ fingerprint: "f2", groupKey: "g2", severity: "high" },
  labels: { alertname: "Slow", component: "web" },
});
const recovered = (alert = makeAlert()) => ({ ...alert, status: "resolved" as const });

/** Incident 1 is critical on api (key g1), incident 2 high on web (key g2), both from alerts. */
const twoFromAlerts = async (house: House): Promise<void> => {
  await house.alerts(makeAlert({ title: "API answers 500" }));
  await house.alerts(web);
};
const timelineOf = (house: House, id: number): string[] =>
  house.store.events
    .ofIncidents([id, ...house.store.incidents.mergedInto(id)], 0, 100)
    .map((event) => `${event.incidentId} ${event.type}`);

test("alerts, links and the worse severity move, in one transaction; the first is closed and asks nothing", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  const before = house.log().length;

  const { result, value } = await house.merge({ id: 1, into: 2 }, "bob");

  expect({ result, value }).toMatchObject({
    ...{ result: "changed" },
    value: { id: 1, state: "closed", mergedInto: 2, closedBy: "bob", closedAt: house.now() },
  });
  const [merged, absorbed, ...more] = house.log().slice(before);
  expect(more).toEqual([]);
  expect(merged).toMatchObject({ type: "incident:merged", incidentId: 1, data: { into: 2, effects: [] } });
  expect(absorbed).toMatchObject({ type: "incident:absorbed", incidentId: 2, txSeq: merged!.seq });
  expect(absorbed!.data).toEqual({
    ...{ from: 1, raisedFrom: "high", title: "API answers 500", alerts: 1, severity: "critical" },
    components: [
      { componentId: "api", origin: "alert", level: null },
      { componentId: "web", origin: "alert", level: null },
    ],
    effects: [
      { componentId: "api", level: "major_outage" },
      { componentId: "web", level: "major_outage" },
    ],
  });
  expect(house.incident(2)).toMatchObject({ state: "open", severity: "critical", alertCount: 2, version: 2 });
  expect(house.store.alerts.get("am", "f1")?.incidentId).toBe(2);
});

test("no level flickers: what stays as it was says nothing, what got worse says it once", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  expect(await house.moves()).toEqual(["api: operational -> major_outage", "web: operational -> partial_outage"]);
  await house.merge({ id: 1, into: 2 });
  expect(await house.moves()).toEqual([
    ...["api: operational -> major_outage", "web: operational -> partial_outage"],
    "web: partial_outage -> major_outage",
  ]);
  expect(house.store.components.get("api")?.cause).toEqual({ kind: "incident", id: 2 });
});

test("an explicit level that came with a link stays as it is", async () => {
  const house = await openHouse();
  await house.open({ title: "Slow", severity: "low", components: [{ id: "mail", level: "degraded_performance" }] });
  await house.open({ title: "Down", severity: "critical", components: [{ id: "web" }] });
  await house.merge({ id: 1, into: 2 });
  expect(house.links(2)).toEqual([
    { componentId: "mail", origin: "manual", level: "degraded_performance" },
    { componentId: "web", origin: "manual", level: null },
  ]);
});

test("the survivor keeps its state, owner and snooze", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.ack({ id: 2 }, "cid");
  await house.snooze({ id: 2, forMs: MINUTE });
  await house.merge({ id: 1, into: 2 });
  expect(house.incident(2)).toMatchObject({
    ...{ state: "acknowledged", owner: "cid", snoozedUntil: house.now() + MINUTE },
  });
});

test("an ack that was to run out does so no more", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.ack({ id: 1, forMs: MINUTE });
  await house.merge({ id: 1, into: 2 });
  const log = house.log();
  await house.wind(2 * MINUTE);
  expect(house.log()).toEqual(log);
});

test("later alerts of the merged key join the survivor, and so does what is opened by hand under it", async () => {
  const house = await openHouse();
  await house.open({ title: "Disk", severity: "high", key: "disk" });
  await house.alerts(makeAlert());
  await house.merge({ id: 2, into: 1 });
  await house.alerts(makeAlert({ fingerprint: "f9", labels: { alertname: "Down", component: "web" } }));
  expect(house.store.alerts.get("am", "f9")?.incidentId).toBe(1);
  expect(house.incident(1)).toMatchObject({ alertCount: 2, severity: "critical" });

  await house.open({ title: "Host", severity: "low", key: "host" });
  await house.merge({ id: 1, into: 3 });
  expect((await house.open({ title: "Disk", severity: "low", key: "disk" })).result).toBe("unchanged");
  expect((await house.open({ title: "Disk", severity: "low", key: "disk" })).value.id).toBe(3);
});

test("an alert of the merged key reopens the survivor within the window, and opens a new one after it", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.alerts(recovered(), recovered(web));
  expect(house.incident(2).state).toBe("resolved");
  await house.wind(9 * MINUTE);
  await house.alerts(makeAlert());
  expect(house.incident(2)).toMatchObject({ state: "open", reopenCount: 1 });

  await house.alerts(recovered());
  await house.wind(11 * MINUTE);
  await house.alerts(makeAlert());
  expect(house.incident(2).state).toBe("resolved");
  expect(house.incident(3)).toMatchObject({ state: "open", key: "g1" });
});

test("the survivor resolves by itself when all alerts of both have recovered, and not before", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.alerts(recovered(web));
  expect(house.incident(2).state).toBe("open");
  expect(await house.level("web")).toBe("operational");
  await house.alerts(recovered());
  expect(house.incident(2).state).toBe("resolved");
  expect(await house.level("api")).toBe("operational");
});

test.each([
  ["the one that stays", 2, 1],
  ["the one that went into it", 1, 2],
])("it does not resolve by itself when a person opened %s", async (_, id, into) => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.alerts(makeAlert());
  await house.merge({ id, into });
  await house.alerts(recovered());
  expect(house.incident(into).state).toBe("open");
  expect(house.types().at(-1)).toBe("alert:recovered");
});

test("nor when the person's came by way of another", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.merge({ id: 2, into: 3 });
  await house.alerts(recovered(), recovered(web));
  expect(house.incident(3).state).toBe("open");
});

test("the timeline tells both stories in the order of the log, through a chain too", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.note({ id: 1, text: "The disk." });
  await house.merge({ id: 1, into: 2 });
  await house.open({ title: "Host", severity: "low" });
  await house.merge({ id: 2, into: 3 });
  await house.note({ id: 3, text: "All of it." });
  expect(timelineOf(house, 3)).toEqual([
    ...["1 incident:opened", "1 alert:fired", "2 incident:opened", "2 alert:fired", "1 incident:noted"],
    ...["1 incident:merged", "2 incident:absorbed", "3 incident:opened", "2 incident:merged", "3 incident:absorbed"],
    "3 incident:noted",
  ]);
  expect(timelineOf(house, 1)).toHaveLength(4);
});

test("a resolved one may still be put into another; alerts that a forced resolve muted stay muted there", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.resolve({ id: 1, force: true });
  await house.merge({ id: 1, into: 2 });
  expect(house.store.alerts.get("am", "f1")).toMatchObject({ incidentId: 2, isMuted: true });
  expect(await house.level("api")).toBe("operational");
  await house.alerts(recovered(web));
  expect(house.incident(2).state).toBe("resolved");
});

test("one that was resolved brings its story along, but neither its severity nor its components begin again", async () => {
  const house = await openHouse();
  await house.open({ title: "Long over", severity: "critical", components: [{ id: "api" }] });
  await house.resolve({ id: 1 });
  await house.open({ title: "Slow", severity: "medium", components: [{ id: "web" }] });
  await house.merge({ id: 1, into: 2 });
  expect(house.incident(2)).toMatchObject({ severity: "medium", state: "open" });
  expect([await house.level("api"), await house.level("web")]).toEqual(["operational", "degraded_performance"]);
});

test("twice is unchanged; into another, into itself, into one that is over, and from one that is closed are refused", async () => {
  const house = await openHouse();
  for (const title of ["A", "B", "C", "D", "E"]) await house.open({ title, severity: "low" });
  await house.merge({ id: 1, into: 2 });
  await house.resolve({ id: 4 });
  await house.resolve({ id: 5 });
  await house.closeIncident({ id: 5 });
  const log = house.log();

  expect((await house.merge({ id: 1, into: 2 }, "bob")).result).toBe("unchanged");
  const refusals = [
    [
      1,
      3,
      "conflict",
      /Incident 1 was merged into incident 2 by ann at \S+; there is nothing left to merge/,
      /incident 2/,
    ],
    [3, 3, "invalid", /cannot be merged into itself/, /merge ID INTO/],
    [3, 1, "conflict", /Incident 1 was merged into incident 2 by ann/, /Go on with incident 2/],
    [3, 4, "conflict", /Incident 4 was resolved by ann at \S+; only an active incident/, /tocsin reopen/],
    [3, 5, "conflict", /Incident 5 was closed by ann/, /stays closed/],
    [5, 3, "conflict", /Incident 5 was closed by ann at \S+; there is nothing left to merge/, /stays closed/],
    [9, 3, "not_found", /There is no incident 9/, /list/],
    [3, 9, "not_found", /There is no incident 9/, /list/],
  ] as const;
  for (const [id, into, code, message, hint] of refusals)
    await expect(house.merge({ id, into }), `${id} into ${into}`).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    });
  expect(house.log()).toEqual(log);
});

test("a merge stays done when the survivor is over", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.resolve({ id: 2, force: true });
  expect((await house.merge({ id: 1, into: 2 })).result).toBe("unchanged");
});

test("each into the other in one commit: the first goes through, the second is told", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  const [first, second] = await Promise.allSettled([
    house.merge({ id: 1, into: 2 }),
    house.merge({ id: 2, into: 1 }, "bob"),
  ]);
  expect(first).toMatchObject({ status: "fulfilled", value: { result: "changed" } });
  expect(second).toMatchObject({ status: "rejected", reason: { code: "conflict", hint: "Go on with incident 2." } });
  expect([house.incident(1).state, house.incident(2).state]).toEqual(["closed", "open"]);
});

test("the reopen of a resolved survivor lets the moved alerts count again, of both", async () => {
  const house = await openHouse();
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.resolve({ id: 2, force: true });
  await house.reopen({ id: 2 });
  expect([await house.level("api"), await house.level("web")]).toEqual(["major_outage", "major_outage"]);
});

test("one with 5,000 alerts goes over whole, and each of them is found by its recovery", async () => {
  const house = await openHouse();
  const many = Array.from({ length: 5000 }, (_, index) => makeAlert({ fingerprint: `f${index}` }));
  await house.alerts(...many);
  await house.open({ title: "Host", severity: "low" });
  await house.merge({ id: 1, into: 2 });
  expect(house.log().at(-1)).toMatchObject({ data: { from: 1, alerts: 5000 } });
  expect(house.store.alerts.countFiring([1, 2])).toEqual(new Map([[2, 5000]]));
  expect(house.incident(2).alertCount).toBe(5000);

  await house.alerts(...many.slice(1).map(recovered));
  expect(await house.level("api")).toBe("major_outage");
  await house.alerts(recovered(many[0]));
  expect(await house.level("api")).toBe("operational");
});

test("a merge never makes a component look better: of two links the one that asks more stays, on par the explicit one", async () => {
  const house = await openHouse();
  const api = (level?: "degraded_performance" | "major_outage") => [{ id: "api", ...(level ? { level } : {}) }];
  await house.open({ title: "Down", severity: "critical", components: api() });
  await house.open({ title: "Slow", severity: "low", components: api("degraded_performance") });
  await house.open({ title: "Slower", severity: "low", components: api("degraded_performance") });
  await house.open({ title: "Gone", severity: "low", components: api("major_outage") });
  await house.merge({ id: 2, into: 1 });
  expect(house.links(1)).toEqual([{ componentId: "api", origin: "manual", level: null }]);
  await house.merge({ id: 1, into: 3 });
  expect(house.links(3)).toEqual([{ componentId: "api", origin: "manual", level: null }]);
  await house.merge({ id: 4, into: 3 });
  expect(house.links(3)).toEqual([{ componentId: "api", origin: "manual", level: "major_outage" }]);
  expect(await house.moves()).toEqual(["api: operational -> major_outage"]);
});

test("an alert of a merged key is not lost where the survivor cannot reopen, since another has its key by now", async () => {
  const dataDir = tempDir();
  const house = await createHouse({ dataDir });
  await twoFromAlerts(house);
  await house.merge({ id: 1, into: 2 });
  await house.resolve({ id: 2, force: true });
  house.pass(20 * MINUTE);
  await house.alerts({ ...web, fingerprint: "f3" }); // incident 3 has the key of incident 2 now
  await house.close();

  const later = await openHouse({ dataDir, at: house.now(), settings: { reopenWindowMs: 60 * MINUTE } });
  await later.alerts(makeAlert({ fingerprint: "f4" }));
  expect([1, 2, 3, 4].map((id) => later.incident(id).state)).toEqual(["closed", "resolved", "open", "open"]);
  expect(later.store.alerts.get("am", "f4")).toMatchObject({ incidentId: 4, state: "firing" });
});

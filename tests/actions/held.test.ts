// What alerts say of components under maintenance waits until that is over: it pages nobody and moves no level. What was known
// before stays visible, what is not covered counts at once, and whoever takes an incident up ends the wait.
import { expect, test } from "vitest";
import { presentIncident } from "../../src/daemon/gate/present.ts";
import { publicPage } from "../../src/daemon/store/views/public.ts";
import type { IncomingAlert } from "../../src/domain/alert.ts";
import type { EventData, StoredEventOf } from "../../src/domain/events.ts";
import type { Severity } from "../../src/domain/level.ts";
import { type House, makeAlert, openHouse, START } from "./house.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A window that runs from now on. */
const maintain = (house: House, components: string[], forMs = HOUR, more: object = {}) =>
  house.schedule({ title: "Upgrade", components, startsAt: house.now(), endsAt: house.now() + forMs, ...more });
/** An alert on a component; all of them belong to one incident. */
const on = (component: string, severity: Severity = "critical", more: Partial<IncomingAlert> = {}): IncomingAlert =>
  makeAlert({ fingerprint: component, labels: { alertname: "Down", component }, severity, ...more });
const well = (component: string): IncomingAlert => on(component, "critical", { status: "resolved" });
const isHeld = (house: House, id = 1): boolean => presentIncident(house.store, house.incident(id)).held;
const heldOf = (house: House, id = 1): string[] =>
  presentIncident(house.store, house.incident(id)).components.flatMap((one) => (one.held ? one.id : []));
const released = (house: House): EventData["incident:released"][] =>
  house
    .log()
    .filter((event): event is StoredEventOf<"incident:released"> => event.type === "incident:released")
    .map(({ data }) => data);
/** What was written since, without levels. */
const typesSince = (house: House, seq: number): string[] =>
  house
    .log()
    .filter((event) => event.seq > seq && event.type !== "status:changed")
    .map(({ type }) => type);
const head = (house: House): number => house.store.events.head();
/** What the engine made of events is what the rows ask. */
const expectConsistent = async (house: House): Promise<void> => {
  await house.engine.settled();
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
};

test("an alert inside a window is held: said, marked, and nothing moves; when the window ends it takes effect", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  expect(house.log().slice(-3)).toMatchObject([
    {
      type: "incident:opened",
      data: { held: true, components: [{ componentId: "api", isHeld: true }], effects: [] },
    },
    { type: "alert:fired" },
    { type: "incident:held", data: { components: ["api"], isWhole: true } },
  ]);
  expect(presentIncident(house.store, house.incident(1))).toMatchObject({
    ...{ state: "open", held: true, firing: 1, version: 1 },
    components: [{ id: "api", held: true, level: null, origin: "alert" }],
  });
  expect(await house.level("api")).toBe("under_maintenance");

  await house.wind(HOUR);

  expect(house.log().slice(-2)).toMatchObject([
    { type: "maintenance:completed" },
    {
      ...{ type: "incident:released", actor: { kind: "system" } },
      data: {
        ...{ components: ["api"], why: "over", wasWhole: true },
        effects: [{ componentId: "api", level: "major_outage" }],
      },
    },
  ]);
  expect(presentIncident(house.store, house.incident(1))).toMatchObject({ held: false, version: 2 });
  // Nobody was told that all is well in between.
  expect(await house.moves()).toEqual([
    "api: operational -> under_maintenance",
    "api: under_maintenance -> major_outage",
  ]);
  await expectConsistent(house);
});

test("an outage known before a window stays visible throughout; what joins it counts as ever", async () => {
  const house = await openHouse();
  await house.alerts(on("api", "high"));
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical", { fingerprint: "f2" }));
  expect(isHeld(house)).toBe(false);
  expect(house.incident(1).severity).toBe("critical");
  expect(await house.level("api")).toBe("major_outage");
  await house.wind(HOUR);
  expect(released(house)).toEqual([]);
  expect(await house.moves()).toEqual(["api: operational -> partial_outage", "api: partial_outage -> major_outage"]);
});

test("the sender's clock decides nothing: what it says began before the window is held", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical", { startsAt: START - HOUR }));
  expect(isHeld(house)).toBe(true);
});

test("a window that does not hold alerts, has not begun, or is over holds none", async () => {
  const house = await openHouse();
  await maintain(house, ["web"], HOUR, { holdAlerts: false });
  await house.schedule({ title: "Later", components: ["api"], startsAt: START + HOUR, endsAt: START + 2 * HOUR });
  const { value } = await maintain(house, ["mail"]);
  await house.endWindow({ id: value.id });
  await house.alerts(on("web", "critical", { groupKey: "1" }), on("api", "critical", { groupKey: "2" }));
  await house.alerts(on("mail", "critical", { groupKey: "3" }));
  expect([1, 2, 3].map((id) => isHeld(house, id))).toEqual([false, false, false]);
});

test("an alert about no component is never held", async () => {
  const house = await openHouse();
  await maintain(house, ["web", "api", "mail"]);
  await house.alerts(makeAlert({ labels: { alertname: "Odd" } }));
  expect(isHeld(house)).toBe(false);
  expect(house.types()).not.toContain("incident:held");
});

test("an uncovered alert of the same incident counts at once, and the covered one waits", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical"));
  const before = head(house);
  await house.alerts(on("web", "medium"));
  expect(typesSince(house, before)).toEqual(["alert:fired", "incident:edited", "incident:released"]);
  // It is as bad as what counts; that the held one is worse is said when it counts.
  expect(released(house)).toEqual([
    {
      ...{ components: [], why: "joined", wasWhole: true, severity: { from: "critical", to: "medium" } },
      effects: [{ componentId: "web", level: "degraded_performance" }],
    },
  ]);
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["api"]]);
  expect(await house.level("web")).toBe("degraded_performance");
  expect(await house.level("api")).toBe("under_maintenance");
  await house.wind(HOUR);
  expect(released(house)[1]).toMatchObject({
    ...{ components: ["api"], why: "over", wasWhole: false, severity: { from: "medium", to: "critical" } },
  });
  await expectConsistent(house);
});

test("the other way round: what is held raises nothing that counts, until it is released", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("web", "medium"));
  await house.alerts(on("api", "critical"));
  expect([house.incident(1).severity, heldOf(house)]).toEqual(["medium", ["api"]]);
  expect(house.log().at(-1)).toMatchObject({ type: "incident:held", data: { components: ["api"], isWhole: false } });
  expect(await house.level("web")).toBe("degraded_performance");
  // Nor does one that gets worse while it is held.
  await house.alerts(on("api", "high", { fingerprint: "f2" }), on("api", "critical", { fingerprint: "f2" }));
  expect(house.incident(1).severity).toBe("medium");
  await house.wind(HOUR);
  expect(house.incident(1).severity).toBe("critical");
  await expectConsistent(house);
});

test("while all of it is held the severity may rise, and the event says that it is held", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "medium"));
  await house.alerts(on("api", "critical", { fingerprint: "f2" }));
  const edited = house.log().find(({ type }) => type === "incident:edited");
  expect(edited).toMatchObject({ data: { severity: { from: "medium", to: "critical" }, held: true, effects: [] } });
  await house.wind(HOUR);
  expect(released(house)).toMatchObject([{ wasWhole: true, effects: [{ level: "major_outage" }] }]);
  expect(released(house)[0]!.severity).toBeUndefined();
});

test("an alert about a covered and an uncovered component counts for the one and waits for the other", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical", { named: ["web"] }));
  expect(house.log().slice(-3)).toMatchObject([
    { type: "incident:opened", data: { effects: [{ componentId: "web" }] } },
    { type: "alert:fired" },
    { type: "incident:held", data: { components: ["api"], isWhole: false } },
  ]);
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["api"]]);
});

test("an alert about no component that joins a held incident counts: the team has to hear of it", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.alerts(makeAlert({ fingerprint: "odd", severity: "low", labels: { alertname: "Odd" } }));
  expect(released(house)).toMatchObject([{ why: "joined", wasWhole: true, effects: [] }]);
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["api"]]);
  await expectConsistent(house);
});

test("a component that a person tied by hand is not held", async () => {
  const house = await openHouse();
  await house.alerts(on("web", "high"));
  await house.edit({ id: 1, components: [{ id: "web" }, { id: "api" }] });
  await maintain(house, ["api"]);
  await house.alerts(on("api", "high"));
  expect(heldOf(house)).toEqual([]);
  expect(await house.level("api")).toBe("partial_outage");
});

test("what people opened is never held whole, whatever was put into it", async () => {
  const house = await openHouse();
  await house.open({ title: "Slow", severity: "high" });
  await house.alerts(on("api"));
  await house.merge({ id: 2, into: 1 });
  await maintain(house, ["web"]);
  await house.alerts(on("web"));
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["web"]]);
});

test("what counted in an incident that goes on, or was taken up, is not held again, however often it flaps", async () => {
  const known = await openHouse();
  await known.alerts(on("api"), on("mail"));
  await maintain(known, ["api"]);
  await known.alerts(well("api"), on("api"));
  expect([heldOf(known), await known.level("api")]).toEqual([[], "major_outage"]);
  const taken = await openHouse();
  await maintain(taken, ["api"]);
  await taken.alerts(on("api"), on("mail"));
  expect(heldOf(taken)).toEqual(["api"]);
  await taken.ack({ id: 1 });
  await taken.alerts(well("api"), on("api"));
  expect([heldOf(taken), await taken.level("api")]).toEqual([[], "major_outage"]);
});

test("what was held until it recovered is held again where it comes back in the same window", async () => {
  const house = await openHouse();
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api"), on("web"));
  await house.alerts(well("api"), on("api"));
  expect([isHeld(house), heldOf(house)]).toEqual([true, ["api", "web"]]);
});

test.each([
  ["nested", 20, 40],
  ["overlapping", 30, 90],
])("windows that are %s hold until the last one ends", async (_, from, to) => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.schedule({
    title: "Other",
    components: ["api"],
    startsAt: START + from * MINUTE,
    endsAt: START + to * MINUTE,
  });
  await house.wind(10 * MINUTE);
  await house.alerts(on("api"));
  const last = Math.max(60, to);
  await house.wind((Math.min(60, to) - 10) * MINUTE);
  expect(isHeld(house)).toBe(true);
  await house.wind((last - Math.min(60, to)) * MINUTE);
  expect(isHeld(house)).toBe(false);
  expect(released(house)).toHaveLength(1);
});

test("windows back to back release nothing in between; after a gap it counts, also once another begins", async () => {
  const house = await openHouse();
  await maintain(house, ["api"], HOUR);
  await house.schedule({ title: "Second", components: ["api"], startsAt: START + HOUR, endsAt: START + 2 * HOUR });
  await house.schedule({ title: "Third", components: ["api"], startsAt: START + 3 * HOUR, endsAt: START + 4 * HOUR });
  await house.alerts(on("api"));
  await house.wind(HOUR);
  expect(isHeld(house)).toBe(true);
  await house.wind(HOUR);
  expect(isHeld(house)).toBe(false);
  await house.wind(HOUR);
  expect(isHeld(house)).toBe(false);
  expect(await house.moves()).toEqual([
    "api: operational -> under_maintenance",
    "api: under_maintenance -> major_outage",
  ]);
});

test("of two that overlap one is cancelled: the other still holds; both cancelled: it counts", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api"));
  await house.cancel({ id: 2 });
  expect(isHeld(house)).toBe(true);
  await house.cancel({ id: 1 });
  expect(released(house)).toMatchObject([{ why: "over", wasWhole: true }]);
  await expectConsistent(house);
});

test("a window that ends early, is extended, holds no alerts any more, or covers something else", async () => {
  const house = await openHouse();
  for (const component of ["web", "api", "mail"]) await maintain(house, [component]);
  for (const component of ["web", "api", "mail"]) await house.alerts(on(component, "high", { groupKey: component }));
  await house.endWindow({ id: 1 });
  expect([1, 2, 3].map((id) => isHeld(house, id))).toEqual([false, true, true]);
  await house.editWindow({ id: 2, holdAlerts: false });
  expect([1, 2, 3].map((id) => isHeld(house, id))).toEqual([false, false, true]);
  await house.extendWindow({ id: 3, forMs: HOUR });
  await house.wind(HOUR);
  expect(isHeld(house, 3)).toBe(true);
  await house.editWindow({ id: 3, components: ["web"] });
  expect(isHeld(house, 3)).toBe(false);
  expect(released(house).map(({ components }) => components)).toEqual([["web"], ["api"], ["mail"]]);
  await expectConsistent(house);
});

test("of one incident what is covered no more is released, and the rest waits on", async () => {
  const house = await openHouse();
  await maintain(house, ["api"], HOUR);
  await maintain(house, ["web"], 2 * HOUR);
  await house.alerts(on("api", "medium"), on("web", "critical"));
  expect(house.incident(1).severity).toBe("critical");
  await house.wind(HOUR);
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["web"]]);
  // The held one said that it is critical; what counts is not.
  expect(await house.level("api")).toBe("degraded_performance");
  expect(await house.level("web")).toBe("under_maintenance");
  await house.wind(HOUR);
  expect(released(house)).toMatchObject([
    { components: ["api"], wasWhole: true, severity: { from: "critical", to: "medium" } },
    { components: ["web"], wasWhole: false, severity: { from: "medium", to: "critical" } },
  ]);
  await expectConsistent(house);
});

const TOUCHES: [string, (house: House) => Promise<unknown>, EventType][] = [
  ["ack", (house) => house.ack({ id: 1 }), "incident:acknowledged"],
  ["assign", (house) => house.assign({ id: 1, to: "bob" }), "incident:assigned"],
  ["edit", (house) => house.edit({ id: 1, title: "Disk" }), "incident:edited"],
  ["post", (house) => house.post({ id: 1, status: "investigating", text: "We look." }), "incident:posted"],
  [
    "a program's ack",
    (house) => house.alerts({ status: "acknowledged", key: "g1", text: null }),
    "incident:acknowledged",
  ],
];
type EventType = ReturnType<House["types"]>[number];
test.each(TOUCHES)("%s releases it first, and only once", async (_, touch, type) => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  const before = head(house);
  await touch(house);
  expect(typesSince(house, before)).toEqual(["incident:released", type]);
  expect(released(house)).toMatchObject([{ components: ["api"], why: "touched", wasWhole: true }]);
  expect(await house.level("api")).toBe("major_outage");
  expect(house.incident(1).version).toBe(3);
  await house.wind(HOUR);
  expect(released(house)).toHaveLength(1);
  await expectConsistent(house);
});

test("a post that says how bad it is is the only level that anybody sees", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical"));
  const components = [{ id: "api", level: "degraded_performance" as const }];
  await house.post({ id: 1, status: "identified", text: "A disk.", components });
  expect(house.posts(1)).toMatchObject([{ levels: [{ from: "operational", to: "degraded_performance" }] }]);
  expect(await house.moves()).toEqual([
    "api: operational -> under_maintenance",
    "api: under_maintenance -> degraded_performance",
  ]);
  // From now on a person has said what it is: that is not held again.
  await house.alerts(on("web", "low"), well("api"), on("api", "critical"));
  expect(heldOf(house)).toEqual([]);
  await expectConsistent(house);
});

test("a public incident does not show what is held of it", async () => {
  const house = await openHouse();
  await house.alerts(on("web", "high"));
  await house.post({ id: 1, status: "investigating", text: "We look." });
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical"));
  const { incidents } = publicPage(house.store, { slug: "status", title: "Status", time_zone: "UTC" });
  expect(incidents).toMatchObject([{ components: ["web"], asks: "partial_outage" }]);
});

test("a note and a snooze are no touch", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.note({ id: 1, text: "Expected." });
  await house.snooze({ id: 1, forMs: HOUR });
  expect(isHeld(house)).toBe(true);
});

test("what is refused, or changes nothing, releases nothing", async () => {
  const house = await openHouse();
  await house.alerts(on("web"));
  await house.ack({ id: 1 }, "ann");
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  const before = head(house);
  expect((await house.ack({ id: 1 }, "ann")).result).toBe("unchanged");
  await expect(house.ack({ id: 1 }, "bob")).rejects.toThrow("acknowledged by ann");
  await expect(house.edit({ id: 1, title: "Disk", version: 1 })).rejects.toThrow("at version");
  await expect(house.merge({ id: 1, into: 9 })).rejects.toThrow("no incident 9");
  expect((await house.assign({ id: 1, to: "ann" })).result).toBe("unchanged");
  await house.alerts({ status: "acknowledged", key: "g1", text: null });
  expect(typesSince(house, before)).toEqual([]);
  expect(heldOf(house)).toEqual(["api"]);
});

test("an edit that asks for the severity that its release brings is a change all the same", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("web", "medium"), on("api", "critical"));
  const { result, value } = await house.edit({ id: 1, severity: "critical" });
  expect([result, value.severity, value.version]).toEqual(["changed", "critical", house.incident(1).version]);
  expect(released(house)).toMatchObject([{ severity: { from: "medium", to: "critical" } }]);
});

test("a person who lowers what was held has the last word", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical"));
  await house.edit({ id: 1, severity: "medium" });
  expect(await house.level("api")).toBe("degraded_performance");
  await house.wind(HOUR);
  expect(house.incident(1).severity).toBe("medium");
});

test("a merge releases both", async () => {
  const house = await openHouse();
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api", "high", { groupKey: "1" }), on("web", "critical", { groupKey: "2" }));
  const before = head(house);
  await house.merge({ id: 2, into: 1 });
  expect(typesSince(house, before)).toEqual([
    ...["incident:released", "incident:merged", "incident:released", "incident:absorbed"],
  ]);
  expect([isHeld(house), heldOf(house)]).toEqual([false, []]);
  expect(await house.level("web")).toBe("major_outage");
  await expectConsistent(house);
});

test("one that recovers while it is held resolves by itself, and says that nobody was told", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.alerts(well("api"));
  expect(house.log().at(-1)).toMatchObject({
    type: "incident:resolved",
    data: { note: "All alerts have recovered. Maintenance held it; nobody was told." },
  });
  await house.wind(HOUR);
  expect(released(house)).toEqual([]);
  expect(await house.moves()).toEqual([
    "api: operational -> under_maintenance",
    "api: under_maintenance -> operational",
  ]);
});

test("one of which nothing was heard any more while it was held says so", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.ingest({ statements: [on("api")], resolveAfterMs: 5 * MINUTE });
  await house.wind(5 * MINUTE);
  const resolved = house.log().find(({ type }) => type === "incident:resolved");
  expect(resolved?.data).toMatchObject({
    note: expect.stringMatching(/unknown rather than recovered.*nobody was told/),
  });
  expect(isHeld(house)).toBe(false);
});

test("of two held components one recovers: it is held no more, and the other is released alone", async () => {
  const house = await openHouse();
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api"), on("web"));
  await house.alerts(well("api"));
  expect(heldOf(house)).toEqual(["web"]);
  await house.wind(HOUR);
  expect(released(house)).toMatchObject([{ components: ["web"], effects: [{ componentId: "web" }] }]);
});

test("what counts recovers, and only what is held is left: nobody is paged for that, and its release pages", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("web"), on("api"));
  await house.alerts(well("web"));
  expect(isHeld(house)).toBe(true);
  // Somebody knew of it before: it is not said that nobody was told.
  await house.alerts(well("api"));
  expect(house.log().at(-1)).toMatchObject({ data: { note: "All alerts have recovered. Maintenance held it." } });
});

test("what comes back during a window is held, also where the public knew of it; it hears of it at the release", async () => {
  const house = await openHouse();
  await house.alerts(on("api", "high"));
  await house.post({ id: 1, status: "investigating", text: "We look." });
  await house.alerts(well("api"));
  expect(house.incident(1).publicStatus).toBe("resolved");
  await maintain(house, ["api"]);
  await house.wind(MINUTE);
  await house.alerts(on("api", "high"));
  expect(house.incident(1)).toMatchObject({ state: "open", reopenCount: 1, publicStatus: "resolved" });
  expect(house.log().find(({ type }) => type === "incident:reopened")).toMatchObject({
    data: { reason: "recurrence", held: true, effects: [] },
  });
  expect(isHeld(house)).toBe(true);
  await house.wind(HOUR);
  expect(house.incident(1).publicStatus).toBe("investigating");
  expect(house.posts(1).map(({ status, isAuto }) => [status, isAuto])).toEqual([
    ["investigating", false],
    ["resolved", true],
    ["investigating", true],
  ]);
  expect(released(house)).toMatchObject([{ wasWhole: true }]);
});

test("what comes back held is as bad as it was known to be, and as bad as it is once it counts", async () => {
  const house = await openHouse();
  await house.alerts(on("api", "medium"));
  await house.alerts(well("api"));
  await maintain(house, ["api"]);
  await house.alerts(on("api", "critical"));
  expect([isHeld(house), house.incident(1).severity]).toEqual([true, "medium"]);
  await house.alerts(on("web", "low"));
  expect(house.incident(1).severity).toBe("medium");
  await house.wind(HOUR);
  expect(released(house).map(({ severity }) => severity)).toEqual([undefined, { from: "medium", to: "critical" }]);
});

test("once an incident has counted, held alerts raise nothing, also while only they are left", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api", "medium"), on("web", "medium"));
  await house.alerts(well("web"));
  expect(isHeld(house)).toBe(true);
  await house.alerts(on("api", "critical", { fingerprint: "f2" }));
  await house.alerts(on("mail", "medium"));
  expect(await house.level("mail")).toBe("degraded_performance");
  await house.wind(HOUR);
  expect(await house.level("mail")).toBe("major_outage"); // one incident is as bad as its worst
  expect(released(house).map(({ why, wasWhole }) => [why, wasWhole])).toEqual([
    ["joined", true],
    ["joined", true],
    ["over", false],
  ]);
});

test("whoever edits an old version of one that was released meanwhile is told by what", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.ack({ id: 1 }, "bob");
  await expect(house.edit({ id: 1, title: "Disk", version: 1 })).rejects.toThrow(
    /bob acknowledged it at .*, bob ended what maintenance held of it at/,
  );
});

test("what comes back and recovers during a window is told to nobody", async () => {
  const house = await openHouse();
  await house.alerts(on("api", "high"));
  await house.post({ id: 1, status: "investigating", text: "We look." });
  await house.alerts(well("api"));
  const said = house.posts(1).length;
  await maintain(house, ["api"]);
  await house.wind(MINUTE);
  await house.alerts(on("api", "high"));
  await house.alerts(well("api"));
  await house.wind(HOUR);
  expect(house.posts(1)).toHaveLength(said);
  expect(house.incident(1).state).toBe("resolved");
});

test("a person's post about one that came back held is the only word about it", async () => {
  const house = await openHouse();
  await house.alerts(on("api", "high"));
  await house.post({ id: 1, status: "investigating", text: "We look." });
  await house.alerts(well("api"));
  await maintain(house, ["api"]);
  await house.wind(MINUTE);
  await house.alerts(on("api", "high"));
  await house.post({ id: 1, status: "identified", text: "It is back." });
  expect(house.posts(1).at(-2)?.status).toBe("resolved");
  expect(house.posts(1).at(-1)).toMatchObject({ status: "identified", isAuto: false });
});

test("a forced resolve ends the wait, and what a person reopens counts at once", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.resolve({ id: 1, force: true });
  await house.wind(MINUTE);
  await house.reopen({ id: 1 });
  expect(isHeld(house)).toBe(false);
  expect(await house.level("api")).toBe("major_outage");
  await house.wind(HOUR);
  expect(released(house)).toEqual([]);
  await expectConsistent(house);
});

test("after a forced resolve another alert of the key brings it back held; the muted one stays muted", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  await house.alerts(on("api"));
  await house.resolve({ id: 1, force: true });
  await house.alerts(on("api", "critical", { fingerprint: "f2" }));
  expect(presentIncident(house.store, house.incident(1))).toMatchObject({ state: "open", held: true, firing: 1 });
  await house.alerts(on("api", "critical", { fingerprint: "f2", status: "resolved" }));
  expect(house.incident(1).state).toBe("resolved");
});

test("an alert that moves from a covered component to another counts there; back again it is held", async () => {
  const house = await openHouse();
  await maintain(house, ["api"]);
  const moved = (component: string, severity: Severity = "critical") => on(component, severity, { fingerprint: "f1" });
  await house.alerts(moved("api"));
  const before = head(house);
  await house.alerts(moved("web"));
  expect(typesSince(house, before)).toEqual(["incident:edited", "incident:released"]);
  expect(released(house)).toMatchObject([{ why: "joined", wasWhole: true, effects: [{ componentId: "web" }] }]);
  expect([await house.level("web"), heldOf(house)]).toEqual(["major_outage", []]);
  await house.alerts(moved("api"));
  expect([await house.level("web"), heldOf(house)]).toEqual(["operational", ["api"]]);
  await expectConsistent(house);
});

test("an alert that is about one component more leaves what it was about as it was", async () => {
  const house = await openHouse();
  await house.alerts(on("api"));
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api", "critical", { named: ["web"] }));
  // The known outage stays visible; the other is new and covered.
  expect(heldOf(house)).toEqual(["web"]);
  expect(await house.level("api")).toBe("major_outage");
});

test("one request may open, take up and recover what is held", async () => {
  const house = await openHouse();
  await maintain(house, ["api", "web"]);
  await house.alerts(on("api"), { status: "acknowledged", key: "g1", text: null }, on("web"));
  expect([isHeld(house), heldOf(house)]).toEqual([false, ["web"]]);
  expect(house.incident(1).state).toBe("acknowledged");
  await house.alerts(well("api"), well("web"));
  expect(house.incident(1).state).toBe("resolved");
  await expectConsistent(house);
});

// The verbs themselves: the rows and the exact events they leave.
import { expect, test } from "vitest";
import { makeAlert, openHouse } from "./house.ts";

const MINUTE = 60_000;

test("open leaves the incident, its links and one event with all it asks", async () => {
  const house = await openHouse();
  await house.open({
    ...{ title: "Down", severity: "high", key: "disk", message: "Full." },
    components: [{ id: "api" }, { id: "web", level: "degraded_performance" }],
  });
  expect(house.log()).toMatchObject([
    {
      ...{ type: "incident:opened", incidentId: 1, actor: { kind: "person", name: "ann" }, at: house.now() },
      data: {
        ...{ title: "Down", severity: "high", source: "manual", key: "disk", message: "Full." },
        effects: [
          { componentId: "api", level: "partial_outage" },
          { componentId: "web", level: "degraded_performance" },
        ],
      },
    },
  ]);
});

test("a component named twice is one link, and the event asks what the row does", async () => {
  const house = await openHouse();
  await house.open({
    title: "Down",
    severity: "critical",
    components: [{ id: "api" }, { id: "api", level: "degraded_performance" }],
  });
  const links = house.store.incidents.linksOf([1]).get(1);
  expect(links).toEqual([{ componentId: "api", origin: "manual", level: "degraded_performance" }]);
  expect(house.log()[0]).toMatchObject({
    data: { components: links, effects: [{ componentId: "api", level: "degraded_performance" }] },
  });
});

test("reopening by key counts, keeps the worse severity and takes the message as a note", async () => {
  const house = await openHouse();
  await house.open({ title: "Disk", severity: "high", key: "disk" });
  await house.ack({ id: 1 });
  await house.resolve({ id: 1 });
  const { value } = await house.open(
    { title: "Disk", severity: "low", key: "disk", message: "Again.", components: [{ id: "web" }] },
    "bob",
  );
  expect(value).toMatchObject({ id: 1, state: "open", severity: "high", owner: null, reopenCount: 1 });
  expect(house.types()).toEqual([
    "incident:opened",
    "incident:acknowledged",
    "incident:resolved",
    "incident:reopened",
    "incident:noted",
  ]);
  expect(await house.level("web")).toBe("partial_outage");
});

test("a refusal appends nothing and leaves its row in the audit", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "low" });
  const log = house.log();
  await expect(house.closeIncident({ id: 1 })).rejects.toMatchObject({ code: "conflict" });
  await expect(house.ack({ id: 7 })).rejects.toMatchObject({ code: "not_found", message: "There is no incident 7." });
  await expect(house.schedule({ title: "U", components: ["ap"], startsAt: 0, endsAt: 1 })).rejects.toMatchObject({
    ...{ code: "invalid", message: "There is no component `ap`; did you mean `api`?" },
  });
  expect(house.log()).toEqual(log);
  expect(house.store.db.prepare("SELECT verb, outcome FROM audit ORDER BY id DESC LIMIT 3").all()).toEqual([
    { verb: "scheduleMaintenance", outcome: "invalid" },
    { verb: "ackIncident", outcome: "not_found" },
    { verb: "closeIncident", outcome: "conflict" },
  ]);
});

test("a start in the past starts now, in the same transaction", async () => {
  const house = await openHouse();
  const { value } = await house.schedule({
    title: "U",
    components: ["api", "api"],
    startsAt: house.now() - MINUTE,
    endsAt: house.now() + MINUTE,
  });
  expect(value).toMatchObject({ state: "in_progress", startedAt: house.now(), components: ["api"] });
  const [scheduled, started] = house.log();
  expect([scheduled!.type, started!.type, started!.txSeq]).toEqual([
    "maintenance:scheduled",
    "maintenance:started",
    scheduled!.seq,
  ]);
});

test("several alerts of one request are one transaction, and recovery of all resolves in it", async () => {
  const house = await openHouse();
  const web = { fingerprint: "f2", labels: { alertname: "Down", component: "web" } };
  await house.alerts(makeAlert(), makeAlert(web));
  await house.alerts(makeAlert({ status: "resolved" }), makeAlert({ ...web, status: "resolved" }));
  expect(house.types()).toEqual([
    ...["incident:opened", "alert:fired", "alert:fired", "incident:edited"],
    ...["alert:recovered", "alert:recovered", "incident:resolved"],
  ]);
  expect(new Set(house.log().map((event) => event.txSeq)).size).toBe(2);
  expect(house.log().map((event) => ("effects" in event.data ? event.data.effects?.length : undefined))).toEqual([
    1,
    undefined,
    undefined,
    2,
    1,
    0,
    0,
  ]);
});

// Alertmanager's webhook at its door: which incident an alert belongs to, what it raises, and when all is over.
import { expect, test } from "vitest";
import { closeIncident, getIncident, listIncidents, resolveIncident } from "../../src/contract/incidents.ts";
import { getStatus } from "../../src/contract/status.ts";
import { ask } from "../http/requests.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";

const KEY = "a-long-enough-key";
const start = () =>
  startTestDaemon({
    config: {
      sources: [
        { id: "am", kind: "alertmanager", key: KEY, severities: { sev1: "critical" } },
        { id: "other", kind: "alertmanager", key: "another-long-key" },
      ],
    },
  });

interface AlertInput {
  name?: string;
  job?: string;
  severity?: string;
  status?: "firing" | "resolved";
  labels?: Record<string, string>;
}
const alert = ({
  name = "Down",
  job = "api",
  severity = "critical",
  status = "firing",
  labels = {},
}: AlertInput = {}) => ({
  ...{ status, labels: { alertname: name, job, severity, ...labels }, annotations: { summary: "It is down." } },
  ...{
    startsAt: "2026-12-01T02:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "",
    fingerprint: `${name}-${job}`,
  },
});
const group = (alerts: object[], more: object = {}) => ({
  ...{ version: "4", groupKey: "{}:{}", receiver: "tocsin", status: "firing", groupLabels: {}, commonLabels: {} },
  ...{ commonAnnotations: {}, externalURL: "", truncatedAlerts: 0, alerts, ...more },
});
const say = (daemon: TestDaemon, alerts: object[], more: object = {}) =>
  ask(daemon, "/ingest/am", { method: "POST", token: KEY, body: group(alerts, more) });
const levels = async (daemon: TestDaemon) => {
  await daemon.tick();
  const { components } = await daemon.client.call(getStatus, {});
  return Object.fromEntries(components.filter((one) => one.level !== "operational").map((one) => [one.id, one.level]));
};
const incidents = async (daemon: TestDaemon) => (await daemon.client.call(listIncidents, { state: "all" })).items;
const types = (daemon: TestDaemon) =>
  daemon.store.events
    .after(1, 1000)
    .map((event) => event.type)
    .filter((type) => type !== "status:changed");

test("a firing alert opens an incident on the component its labels match, in the source's name", async () => {
  const daemon = await start();
  expect((await say(daemon, [alert()])).json).toEqual({
    ...{ fired: 1, repeated: 0, recovered: 0, ignored: 0, shed: 0 },
  });
  expect(await incidents(daemon)).toMatchObject([
    {
      ...{
        id: 1,
        title: "Down: It is down.",
        severity: "critical",
        state: "open",
        source: "am",
        key: "{}:{}",
        firing: 1,
      },
      ...{ alertCount: 1, components: [{ id: "api", level: "major_outage", origin: "alert" }] },
    },
  ]);
  expect(await levels(daemon)).toEqual({ api: "major_outage" });
  expect(types(daemon)).toEqual(["incident:opened", "alert:fired"]);
});

test("alerts of one group share an incident; another group has its own", async () => {
  const daemon = await start();
  await say(daemon, [alert(), alert({ job: "web" })]);
  await say(daemon, [alert({ name: "Slow" })], { groupKey: "{}:{slow}" });
  expect((await incidents(daemon)).map(({ id, firing }) => [id, firing])).toEqual([
    [2, 1],
    [1, 2],
  ]);
});

test("a label `component` names one outright, and an alert that matches none still opens", async () => {
  const daemon = await start();
  await say(daemon, [alert({ job: "x", labels: { component: "mail" } })]);
  await say(daemon, [alert({ name: "Odd", job: "y" })], { groupKey: "odd" });
  expect((await incidents(daemon)).map(({ components }) => components.map(({ id }) => id))).toEqual([[], ["mail"]]);
});

test("severities: the source's own words first, ours next, and what says nothing is high", async () => {
  const daemon = await start();
  for (const severity of ["sev1", "warning", "SEV1", "nonsense"])
    await say(daemon, [alert({ name: severity, severity })], { groupKey: severity });
  expect((await incidents(daemon)).map(({ severity }) => severity)).toEqual(["high", "critical", "medium", "critical"]);
});

test("a worse alert raises the severity and the level; a milder one lowers nothing", async () => {
  const daemon = await start();
  await say(daemon, [alert({ severity: "warning" })]);
  expect(await levels(daemon)).toEqual({ api: "degraded_performance" });
  await say(daemon, [alert({ severity: "critical" })]);
  expect(await levels(daemon)).toEqual({ api: "major_outage" });
  await say(daemon, [alert({ severity: "info" })]);
  expect(await incidents(daemon)).toMatchObject([{ severity: "critical", alertCount: 1 }]);
  expect(types(daemon)).toEqual(["incident:opened", "alert:fired", "incident:edited"]);
});

test("each alert's own status counts, not its group's", async () => {
  const daemon = await start();
  await say(daemon, [alert(), alert({ job: "web" })]);
  const mixed = [alert({ status: "resolved" }), alert({ job: "web" })];
  expect((await say(daemon, mixed, { status: "firing" })).json).toEqual({
    fired: 0,
    repeated: 1,
    recovered: 1,
    ignored: 0,
    shed: 0,
  });
  expect(await incidents(daemon)).toMatchObject([{ state: "open", firing: 1 }]);
  expect(await levels(daemon)).toEqual({ web: "major_outage" }); // only the link whose alerts are over is free
});

test("repeats are counted and append nothing", async () => {
  const daemon = await start();
  await say(daemon, [alert()]);
  const head = daemon.store.events.head();
  for (let round = 0; round < 5; round++) await say(daemon, [alert()]);
  await daemon.tick();
  expect(daemon.store.alerts.get("am", "Down-api")).toMatchObject({ repeats: 5, state: "firing" });
  expect(daemon.store.events.after(head, 9).map((event) => event.type)).toEqual(
    ["status:changed"].filter(() => daemon.store.events.head() > head),
  );
  expect(await incidents(daemon)).toMatchObject([{ alertCount: 1 }]);
});

test("when all have recovered the incident resolves by itself, in the source's name", async () => {
  const daemon = await start();
  await say(daemon, [alert(), alert({ job: "web" })]);
  await say(daemon, [alert({ status: "resolved" })]);
  await say(daemon, [alert({ job: "web", status: "resolved" })]);
  expect(await incidents(daemon)).toMatchObject([{ state: "resolved", firing: 0 }]);
  expect(await levels(daemon)).toEqual({});
  const last = daemon.store.events.after(1, 1000).findLast((event) => event.type === "incident:resolved");
  expect(last).toMatchObject({ actor: { kind: "source", name: "am" }, data: { note: "All alerts have recovered." } });
});

test("what comes back within the window reopens, counted; later it opens anew", async () => {
  const daemon = await start();
  const flap = async () => {
    await say(daemon, [alert()]);
    await say(daemon, [alert({ status: "resolved" })]);
  };
  await flap();
  await daemon.wind(9 * 60_000);
  await flap();
  expect(await incidents(daemon)).toMatchObject([{ id: 1, reopenCount: 1, alertCount: 2, state: "resolved" }]);
  await daemon.wind(11 * 60_000);
  await say(daemon, [alert()]);
  expect(await incidents(daemon)).toMatchObject([{ id: 2, reopenCount: 0, state: "open" }, { id: 1 }]);
});

test("what people closed stays closed: the alert opens a new one even within the window", async () => {
  const daemon = await start();
  await say(daemon, [alert()]);
  await say(daemon, [alert({ status: "resolved" })]);
  await daemon.client.call(closeIncident, { id: 1 });
  await say(daemon, [alert()]);
  expect((await incidents(daemon)).map(({ id, state }) => [id, state])).toEqual([
    [2, "open"],
    [1, "closed"],
  ]);
});

test("pitfall 23: resolve of a firing incident is refused; forced, its alerts are muted until they have recovered once", async () => {
  const daemon = await start();
  await say(daemon, [alert(), alert({ job: "web" })]);
  await expect(daemon.client.call(resolveIncident, { id: 1 })).rejects.toMatchObject({
    ...{ code: "conflict", message: "Incident 1 still has 2 firing alerts." },
    hint: expect.stringContaining("--force"),
  });
  await daemon.client.call(resolveIncident, { id: 1, force: true });
  expect(await levels(daemon)).toEqual({});
  const head = daemon.store.events.head();
  await say(daemon, [alert(), alert({ job: "web", severity: "critical" })]); // the sender's next repeat
  expect(daemon.store.events.head()).toBe(head);
  expect(await daemon.client.call(getIncident, { id: 1 })).toMatchObject({ state: "resolved", firing: 0 });

  await say(daemon, [alert({ status: "resolved" })]);
  await say(daemon, [alert()]);
  expect(await daemon.client.call(getIncident, { id: 1 })).toMatchObject({ state: "open", firing: 1, reopenCount: 1 });
  expect(await levels(daemon)).toEqual({ api: "major_outage" }); // web is still muted
});

test("a recovery of what was never firing here is ignored, and so is what was truncated", async () => {
  const daemon = await start();
  expect((await say(daemon, [alert({ status: "resolved" })])).json).toEqual({
    fired: 0,
    repeated: 0,
    recovered: 0,
    ignored: 1,
    shed: 0,
  });
  expect(await incidents(daemon)).toEqual([]);
  await say(daemon, [alert(), alert({ job: "web" })]);
  await say(daemon, [alert()], { truncatedAlerts: 1 });
  expect(await incidents(daemon)).toMatchObject([{ firing: 2 }]);
});

test("an incident that people opened is theirs: alerts neither join nor resolve it", async () => {
  const daemon = await start();
  await daemon.client.raw({
    method: "POST",
    path: "/api/v1/incidents",
    body: JSON.stringify({ title: "By hand", key: "{}:{}", components: [{ id: "api" }] }),
  });
  await say(daemon, [alert()]);
  await say(daemon, [alert({ status: "resolved" })]);
  expect((await incidents(daemon)).map(({ source, state }) => [source, state])).toEqual([
    ["am", "resolved"],
    ["manual", "open"],
  ]);
});

test.each([
  ["a wrong key", "am", { authorization: "Bearer wrong-wrong-wrong" }],
  ["another source's key", "am", { authorization: "Bearer another-long-key" }],
  ["no key", "am", {}],
  ["a source that is not there", "nobody", { authorization: `Bearer ${KEY}` }],
])("%s is 401, so that nobody learns the names of sources", async (_, source, headers) => {
  const daemon = await start();
  const reply = await ask(daemon, `/ingest/${source}`, {
    method: "POST",
    body: group([alert()]),
    headers: headers as Record<string, string>,
  });
  expect(reply.status).toBe(401);
  expect(reply.json).toMatchObject({
    code: "unauthenticated",
    detail: `The key does not open the source \`${source}\`.`,
  });
});

test("the key is taken as Bearer, as the Basic password and as ?key=", async () => {
  const daemon = await start();
  const basic = Buffer.from(`anyone:${KEY}`).toString("base64");
  for (const [path, authorization] of [
    ["", `Bearer ${KEY}`],
    ["", `Basic ${basic}`],
    [`?key=${KEY}`, ""],
  ] as const) {
    const headers = authorization ? { authorization } : undefined;
    const reply = await ask(daemon, `/ingest/am${path}`, {
      method: "POST",
      body: group([alert()]),
      ...(headers ? { headers } : {}),
    });
    expect(reply.status).toBe(200);
  }
});

test("what is no webhook of version 4 is refused with where it differs", async () => {
  const daemon = await start();
  for (const [body, path] of [
    [{ version: "3" }, "version"],
    [group([{ status: "on" }]), "alerts[0].status"],
  ] as const) {
    const { status, json } = await ask(daemon, "/ingest/am", { method: "POST", token: KEY, body });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      code: "invalid",
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  }
});

test("ten thousand alerts of one body are all there before the 2xx, one more is refused whole", async () => {
  const daemon = await start();
  const many = (count: number) => Array.from({ length: count }, (_, index) => alert({ name: `A${index}` }));
  expect((await say(daemon, many(10_001))).status).toBe(400);
  expect(await incidents(daemon)).toEqual([]);
  expect((await say(daemon, many(10_000))).json).toMatchObject({ fired: 10_000 });
  expect(await incidents(daemon)).toMatchObject([{ id: 1, firing: 10_000 }]);
}, 60_000);

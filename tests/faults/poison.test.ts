// Rows that nobody can handle, and what a start finds that happened behind the engine's back.
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { followLive } from "../../src/client/live.ts";
import { noteIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import type { LiveEvent } from "../../src/contract/live.ts";
import { getDoctor, listEvents, repairReaders } from "../../src/contract/log.ts";
import { getStatus } from "../../src/contract/status.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import type { OpenInput } from "../../src/daemon/actions/open-incident.ts";
import { COMPONENTS, startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { createRecorder, START, untilQuiet } from "./recorder.ts";

const DOWN = { title: "Down", severity: "critical", components: [{ id: "api" }] } satisfies OpenInput;
const HOUR = 3600_000;

/** An event that no code of ours would write, as disk or hand could leave it. */
const insertEvent = (daemon: TestDaemon, event: { type: string; data: string; at?: number }): number =>
  Number(
    daemon.store.db
      .prepare(
        "INSERT INTO events (at, type, actor_kind, actor_name, incident_id, data) VALUES (?, ?, 'system', 'x', 999, ?)",
      )
      .run(event.at ?? Date.now(), event.type, event.data).lastInsertRowid,
  );

const levelsOf = async (daemon: TestDaemon) =>
  Object.fromEntries((await daemon.client.call(getStatus, {})).components.map(({ id, level }) => [id, level]));

const events = async (daemon: TestDaemon, type: string) =>
  (await daemon.client.call(listEvents, { limit: "200" })).items.filter((event) => event.type === type);

test.each([
  ["effects that are none", '{"effects": 5}'],
  ["no data", "null"],
  ["data that is no JSON", "{half"],
])("a poison event with %s is passed over and told, and what comes after it is handled", async (_, data) => {
  const daemon = await startTestDaemon();
  const seq = insertEvent(daemon, { type: "incident:opened", data });
  expect((await daemon.client.callWithStatus(openIncident, DOWN)).status).toBe(201);

  await until("the level", async () => (await levelsOf(daemon)).api === "major_outage");
  expect(await events(daemon, "reader:faulted")).toMatchObject([{ data: { reader: "status", seq } }]);
  expect(await events(daemon, "status:changed")).toMatchObject([{ componentId: "api" }]);
  expect((await daemon.client.call(getStatus, {})).degraded).toEqual([
    expect.stringMatching(/^reader status: passed over 1/),
  ]);
  expect(daemon.logged.filter((line) => line.msg.includes("trying again"))).toHaveLength(1);
});

test("a level change that no reader could read is told once, when it can be read and the doctor repairs", async () => {
  const recorder = createRecorder();
  const now = (): number => START;
  const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender, now } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  // What the engine writes cannot be read again, for as long as the bug lasts.
  daemon.store.db.exec(
    "CREATE TRIGGER poison AFTER INSERT ON events WHEN new.type = 'status:changed' BEGIN UPDATE events SET data = 'null' WHERE seq = new.seq; END",
  );
  await daemon.client.call(openIncident, DOWN);
  const found = () => daemon.store.readers.faults();
  const faults = await until("the faults", () => found().length === 2 && found());
  expect(faults.map((fault) => fault.reader)).toEqual(["delivery", "status"]);
  expect(await events(daemon, "reader:faulted")).toHaveLength(2);
  await untilQuiet(daemon, now);
  expect(recorder.words()).toEqual([]);
  expect((await daemon.client.call(getDoctor, {})).checks.filter((check) => check.state === "failed")).toMatchObject([
    { name: "reader status", state: "failed", hint: expect.stringContaining("doctor --repair") },
    { name: "reader delivery", state: "failed", hint: expect.stringContaining("doctor --repair") },
  ]);
  expect(await (await fetch(`${daemon.url}/readyz`)).json()).toMatchObject({
    ready: true,
    degraded: [expect.stringContaining("reader status"), expect.stringContaining("reader delivery")],
  });
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 0, remaining: 2 });

  // The mended version can read it.
  daemon.store.db.exec("DROP TRIGGER poison");
  const data = JSON.stringify({ from: "operational", to: "major_outage", cause: { kind: "incident", id: 1 } });
  daemon.store.db.prepare("UPDATE events SET data = ? WHERE seq = ?").run(data, faults[0]!.seq);
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 2, remaining: 0 });
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 0, remaining: 0 });
  await until("the message", () => recorder.told.length > 0);
  await daemon.wind(HOUR);
  expect(recorder.words()).toEqual(["api operational>major_outage"]);
  expect(daemon.store.db.prepare("SELECT count(*) FROM notices WHERE kind = 'status'").pluck().get()).toBe(1);
  // The wound clock makes every loop look stalled until it has looked again.
  await until("a healthy doctor", async () => (await daemon.client.call(getDoctor, {})).healthy);
});

test("repairing an old change does not cut short the wait of a newer recovery", async () => {
  const recorder = createRecorder();
  let ahead = 0;
  const now = (): number => START + ahead;
  const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender, now } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  await daemon.client.call(openIncident, DOWN);
  await until("the message", () => recorder.told.length === 1);
  const [change] = await events(daemon, "status:changed");
  ahead += HOUR;
  await untilQuiet(daemon, now);
  await daemon.client.call(resolveIncident, { id: 1 });
  await daemon.tick();
  daemon.store.readers.addFault({ reader: "delivery", seq: change!.seq, error: "an old one", at: START });
  expect(await daemon.client.call(repairReaders, {})).toEqual({ repaired: 1, remaining: 0 });
  await untilQuiet(daemon, now);
  expect(recorder.words()).toEqual(["api operational>major_outage"]);
  ahead += 5 * 60_000;
  await untilQuiet(daemon, now);
  expect(recorder.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);
});

test("an event that the live feed cannot tell is warned of once; those after it arrive", async () => {
  const daemon = await startTestDaemon();
  const { seq } = await daemon.client.call(getStatus, {});
  const seen: LiveEvent[] = [];
  let isLive = false;
  const feed = followLive(daemon.client, seq, {
    onEvent: (event) => void seen.push(event),
    onSnapshot: () => {},
    onState: (state) => {
      isLive = state === "live";
    },
    onRefused: () => {},
  });
  await until("the live feed", () => isLive);
  insertEvent(daemon, { type: "incident:noted", data: "{}", at: 8.64e15 + 1 }); // past the end of JavaScript's time
  expect((await daemon.client.callWithStatus(openIncident, DOWN)).status).toBe(201);
  expect((await daemon.client.callWithStatus(noteIncident, { id: 1, text: "Looking." })).status).toBe(200);
  await until("the note", () => seen.some((event) => event.type === "incident:noted"));
  expect(seen.map((event) => event.type)).toContain("incident:opened");
  expect(daemon.logged.map((line) => line.msg)).toEqual([
    expect.stringMatching(/^the live feed could not be told of an event/),
  ]);
  feed.close();
});

test("/readyz is up before the warm-up ends, and what the warm-up finds is told exactly once", async () => {
  const dataDir = tempDir();
  const many = Array.from({ length: 3000 }, (_, index) => ({ id: `c${index}` }));
  const config = { components: [...COMPONENTS, ...many] };
  const recorder = createRecorder();
  let ahead = 0;
  const ports = { createSender: recorder.createSender, now: () => START + ahead };
  const before = await startTestDaemon({ dataDir, config, ports });
  await before.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  await before.stop();
  // An incident that the engine never heard of, and a level that nothing asks for.
  const db = new Database(`${dataDir}/tocsin.db`);
  db.exec(`INSERT INTO incidents (title, severity, state, source, opened_at) VALUES ('Behind its back', 'critical', 'open', 'manual', ${START});
    INSERT INTO incident_links (incident_id, component_id, origin) VALUES (1, 'api', 'manual');
    UPDATE components SET level = 'partial_outage' WHERE id = 'mail';`);
  db.close();

  const daemon = await startTestDaemon({ dataDir, config, ports });
  const order: string[] = [];
  const warm = daemon.warm.then(() => order.push("warm"));
  expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
  order.push("ready");
  await warm;
  expect(order).toEqual(["ready", "warm"]);

  expect(await levelsOf(daemon)).toMatchObject({ api: "major_outage", mail: "operational" });
  expect(await events(daemon, "status:changed")).toMatchObject([
    { componentId: "api", data: { from: "operational", to: "major_outage", cause: { kind: "incident", id: 1 } } },
    { componentId: "mail", data: { from: "partial_outage", to: "operational", cause: { kind: "none" } } },
  ]);
  expect((await events(daemon, "status:changed")).filter((event) => event.causeSeq !== undefined)).toEqual([]);
  await untilQuiet(daemon, ports.now);
  ahead += HOUR;
  await untilQuiet(daemon, ports.now);
  expect(recorder.words()).toEqual(["api operational>major_outage"]); // nobody had been told that mail was out
  expect(daemon.logged.map((line) => line.msg)).toEqual(["the warm-up corrected 2 levels"]);
  await daemon.stop();

  const again = await startTestDaemon({ dataDir, config, ports });
  await again.warm;
  await untilQuiet(again, ports.now);
  expect(await events(again, "status:changed")).toHaveLength(2);
  expect(recorder.told).toHaveLength(1);
});

test("a poison event that a start finds does not keep the warm-up from ending", async () => {
  const dataDir = tempDir();
  const before = await startTestDaemon({ dataDir });
  await before.stop();
  const db = new Database(`${dataDir}/tocsin.db`);
  db.exec(
    `INSERT INTO events (at, type, actor_kind, actor_name, incident_id, data) VALUES (${START}, 'incident:opened', 'system', 'x', 999, '{"effects": 5}')`,
  );
  db.close();
  const daemon = await startTestDaemon({ dataDir });
  await daemon.warm;
  expect(
    (await daemon.client.call(getDoctor, {})).checks
      .filter((check) => check.state === "failed")
      .map((check) => check.name),
  ).toEqual(["reader status"]);
});

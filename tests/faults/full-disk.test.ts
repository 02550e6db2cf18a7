// A full disk, by SQLite's own limit on pages: a real SQLITE_FULL on the daemon's connection.
import { expect, test } from "vitest";
import { noteIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { getStatus } from "../../src/contract/status.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { createRecorder } from "./recorder.ts";

/** No page more than there are. */
const fillDisk = ({ store }: TestDaemon): void => {
  const pages = store.db.pragma("page_count", { simple: true });
  store.db.pragma(`max_page_count = ${pages}`);
};
const freeDisk = ({ store }: TestDaemon): void => void store.db.pragma("max_page_count = 1000000");

const tables = ["events", "incidents", "incident_links", "idempotency", "audit", "deliveries", "notices"];
const countRows = ({ store }: TestDaemon): Record<string, unknown> =>
  Object.fromEntries(tables.map((table) => [table, store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]));

test("a full disk refuses commands as unavailable, leaves nothing half done, and goes on by itself when there is space", async () => {
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  await daemon.client.call(openIncident, { title: "Disk", severity: "low" });
  await daemon.warm;

  const token = await adminToken(daemon);
  const note = JSON.stringify({ text: "x".repeat(9000) });
  const attempt = (key: string) =>
    fetch(`${daemon.url}/api/v1/incidents/1/notes`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
      body: note,
    });
  fillDisk(daemon);
  const refused = await until("a refusal", async () => {
    const reply = await attempt(crypto.randomUUID());
    return reply.status === 503 && reply;
  });
  expect(refused.headers.get("retry-after")).toBe("2");
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({
    ...{ code: "unavailable", status: 503, detail: "The disk is full: nothing was saved." },
    hint: "Free some space; Tocsin goes on by itself.",
  });

  // Many at once: each is refused, none half done, and reading goes on.
  const before = countRows(daemon);
  const replies = await Promise.all(Array.from({ length: 16 }, (_, index) => attempt(`k${index}`)));
  expect(replies.map((reply) => reply.status)).toEqual(Array(16).fill(503));
  expect(countRows(daemon)).toEqual(before);
  expect((await daemon.client.call(getStatus, {})).incidents).toHaveLength(1);

  freeDisk(daemon);
  // The refusal was not kept for its key: the same command again is done now.
  expect((await attempt("k0")).status).toBe(200);
  expect((await daemon.client.callWithStatus(resolveIncident, { id: 1 })).status).toBe(200);
});

test("readers wait for space with one warning, and then do what they could not, once", async () => {
  const recorder = createRecorder();
  const daemon = await startTestDaemon({ ports: { createSender: recorder.createSender } });
  await daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/a" });
  await daemon.warm;
  // The command fits, what the status engine would write does not.
  daemon.store.db.exec(
    "CREATE TABLE ballast (x); CREATE TRIGGER fat BEFORE INSERT ON level_causes BEGIN INSERT INTO ballast VALUES (randomblob(80000)); END",
  );
  daemon.store.db.pragma(`max_page_count = ${Number(daemon.store.db.pragma("page_count", { simple: true })) + 4}`);
  const opened = await daemon.client.callWithStatus(openIncident, {
    ...{ title: "Down", severity: "critical", components: [{ id: "api" }] },
  });
  expect(opened.status).toBe(201);
  await until("the warning", () => daemon.logged.length > 0);
  await daemon.client.call(noteIncident, { id: 1, text: "Looking." }); // wakes them again
  await daemon.client.call(noteIncident, { id: 1, text: "Still looking." });
  expect(recorder.told).toEqual([]);
  expect(daemon.logged.map((line) => line.msg)).toEqual(["status could not go on with the log; trying again"]);
  expect((await daemon.client.call(getStatus, {})).level).toBe("none");

  freeDisk(daemon);
  await until("the message", () => recorder.told.length === 1);
  expect(recorder.words()).toEqual(["api operational>major_outage"]);
  expect((await daemon.client.call(getStatus, {})).level).toBe("major");
  expect(daemon.store.readers.faults()).toEqual([]); // a full disk is no bad event
});

const adminToken = async ({ client }: TestDaemon): Promise<string> => {
  const reply = await client.raw({
    method: "POST",
    path: "/api/v1/tokens",
    body: JSON.stringify({ name: "ci", role: "admin" }),
  });
  return JSON.parse(reply.body).token;
};

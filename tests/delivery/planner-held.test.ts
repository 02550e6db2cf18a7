// What maintenance holds wakes nobody; once it counts, the team is paged, once.
import { expect, test } from "vitest";
import { ackIncident, assignIncident, snoozeIncident } from "../../src/contract/incidents.ts";
import { endMaintenance, scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { ask } from "../http/requests.ts";
import { MINUTE, startTelling, type Telling } from "./deliver-support.ts";

const HOUR = 60 * MINUTE;
const start = (more: object = {}): Promise<Telling> =>
  startTelling({
    config: {
      sources: [{ id: "am", kind: "alertmanager", key: "the-key-of-am" }],
      notify: {
        ...{ allow_private_targets: true, debounce: "5m", remind_every: "off" },
        team: [{ name: "ops", channel: "webhook", target: "https://example.org/ops" }],
        ...more,
      },
    },
  });

interface PageData {
  reason?: string;
  by?: string;
  times?: number;
  incident: { id: number; severity: string };
}
/** What the team was told, short: `released 1 critical`. */
const told = (t: Telling): string[] =>
  t.recorder.told
    .filter(({ url }) => url.endsWith("/ops"))
    .map(({ type, data }) => {
      const { incident, reason, by } = data as unknown as PageData;
      return `${reason ?? `${type.replace("incident.", "")} by ${by}`} ${incident.id} ${incident.severity}`;
    });
/** Alerts of one group: they share an incident. */
const fire = async (
  t: Telling,
  component: string,
  severity = "high",
  { status = "firing", fingerprint = component } = {},
): Promise<void> => {
  const alert = { status, fingerprint, labels: { alertname: "Down", severity, component }, annotations: {} };
  const body = { version: "4", groupKey: "g", alerts: [alert] };
  const reply = await ask(t.daemon, "/ingest/am", { method: "POST", token: "the-key-of-am", body });
  expect(reply.status).toBe(200);
  await t.quiet();
};
const recover = (t: Telling, component: string): Promise<void> => fire(t, component, "high", { status: "resolved" });
const maintain = async (t: Telling, component: string, forMs = HOUR): Promise<number> => {
  const [startsAt, endsAt] = [t.now(), t.now() + forMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const window = { title: "Upgrade", components: [component], startsAt, endsAt, notify: false };
  const { id } = await t.daemon.client.call(scheduleMaintenance, window);
  await t.quiet();
  return id;
};

test("held: nobody is paged or reminded; its end pages, and reminders begin there", async () => {
  const t = await start({ remind_every: "10m", remind_times: 2 });
  await maintain(t, "api");
  await fire(t, "api");
  for (let minutes = 0; minutes < 50; minutes += 10) await t.wind(10 * MINUTE);
  expect(told(t)).toEqual([]);
  await t.wind(10 * MINUTE);
  expect(told(t)).toEqual(["released 1 high"]);
  await t.wind(10 * MINUTE);
  await t.wind(10 * MINUTE);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["released 1 high", "reminder 1 high", "reminder 1 high"]);
});

test("what recovers while it is held is told to nobody, then or later", async () => {
  const t = await start();
  await t.subscribe("reader");
  await maintain(t, "api");
  await fire(t, "api");
  await recover(t, "api");
  await t.wind(HOUR);
  await t.wind(HOUR);
  expect(t.recorder.told.filter(({ type }) => !type.startsWith("maintenance"))).toEqual([]);
});

test("an outage known before is paged and reminded of as ever", async () => {
  const t = await start({ remind_every: "10m", remind_times: 1 });
  await fire(t, "api");
  await maintain(t, "api");
  await t.wind(10 * MINUTE);
  await fire(t, "api", "critical");
  await t.wind(HOUR);
  expect(told(t).slice(0, 3)).toEqual(["opened 1 high", "reminder 1 high", "raised 1 critical"]);
});

test("an uncovered alert of the same incident pages at once; the covered one later only where it is worse", async () => {
  const t = await start();
  const window = await maintain(t, "api");
  await fire(t, "api", "high");
  expect(told(t)).toEqual([]);
  await fire(t, "web", "high");
  expect(told(t)).toEqual(["released 1 high"]);
  await t.daemon.client.call(endMaintenance, { id: window });
  await t.quiet();
  expect(told(t)).toEqual(["released 1 high"]);

  await maintain(t, "vault");
  await fire(t, "vault", "critical");
  expect(told(t)).toEqual(["released 1 high"]);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["released 1 high", "released 1 critical"]);
});

test("what gets worse while all of it is held pages when it is released, as bad as it is then", async () => {
  const t = await start();
  await maintain(t, "api");
  await fire(t, "api", "medium");
  await fire(t, "api", "critical");
  expect(told(t)).toEqual([]);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["released 1 critical"]);
});

test("a worse alert that was held pages over an ack that came before it", async () => {
  const t = await start();
  await fire(t, "web", "medium");
  await t.daemon.client.call(ackIncident, { id: 1 });
  await maintain(t, "api");
  await fire(t, "api", "critical");
  await recover(t, "web");
  await fire(t, "api", "critical", { fingerprint: "again" });
  const before = told(t).length;
  expect(before).toBe(2); // opened, acknowledged
  await t.wind(HOUR);
  expect(told(t).slice(before)).toEqual(["released 1 critical"]);
});

test("whoever acks it has it, and nobody is paged; whoever assigns it does not, and the team is", async () => {
  const acked = await start();
  await maintain(acked, "api");
  await fire(acked, "api");
  await acked.daemon.client.call(ackIncident, { id: 1 });
  await acked.wind(HOUR);
  await acked.wind(HOUR);
  expect(told(acked)).toEqual([]);

  const assigned = await start();
  await maintain(assigned, "api");
  await fire(assigned, "api");
  await assigned.daemon.client.call(assignIncident, { id: 1, to: "bob" });
  await assigned.quiet();
  expect(told(assigned)).toEqual(["released 1 high"]);
});

test("a snooze that ends while it is held pages nobody, and its release does", async () => {
  const t = await start();
  await maintain(t, "api");
  await fire(t, "api");
  await t.daemon.client.call(snoozeIncident, { id: 1, forMs: 30 * MINUTE });
  await t.wind(30 * MINUTE);
  expect(told(t)).toEqual([]);
  await t.wind(30 * MINUTE);
  expect(told(t)).toEqual(["released 1 high"]);
});

test("released during a snooze it pages when that ends", async () => {
  const t = await start();
  await maintain(t, "api");
  await fire(t, "api");
  await t.daemon.client.call(snoozeIncident, { id: 1, forMs: 2 * HOUR });
  await t.wind(HOUR);
  expect(told(t)).toEqual([]);
  await t.wind(HOUR);
  expect(told(t)).toEqual(["snooze_ended 1 high"]);
});

test("a page that still waits when only what is held is left is taken back; the release pages", async () => {
  const t = await start();
  await maintain(t, "api");
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await fire(t, "web");
  await fire(t, "api");
  await recover(t, "web");
  t.recorder.answer(() => ({ kind: "sent" }));
  const before = told(t).length;
  await t.wind(30 * MINUTE);
  expect(told(t).slice(before)).toEqual([]);
  expect(t.rows()).toContain("suppressed: maintenance holds the incident; it pages when that ends");
  await t.wind(30 * MINUTE);
  expect(told(t).slice(before)).toEqual(["released 1 high"]);
});

test("readers hear of the outage that the end of maintenance brings", async () => {
  const t = await start({ debounce: "5m" });
  await t.subscribe("reader");
  await maintain(t, "api");
  await fire(t, "api", "critical");
  await t.wind(HOUR);
  await t.wind(5 * MINUTE);
  const last = t.recorder.told.filter(({ url }) => url.endsWith("/reader")).at(-1);
  expect(JSON.stringify(last?.data)).toContain("major_outage");
});

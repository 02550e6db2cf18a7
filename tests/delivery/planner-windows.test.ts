// A window's start and end are news of their own; the levels they move send nothing more.
import { expect, test } from "vitest";
import { resolveIncident } from "../../src/contract/incidents.ts";
import { cancelMaintenance, verifyMaintenance } from "../../src/contract/maintenances.ts";
import { createRecorder } from "../faults/recorder.ts";
import { tempDir } from "../support/temp.ts";
import { MINUTE, startTelling } from "./deliver-support.ts";
import { DAY, HOUR, news, schedule, settle } from "./window-support.ts";

/** Windows of which nothing is said before they begin. */
const QUIET_BEFORE = { announce: false, remindBeforeMs: null };

test("start and end are told once each, with the levels they led to, and nothing else follows", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 10 * MINUTE, 40 * MINUTE, QUIET_BEFORE);
  expect(t.words()).toEqual([]);
  await t.wind(10 * MINUTE);
  await settle(t);
  expect(t.words()).toEqual(["maintenance.started"]);
  expect(t.recorder.told[0]!.data.maintenance).toMatchObject({
    state: "in_progress",
    components: [{ id: "api", level: "under_maintenance" }],
  });
  await t.wind(40 * MINUTE);
  await settle(t);
  await t.wind(60 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.completed"]);
  expect(t.recorder.told[1]!.data.maintenance).toMatchObject({
    state: "completed",
    components: [{ id: "api", level: "operational" }],
  });
});

test("a window that is called off while it runs is told; one of which nobody was told is not", async () => {
  const t = await startTelling();
  await t.subscribe();
  const running = await schedule(t, 0, 30 * MINUTE);
  const coming = await schedule(t, 60 * MINUTE, 90 * MINUTE, { ...QUIET_BEFORE, components: ["web"] });
  await settle(t);
  for (const id of [running, coming]) await t.daemon.client.call(cancelMaintenance, { id });
  await settle(t);
  await t.wind(120 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.cancelled"]);
});

test("an outage inside a window is told, and its end falls back to maintenance", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 60 * MINUTE);
  await settle(t);
  const id = await t.out();
  expect(t.words()).toEqual(["maintenance.started", "api under_maintenance>major_outage"]);
  await t.up(id);
  await t.wind(5 * MINUTE);
  expect(t.words().at(-1)).toBe("api major_outage>under_maintenance");
});

test("a window over a hidden component is told to nobody, and to each only what it asked for", async () => {
  const t = await startTelling();
  await t.subscribe("all");
  await t.subscribe("mail", ["mail"]);
  await schedule(t, 0, 30 * MINUTE, { components: ["vault"] });
  await schedule(t, 0, 30 * MINUTE, { components: ["vault", "web"] });
  await settle(t);
  expect(t.recorder.told.map(({ url }) => url)).toEqual(["https://example.org/all"]);
  expect(JSON.stringify(t.recorder.told)).not.toContain("vault");
});

test("the daemon was away: over the start it is told once at boot, over both only the end", async () => {
  const dataDir = tempDir();
  const recorder = createRecorder();
  const before = await startTelling({ dataDir, recorder });
  await before.subscribe();
  await schedule(before, 10 * MINUTE, 120 * MINUTE, QUIET_BEFORE);
  await schedule(before, 20 * MINUTE, 40 * MINUTE, { ...QUIET_BEFORE, components: ["web"] });
  await before.daemon.stop();

  const after = await startTelling({ dataDir, recorder, at: before.now() + 60 * MINUTE });
  await settle(after);
  await after.wind(10 * MINUTE);
  expect(news({ recorder })).toEqual([
    ["maintenance.started", 1],
    ["maintenance.completed", 2],
  ]);
  const windows = after.daemon.store.maintenances.all(10).items;
  expect(windows.find(({ id }) => id === 2)).toMatchObject({ state: "completed", startedAt: null });
});

test("a start that waits for its retry is not told after the end", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs: 60 * MINUTE }));
  await schedule(t, 0, 10 * MINUTE);
  await settle(t);
  expect(t.words()).toEqual(["maintenance.started"]);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(10 * MINUTE);
  await settle(t);
  await t.wind(120 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.completed"]);
});

test("an outage does not replace the end of a window that waits for its retry", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 10 * MINUTE);
  await settle(t);
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs: 20 * MINUTE }));
  await t.wind(10 * MINUTE);
  await settle(t);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.out();
  await t.wind(60 * MINUTE);
  expect(t.words().filter((word) => word === "maintenance.completed")).toHaveLength(2);
});

test("who may know of an outage hears its end, also where the outage's own message was given up", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "no answer", isPermanent: false, mayHaveArrived: true }));
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "failed", reason: "409", isPermanent: true }));
  await t.wind(MINUTE);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.daemon.client.call(resolveIncident, { id });
  await t.wind(30 * MINUTE);
  expect(t.words().at(-1)).toBe("api major_outage>operational");
});

test("a start that may have arrived, and is given up after the end was told, changes nothing that the target knows", async () => {
  const t = await startTelling();
  await t.subscribe();
  const retryAfterMs = 60 * MINUTE;
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs, mayHaveArrived: true }));
  await schedule(t, 0, 10 * MINUTE);
  await settle(t);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(10 * MINUTE);
  await settle(t);
  await t.wind(120 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.completed"]);
  expect(t.daemon.store.subscribers.told(1)).toEqual(new Map());
});

test("what was to be more than a day ago, and was slept through, is told to nobody", async () => {
  const dataDir = tempDir();
  const recorder = createRecorder();
  const before = await startTelling({ dataDir, recorder });
  await before.subscribe();
  await schedule(before, HOUR, 2 * HOUR, QUIET_BEFORE);
  await schedule(before, 2 * DAY, 2 * DAY + HOUR, QUIET_BEFORE);
  await before.daemon.stop();

  const after = await startTelling({ dataDir, recorder, at: before.now() + 3 * DAY });
  await settle(after);
  expect(news({ recorder })).toEqual([["maintenance.completed", 2]]);
  expect(after.daemon.store.maintenances.get(1)).toMatchObject({ state: "completed", startedAt: null });
});

test("verifying is no news; a start that waits is told while it is verified", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs: 10 * MINUTE }));
  const id = await schedule(t, 0, 60 * MINUTE);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.daemon.client.call(verifyMaintenance, { id });
  await t.wind(10 * MINUTE);
  await settle(t);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.started"]);
  expect(new Set(t.recorder.told.map((one) => one.id)).size).toBe(1);
});

test("an outage hides the maintenance: start and end are told all the same, with the level that is", async () => {
  const t = await startTelling();
  await t.subscribe();
  const outage = await t.out();
  await schedule(t, 0, 30 * MINUTE);
  await t.wind(30 * MINUTE);
  await settle(t);
  await t.up(outage);
  await t.wind(10 * MINUTE);
  expect(t.words()).toEqual([
    ...["api operational>major_outage", "maintenance.started", "maintenance.completed"],
    "api major_outage>operational",
  ]);
  const levels = t.recorder.told.flatMap(({ data }) => data.maintenance?.components.map(({ level }) => level) ?? []);
  expect(levels).toEqual(["major_outage", "major_outage"]);
});

test("windows back to back, and one within another: each has its own start and end, with the level of the moment", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 10 * MINUTE, 40 * MINUTE, { ...QUIET_BEFORE, title: "First" });
  await schedule(t, 40 * MINUTE, 80 * MINUTE, { ...QUIET_BEFORE, title: "Second" });
  await schedule(t, 50 * MINUTE, 60 * MINUTE, { ...QUIET_BEFORE, title: "Within" });
  for (let minutes = 0; minutes < 100; minutes += 5) await t.wind(5 * MINUTE).then(() => settle(t));
  const levels = t.recorder.told.map(({ type, data }) => [
    data.maintenance!.title,
    type.replace("maintenance.", ""),
    data.maintenance!.components[0]!.level,
  ]);
  expect(levels).toEqual([
    ["First", "started", "under_maintenance"],
    ["Second", "started", "under_maintenance"],
    ["First", "completed", "under_maintenance"],
    ["Within", "started", "under_maintenance"],
    ["Within", "completed", "under_maintenance"],
    ["Second", "completed", "operational"],
  ]);
});

test("nobody is told twice of a window whose start could never be delivered", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "500", isPermanent: true }));
  await schedule(t, 0, 30 * MINUTE);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(20 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started"]);
});

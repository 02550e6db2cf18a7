// A window's start and end are news of their own; the levels they move send nothing more.
import { expect, test } from "vitest";
import { resolveIncident } from "../../src/contract/incidents.ts";
import { cancelMaintenance, scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { createRecorder } from "../faults/recorder.ts";
import { tempDir } from "../support/temp.ts";
import { MINUTE, SECOND, startTelling, type Telling } from "./deliver-support.ts";

const schedule = async (t: Telling, startsIn: number, endsIn: number, components = ["api"]): Promise<number> => {
  const iso = (ms: number): string => new Date(t.now() + ms).toISOString();
  const window = { title: "Upgrade", components, startsAt: iso(startsIn), endsAt: iso(endsIn) };
  return (await t.daemon.client.call(scheduleMaintenance, window)).id;
};
/** A window's message waits for the levels that the transition led to, at most a second. */
const settle = async (t: Telling): Promise<void> => {
  await t.quiet();
  await t.wind(SECOND);
};

test("start and end are told once each, with the levels they led to, and nothing else follows", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 10 * MINUTE, 40 * MINUTE);
  await settle(t);
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

test("a window that is called off while it runs is told; one that had not begun is not", async () => {
  const t = await startTelling();
  await t.subscribe();
  const running = await schedule(t, 0, 30 * MINUTE);
  const coming = await schedule(t, 60 * MINUTE, 90 * MINUTE, ["web"]);
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
  await schedule(t, 0, 30 * MINUTE, ["vault"]);
  await schedule(t, 0, 30 * MINUTE, ["vault", "web"]);
  await settle(t);
  expect(t.recorder.told.map(({ url }) => url)).toEqual(["https://example.org/all"]);
  expect(JSON.stringify(t.recorder.told)).not.toContain("vault");
});

test("the daemon was away: over the start it is told once at boot, over both only the end", async () => {
  const dataDir = tempDir();
  const recorder = createRecorder();
  const before = await startTelling({ dataDir, recorder });
  await before.subscribe();
  await schedule(before, 10 * MINUTE, 120 * MINUTE, ["api"]);
  await schedule(before, 20 * MINUTE, 40 * MINUTE, ["web"]);
  await before.daemon.stop();

  const after = await startTelling({ dataDir, recorder, at: before.now() + 60 * MINUTE });
  await settle(after);
  await after.wind(10 * MINUTE);
  expect(recorder.told.map(({ type, data }) => [type, data.maintenance?.id])).toEqual([
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

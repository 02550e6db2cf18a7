// Windows of which start or end are not told: nor are the levels that they move, while nobody is left believing in an outage or its end.
import { expect, test } from "vitest";
import { cancelMaintenance } from "../../src/contract/maintenances.ts";
import { clearOverride, setOverride } from "../../src/contract/status.ts";
import { addSubscriber, pauseNotify, resumeNotify } from "../../src/contract/subscribers.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import { until } from "../support/until.ts";
import { MINUTE, startTelling, type Telling } from "./deliver-support.ts";
import { go, schedule, settle } from "./window-support.ts";

const SILENT = { notify: false };
const believes = ({ daemon }: Telling, id = 1) => [...daemon.store.subscribers.told(id)].map(([, { level }]) => level);
/** And until what happened there has lasted. */
const goPast = async (t: Telling, ms: number): Promise<void> => {
  await go(t, ms);
  await go(t, 6 * MINUTE);
};

test("a silent window moves levels of which nobody is told, however long they last", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 10 * MINUTE, 40 * MINUTE, SILENT);
  await go(t, 10 * MINUTE);
  await go(t, 20 * MINUTE);
  await goPast(t, 60 * MINUTE);
  expect(t.recorder.told).toEqual([]);
  expect(t.rows()).toEqual([]);
  expect(believes(t)).toEqual([]);
});

test("with the start switched off the end alone is told; with the end switched off it leaves no wrong belief", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 30 * MINUTE, { notifyStart: false });
  await go(t, 20 * MINUTE);
  expect(t.words()).toEqual([]);
  await goPast(t, 60 * MINUTE);
  expect(t.words()).toEqual(["maintenance.completed"]);

  await schedule(t, 0, 30 * MINUTE, { notifyEnd: false });
  await goPast(t, 90 * MINUTE);
  expect(t.words()).toEqual(["maintenance.completed", "maintenance.started"]);
  expect(believes(t)).toEqual([]);
  await t.out();
  expect(t.words().at(-1)).toBe("api operational>major_outage");
});

test("an outage in a silent window is told, and so is how it ends, first in the window and then with it", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 60 * MINUTE, SILENT);
  await t.up(await t.out());
  await go(t, 6 * MINUTE);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>under_maintenance"]);
  await goPast(t, 70 * MINUTE);
  expect(t.words().at(-1)).toBe("api under_maintenance>operational");
  expect(t.words()).toHaveLength(3);
});

test("who asks for levels alone hears nothing of a window, but the end of what levels told", async () => {
  const t = await startTelling();
  const target = "https://example.org/levels";
  await t.daemon.client.call(addSubscriber, { channel: "webhook", target, kinds: ["status"] });
  await schedule(t, 0, 60 * MINUTE);
  await go(t, 20 * MINUTE);
  expect(t.words()).toEqual([]);
  await t.up(await t.out());
  await go(t, 6 * MINUTE);
  await goPast(t, 60 * MINUTE);
  expect(t.words()).toEqual([
    ...["api operational>major_outage", "api major_outage>under_maintenance", "api under_maintenance>operational"],
  ]);
});

test("an outage too short to be told, in a silent window, is no reason to tell of the maintenance", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs: MINUTE }));
  await schedule(t, 0, 60 * MINUTE, SILENT);
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.up(id);
  await go(t, 10 * MINUTE);
  await goPast(t, 80 * MINUTE);
  expect(t.words()).toEqual(["api operational>major_outage"]);
  expect(t.rows()).toEqual(["suppressed: newer news replaced it before it was sent"]);
});

test("an outage that outlasts a silent window is told as long as it is one, and its end after it", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 30 * MINUTE, SILENT);
  const id = await t.out();
  await go(t, 60 * MINUTE);
  await t.up(id);
  await go(t, 10 * MINUTE);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);
});

test("a silent cancel of a running window that was told leaves no wrong belief", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, 0, 60 * MINUTE);
  await t.daemon.client.call(cancelMaintenance, { id, notify: false });
  await go(t, 20 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started"]);
  expect(believes(t)).toEqual([]);
});

test("two windows over one component, the longer of them silent: what the first said last is not left standing", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 0, 60 * MINUTE, SILENT);
  await schedule(t, 0, 30 * MINUTE);
  await go(t, 30 * MINUTE);
  expect(t.words()).toEqual(["maintenance.started", "maintenance.completed"]);
  expect(t.recorder.told[1]!.data.maintenance!.components).toMatchObject([{ level: "under_maintenance" }]);
  await goPast(t, 60 * MINUTE);
  expect(t.words().at(-1)).toBe("api under_maintenance>operational");
});

test("a person's word that it is under maintenance is a level like any other", async () => {
  const t = await startTelling();
  await t.subscribe();
  const pin = { id: "api", level: "under_maintenance", reason: "works" } as const;
  await t.daemon.client.call(setOverride, pin);
  await go(t, 10 * MINUTE);
  await t.daemon.client.call(clearOverride, { id: "api" });
  await go(t, 10 * MINUTE);
  expect(t.words()).toEqual(["api operational>under_maintenance", "api under_maintenance>operational"]);
});

/** The window ends, and what it held takes effect in the same transaction. */
const endWithOutage = async (t: Telling, id: number): Promise<void> => {
  const incidentId = await t.out("api", "low");
  const effects = [{ componentId: "api", level: "major_outage" as const }];
  await t.daemon.store.transact((tx) => {
    const window = tx.maintenances.get(id)!;
    tx.maintenances.save({ ...window, state: "completed", endedAt: t.now() });
    const { title, components } = window;
    const released = { components, why: "over" as const, wasWhole: false, effects };
    tx.events.append(
      [
        { type: "maintenance:completed", maintenanceId: id, data: { title, components, effects: [] } },
        { type: "incident:released", incidentId, data: released },
      ],
      t.now(),
      SYSTEM,
    );
  });
};

test("what a silent window held and lets go of is told at once, as the outage that it is", async () => {
  const t = await startTelling();
  await t.subscribe();
  await endWithOutage(t, await schedule(t, 0, 60 * MINUTE, SILENT));
  await settle(t);
  expect(t.words()).toEqual(["api operational>major_outage"]);
});

test("where the end is told it says the outage, once; who asks for levels alone is told that of its own", async () => {
  const t = await startTelling();
  await t.subscribe();
  const target = "https://example.org/levels";
  await t.daemon.client.call(addSubscriber, { channel: "webhook", target, kinds: ["status"] });
  const id = await schedule(t, 0, 60 * MINUTE);
  await t.daemon.client.call(pauseNotify, { scope: "subscribers" });
  await endWithOutage(t, id);
  await t.daemon.tick();
  await until("both to be planned", () => t.rows().filter((row) => row === "queued").length >= 2);
  await t.daemon.client.call(resumeNotify, {});
  await settle(t);
  await go(t, 20 * MINUTE);
  const of = (name: string) => t.recorder.told.filter(({ url }) => url.endsWith(name)).map(({ type }) => type);
  expect(of("/a")).toEqual(["maintenance.started", "maintenance.completed"]);
  expect(of("/levels")).toEqual(["status.changed"]);
  expect(t.rows()).toEqual(["sent", "sent", "sent"]);
  const { maintenance } = t.recorder.told.find(({ type }) => type === "maintenance.completed")!.data;
  expect(maintenance!.components).toMatchObject([{ id: "api", level: "major_outage" }]);
});

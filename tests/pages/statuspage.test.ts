import { describe, expect, test } from "vitest";
import type * as z from "zod";
import {
  editMaintenance,
  endMaintenance,
  extendMaintenance,
  scheduleMaintenance,
  startMaintenance,
  updateMaintenance,
  verifyMaintenance,
} from "../../src/contract/maintenances.ts";
import { statuspageBody } from "../../src/daemon/delivery/channels/statuspage-webhook.ts";
import { cutName } from "../../src/daemon/pages/statuspage-shapes.ts";
import type { Level } from "../../src/domain/level.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { CONTENTS, makeMessage } from "../support/messages.ts";
import { newWindow } from "../support/windows.ts";
import { DOCUMENTS, type Window as WindowShape } from "./statuspage-shapes.ts";
import { readerOf } from "./statuspage-story.ts";
import { HOUR, NOON, openPage } from "./support.ts";

const Summary = DOCUMENTS.summary;

const SHOP = [
  { id: "site", name: "Website", description: "www.acme.test" },
  { id: "api", name: "API", group: "Platform" },
  { id: "db", name: "Database", group: "Platform", level: "partial_outage" },
  { id: "mail", name: "Mail", group: "Office" },
] as const;

const openShop = async (page: Parameters<typeof openPage>[1] = {}) => {
  const shop = await openPage(SHOP, page);
  await shop.store.transact((tx) => {
    const plan = { startsAt: NOON - HOUR, endsAt: NOON + HOUR, components: ["mail"] };
    const running = tx.maintenances.insert(newWindow({ title: "Move the mail", ...plan }));
    tx.maintenances.save({ ...running, state: "in_progress", startedAt: NOON - HOUR });
    tx.maintenances.insert(
      newWindow({ title: "New disks", startsAt: NOON + HOUR, endsAt: NOON + 2 * HOUR, components: ["db"] }),
    );
    const over = tx.maintenances.insert(newWindow({ title: "Called off", ...plan }));
    tx.maintenances.save({ ...over, state: "cancelled" });
  });
  shop.pages.wake();
  return shop;
};

test("a group carries its children's ids and the worst of their levels; children name their group", async () => {
  const { json } = await openShop();
  const { components } = Summary.parse(await json("summary"));
  const platform = components.find((one) => one.name === "Platform");
  const children = components.filter((one) => one.group_id === platform?.id);
  expect(components.map((one) => [one.name, one.position])).toEqual([
    ["Website", 1],
    ["Platform", 2],
    ["API", 1],
    ["Database", 2],
    ["Office", 3],
    ["Mail", 1],
  ]);
  expect(platform).toMatchObject({ group: true, status: "partial_outage", components: children.map((one) => one.id) });
  expect(children.map((one) => one.name)).toEqual(["API", "Database"]);
});

test("running and coming windows are listed with their components, cancelled ones are gone", async () => {
  const { json } = await openShop();
  const { scheduled_maintenances: windows } = Summary.parse(await json("summary"));
  expect(windows.map((one) => [one.name, one.status, one.components.map((component) => component.name)])).toEqual([
    ["Move the mail", "in_progress", ["Mail"]],
    ["New disks", "scheduled", ["Database"]],
  ]);
  expect(windows[0]).toMatchObject({ impact: "maintenance", started_at: "2026-11-23T11:00:00.000Z" });
  expect(windows[1]).toMatchObject({
    scheduled_for: "2026-11-23T13:00:00.000Z",
    scheduled_until: "2026-11-23T14:00:00.000Z",
  });
});

test("times carry the offset of the page's zone, and start dates are its days", async () => {
  const { json } = await openShop({ time_zone: "Pacific/Auckland" });
  const { page, components } = Summary.parse(await json("summary"));
  expect(page).toMatchObject({ time_zone: "Pacific/Auckland", updated_at: "2026-11-24T00:00:00.000+13:00" });
  expect(components[0]).toMatchObject({ start_date: "2026-11-23", created_at: "2026-11-23T01:00:00.000+13:00" });
});

describe("the seven descriptions", () => {
  const cases: [Level[], string, string][] = [
    [[], "none", "All Systems Operational"],
    [["operational", "operational"], "none", "All Systems Operational"],
    [["degraded_performance", "operational"], "minor", "Partially Degraded Service"],
    [["degraded_performance", "degraded_performance"], "minor", "Degraded System Service"],
    [["partial_outage", "degraded_performance"], "minor", "Minor Service Outage"],
    [["major_outage", "partial_outage"], "major", "Partial System Outage"],
    [["major_outage", "major_outage"], "critical", "Major System Outage"],
    [["under_maintenance", "operational"], "maintenance", "Service Under Maintenance"],
  ];
  test.each(cases)("%j is %s, %s", async (levels, indicator, description) => {
    const shown = levels.map((level, index) => ({ id: `c${index}`, group: "All", level }));
    const { json, get } = await openPage(shown);
    expect((await json("status")).status).toEqual({ indicator, description });
    if (levels.length > 0) expect((await get("/")).text).toContain(`<h1>${description}</h1>`);
  });
});

test("a name of more than 255 units is cut, and no letter of it halved", () => {
  expect(cutName("a".repeat(300))).toBe("a".repeat(255));
  expect(cutName("🔥".repeat(200))).toBe("🔥".repeat(127));
  expect(cutName(`${"a".repeat(253)}🔥`)).toBe(`${"a".repeat(253)}🔥`);
});

test("a postmortem of what the public was never told is over leaves it unresolved, as it was said last", async () => {
  const { store, pages, json } = await openShop();
  await store.transact((tx) => {
    const opened = { title: "Slow", severity: "medium", source: "manual", key: null, openedAt: NOON } as const;
    const incident = tx.incidents.insert(opened);
    tx.incidents.save({
      ...incident,
      state: "resolved",
      resolvedAt: NOON,
      publicTitle: "Slow",
      publicStatus: "monitoring",
    });
    const said = { incidentId: incident.id, body: "Words.", author: "ann", levels: [], isAuto: false, isSilent: false };
    tx.posts.insert({ ...said, status: "monitoring", at: NOON, createdAt: NOON });
    tx.posts.insert({ ...said, status: "postmortem", at: NOON + HOUR, createdAt: NOON + HOUR });
  });
  pages.wake();
  const { incidents } = DOCUMENTS["incidents/unresolved"].parse(await json("incidents/unresolved"));
  expect(incidents).toMatchObject([
    { status: "monitoring", resolved_at: null, incident_updates: [{ status: "postmortem" }, { status: "monitoring" }] },
  ]);
  expect((await json("incidents")).incidents).toEqual(incidents);
});

describe("the time of a window's last change", () => {
  const at = (hours: number): string => new Date(NOON + hours * HOUR).toISOString();
  test("moves with every change that a reader can see", async () => {
    const daemon = await startTestDaemon({ ports: { now: () => NOON } });
    const { client, wind } = daemon;
    const seen = async (status: string): Promise<string> => {
      const documents = await readerOf(daemon)();
      const [window] = documents["scheduled-maintenances"].scheduled_maintenances;
      expect(window!.status).toBe(status);
      return window!.updated_at;
    };
    const plan = { title: "New disks", startsAt: at(20), endsAt: at(30), components: ["api"], remindBeforeMs: null };
    const { id } = await client.call(scheduleMaintenance, plan);
    expect(await seen("scheduled")).toBe(at(0));
    const changes: [string, () => Promise<unknown>][] = [
      ["scheduled", () => client.call(editMaintenance, { id, title: "Larger disks" })],
      ["scheduled", () => client.call(editMaintenance, { id, startsAt: at(21) })],
      ["scheduled", () => client.call(editMaintenance, { id, components: ["api", "web"] })],
      ["scheduled", () => client.call(editMaintenance, { id, text: "Other words." })],
      ["scheduled", () => client.call(updateMaintenance, { id, text: "Soon." })],
      ["in_progress", () => client.call(startMaintenance, { id })],
      ["in_progress", () => client.call(extendMaintenance, { id, until: at(40) })],
      ["verifying", () => client.call(verifyMaintenance, { id })],
      ["completed", () => client.call(endMaintenance, { id })],
      ["completed", () => client.call(updateMaintenance, { id, text: "It was quick." })],
    ];
    for (const [index, [status, change]] of changes.entries()) {
      await wind(HOUR);
      await change();
      expect([index, await seen(status)]).toEqual([index, at(index + 1)]);
    }
  });
});

test("what became of a window has one id, in the documents and in the webhooks that tell it", async () => {
  const daemon = await startTestDaemon();
  const plan = { title: "New disks", startsAt: new Date(Date.now() - HOUR).toISOString(), components: ["api"] };
  const endsAt = new Date(Date.now() + HOUR).toISOString();
  const { id } = await daemon.client.call(scheduleMaintenance, { ...plan, endsAt });
  await daemon.wind(1000);
  await daemon.client.call(updateMaintenance, { id, text: "Half of it." });
  await daemon.wind(1000);
  const { updates } = await daemon.client.call(endMaintenance, { id });
  const [window] = (await readerOf(daemon)())["scheduled-maintenances"].scheduled_maintenances;
  const sent = (["completed", "updated", "started", "announced"] as const).map((transition) => {
    const update = transition === "updated" ? { update: { id: updates[0]!.id, text: "Half of it.", at: NOON } } : {};
    const content = { ...CONTENTS.window, id, transition, text: null, state: "in_progress" as const, ...update };
    const { incident } = statuspageBody(makeMessage(content)) as { incident: Window };
    return toldIn(incident)[0]!;
  });
  expect(toldIn(window!)).toEqual(sent);
});
type Window = z.infer<typeof WindowShape>;
const toldIn = ({ id, incident_updates }: Window) =>
  incident_updates.map((one) => ({ incident: id, id: one.id, status: one.status, body: one.body }));

test("fifty are listed, the newest, and windows that were called off take no place from those that were not", async () => {
  const { store, pages, json } = await openShop();
  await store.transact((tx) => {
    for (let number = 1; number <= 120; number++) {
      const startsAt = NOON - 1000 * HOUR + number * HOUR;
      const window = tx.maintenances.insert(
        newWindow({
          title: `Window ${number}`,
          startsAt,
          endsAt: startsAt + HOUR,
          components: ["db"],
          announcedAt: NOON,
        }),
      );
      const times = { startedAt: startsAt, endedAt: startsAt + HOUR };
      tx.maintenances.save({ ...window, ...times, state: number > 60 ? "cancelled" : "completed" });
      const opened = { title: `${number}`, severity: "low", source: "manual", key: null, openedAt: startsAt } as const;
      const incident = tx.incidents.insert(opened);
      tx.incidents.save({ ...incident, publicTitle: `${number}`, publicStatus: "investigating" });
      const said = {
        incidentId: incident.id,
        body: "Words.",
        author: "ann",
        levels: [],
        isAuto: false,
        isSilent: false,
      };
      tx.posts.insert({ ...said, status: "investigating", at: startsAt, createdAt: startsAt });
    }
  });
  pages.wake();
  const planned = DOCUMENTS["scheduled-maintenances"].parse(await json("scheduled-maintenances"));
  const names = planned.scheduled_maintenances.map(({ name }) => name);
  expect(names).toEqual([
    ...["New disks", "Move the mail"],
    ...Array.from({ length: 48 }, (_, index) => `Window ${60 - index}`),
  ]);
  const { incidents } = DOCUMENTS.incidents.parse(await json("incidents"));
  expect(incidents.map(({ name }) => name)).toEqual(Array.from({ length: 50 }, (_, index) => `${120 - index}`));
});

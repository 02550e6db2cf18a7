import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Level } from "../../src/domain/level.ts";
import { newWindow } from "../support/windows.ts";
import { HOUR, NOON, openPage } from "./support.ts";

const Id = z.string().regex(/^[a-z0-9]{12}$/);
const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
const Page = z.strictObject({ id: Id, name: z.string(), url: z.url(), time_zone: z.string(), updated_at: Moment });
const Status = z.strictObject({
  indicator: z.enum(["none", "minor", "major", "critical", "maintenance"]),
  description: z.string(),
});
const shape = {
  id: Id,
  name: z.string(),
  status: z.enum(["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]),
  created_at: Moment,
  updated_at: Moment,
  position: z.int().min(1),
  description: z.string().nullable(),
  showcase: z.boolean(),
  page_id: Id,
  only_show_if_degraded: z.boolean(),
};
const Child = z.strictObject({
  ...shape,
  group: z.literal(false),
  group_id: Id.nullable(),
  start_date: z.iso.date().nullable(),
});
const Group = z.strictObject({
  ...shape,
  group: z.literal(true),
  group_id: z.null(),
  start_date: z.null(),
  components: z.array(Id),
});
const Component = z.union([Child, Group]);
const Maintenance = z.strictObject({
  id: Id,
  name: z.string().max(255),
  status: z.enum(["scheduled", "in_progress", "verifying", "completed"]),
  created_at: Moment,
  updated_at: Moment,
  monitoring_at: Moment.nullable(),
  resolved_at: Moment.nullable(),
  impact: z.enum(["none", "minor", "major", "critical", "maintenance"]),
  shortlink: z.url(),
  started_at: Moment,
  page_id: Id,
  incident_updates: z.array(z.unknown()),
  components: z.array(Child),
  reminder_intervals: z.string().nullable(),
  scheduled_for: Moment,
  scheduled_until: Moment,
});
const Summary = z.strictObject({
  page: Page,
  components: z.array(Component),
  incidents: z.array(z.never()),
  scheduled_maintenances: z.array(Maintenance),
  status: Status,
});

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

test("summary, status and components have the keys and types of Statuspage v2, and no others", async () => {
  const { json } = await openShop();
  const summary = Summary.parse(await json("summary"));
  expect(Object.keys(summary)).toEqual(["page", "components", "incidents", "scheduled_maintenances", "status"]);
  const status = z.strictObject({ page: Page, status: Status }).parse(await json("status"));
  const components = z.strictObject({ page: Page, components: z.array(Component) }).parse(await json("components"));
  expect(status).toEqual({ page: summary.page, status: summary.status });
  expect(components).toEqual({ page: summary.page, components: summary.components });
});

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

test("ids are the same after a restart", async () => {
  const [first, second] = [await openShop(), await openShop()];
  const idsOf = async (shop: typeof first) => Summary.parse(await shop.json("summary")).components.map((one) => one.id);
  const ids = await idsOf(first);
  expect(ids).toEqual(await idsOf(second));
  expect(new Set(ids).size).toBe(ids.length);
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

// What the Statuspage v2 API answers, frozen: whoever renames a field, or lets one out, finds it here.
import { expect, test } from "vitest";
import { reloadConfig } from "../../src/contract/config.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { type DocumentName, type Documents, NAMES, readAll } from "./statuspage-shapes.ts";
import { CONFIG, LONG, readerOf, tellStory } from "./statuspage-story.ts";
import { openPage } from "./support.ts";

/** Posts of ten thousand letters stand in no file; that they come whole is asked below. */
const MAX_PRINTED = 300;
const shortened = (text: string): string =>
  text.length > MAX_PRINTED ? `${text.slice(0, 40)}… (${text.length} units)` : text;
const printed = (document: unknown): string =>
  `${JSON.stringify(document, (_, value) => (typeof value === "string" ? shortened(value) : value), 2)}\n`;

const incidentsOf = (documents: Documents) => documents.incidents.incidents;
const windowsOf = (documents: Documents) => documents["scheduled-maintenances"].scheduled_maintenances;

test("a page on which all has happened has the vendor's keys and types, and each field says what it said before", async () => {
  const { all } = await tellStory();
  const documents = await all();
  for (const name of NAMES)
    await expect(printed(documents[name])).toMatchFileSnapshot(`snapshots/${name.replace("/", "-")}.json`);

  expect(incidentsOf(documents).map(({ name, status, impact }) => [name.slice(0, 18), status, impact])).toEqual([
    ["Nothing but words", "monitoring", "none"],
    ["Logins are slow", "investigating", "minor"],
    ["انقطاع 🔥 🦀🦀🦀🦀".slice(0, 18), "investigating", "critical"],
    ["Images are missing", "resolved", "minor"],
    ["Slow queries", "postmortem", "critical"],
  ]);
  expect(windowsOf(documents).map(({ name, status }) => [name, status])).toEqual([
    ["New, larger disks", "scheduled"],
    ["Backup", "scheduled"],
    ["Tune the CDN", "verifying"],
    ["Move the mail", "in_progress"],
    ["New switches", "completed"],
  ]);
  const bodies = incidentsOf(documents).flatMap((one) => one.incident_updates.map(({ body }) => body));
  expect(bodies).toContain(LONG);
  const everything = JSON.stringify(documents);
  for (const secret of ["vault", "Vault", "secret", "internal", "gateway-17", "Called off", "Nobody came"])
    expect(everything).not.toContain(secret);
});

test("what stands in several documents is the same there, and what belongs together says so", async () => {
  const { all } = await tellStory();
  const documents = await all();
  const { summary } = documents;
  expect(NAMES.map((name) => documents[name].page)).toEqual(NAMES.map(() => summary.page));
  expect(documents.status.status).toEqual(summary.status);
  expect(documents.components.components).toEqual(summary.components);
  expect(documents["incidents/unresolved"].incidents).toEqual(summary.incidents);
  const unresolved = incidentsOf(documents).filter(({ resolved_at }) => resolved_at === null);
  expect(unresolved).toEqual(summary.incidents);
  const active = documents["scheduled-maintenances/active"].scheduled_maintenances;
  const upcoming = documents["scheduled-maintenances/upcoming"].scheduled_maintenances;
  expect([...active, ...upcoming]).toEqual(summary.scheduled_maintenances);
  expect(windowsOf(documents)).toEqual(expect.arrayContaining(summary.scheduled_maintenances));

  const byId = new Map(summary.components.map((one) => [one.id, one]));
  const told = [...incidentsOf(documents), ...windowsOf(documents)];
  const ids = [
    summary.page.id,
    ...byId.keys(),
    ...told.flatMap((one) => [one.id, ...one.incident_updates.map((u) => u.id)]),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const one of summary.components) {
    expect(one.page_id).toBe(summary.page.id);
    const children = summary.components.filter(({ group_id }) => group_id === one.id);
    expect(one.group ? one.components : []).toEqual(children.map(({ id }) => id));
    expect(children.map(({ position }) => position)).toEqual(children.map((_, index) => index + 1));
  }
  for (const one of told) {
    expect(one.page_id).toBe(summary.page.id);
    expect(one.components).toEqual(one.components.map(({ id }) => byId.get(id)));
    expect(one.incident_updates.map(({ incident_id }) => incident_id)).toEqual(one.incident_updates.map(() => one.id));
    const shown = one.incident_updates.map(({ display_at }) => Date.parse(display_at!));
    expect(shown).toEqual(shown.toSorted((a, b) => b - a));
    const changes = one.incident_updates.flatMap((update) => [update.created_at, update.updated_at]);
    const times = [one.created_at, ...changes].map((at) => Date.parse(at));
    expect(Date.parse(one.created_at)).toBe(Math.min(...times));
    expect(Date.parse(one.updated_at)).toBe(Math.max(...times, Date.parse(one.updated_at)));
  }
});

test("after a restart it says the same, ids and times and all", async () => {
  const { daemon, all, now } = await tellStory();
  const before = await all();
  await daemon.stop();
  const again = await startTestDaemon({
    dataDir: daemon.dataDir,
    hasFile: true,
    config: CONFIG,
    ports: { now: () => now },
  });
  expect(await readerOf(again)()).toEqual(before);
});

test("what gets another name keeps its id", async () => {
  const { daemon, all } = await tellStory();
  const before = await all();
  const components = CONFIG.components.map((one) => ({ ...one, name: `New ${one.name}` }));
  daemon.rewrite({ ...CONFIG, components, pages: [{ ...CONFIG.pages[0], title: "Other", time_zone: "UTC" }] });
  await daemon.client.call(reloadConfig, {});
  const after = await all();
  expect([after.summary.page.name, after.summary.page.time_zone]).toEqual(["Other", "UTC"]);
  expect(after.summary.page.updated_at).toMatch(/Z$/);
  expect(after.components.components.find(({ group }) => !group)!.name).toBe("New Website");
  const idsOf = (documents: Documents): string[] =>
    [...JSON.stringify(documents).matchAll(/"(?:id|page_id|group_id|incident_id|code)":"(\w+)"/g)].map(([, id]) => id!);
  expect(idsOf(after)).toEqual(idsOf(before));
});

test.each([
  ["an empty page", []],
  ["a page of which all is hidden", [{ id: "vault", isHidden: true }]],
])("%s has every document, with empty lists, and claims no fault", async (_, shown) => {
  const { json } = await openPage(shown);
  const documents = await readAll((name: DocumentName) => json(name));
  for (const name of NAMES) {
    const { page, status, ...lists } = documents[name] as Record<string, unknown>;
    expect(page).toEqual(documents.status.page);
    for (const list of Object.values(lists)) expect(list).toEqual([]);
  }
  expect(documents.status.status).toEqual({ indicator: "none", description: "All Systems Operational" });
});

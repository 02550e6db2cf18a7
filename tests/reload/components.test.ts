// Components that a reload brings, takes away and brings back.
import { expect, test } from "vitest";
import { getIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { getStatus, listComponents } from "../../src/contract/status.ts";
import { COMPONENTS, reloadedBy, startReloadable } from "./support.ts";

const CACHE = { id: "cache", name: "Cache", match: { job: "cache" } };
const WITHOUT_API = COMPONENTS.filter(({ id }) => id !== "api");

test("a new component is a silent baseline, and can be used at once", async () => {
  const t = await startReloadable();
  await t.subscribe();
  const reloaded = await t.reload({ components: [...COMPONENTS, CACHE] });
  await t.quiet();

  expect(reloaded.changes.map(({ path }) => path)).toEqual(["components.cache"]);
  expect(await t.events("config:reloaded", "status:changed")).toEqual([
    reloadedBy("tocsin", { added: ["web", "api", "mail", "vault"] }),
    reloadedBy("ann", { added: ["cache"] }),
  ]);
  expect(t.recorder.told).toEqual([]);
  expect(await (await fetch(t.daemon.url)).text()).toContain("Cache");

  await t.out("cache");
  expect(t.words()).toEqual(["cache operational>major_outage"]);
});

test("alerts know a new component by its labels at once", async () => {
  const t = await startReloadable();
  await t.reload({
    components: COMPONENTS.map((one) => (one.id === "mail" ? { ...one, match: { job: "api" } } : one)),
  });
  expect(await t.ingest("the-first-key-of-am")).toBe(200);
  const { components } = await t.daemon.client.call(getIncident, { id: 1 });
  expect(components.map(({ id }) => id).sort()).toEqual(["api", "mail"]);
});

test("a removed component is hidden with its history, and comes back at what is asked of it, without a word", async () => {
  const t = await startReloadable();
  await t.subscribe();
  const id = await t.out("api");
  await t.reload({ components: WITHOUT_API });
  await t.quiet();

  const { items } = await t.daemon.client.call(listComponents, {});
  expect(items.map((one) => one.id)).toEqual(["web", "mail", "vault"]);
  expect((await t.daemon.client.call(getIncident, { id })).components).toMatchObject([{ id: "api", name: "API" }]);
  expect((await t.daemon.client.call(getStatus, {})).level).toBe("none");
  await expect(
    t.daemon.client.call(openIncident, { title: "x", severity: "low", components: [{ id: "api" }] }),
  ).rejects.toMatchObject({ code: "invalid", message: "There is no component `api`." });

  await t.reload({});
  await t.wind(10 * 60_000);
  const back = (await t.daemon.client.call(getStatus, {})).components.find((one) => one.id === "api");
  expect(back).toMatchObject({ level: "major_outage", cause: { kind: "incident", id } });
  expect((await t.events("config:reloaded", "status:changed")).slice(1)).toEqual([
    { type: "status:changed", by: "tocsin", componentId: "api", data: expect.objectContaining({ to: "major_outage" }) },
    reloadedBy("ann", { removed: ["api"] }),
    reloadedBy("ann", { added: ["api"] }),
  ]);
  expect(t.words()).toEqual(["api operational>major_outage"]);
});

test("who was told of an outage before the component left hears its end once it is back; nobody else hears a thing", async () => {
  const t = await startReloadable();
  await t.subscribe("told");
  const id = await t.out("api");
  await t.reload({ components: WITHOUT_API });
  await t.daemon.client.call(resolveIncident, { id });
  await t.subscribe("late");
  await t.wind(10 * 60_000);
  expect(t.words()).toEqual(["api operational>major_outage"]);

  await t.reload({});
  await t.wind(5 * 60_000 - 1);
  expect(t.recorder.told).toHaveLength(1);
  await t.wind(1);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);
  expect(t.recorder.told[1]!.url).toBe("https://example.org/told");

  await t.out("api");
  expect(t.words().slice(2)).toEqual(["api operational>major_outage", "api operational>major_outage"]);
});

test("names, groups, order and visibility follow the file", async () => {
  const t = await startReloadable();
  const [web, api, mail, vault] = COMPONENTS;
  await t.reload({ components: [mail, { ...web, name: "Shop front" }, { ...api, hidden: true }, vault] });
  expect((await t.events("config:reloaded")).at(-1)).toEqual(
    reloadedBy("ann", { changed: ["components", "components.web.name", "components.api.hidden"] }),
  );
  const { items } = await t.daemon.client.call(listComponents, {});
  expect(items.map(({ name, hidden }) => `${name}${hidden ? " (hidden)" : ""}`)).toEqual([
    ...["Mail", "Shop front", "API (hidden)", "Vault (hidden)"],
  ]);
  const page = await (await fetch(`${t.daemon.url}/api/v2/components.json`)).json();
  expect(JSON.stringify(page)).toContain("Shop front");
  expect(JSON.stringify(page)).not.toContain("API");
});

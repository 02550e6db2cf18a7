// What a reload applied counts at once, and what was under way goes on as it was.
import { expect, test } from "vitest";
import { diffConfig } from "../../src/contract/config.ts";
import { openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { getComponent, getReport } from "../../src/contract/status.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { connectTo } from "../support/ear.ts";
import { until } from "../support/until.ts";
import { KEY, sourcesWith, startReloadable } from "./support.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test("a source's key is turned at once, and stands nowhere: not in diff, reply, event, audit or log", async () => {
  const next = "the-second-key-of-am";
  const t = await startReloadable();
  expect([await t.ingest(KEY), await t.ingest(next)]).toEqual([200, 401]);
  t.daemon.rewrite({ sources: sourcesWith(next), log: { level: "debug" } });
  const diff = await t.daemon.client.call(diffConfig, {});
  const reply = await t.reload({ sources: sourcesWith(next), log: { level: "debug" } });
  expect([await t.ingest(KEY), await t.ingest(next)]).toEqual([401, 200]);

  expect(reply).toEqual(diff);
  expect(reply.changes).toEqual([
    { path: "sources.am.key", from: "***", to: "***", needsRestart: false },
    { path: "log.level", from: "info", to: "debug", needsRestart: false },
  ]);
  expect(t.daemon.logged).toMatchObject([
    { msg: "the config was reloaded", by: "ann", origin: "unix", changed: ["sources.am.key", "log.level"] },
  ]);
  const rows = ["events", "audit", "idempotency"].map((table) =>
    JSON.stringify(t.daemon.store.db.prepare(`SELECT * FROM ${table}`).all()),
  );
  const said = [...rows, JSON.stringify(t.daemon.logged), JSON.stringify(diff)].join("\n");
  expect(said).toContain("sources.am.key");
  for (const key of [KEY, next]) expect(said).not.toContain(key);
});

test("another debounce is for the next hold; one under way ends when it was to end, whether longer or shorter", async () => {
  const t = await startReloadable();
  await t.subscribe();
  const first = await t.out("api");
  await t.up(first);
  await t.wind(2 * MINUTE);
  await t.reload({ notify: { allow_private_targets: true, debounce: "1h" } });
  await t.wind(3 * MINUTE - 1);
  expect(t.words()).toEqual(["api operational>major_outage"]);
  await t.wind(1);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);

  const second = await t.out("web");
  await t.up(second);
  await t.reload({ notify: { allow_private_targets: true, debounce: "1m" } });
  await t.wind(60 * MINUTE - 1);
  expect(t.recorder.told).toHaveLength(3);
  await t.wind(1);
  expect(t.words().slice(2)).toEqual(["web operational>major_outage", "web major_outage>operational"]);
});

test("uptime is counted by another rule at once, in `component show` and in the report", async () => {
  const t = await startReloadable();
  await t.out("api");
  await t.wind(10 * MINUTE);
  const seen = async () => {
    const [one, report] = [
      await t.daemon.client.call(getComponent, { id: "api" }),
      await t.daemon.client.call(getReport, {}),
    ];
    return [
      one.uptime.ratio,
      report.components.find(({ id }) => id === "api")?.ratio,
      one.uptimeRule,
      report.uptimeRule,
    ];
  };
  const weights = { majorOutage: 1, partialOutage: 0.3, degradedPerformance: 0 };
  const before = { weights, maintenance: "exclude" };
  expect(await seen()).toEqual([0, 0, before, before]);

  await t.reload({ uptime: { weights: { major_outage: 0.25 }, maintenance: "count" } });

  const after = { weights: { ...weights, majorOutage: 0.25 }, maintenance: "count" };
  expect(await seen()).toEqual([0.75, 0.75, after, after]);
});

test("days are counted in the zones of the new pages at once, and those of the old are taken away", async () => {
  const zonesIn = (...zones: string[]) => ({ pages: zones.map((time_zone, at) => ({ slug: `page${at}`, time_zone })) });
  const t = await startReloadable({ config: zonesIn("Europe/Berlin", "Asia/Kolkata") });
  const { store } = t.daemon;
  const told = () => store.dayRows.zones().map(({ zone }) => zone);
  const rows = store.db.prepare("SELECT zone, count(*) FROM component_days GROUP BY zone").raw();
  await t.wind(DAY);
  expect(told()).toEqual(["Asia/Kolkata", "Europe/Berlin"]);
  const some = rows.all();
  expect(some).toHaveLength(2);

  await t.reload(zonesIn("Europe/Berlin", "Pacific/Chatham", "Europe/Berlin"));
  await t.wind(MINUTE);

  expect(told()).toEqual(["Europe/Berlin", "Pacific/Chatham"]);
  expect((rows.all() as [string][]).map(([zone]) => zone)).toEqual(["Europe/Berlin", "Pacific/Chatham"]);
  // A config that names no page has one, in UTC.
  await t.reload({});
  await t.wind(MINUTE);
  expect(told()).toEqual(["UTC"]);
});

test("a source that promises another time has it from now on; what the others have left is not touched", async () => {
  const sources = (am: string, two: string) => [
    { ...sourcesWith(KEY)[0], resolve_after: am },
    { ...sourcesWith("the-key-of-the-other")[0], id: "two", resolve_after: two },
  ];
  const t = await startReloadable({ config: { sources: sources("10m", "10m") } });
  const start = t.now();
  await t.ingest(KEY, "am");
  await t.ingest("the-key-of-the-other", "two");
  await t.wind(3 * MINUTE);
  const leases = () =>
    t.daemon.store.db.prepare("SELECT source, lease_until - ? FROM alerts ORDER BY source").raw().all(start);
  await t.reload({ sources: sources("4m", "10m") });
  expect(leases()).toEqual([
    ["am", 7 * MINUTE],
    ["two", 10 * MINUTE],
  ]);
  await t.reload({ sources: sources("off", "10m") });
  expect(leases()).toEqual([
    ["am", null],
    ["two", 10 * MINUTE],
  ]);
});

test("the reopen window and private targets count for the next command", async () => {
  const t = await startReloadable();
  const open = () => t.daemon.client.call(openIncident, { title: "Down", severity: "low", key: "k" });
  const { id } = await open();
  await t.daemon.client.call(resolveIncident, { id });
  await t.reload({ incidents: { reopen_window: "1m" }, notify: { allow_private_targets: false } });
  await t.wind(2 * MINUTE);
  expect((await open()).id).toBe(id + 1);
  await expect(
    t.daemon.client.call(addSubscriber, { channel: "webhook", target: "http://127.0.0.1/hook" }),
  ).rejects.toMatchObject({ code: "invalid" });
});

test("the page takes on its new address, slug, title and zone", async () => {
  const t = await startReloadable({ config: { pages: [{ slug: "old", title: "Old" }] } });
  const page = async (path: string) => (await fetch(t.daemon.url + path)).text();
  expect(await page("/p/old")).toContain("· Old</title>");
  const pages = [{ slug: "fresh", title: "Fresh", time_zone: "Europe/Berlin", components: ["mail"] }];
  await t.reload({ pages, server: { public_url: "https://status.example.org" } });

  expect((await fetch(`${t.daemon.url}/p/old`)).status).toBe(404);
  expect(await page("/p/fresh")).toContain("Fresh");
  const summary = JSON.parse(await page("/api/v2/summary.json"));
  expect(summary.page).toMatchObject({ name: "Fresh", url: "https://status.example.org", time_zone: "Europe/Berlin" });
  expect(summary.components.map((one: { name: string }) => one.name)).toEqual(["Mail"]);
});

test("readers of the public feed come back by themselves, and hear of the page by its new slug", async () => {
  const t = await startReloadable({ config: { pages: [{ slug: "old" }] } });
  const ear = await connectTo(t.daemon, { namespace: "/public", reconnects: true });
  let comings = 0;
  ear.socket.on("connect", () => comings++);
  await t.reload({ pages: [{ slug: "fresh" }] });
  await until("the way back", () => comings === 1);
  await t.out("api");
  await until("the event", () => ear.heard.length > 0);
  expect(ear.heard).toMatchObject([{ page: "fresh", component: "api" }]);
});

test("with an empty config, a refusal names the file to mend", async () => {
  const t = await startReloadable({ config: { components: [] } });
  await expect(
    t.daemon.client.call(openIncident, { title: "x", severity: "low", components: [{ id: "api" }] }),
  ).rejects.toMatchObject({
    hint: `No components are configured. Name them under \`components\` in ${t.daemon.configFile}, then \`tocsin reload\`.`,
  });
});

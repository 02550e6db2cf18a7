// Programs that read the Statuspage v2 API: Atlassian's own widget in a browser, and the strict ones that others wrote.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { openIncident, postIncident } from "../../src/contract/incidents.ts";
import {
  cancelMaintenance,
  endMaintenance,
  scheduleMaintenance,
  startMaintenance,
  verifyMaintenance,
} from "../../src/contract/maintenances.ts";
import { openPage } from "../support/chromium.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { hasTools } from "../support/tools.ts";
import { until } from "../support/until.ts";
import type { DocumentName, Documents } from "./statuspage-shapes.ts";

const HOUR = 3600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const read = async <N extends DocumentName>({ url }: { url: string }, name: N): Promise<Documents[N]> =>
  (await (await fetch(`${url}/api/v2/${name}.json`)).json()) as Documents[N];

/** Somebody else's site, with the widget as it is published, one for each address. */
const siteWithWidgets = async (...addresses: string[]): Promise<string> => {
  const folder = createRequire(import.meta.url).resolve("@statuspage/status-widget/package.json");
  const script = readFileSync(folder.replace("package.json", "dist/index.js"));
  const widgets = addresses.map((src) => `<statuspage-widget src="${src}"></statuspage-widget>`).join("");
  const server = createServer((request, response) => {
    const isScript = request.url === "/widget.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : `<!doctype html><script src="/widget.js"></script>${widgets}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
/** Words and colour of each widget. */
const shownBy = async (...addresses: string[]): Promise<[string, string][]> => {
  const page = await openPage(await siteWithWidgets(...addresses));
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll("statuspage-widget")].filter((one) => one.shadowRoot?.querySelector(".status-text"))
        .length === count,
    addresses.length,
  );
  return page.evaluate(() =>
    [...document.querySelectorAll("statuspage-widget")].map((one) => {
      const light = one.shadowRoot!.querySelector(".status-indicator")!;
      return [one.shadowRoot!.querySelector(".status-text")!.textContent!, getComputedStyle(light).backgroundColor];
    }),
  );
};
const GREEN = "rgb(46, 204, 113)";
const RED = "rgb(231, 76, 60)";
const BLUE = "rgb(52, 152, 219)";

describe.skipIf(!hasTools("chromium"))("1. Atlassian's widget on another site", () => {
  test("reads the root of the host, whatever path it was given, also where the page is below one", async () => {
    const daemon = await startTestDaemon({ config: { server: { base_path: "/status" } } });
    const { id } = await daemon.client.call(openIncident, { title: "db7", severity: "critical" });
    expect(await shownBy(`${daemon.url}/status/`)).toEqual([["All Systems Operational", GREEN]]);
    const components = [{ id: "api", level: "major_outage" as const }];
    await daemon.client.call(postIncident, { id, status: "investigating", text: "We look.", components });
    const worst: [string, string] = ["Major System Outage", RED];
    expect(await shownBy(daemon.url, `${daemon.url}/status/`, `${daemon.url}/status/incidents/1`)).toEqual(
      Array.from({ length: 3 }, () => worst),
    );
  });

  test("is blue while only maintenance is on, and stays green where the config says so", async () => {
    const [blue, green] = await Promise.all([maintained("maintenance"), maintained("none")]);
    expect(await shownBy(blue.url, green.url)).toEqual([
      ["Service Under Maintenance", BLUE],
      ["Service Under Maintenance", GREEN],
    ]);
  });
});

const maintained = async (indicator: "maintenance" | "none"): Promise<TestDaemon> => {
  const daemon = await startTestDaemon({ config: { v2: { maintenance_indicator: indicator } } });
  const plan = { title: "New disks", startsAt: inHours(-1), endsAt: inHours(1), components: ["api"] };
  await daemon.client.call(scheduleMaintenance, plan);
  await until("it to be under maintenance", async () =>
    (await read(daemon, "components")).components.some(({ status }) => status === "under_maintenance"),
  );
  return daemon;
};

test("2. a client that knows four indicators reads a page under maintenance where it is told `none`", async () => {
  const Strict = z.object({ status: z.object({ indicator: z.enum(["none", "minor", "major", "critical"]) }) });
  const [usual, gentle] = await Promise.all([maintained("maintenance"), maintained("none")]);
  expect(Strict.safeParse(await read(usual, "status")).success).toBe(false);
  expect(Strict.parse(await read(gentle, "status")).status.indicator).toBe("none");
  expect(Strict.parse(await read(gentle, "summary")).status.indicator).toBe("none");
  // What is under maintenance still says so.
  const { components, scheduled_maintenances } = await read(gentle, "summary");
  expect(components.map(({ status }) => status)).toContain("under_maintenance");
  expect(scheduled_maintenances).toMatchObject([{ status: "in_progress", impact: "maintenance" }]);
});

test("3. a client that wants id, name, absolute address and moment of the page has them, also before anything happened", async () => {
  const daemon = await startTestDaemon({ config: { components: [] } });
  for (const name of ["summary", "status", "components", "incidents", "scheduled-maintenances"] as const) {
    const { page } = await read(daemon, name);
    expect([page.id, page.name]).toEqual([expect.stringMatching(/^[a-z0-9]{12}$/), "Status"]);
    expect(new URL(page.url).origin).toBe(page.url); // absolute; nothing is relative to it
    // Throws without an offset.
    expect(Math.abs(Temporal.Instant.from(page.updated_at).epochMilliseconds - Date.now())).toBeLessThan(60_000);
  }
});

test("4. whoever follows a window sees it end, and one that is called off leave, before it starts and while it runs", async () => {
  const daemon = await startTestDaemon();
  const { client } = daemon;
  const plan = (title: string) =>
    client.call(scheduleMaintenance, { title, startsAt: inHours(1), endsAt: inHours(2), components: ["api"] });
  const [done, off, stopped] = [await plan("Done"), await plan("Off"), await plan("Stopped")];
  const LISTS = ["scheduled-maintenances", "scheduled-maintenances/upcoming", "scheduled-maintenances/active"] as const;
  const seen = async () => {
    const lists = [];
    for (const name of [...LISTS, "summary"] as const) {
      const { scheduled_maintenances: windows } = await read(daemon, name);
      lists.push(windows.map((one) => `${one.name} ${one.status}`).sort());
    }
    return lists;
  };
  const all = ["Done scheduled", "Off scheduled", "Stopped scheduled"];
  expect(await seen()).toEqual([all, all, [], all]);
  await client.call(cancelMaintenance, { id: off.id });
  for (const { id } of [done, stopped]) await client.call(startMaintenance, { id });
  const both = ["Done in_progress", "Stopped in_progress"];
  expect(await seen()).toEqual([both, [], both, both]);
  await client.call(cancelMaintenance, { id: stopped.id });
  await client.call(verifyMaintenance, { id: done.id });
  expect(await seen()).toEqual([["Done verifying"], [], ["Done verifying"], ["Done verifying"]]);
  await client.call(endMaintenance, { id: done.id });
  expect(await seen()).toEqual([["Done completed"], [], [], []]);
  // Bots that post each update once find one for each turn of it.
  const [window] = (await read(daemon, "scheduled-maintenances")).scheduled_maintenances;
  expect(window!.incident_updates.map(({ status }) => status)).toEqual(["completed", "in_progress", "scheduled"]);
});

test("5. what is being watched is not resolved; what is resolved leaves, and a postmortem does not bring it back", async () => {
  const daemon = await startTestDaemon();
  const components = [{ id: "api" }];
  const { id } = await daemon.client.call(openIncident, { title: "API is slow", severity: "medium", components });
  const seen = async () => {
    const { incidents } = await read(daemon, "incidents/unresolved");
    const everything = await read(daemon, "incidents");
    return [incidents.map(({ status }) => status), everything.incidents.map(({ status }) => status)];
  };
  expect(await seen()).toEqual([[], []]);
  for (const status of ["investigating", "identified", "monitoring"] as const) {
    await daemon.client.call(postIncident, { id, status, text: "Words." });
    expect(await seen()).toEqual([[status], [status]]);
  }
  await daemon.client.call(postIncident, { id, status: "resolved", text: "Over.", resolve: true });
  expect(await seen()).toEqual([[], ["resolved"]]);
  const [before] = (await read(daemon, "incidents")).incidents;
  await daemon.client.call(postIncident, { id, status: "postmortem", text: "It was a disk." });
  expect(await seen()).toEqual([[], ["postmortem"]]);
  const [after] = (await read(daemon, "incidents")).incidents;
  expect(after).toMatchObject({ resolved_at: before!.resolved_at, monitoring_at: before!.monitoring_at });
  expect(before!.resolved_at).not.toBeNull();
});

test("6. a client that draws a tree finds each component once, under its group, whose level is the worst in it", async () => {
  const daemon = await startTestDaemon();
  const { id } = await daemon.client.call(openIncident, { title: "db7", severity: "high" });
  const components = [{ id: "web", level: "degraded_performance" as const }];
  await daemon.client.call(postIncident, { id, status: "investigating", text: "We look.", components });
  const { components: flat } = await until("the website to be degraded", async () => {
    const document = await read(daemon, "components");
    return document.components.some(({ status }) => status !== "operational") && document;
  });
  const byPosition = flat.toSorted((a, b) => a.position - b.position);
  const tree = byPosition
    .filter(({ group_id }) => group_id === null)
    .map((one) => [
      ...[one.name, one.status],
      byPosition.filter(({ group_id }) => group_id === one.id).map(({ name, status }) => [name, status]),
    ]);
  expect(tree).toEqual([
    [
      "Shop",
      "degraded_performance",
      [
        ["Website", "degraded_performance"],
        ["API", "operational"],
      ],
    ],
    ["Mail", "operational", []],
  ]);
  expect(flat.map((one) => [one.group, "components" in one, one.group_id !== null])).toEqual([
    [true, true, false],
    [false, false, true],
    [false, false, true],
    [false, false, false],
  ]);
});

test("8. whoever asks again and again gets the body once for each change", async () => {
  const daemon = await startTestDaemon();
  let tag = "";
  const poll = async (): Promise<number> => {
    const reply = await fetch(`${daemon.url}/api/v2/summary.json`, { headers: tag ? { "if-none-match": tag } : {} });
    await reply.arrayBuffer();
    tag = reply.headers.get("etag")!;
    return reply.status;
  };
  expect([await poll(), await poll(), await poll()]).toEqual([200, 304, 304]);
  const { id } = await daemon.client.call(openIncident, { title: "Nobody is told", severity: "low" });
  expect(await poll()).toBe(304);
  await daemon.client.call(postIncident, { id, status: "monitoring", text: "Now they are." });
  expect([await poll(), await poll()]).toEqual([200, 304]);
});

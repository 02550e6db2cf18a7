// The public page in a real browser: without a script, live, cut off, private, by keyboard, on a phone, in the dark, and crowded.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openIncident, postIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { layCable } from "../support/cable.ts";
import { expectNoSideways, findingsOf, openPage, shot } from "../support/chromium.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { spawnDaemon } from "../support/process.ts";
import { hasTools } from "../support/tools.ts";

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const PHONE = { width: 375, height: 812 };

/** Marks the document, so that it shows whether it was loaded anew. */
const mark = (page: Page): Promise<void> => page.evaluate(() => void document.body.classList.add("same"));
const isSame = (page: Page): Promise<boolean> => page.evaluate(() => document.body.classList.contains("same"));
/** The page's script has its socket. */
const whenLive = (page: Page): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        if (document.documentElement.dataset.live === "true") resolve(true);
        document.addEventListener("tocsin:live", (event) => (event as CustomEvent<boolean>).detail && resolve(true));
      }),
  );

const report = async ({ client }: TestDaemon) => {
  const { id } = await client.call(openIncident, {
    title: "db7 does not answer",
    severity: "high",
    components: [{ id: "api" }],
  });
  const text = "We see **errors** and are looking into it.\n\n- Orders wait\n- Payments work";
  await client.call(postIncident, { id, status: "investigating", title: "Errors in the API", text });
  return id;
};
const plan = ({ client }: TestDaemon) =>
  client.call(scheduleMaintenance, {
    ...{ title: "New disks", components: ["web"], text: "Orders may be slow." },
    startsAt: new Date(Date.now() + DAY).toISOString(),
    endsAt: new Date(Date.now() + DAY + 2 * HOUR).toISOString(),
  });
/** Ninety days behind every component, some of them troubled; written as the roll-up writes them. */
const rememberDays = async ({ store }: TestDaemon): Promise<void> => {
  const insert = store.db.prepare(
    `INSERT OR REPLACE INTO component_days
       (zone, component_id, day, major_outage, partial_outage, degraded_performance, under_maintenance, operational)
     VALUES ('UTC', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const today = Math.floor(Date.now() / DAY);
  const ids = store.components.list().map(({ id }) => id);
  await store.transact(() => {
    store.db.prepare("UPDATE components SET created_at = ?").run(Date.now() - 400 * DAY);
    for (const [at, id] of ids.entries())
      for (let back = 1; back < 90; back++) {
        const down = (at * 31 + back * 7) % 97 < 2 ? 20 * 60_000 : 0;
        const slow = (at * 17 + back * 5) % 89 === 0 ? 2 * HOUR : 0;
        const work = (at * 13 + back) % 61 === 0 ? HOUR : 0;
        const day = new Date((today - back) * DAY).toISOString().slice(0, 10);
        insert.run(id, day, down, 0, slow, work, DAY - down - slow - work);
      }
  });
};

describe.skipIf(!hasTools("chromium"))("the page in a browser", { timeout: 60_000 }, () => {
  test("without JavaScript it says all there is, opens its days and leads to its archive", async () => {
    const daemon = await startTestDaemon();
    const id = await report(daemon);
    await plan(daemon);
    const page = await openPage(daemon.url, { javaScriptEnabled: false, timezoneId: "Asia/Kolkata" });
    await page.getByRole("heading", { name: "Partial System Outage" }).waitFor();
    await page.getByText("Orders may be slow.").waitFor();
    // In the zone of the page, which is named.
    await page.getByText("All times are in UTC.").waitFor();
    await page.locator("#days-api summary").click();
    await page.locator("#days-api .troubles").getByText("Partial outage 1 min").waitFor();
    await shot(page, "page-outage-no-script");
    await page.getByRole("link", { name: "Errors in the API" }).click();
    expect(new URL(page.url()).pathname).toBe(`/incidents/${id}`);
    await page.getByText("Payments work").waitFor();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("link", { name: "Errors in the API" }).waitFor();
    await shot(page, "history-no-script");
  });

  test("an incident that another process opens and resolves is swapped in, and what a reader had open stays", async () => {
    const daemon = await spawnDaemon();
    const page = await openPage(daemon.url);
    await page.getByRole("heading", { name: "All Systems Operational" }).waitFor();
    await whenLive(page);
    await mark(page);
    await page.locator("#days-web summary").click();
    await daemon.tocsin(["open", "db7", "-s", "critical", "-c", "api"]);
    await page.getByRole("heading", { name: "Partial System Outage" }).waitFor();
    expect(await page.title()).toMatch(/^Partial System Outage/);
    expect(await page.locator("#news").textContent()).toBe("Partial System Outage");
    await daemon.tocsin(["post", "1", "identified", "A disk is full.", "--title", "The API is down"]);
    await page.getByRole("link", { name: "The API is down" }).waitFor();
    expect(await page.locator("#days-web").getAttribute("open")).not.toBeNull();
    expect(await page.evaluate(() => document.activeElement?.closest("details")?.id)).toBe("days-web");
    await daemon.tocsin(["resolve", "1"]);
    await page.getByRole("heading", { name: "All Systems Operational" }).waitFor();
    await page.getByText("This incident has been resolved.").waitFor();
    expect(await isSame(page)).toBe(true);
  });

  test("cut off, it says that it may be out of date; connected again, it shows what happened meanwhile", async () => {
    const daemon = await startTestDaemon();
    const cable = await layCable(daemon.url);
    const page = await openPage(cable.url);
    await whenLive(page);
    await mark(page);
    cable.cut();
    await page.getByText("This page cannot reach its server").waitFor({ timeout: 40_000 });
    await shot(page, "page-cut-off");
    await daemon.client.call(openIncident, { title: "x", severity: "critical", components: [{ id: "web" }] });
    cable.mend();
    await page.getByRole("heading", { name: "Partial System Outage" }).waitFor({ timeout: 40_000 });
    await page.getByText("This page cannot reach its server").waitFor({ state: "hidden" });
    expect(await isSame(page)).toBe(true);
  });

  test("a private page opens once by its token, is live, and closes for everybody when that is rotated", async () => {
    const pages = [{ slug: "status" }, { slug: "inner", title: "Inner Status", private: true, components: ["mail"] }];
    const daemon = await spawnDaemon({ config: { pages } });
    const rotate = async (): Promise<string> =>
      JSON.parse((await daemon.tocsin(["page", "token", "rotate", "inner", "--json"])).stdout).token;
    const token = await rotate();
    const page = await openPage(`${daemon.url}/p/inner`);
    await page.getByText("There is no such page").waitFor();
    expect(await page.content()).not.toContain("Inner");
    await page.goto(`${daemon.url}/p/inner?token=${token}`);
    await page.getByRole("heading", { name: "All Systems Operational" }).waitFor();
    expect(page.url()).not.toContain(token);
    await whenLive(page);
    await daemon.tocsin(["open", "mail", "-s", "critical", "-c", "mail"]);
    await page.getByRole("heading", { name: "Major System Outage" }).waitFor();
    await shot(page, "page-private");
    await rotate();
    await page.getByText("This page cannot be read here any more.").waitFor({ timeout: 40_000 });
    await page.reload();
    await page.getByText("There is no such page").waitFor();
  });

  test("by keyboard alone a reader skips to the status and opens the days of a component", async () => {
    const daemon = await startTestDaemon();
    await rememberDays(daemon);
    const page = await openPage(daemon.url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // Skip to the status
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("now");
    await page.keyboard.press("Tab"); // to its group
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("details")?.id)).toBe("days-web");
    await page.keyboard.press("Enter");
    expect(await page.locator("#days-web").getAttribute("open")).not.toBeNull();
    await shot(page, "page-keyboard");
    const label = await page.locator("#days-web summary .unseen").textContent();
    expect(label).toMatch(/^Website, last 90 days: \d\d\.\d\d % uptime, \d+ days with trouble$/);
  });

  test("times are those of the reader's zone, the same at the turn of a day", async () => {
    const daemon = await startTestDaemon({ config: { pages: [{ time_zone: "Pacific/Chatham" }] } });
    await plan(daemon);
    const page = await openPage(daemon.url, { timezoneId: "America/New_York" });
    await page.getByText("All times are in your zone, America/New York.").waitFor();
    const [from, to] = await page.locator("#scheduled .when time").all();
    const at = Date.parse((await from!.getAttribute("datetime"))!);
    const inNewYork = (ms: number): string =>
      new Intl.DateTimeFormat("en-GB", { timeZone: "America/New_York", hour: "2-digit", minute: "2-digit" }).format(ms);
    expect(await from!.textContent()).toContain(inNewYork(at));
    expect(await to!.textContent()).toContain(inNewYork(at + 2 * HOUR));
    expect(await to!.textContent()).toMatch(/E[SD]T|GMT-[45]/);
  });

  test.each([
    ["in the light", { colorScheme: "light" }],
    ["in the dark", { colorScheme: "dark" }],
    ["on a phone in the dark", { colorScheme: "dark", viewport: PHONE }],
    ["in German", { colorScheme: "light" }],
  ] as const)("axe-core finds nothing %s, and nothing stands out at the side", async (name, options) => {
    const locale = name === "in German" ? "de" : "en";
    const smtp = { host: "127.0.0.1", port: 1 };
    const daemon = await startTestDaemon({
      config: {
        notify: { smtp, from: "status@example.org" },
        pages: [{ title: "Acme Status", locale, theme: { accent: "#ffcc00" } }],
      },
    });
    await rememberDays(daemon);
    const page = await openPage(daemon.url, options);
    const key = name.replaceAll(" ", "-");
    expect(await findingsOf(page)).toEqual([]);
    await shot(page, `page-well-${key}`);
    const id = await report(daemon);
    const { id: window } = await plan(daemon);
    for (const [path, what] of [
      ["/", "outage"],
      [`/incidents/${id}`, "incident"],
      [`/maintenance/${window}`, "window"],
      ["/history", "history"],
      ["/subscribe", "subscribe"],
      ["/nowhere", "nowhere"],
    ] as const) {
      await page.goto(daemon.url + path);
      for (const summary of await page.locator(".days summary").all()) await summary.click();
      expect([path, await findingsOf(page)]).toEqual([path, []]);
      await expectNoSideways(page);
      await shot(page, `page-${what}-${key}`);
    }
  });

  test("with 200 components and 90 days each it is whole, and its first view is small", async () => {
    const components = Array.from({ length: 200 }, (_, at) => ({
      id: `c${at}`,
      name: `Service ${at + 1}`,
      group: `Region ${Math.floor(at / 20) + 1}`,
    }));
    const daemon = await startTestDaemon({ config: { components, pages: [{ title: "Acme Status" }] } });
    await rememberDays(daemon);
    await daemon.client.call(openIncident, { title: "x", severity: "critical", components: [{ id: "c7" }] });
    const page = await openPage("about:blank");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const received = new Map<string, number>();
    const urls = new Map<string, string>();
    session.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
      received.set(urls.get(requestId) ?? requestId, encodedDataLength),
    );
    await page.goto(daemon.url);
    expect(await page.locator(".bar").count()).toBe(200);
    // Of ten groups the one where something is wrong is open.
    expect(await page.locator(".group[open]").count()).toBe(1);
    expect(new Set([...urls.values()].map((url) => new URL(url).origin))).toEqual(new Set([daemon.url]));
    expect(await findingsOf(page)).toEqual([]);
    await shot(page, "page-crowded");
    // Head and body, as they came over the wire; the socket's client comes after the view.
    const first = [...received].filter(([url]) => !/live-|socket\.io|summary\.json/.test(url));
    expect(first.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(30_000);
    await page.setViewportSize(PHONE);
    await expectNoSideways(page);
    await shot(page, "page-crowded-phone");
  });

  test("an incident that is over leaves in place, and its page says so while somebody looks at it", async () => {
    const daemon = await startTestDaemon();
    const id = await report(daemon);
    const page = await openPage(`${daemon.url}/incidents/${id}`);
    await whenLive(page);
    await daemon.client.call(resolveIncident, { id });
    await page.getByText("This incident has been resolved.").waitFor();
    await shot(page, "incident-over");
  });
});

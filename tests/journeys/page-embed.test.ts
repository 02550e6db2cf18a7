// The banner of a status page on somebody else's site: under a policy that allows nothing but its script and its JSON, and
// beside a stylesheet that means no good.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { openIncident, postIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { openPage } from "../support/chromium.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { hasTools } from "../support/tools.ts";

const HOSTILE_STYLE = `* { all: unset !important; display: none !important; color: lime !important; font: 40px fantasy !important; }
html, body, head ~ body > h1, p, tocsin-status ~ p, iframe, img { display: block !important; }
tocsin-status { position: fixed !important; opacity: 0 !important; transform: rotate(90deg) !important; visibility: hidden !important; }
.bar, .headline { display: none !important; }`;

interface Host {
  url: string;
  /** What its policy lets pages fetch. */
  connect: string;
  body: string;
}
const startHost = async (host: Omit<Host, "url"> & { status: string }): Promise<string> => {
  const server = createServer((request, response) => {
    if (request.url === "/style.css") return response.setHeader("Content-Type", "text/css").end(HOSTILE_STYLE);
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader(
      "Content-Security-Policy",
      `default-src 'none'; style-src 'self'; script-src ${host.status}; connect-src ${host.connect}; frame-src ${host.status}; img-src ${host.status}`,
    );
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    return response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<link rel="stylesheet" href="/style.css"></head><body><h1>A shop</h1>${host.body}<p id="after">Socks, 4 EUR</p></body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const start = async (locale = "en"): Promise<TestDaemon> =>
  startTestDaemon({ config: { pages: [{ title: "Acme Status", locale }] } });
const fail = async ({ client }: TestDaemon, title: string): Promise<number> => {
  const { id } = await client.call(openIncident, { title, severity: "high", components: [{ id: "api" }] });
  await client.call(postIncident, { id, status: "investigating", text: "We look into it.", title });
  return id;
};
/** What the banner says; its root is closed, as to the page around it. */
const said = async (page: Page): Promise<string> => {
  const tree = await (await page.context().newCDPSession(page)).send("Accessibility.getFullAXTree");
  const names = tree.nodes.filter(({ role }) => role?.value === "link").map(({ name }) => name?.value);
  return names.join(" | ");
};
const boxOf = (page: Page) =>
  page.evaluate(() => {
    const { x, width, height } = document.querySelector("tocsin-status")!.getBoundingClientRect();
    return { x, width, height };
  });
const shot = (page: Page, name: string) =>
  page.screenshot({ path: `tests/output/screens/embed-${name}.png`, clip: { x: 0, y: 0, width: 900, height: 240 } });
const TITLE = `Logins <b>fail</b> & "time out"`;

describe.skipIf(!hasTools("chromium"))("the banner on another site", () => {
  test("stands untouched under a strict policy and a hostile stylesheet, follows what happens, and hides when all is well", async () => {
    const daemon = await start();
    const id = await fail(daemon, TITLE);
    const host = await startHost({
      ...{ status: daemon.url, connect: daemon.url },
      body: `<script src="${daemon.url}/embed.js" async></script>`,
    });
    const page = await openPage("about:blank");
    const faults: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.setViewportSize({ width: 900, height: 400 });
    await page.clock.install();
    await page.goto(host);
    await page.locator("tocsin-status").waitFor({ state: "attached" });
    await expect.poll(() => said(page)).toBe(`Partial System Outage | ${TITLE} (Investigating)`);
    const box = await boxOf(page);
    expect([box.width > 700, box.height > 30, box.height < 80]).toEqual([true, true, true]);
    await shot(page, "light");
    await page.emulateMedia({ colorScheme: "dark" });
    await shot(page, "dark");
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 320, height: 400 });
    await page.screenshot({ path: "tests/output/screens/embed-phone.png" });
    // The page around it cannot be reached from it, nor it from the page.
    expect(await page.evaluate(() => document.querySelector("tocsin-status")!.shadowRoot)).toBeNull();
    expect(await page.locator("#after").textContent()).toBe("Socks, 4 EUR");

    await daemon.client.call(resolveIncident, { id });
    await page.clock.fastForward(61_000);
    await expect.poll(async () => (await boxOf(page)).height).toBe(0);
    expect(faults).toEqual([]);
  });

  test("says what was so when the page was opened, where that lets nobody ask, and stays when the daemon is gone", async () => {
    const daemon = await start("de");
    await fail(daemon, "Anmeldung gestört");
    const host = await startHost({
      ...{ status: daemon.url, connect: "'none'" },
      body: `<script src="${daemon.url}/embed.js"></script>`,
    });
    const page = await openPage("about:blank");
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.clock.install();
    await page.goto(host);
    const words = "Teilweiser Ausfall | Anmeldung gestört (Wird untersucht)";
    await expect.poll(() => said(page)).toBe(words);
    await daemon.stop();
    await page.clock.fastForward(200_000);
    expect([await said(page), faults]).toEqual([words, []]);
  });

  test("stands there with `data-always` when all is well, and in a frame without any script", async () => {
    const daemon = await start();
    const host = await startHost({
      ...{ status: daemon.url, connect: daemon.url },
      body: `<script src="${daemon.url}/embed.js" data-always></script><iframe src="${daemon.url}/embed" width="880" height="60"></iframe><img src="${daemon.url}/badge.svg" alt=""><img src="${daemon.url}/components/api/badge.svg" alt="">`,
    });
    const page = await openPage(host);
    await page.setViewportSize({ width: 900, height: 400 });
    await expect.poll(() => said(page)).toContain("All Systems Operational");
    const frame = page.frameLocator("iframe");
    expect(await frame.getByRole("link").allInnerTexts()).toEqual(["All Systems Operational"]);
    expect(
      await page
        .locator("img")
        .first()
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    ).toBeGreaterThan(100);
    await shot(page, "well");
  });
});

// Debian's Chromium, driven by playwright-core, and what axe-core finds wrong on a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

/** Nothing of it may look for a host outside. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const openPage = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const browser: Browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ timezoneId: "UTC", ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
};

/** A picture of the whole page, to be looked at. */
export const shot = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: `tests/output/screens/${name}.png`, fullPage: true });

/** Nothing, where all is well: each finding with the elements it is about. */
export const findingsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    // axe-core has put itself into the page.
    () => (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({}),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
};

/** Nothing stands out at the side. */
export const expectNoSideways = async (page: Page): Promise<void> => {
  const { wide, seen } = await page.evaluate(() => ({
    wide: document.scrollingElement!.scrollWidth,
    seen: innerWidth,
  }));
  expect(wide).toBeLessThanOrEqual(seen);
};

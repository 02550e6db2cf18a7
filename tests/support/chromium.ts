// Debian's Chromium, driven by playwright-core.

import { type Browser, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

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

export const openPage = async (url: string): Promise<Page> => {
  const browser: Browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  return page;
};

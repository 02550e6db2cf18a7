// Every page behind a link in a real browser, as the rules for accessible pages are checked by axe: in both languages, light and
// wide, dark and as narrow as a phone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LOCALES } from "../../src/domain/locale.ts";
import { startWithAll, type Visit, visitAll } from "../pages/links/every-page.ts";
import { openPage } from "../support/chromium.ts";
import { hasTools } from "../support/tools.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  { name: "light", colorScheme: "light", width: 1280 },
  { name: "dark-phone", colorScheme: "dark", width: 375 },
] as const;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}
/** Each rule that is broken, with where. */
const broken = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

/** Of those that are made of the same parts, one. */
const distinct = (visits: readonly Visit[]): Visit[] => [
  ...new Map(visits.map((visit) => [partsOf(visit).join(), visit])).values(),
];
const partsOf = ({ reply }: Visit): string[] => [
  ...new Set(reply.text.match(/<\w+(?: (?:class|type|role|aria-invalid)="[^"]*")*/g)),
];

/** What the daemon answered, shown again under an address of its own; styles still come from the daemon. */
const show = async (page: Page, url: string, { reply }: Visit): Promise<void> => {
  await page.route(url, (route) =>
    route.fulfill({ status: reply.status, headers: Object.fromEntries(reply.headers), body: reply.text }),
  );
  await page.goto(url);
};

describe.skipIf(!hasTools("chromium"))("in a browser", () => {
  test.each(LOCALES)("every page behind a link is for everybody: %s", { timeout: 180_000 }, async (locale) => {
    const daemon = await startWithAll({ pages: [{ title: "Acme", locale }] });
    const visits = distinct(await visitAll(daemon, { slug: "status", base: "" }));
    const page = await openPage(`${daemon.url}/nothing`);
    for (const view of VIEWS) {
      await page.setViewportSize({ width: view.width, height: 800 });
      await page.emulateMedia({ colorScheme: view.colorScheme });
      for (const [index, visit] of visits.entries()) {
        await show(page, `${daemon.url}/visit-${view.name}-${index}`, visit);
        const name = `${locale}-${view.name}-${visit.name.replaceAll(/\W+/g, "-")}`;
        await page.screenshot({ path: `tests/output/screens/form-${name}.png`, fullPage: true });
        expect([name, await broken(page)]).toEqual([name, []]);
        const [wide, room] = (await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")) as number[];
        expect([name, wide! <= room!]).toEqual([name, true]);
      }
    }
  });
});

describe.skipIf(!hasTools("chromium"))("by the keyboard", () => {
  test("what is wrong is said first, and each of its lines leads to its field", async () => {
    const daemon = await startWithAll({});
    const page = await openPage(`${daemon.url}/subscribe`);
    expect(await page.evaluate("document.activeElement.tagName")).toBe("BODY");
    await page.getByLabel("Only these:").check();
    await page.getByRole("textbox").fill("nobody");
    await page.getByRole("button").click();
    const summary = page.getByRole("alert");
    expect(await summary.getByRole("link").allInnerTexts()).toEqual(["Address", "Which components?"]);
    expect(await page.title()).toMatch(/^Not sent yet/);
    await summary.getByRole("link", { name: "Address" }).press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("target");
    await summary.getByRole("link", { name: "Which components?" }).press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.name")).toBe("which");
  });
});

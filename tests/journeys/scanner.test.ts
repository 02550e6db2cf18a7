// The whole way of a reader and of somebody who is paged, by the links of real mail in a real browser; and that a scanner which
// opens each of them and runs what it finds changes nothing.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { getIncident, openIncident, postIncident } from "../../src/contract/incidents.ts";
import { openPage, shot } from "../support/chromium.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { type SmtpSink, startSmtp } from "../support/smtp.ts";
import { until } from "../support/until.ts";

const READER = "ada@example.org";
const PAGED = "bob@example.org";

const start = async (): Promise<{ daemon: TestDaemon; smtp: SmtpSink }> => {
  const smtp = await startSmtp();
  const notify = {
    ...{ from: "Acme Status <status@example.org>", smtp: smtp.server, allow_private_targets: true },
    team: [{ name: "bob-mail", channel: "email", target: PAGED, person: "bob" }],
  };
  const daemon = await startTestDaemon({ config: { pages: [{ title: "Acme Status" }], notify } });
  return { daemon, smtp };
};

/** All that a mail leads to: links in either body, and what mail programs find in its header. */
const linksIn = async (smtp: SmtpSink, address: string): Promise<string[]> => {
  const found = new Set<string>();
  for (const mail of smtp.to(address)) {
    const { html, text, headerLines } = await smtp.parse(mail);
    const header = headerLines.find(({ key }) => key === "list-unsubscribe")?.line ?? "";
    const all = [html || "", text ?? "", header].join("\n").replaceAll("&amp;", "&");
    for (const [url] of all.matchAll(/https?:\/\/[^\s"'<>)\]]+/g)) found.add(url);
  }
  return [...found];
};
const linkTo = (smtp: SmtpSink, address: string, path: string): Promise<string> =>
  until(`a mail to ${address} with a link to ${path}`, async () =>
    (await linksIn(smtp, address)).find((url) => new URL(url).pathname.startsWith(`/${path}`)),
  );

/** Fills in the form as a reader does, and follows the link of the mail. */
const subscribe = async (page: Page, daemon: TestDaemon, smtp: SmtpSink): Promise<void> => {
  await page.goto(daemon.url);
  await page.getByRole("link", { name: "Get updates" }).click();
  await page.getByLabel("Email address").fill(READER);
  await page.getByLabel("Only these:").check();
  await page.getByLabel("API").check();
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByRole("heading", { name: "Look for our message" }).waitFor();
  await page.goto(await linkTo(smtp, READER, "confirm"));
  await shot(page, "links-confirm");
  await page.getByRole("button", { name: "Yes, subscribe me" }).click();
  await page.getByRole("heading", { name: "You are subscribed" }).waitFor();
};

/** Every row of every table; how far the readers of the log have come is their own. */
const everything = ({ store }: TestDaemon): Record<string, unknown[]> => {
  const tables = store.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'cursors' ORDER BY name")
    .pluck()
    .all();
  return Object.fromEntries(
    (tables as string[]).map((table) => [table, store.db.prepare(`SELECT * FROM ${table}`).all()]),
  );
};
const isIdle = ({ store }: TestDaemon): boolean =>
  store.db.prepare("SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'suppressed')").pluck().get() === 0;

test("from the page to the mail, confirmed, changed, told, and out again", async () => {
  const { daemon, smtp } = await start();
  const page = await openPage(daemon.url);
  await subscribe(page, daemon, smtp);
  expect(daemon.store.subscribers.byTarget("email", READER)).toMatchObject({ state: "active", components: ["api"] });

  await page.getByRole("link", { name: "Change what you get" }).click();
  await page.getByLabel("Website").check();
  await page.getByLabel("Maintenance").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await shot(page, "links-manage");
  expect(daemon.store.subscribers.byTarget("email", READER)).toMatchObject({
    ...{ components: ["api", "web"], kinds: ["posts", "status"] },
  });

  const { id } = await daemon.client.call(openIncident, {
    title: "db7",
    severity: "critical",
    components: [{ id: "api" }],
  });
  await daemon.client.call(postIncident, {
    id,
    status: "investigating",
    text: "We are looking.",
    title: "API is down",
  });
  await page.goto(await linkTo(smtp, READER, "unsubscribe"));
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await page.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
  expect(daemon.store.subscribers.byTarget("email", READER)).toBeUndefined();
});

test("whoever is paged acks by the link of the mail, on a phone in the dark", async () => {
  const { daemon, smtp } = await start();
  const { id } = await daemon.client.call(openIncident, { title: "db7 is full", severity: "critical" });
  const page = await openPage(await linkTo(smtp, PAGED, "ack"));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "links-ack-phone-dark");
  await page.keyboard.press("Tab"); // to the page's title
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Acknowledged. bob has it now").waitFor();
  expect(await daemon.client.call(getIncident, { id })).toMatchObject({ state: "acknowledged", owner: "bob" });
});

test("a scanner that opens every link of every mail and runs its scripts changes nothing", async () => {
  const { daemon, smtp } = await start();
  const page = await openPage(daemon.url);
  await subscribe(page, daemon, smtp);
  const components = [{ id: "api" }];
  const { id } = await daemon.client.call(openIncident, { title: "db7", severity: "critical", components });
  await daemon.client.call(postIncident, { id, status: "investigating", text: "Looking.", title: "API is down" });
  await linkTo(smtp, READER, "unsubscribe");
  await linkTo(smtp, PAGED, "ack");
  // A second wish, that nobody has confirmed.
  await daemon.wind(120_000);
  await page.goto(`${daemon.url}/subscribe`);
  await page.getByLabel("Email address").fill(READER);
  await page.getByRole("button", { name: "Subscribe" }).click();
  await until(
    "the second mail that asks",
    async () => (await linksIn(smtp, READER)).filter((url) => url.includes("/confirm/")).length === 2,
  );
  await until("all mail is settled", () => isIdle(daemon));

  const links = [...(await linksIn(smtp, READER)), ...(await linksIn(smtp, PAGED))];
  const places = new Set(links.map((url) => new URL(url).pathname.split("/")[1]));
  expect([...places].sort()).toEqual(expect.arrayContaining(["ack", "confirm", "subscription", "unsubscribe"]));
  await daemon.tick();
  const before = everything(daemon);
  for (const url of links) {
    await fetch(url, { method: "HEAD" });
    const reply = await page.goto(url, { waitUntil: "networkidle" });
    expect([url, reply?.status()]).toEqual([url, 200]);
    await page.mouse.wheel(0, 5000);
  }
  await daemon.tick();
  expect(everything(daemon)).toEqual(before);
});

// What readers see of incidents: public words and nothing else, in every document, and where each stays for good.
import { expect, test } from "vitest";
import * as z from "zod";
import {
  ackIncident,
  assignIncident,
  editPost,
  mergeIncident,
  noteIncident,
  openIncident,
  postIncident,
} from "../../src/contract/incidents.ts";
import type { TestDaemon } from "../support/daemon.ts";
import { connectTo } from "../support/ear.ts";
import { until } from "../support/until.ts";
import { startWithMail } from "./links/support.ts";

const BROWSER = { accept: "text/html", "user-agent": "Mozilla/5.0" };
const CURL = { accept: "*/*", "user-agent": "curl/8" };
const V2 = ["summary", "status", "components", "incidents", "incidents/unresolved"].map(
  (name) => `/api/v2/${name}.json`,
);
const get = async (daemon: TestDaemon, path: string, headers: Record<string, string> = BROWSER) => {
  const reply = await fetch(`${daemon.url}${path}`, { headers });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
};
const json = async (daemon: TestDaemon, name: string) => JSON.parse((await get(daemon, `/api/v2/${name}.json`)).text);
const wordsOf = (html: string): string =>
  html
    .replace(/<style.*?<\/style>|<script.*?<\/script>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

const INTERNAL = ["db7-secret", "internal note", "eve-of-oncall", "vault", "Vault"];
/** An incident with much that is internal, and a public word about its visible half. */
const start = async () => {
  const daemon = await startWithMail({ config: { server: { public_url: "https://status.example.org" } } });
  const { client } = daemon;
  const { id } = await client.call(openIncident, {
    ...{ title: "db7-secret is full", severity: "critical", message: "internal note one" },
    components: [{ id: "api" }, { id: "vault" }],
  });
  const eve = daemon.clientAs({ actor: "eve-of-oncall" });
  await eve.call(ackIncident, { id, note: "internal note two" });
  await eve.call(noteIncident, { id, text: "internal note three" });
  await eve.call(assignIncident, { id, to: "eve-of-oncall" });
  // Nobody posted about this one.
  await client.call(openIncident, { title: "db7-secret again", severity: "low", components: [{ id: "web" }] });
  return { daemon, id, eve };
};
const say = (daemon: TestDaemon, id: number, more: object = {}) =>
  daemon.client.call(postIncident, {
    ...{ id, status: "investigating" as const, text: "We look into **failing logins**.", title: "Logins fail" },
    components: [
      { id: "api", level: "partial_outage" as const },
      { id: "vault", level: "major_outage" as const },
    ],
    ...more,
  });

test("nothing internal, hidden or unposted is in any document or on the public socket", async () => {
  const { daemon, id } = await start();
  const ear = await connectTo(daemon, { namespace: "/public" });
  const everywhere = async (): Promise<string> => {
    const paths = ["/", ...V2, `/incidents/${id}`, "/incidents/2", "/subscribe", `/subscribe?incident=${id}`];
    const html = await Promise.all(paths.map((path) => get(daemon, path)));
    return [...html, await get(daemon, "/", CURL)].map(({ text }) => text).join("\n") + JSON.stringify(ear.heard);
  };
  expect((await get(daemon, `/incidents/${id}`)).status).toBe(404);
  for (const word of INTERNAL) expect(await everywhere()).not.toContain(word);
  await say(daemon, id);
  await until("the reader to hear it", () => ear.heard.some((event) => "title" in event));
  const said = await everywhere();
  expect(said).toContain("Logins fail");
  for (const word of INTERNAL) expect(said).not.toContain(word);
  expect((await get(daemon, "/incidents/2")).status).toBe(404);
  expect(ear.heard).toContainEqual({
    ...{ page: "status", id, title: "Logins fail", status: "investigating", components: ["api"] },
    ...{ at: expect.any(String), seq: expect.any(Number) },
  });
});

test("a post is in the next response, with its words, its levels and its time; a correction says that it is one", async () => {
  const { daemon, id } = await start();
  await say(daemon, id);
  const page = wordsOf((await get(daemon, "/")).text);
  expect(page).toMatch(/Logins fail .*Investigating .*We look into failing logins ?\. .*API : Partial outage/);
  expect((await get(daemon, "/")).text).toContain("<strong>failing logins</strong>");
  const own = await get(daemon, `/incidents/${id}`);
  expect([own.status, wordsOf(own.text)]).toEqual([200, expect.stringContaining("Logins fail")]);
  expect(own.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
  expect((await get(daemon, "/", CURL)).text).toMatch(
    /\nIncidents\n {2}Logins fail \(investigating\)\n {4}API\n {4}Investigating, .*UTC\n {6}We look into failing logins\.\n/,
  );
  await daemon.client.call(editPost, { id: "1", text: "It is a disk." });
  expect(wordsOf((await get(daemon, "/")).text)).toMatch(/Investigating .* edited It is a disk\./);
});

test("hostile words are words: markup, links, right-to-left and ten thousand characters", async () => {
  const { daemon, id } = await start();
  const text = `<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y> ]]> \u202e مرحبا 🔥 ${"a".repeat(9000)}`;
  await say(daemon, id, { text, title: `<b>"It's" & </title><script>` });
  for (const path of ["/", `/incidents/${id}`]) {
    const { text: html } = await get(daemon, path);
    expect(html).not.toMatch(/<script>|<img|<b>|javascript:alert\(1\)"|\u202e/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toContain("مرحبا 🔥");
  }
  expect((await json(daemon, "incidents")).incidents[0].name).toBe(`<b>"It's" & </title><script>`);
});

const Id = z.string().regex(/^[a-z0-9]{12}$/);
const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
const Incident = z.strictObject({
  ...{ id: Id, name: z.string().max(255), page_id: Id, shortlink: z.url() },
  status: z.enum(["investigating", "identified", "monitoring", "resolved", "postmortem"]),
  ...{ created_at: Moment, updated_at: Moment, started_at: Moment },
  ...{ monitoring_at: Moment.nullable(), resolved_at: Moment.nullable(), reminder_intervals: z.null() },
  impact: z.enum(["none", "minor", "major", "critical"]),
  incident_updates: z.array(
    z.strictObject({
      ...{ id: Id, incident_id: Id, body: z.string(), deliver_notifications: z.boolean() },
      status: z.enum(["investigating", "identified", "monitoring", "resolved", "postmortem"]),
      ...{ created_at: Moment, updated_at: Moment, display_at: Moment },
      affected_components: z
        .array(z.strictObject({ code: Id, name: z.string(), old_status: z.string(), new_status: z.string() }))
        .nullable(),
      ...{ custom_tweet: z.null(), tweet_id: z.null() },
    }),
  ),
  components: z.array(z.looseObject({ id: Id, name: z.string(), status: z.string() })),
});

test("the v2 API lists what was posted with the vendor's keys and types; what is over leaves the unresolved", async () => {
  const { daemon, id } = await start();
  await say(daemon, id);
  const { incidents } = await json(daemon, "incidents");
  const [incident] = z.array(Incident).parse(incidents);
  expect(incident).toMatchObject({
    ...{ name: "Logins fail", status: "investigating", impact: "critical", resolved_at: null },
    shortlink: `https://status.example.org/incidents/${id}`,
    components: [{ name: "API", status: "partial_outage" }],
    incident_updates: [
      {
        ...{ status: "investigating", body: "We look into failing logins.", deliver_notifications: true },
        affected_components: [{ name: "Shop - API", old_status: "major_outage", new_status: "partial_outage" }],
      },
    ],
  });
  expect((await json(daemon, "incidents/unresolved")).incidents).toEqual(incidents);
  expect((await json(daemon, "summary")).incidents).toEqual(incidents);
  expect((await json(daemon, "status")).status).toEqual({ indicator: "major", description: "Partial System Outage" });

  await daemon.client.call(postIncident, { id, status: "monitoring", text: "Better." });
  expect((await json(daemon, "incidents/unresolved")).incidents).toHaveLength(1); // trap 5: monitoring is not over
  await daemon.client.call(postIncident, { id, status: "resolved", text: "Over.", resolve: true });
  expect((await json(daemon, "incidents/unresolved")).incidents).toEqual([]);
  const [over] = z.array(Incident).parse((await json(daemon, "incidents")).incidents);
  expect(over).toMatchObject({ id: incident!.id, status: "resolved", resolved_at: expect.any(String) });
  expect(over!.incident_updates.map(({ status }) => status)).toEqual(["resolved", "monitoring", "investigating"]);
  expect((await json(daemon, "summary")).incidents).toEqual([]);
});

test("who reads its own page is told of news of it, and not of what happens elsewhere", async () => {
  const { daemon, id } = await start();
  await say(daemon, id);
  const { text, headers } = await get(daemon, `/incidents/${id}`);
  const etag = headers.get("etag")!;
  expect(text).toContain(`data-watch="/incidents/${id}" data-etag="${etag.replaceAll('"', "&quot;")}"`);
  const again = () => get(daemon, `/incidents/${id}`, { ...BROWSER, "if-none-match": etag });
  const other = await daemon.client.call(openIncident, {
    title: "x",
    severity: "critical",
    components: [{ id: "web" }],
  });
  await say(daemon, other.id, { title: "Shop is down", components: [] });
  expect((await get(daemon, "/")).text).toContain("Shop is down");
  expect((await again()).status).toBe(304);
  await daemon.client.call(editPost, { id: "1", text: "It is a disk." });
  const news = await again();
  expect([news.status, wordsOf(news.text)]).toEqual([200, expect.stringContaining("It is a disk.")]);
});

test("a browser at a path where nothing is finds a page with the way back; programs a problem", async () => {
  const { daemon, id } = await start();
  for (const path of [
    "/incidents/999",
    `/incidents/${id}`,
    "/incidnets",
    "/p/other",
    "/subscribe/",
    "/assets/page-old.css",
  ]) {
    const { status, headers, text } = await get(daemon, path);
    expect([path, status, headers.get("content-type")]).toEqual([path, 404, "text/html; charset=utf-8"]);
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    expect(wordsOf(text)).toContain("There is no such page");
    expect(text).toContain('<a class="button" href="/">To the status page</a>');
    const program = await get(daemon, path, CURL);
    expect([program.status, program.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  }
  for (const path of ["/api/v1/nothing", "/api/v1/", "/api/v3/x", "/api/v2/nothing.json"]) {
    const { status, headers, text } = await get(daemon, path);
    expect([path, status, headers.get("content-type") ?? ""]).toEqual([path, 404, expect.not.stringContaining("html")]);
    expect(text).not.toContain("<");
  }
});

test("its own page leads to updates on it, until it is over and where readers can subscribe", async () => {
  const { daemon, id } = await start();
  await say(daemon, id);
  const link = `<a href="/subscribe?incident=${id}">Get updates on this incident</a>`;
  expect((await get(daemon, `/incidents/${id}`)).text).toContain(link);
  expect((await get(daemon, `/subscribe?incident=${id}`)).status).toBe(200);
  await daemon.client.call(postIncident, { id, status: "resolved", text: "Over.", resolve: true });
  expect((await get(daemon, `/incidents/${id}`)).text).not.toContain("?incident=");

  const silent = await startWithMail({ config: { notify: { public_channels: [] } } });
  const one = await silent.client.call(openIncident, { title: "x", severity: "low" });
  await say(silent, one.id, { components: [] });
  const page = await get(silent, `/incidents/${one.id}`);
  expect([page.status, page.text.includes("/subscribe")]).toEqual([200, false]);
});

test("an incident stays at its address: when it is over, and when it went into another one", async () => {
  const { daemon, id } = await start();
  await say(daemon, id);
  const { id: into } = await daemon.client.call(openIncident, {
    ...{ title: "db7-secret, the whole", severity: "high", components: [{ id: "web" }] },
  });
  await daemon.client.call(mergeIncident, { id, into });
  const [old, now] = [await get(daemon, `/incidents/${id}`), await get(daemon, `/incidents/${into}`)];
  expect([old.status, now.status]).toEqual([200, 200]);
  expect(wordsOf(old.text)).toContain("Logins fail");
  await daemon.client.call(postIncident, { id: into, status: "resolved", text: "Over.", resolve: true });
  await daemon.wind(15 * 24 * 3600_000);
  expect(wordsOf((await get(daemon, "/")).text)).not.toContain("Logins fail");
  expect(wordsOf((await get(daemon, `/incidents/${into}`)).text)).toContain("Logins fail");
  for (const path of ["/incidents/99", "/incidents/0", "/incidents/x", `/incidents/${id}/`])
    expect([path, (await get(daemon, path)).status]).toEqual([path, 404]);
});

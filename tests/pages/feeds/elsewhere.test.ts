// What other sites and search engines see of a page: badges, the banner, robots.txt and the sitemap.
import { gzipSync } from "node:zlib";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { BADGE_COLOURS, BADGE_GROUNDS } from "../../../src/daemon/pages/feeds/badge.tsx";
import { BANNER_STYLE } from "../../../src/daemon/pages/feeds/embed-style.ts";
import { contrastOf, READABLE } from "../../../src/domain/colour.ts";
import { HOUR, openPage } from "../support.ts";
import { HOSTILE, openHistory, SHOP, SHOWN } from "./support.ts";

type Get = Awaited<ReturnType<typeof openPage>>["get"];
const xml = new XMLParser({ ignoreAttributes: false, parseTagValue: false, processEntities: true, htmlEntities: true });

const badge = async (get: Get, path = "/badge.svg") => {
  const { status, headers, text } = await get(path);
  expect([status, headers["content-type"]]).toEqual([200, "image/svg+xml; charset=utf-8"]);
  expect(XMLValidator.validate(text)).toBe(true);
  const { svg } = xml.parse(text);
  return { text, headers, svg, words: svg.g.text.map((one: { "#text": string }) => one["#text"]) };
};

test("a badge says how the page or a component is, in its language, and to who does not see it", async () => {
  const { get, setLevel } = await openPage(SHOP);
  expect((await badge(get)).words).toEqual(["status", "All Systems Operational"]);
  await setLevel("api", "major_outage");
  const { words, svg, headers } = await badge(get, "/components/api/badge.svg");
  expect(words).toEqual(["API", "Major outage"]);
  expect([svg["@_role"], svg["@_aria-label"], svg.title]).toEqual(["img", "API: Major outage", "API: Major outage"]);
  expect(svg.rect["@_fill"]).toBe(BADGE_COLOURS.major_outage);
  expect(headers).toMatchObject({
    ...{ "cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*" },
    ...{ "cache-control": "public, max-age=60, s-maxage=30, stale-if-error=3600" },
    "content-security-policy": "default-src 'none'; sandbox",
  });
  expect((await badge(get)).words[1]).toBe("Partial System Outage");
  const german = await openPage([{ id: "api", name: "Bücher-API", level: "degraded_performance" }], { locale: "de" });
  expect((await badge(german.get)).words).toEqual(["Status", "Eingeschränkter Betrieb"]);
  expect((await badge(german.get, "/components/api/badge.svg")).words).toEqual(["Bücher-API", "Eingeschränkt"]);
});

test("a badge is as wide as its words, whatever they are, and each of its colours can be read", async () => {
  const names = ["a", "iiiiiiiiii", "WWWWWWWWWW", "データベース", "مرحبا", "🔥🔥", "x".repeat(128), HOSTILE];
  const { get } = await openPage(names.map((name, at) => ({ id: `c${at}`, name })));
  for (const [at, name] of names.entries()) {
    const { svg, text, words } = await badge(get, `/components/c${at}/badge.svg`);
    const [left, right] = svg.g.text.map((one: Record<string, string>) =>
      Number(one["@_textlength"] ?? one["@_textLength"]),
    );
    expect(Number(svg["@_width"])).toBe(left + right + 28);
    expect(Number(svg["@_width"])).toBeLessThan(500);
    expect(text).not.toMatch(/<script|style=|href|\u0000|\ufffe/);
    if (name.length < 20) expect(words[0]).toBe(name);
  }
  for (const ground of [...Object.values(BADGE_COLOURS), ...Object.values(BADGE_GROUNDS)])
    expect(contrastOf("#ffffff", ground)).toBeGreaterThanOrEqual(READABLE);
});

test("of a page without components a badge claims nothing", async () => {
  const { get } = await openPage([]);
  const { words, svg } = await badge(get);
  expect([words[1], svg.rect["@_fill"]]).toEqual(["Nothing is monitored yet", BADGE_GROUNDS.unknown]);
});

test("the frame shows the banner without a script, on any site, and looks again by itself", async () => {
  const history = await openHistory();
  const quiet = await history.get("/embed");
  expect(quiet.text).toMatch(/class="bar is-operational".*>All Systems Operational</s);
  await history.plan({ title: "New disks" }).then(({ id }) => history.begin({ id }));
  expect((await history.get("/embed")).text).toMatch(/New disks<\/bdi> \(In progress\)/);
  const id = await history.say(HOSTILE, "We look into it.");
  const { headers, text } = await history.get("/embed");
  expect(text).toContain('<meta http-equiv="refresh" content="60"/>');
  expect(text).toContain(`href="https://status.acme.test/incidents/${id}"`);
  expect(text).toContain("(Investigating)");
  expect(text).not.toMatch(/<script| style=|\u0000|\u202e/);
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-.*frame-ancestors \*$/);
  expect(headers).not.toHaveProperty("x-frame-options");
  expect(headers).toMatchObject({ "cross-origin-resource-policy": "cross-origin", "x-robots-tag": "noindex" });
});

test("the script is small, knows how the page is, and lets no word of an incident become code", async () => {
  const history = await openHistory({ locale: "de" });
  await history.say(`${HOSTILE}\u2028`, "We look into it.");
  const { headers, text } = await history.get("/embed.js");
  expect(headers).toMatchObject({
    ...{ "content-type": "text/javascript; charset=utf-8", "cross-origin-resource-policy": "cross-origin" },
    ...{ "cache-control": "public, max-age=60, s-maxage=30, stale-if-error=3600" },
  });
  expect(gzipSync(text).length).toBeLessThan(3 * 1024);
  expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\.|cssText/);
  const facts = new Function(`${text.slice(1, text.indexOf("\n"))} return FACTS;`)();
  expect(facts.now.about.title.replaceAll("\ufffe", "")).toBe(SHOWN);
  expect(facts.now).toMatchObject({ about: { words: "Wird untersucht" } });
  expect(facts.headlines["Partial System Outage"]).toBe("Teilweiser Ausfall");
});

test("each text of the banner can be read on its ground, in light and in dark", () => {
  const themes = BANNER_STYLE.split("@media (prefers-color-scheme: dark)");
  expect(themes).toHaveLength(2);
  for (const theme of themes) {
    const ink = /color: (#[0-9a-f]{6})/.exec(theme)![1]!;
    const levels = [...theme.matchAll(/--tone: (#\w{6}); --tint: (#\w{6});/g)];
    expect(levels).toHaveLength(5);
    for (const [, tone, tint] of levels)
      for (const text of [tone!, ink]) expect(contrastOf(text, tint!)).toBeGreaterThanOrEqual(READABLE);
  }
});

test("search engines are told of the page and its history, and not of forms and keys", async () => {
  const history = await openHistory();
  const id = await history.say("A & B <fail>", "We look into it.");
  const window = await history.plan({ title: "New disks" });
  const robots = await history.get("/robots.txt");
  expect(robots.headers["content-type"]).toBe("text/plain; charset=utf-8");
  const lines = robots.text.split("\n");
  expect(lines).toContain("Sitemap: https://status.acme.test/sitemap.xml");
  for (const path of ["/api/", "/subscribe", "/subscription/", "/unsubscribe/", "/confirm/", "/ack/"])
    expect(lines).toEqual(expect.arrayContaining([`Disallow: ${path}`, `Disallow: /p/*${path}`]));
  expect(lines).not.toContain("Disallow: /");
  history.clock.now += HOUR;
  const sitemap = await history.get("/sitemap.xml");
  expect(XMLValidator.validate(sitemap.text)).toBe(true);
  const at = "2026-11-23T12:00:00.000Z";
  expect(xml.parse(sitemap.text).urlset.url).toEqual(
    ["/", "/history", `/incidents/${id}`, `/maintenance/${window.id}`].map((path) => ({
      ...{ loc: `https://status.acme.test${path}`, lastmod: at },
    })),
  );
});

test("a page that is not to be listed says so and has no sitemap; below another address, all stands there", async () => {
  const { get } = await openPage(SHOP, { indexed: false });
  expect((await get("/robots.txt")).text).toBe("User-agent: *\nDisallow: /\n");
  expect((await get("/sitemap.xml")).status).toBe(418);
  const below = await openPage(SHOP, {}, { basePath: "/status", publicUrl: "https://acme.test/status" });
  expect((await below.get("/robots.txt")).text).toContain("Disallow: /status/api/\n");
  expect((await below.get("/status/robots.txt")).text).toContain("Sitemap: https://acme.test/status/sitemap.xml");
});

test("a private page shows nothing elsewhere, also to who holds its token; its feeds and calendar are for those", async () => {
  const { get } = await openPage(SHOP, { private: true }, { tokens: { status: "secret" } });
  const holder = { authorization: "Bearer secret" };
  for (const path of ["/badge.svg", "/components/api/badge.svg", "/embed", "/embed.js", "/robots.txt", "/sitemap.xml"])
    expect([(await get(path)).status, (await get(path, holder)).status]).toEqual([418, 418]);
  for (const path of [
    "/history.atom",
    "/history.rss",
    "/history.json",
    "/calendar.ics",
    "/components/api/calendar.ics",
  ]) {
    expect((await get(path)).status).toBe(418);
    const { status, headers } = await get(path, holder);
    expect([status, headers["cache-control"]]).toEqual([200, "private, no-store"]);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect((await get(`${path}?token=secret`, {})).status).toBe(200);
  }
});

test("nothing hidden, internal or unposted is in anything that others read", async () => {
  const history = await openHistory();
  await history.open({ title: "db7-secret is full", severity: "critical", message: "internal note" });
  const { id } = await history.open({
    ...{
      title: "db7-secret again",
      severity: "critical",
      message: "internal note",
      components: [{ id: "api" }, { id: "vault" }],
    },
  });
  await history.post({
    ...{ id, status: "investigating", text: "We look into it.", title: "Logins fail" },
    components: [{ id: "vault", level: "major_outage" }],
  });
  await history.plan({ title: "Vault repairs", components: ["vault"] });
  await history.plan({ title: "New disks" });
  const below = ["badge.svg", "calendar.ics"].map((name) => `/components/api/${name}`);
  const paths = ["/history.atom", "/history.rss", "/history.json", "/calendar.ics", "/badge.svg", ...below];
  let all = "";
  for (const path of [...paths, "/embed", "/embed.js", "/robots.txt", "/sitemap.xml"]) {
    const { status, text } = await history.get(path);
    expect(status).toBe(200);
    // Lines of a calendar are folded anywhere.
    all += text.replace(/\r\n /g, "");
  }
  expect(all).toContain("Logins fail");
  expect(all).toContain("New disks");
  for (const word of ["db7-secret", "internal note", "eve-of-oncall", "vault", "Vault"])
    expect(all).not.toContain(word);
  expect(all).not.toContain("/incidents/1<");
  for (const name of ["badge.svg", "calendar.ics"])
    expect((await history.get(`/components/vault/${name}`)).status).toBe(418);
});

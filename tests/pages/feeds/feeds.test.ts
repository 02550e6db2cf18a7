// The history as feed readers get it, read back by parsers that know nothing of us.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import RssParser from "rss-parser";
import { expect, test } from "vitest";
import * as z from "zod";
import { newWindow } from "../../support/windows.ts";
import { HOUR, NOON } from "../support.ts";
import { HOSTILE, openHistory, SHOWN } from "./support.ts";

type History = Awaited<ReturnType<typeof openHistory>>;

/** JSON Feed 1.1; strict, so that a field of another version is a fault. */
const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const JsonFeed = z.strictObject({
  ...{ version: z.literal("https://jsonfeed.org/version/1.1"), title: z.string(), description: z.string() },
  ...{ home_page_url: z.url(), feed_url: z.url(), language: z.string() },
  authors: z.array(z.strictObject({ name: z.string(), url: z.url() })),
  items: z.array(
    z.strictObject({
      ...{ id: z.string(), url: z.url(), title: z.string(), summary: z.string(), content_html: z.string() },
      ...{ date_published: Moment, date_modified: Moment, tags: z.array(z.string()) },
    }),
  ),
});
const xml = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray: (name) => name === "entry" });

const read = async ({ get }: Pick<History, "get">) => {
  const [atom, rss, json] = await Promise.all(["atom", "rss", "json"].map((name) => get(`/history.${name}`)));
  for (const { text } of [atom!, rss!]) expect(XMLValidator.validate(text)).toBe(true);
  return {
    atom: xml.parse(atom!.text).feed,
    rss: await new RssParser({ customFields: { item: ["atom:updated"] } }).parseString(rss!.text),
    json: JsonFeed.parse(JSON.parse(json!.text)),
    texts: [atom!.text, rss!.text, json!.text],
  };
};
const idsIn = async (history: Pick<History, "get">): Promise<string[]> => {
  const { atom, rss, json } = await read(history);
  const ids = json.items.map(({ id }) => id);
  expect((atom.entry ?? []).map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(rss.items.map(({ guid }) => guid)).toEqual(ids);
  return ids;
};

test("an incident is one item: its words newest first, its times with their zone, its link for good", async () => {
  const history = await openHistory({ time_zone: "America/New_York" });
  const id = await history.say("Logins fail", "We look into **failing logins**.");
  history.clock.now += HOUR;
  await history.post({ id, status: "monitoring", text: "A fix is out." });
  const { atom, rss, json } = await read(history);
  const url = `https://status.acme.test/incidents/${id}`;
  expect(json).toMatchObject({ feed_url: "https://status.acme.test/history.json", language: "en" });
  expect(json.items).toEqual([
    expect.objectContaining({
      ...{ url, title: "Logins fail", summary: "Monitoring: A fix is out.", tags: ["Monitoring"] },
      date_published: "2026-11-23T07:00:00.000-05:00",
      date_modified: "2026-11-23T08:00:00.000-05:00",
    }),
  ]);
  expect(json.items[0]!.content_html).toMatch(
    /<strong>Monitoring<\/strong> <time datetime="2026-11-23T08:00:00.000-05:00">23 Nov 2026, 08:00 \S+<\/time>.*A fix is out\..*<strong>failing logins<\/strong>.*Components: API/s,
  );
  expect(atom).toMatchObject({
    "@_xml:lang": "en",
    updated: "2026-11-23T08:00:00.000-05:00",
    link: [{ "@_rel": "self", "@_href": "https://status.acme.test/history.atom" }, { "@_rel": "alternate" }],
  });
  expect(atom.entry).toEqual([
    expect.objectContaining({
      ...{ id: json.items[0]!.id, title: { "@_type": "text", "#text": "Logins fail" } },
      ...{ published: "2026-11-23T07:00:00.000-05:00", updated: "2026-11-23T08:00:00.000-05:00" },
      content: { "@_type": "html", "#text": json.items[0]!.content_html },
    }),
  ]);
  expect(rss).toMatchObject({ feedUrl: "https://status.acme.test/history.rss", language: "en" });
  expect(rss.items).toEqual([
    expect.objectContaining({
      ...{ title: "Logins fail", link: url, guid: json.items[0]!.id, isoDate: "2026-11-23T12:00:00.000Z" },
      ...{ "content:encoded": json.items[0]!.content_html, "atom:updated": "2026-11-23T08:00:00.000-05:00" },
    }),
  ]);
});

test("feeds may be read from any site, and say nothing twice to who has them already", async () => {
  const history = await openHistory();
  await history.say("Logins fail", "We look into it.");
  const types = { atom: "application/atom+xml", rss: "application/rss+xml", json: "application/feed+json" };
  for (const [name, type] of Object.entries(types)) {
    const { headers } = await history.get(`/history.${name}`);
    expect(headers).toMatchObject({
      ...{ "content-type": `${type}; charset=utf-8`, "access-control-allow-origin": "*" },
      "cache-control": expect.stringContaining("max-age=10"),
    });
    // A level that moves is no news in a feed.
    await history.setLevel("site", name === "rss" ? "operational" : "partial_outage");
    const again = await history.get(`/history.${name}`, { "if-none-match": headers.etag! });
    expect(again.status).toBe(304);
    expect((await history.get(`/history.${name}`, {}, "HEAD")).body).toHaveLength(0);
  }
});

test("ids stay: after another word, another title of incident and page, another address and language", async () => {
  const history = await openHistory();
  const id = await history.say("Logins fail", "We look into it.");
  await history.plan({ title: "New disks" });
  const before = await idsIn(history);
  expect(before).toHaveLength(2);
  for (const one of before)
    expect(one).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await history.post({ id, status: "identified", text: "A disk.", title: "Nobody can sign in" });
  expect((await idsIn(history)).toSorted()).toEqual(before.toSorted());
  const other = await openHistory({ title: "Acme", locale: "de" }, undefined, {
    ...{ publicUrl: "https://elsewhere.test", store: history.store },
  });
  expect((await idsIn(other)).toSorted()).toEqual(before.toSorted());
  expect((await read(other)).json).toMatchObject({ title: "Acme", language: "de" });
});

test("two installations never name two things by one id", async () => {
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const history = await openHistory();
      await history.say("Logins fail", "We look into it.");
      return idsIn(history);
    }),
  );
  expect(ids[0]).not.toEqual(ids[1]);
});

test("maintenance: running, told or near, over, and called off where somebody had heard of it", async () => {
  const history = await openHistory();
  const day = 24 * HOUR;
  await history.plan({ title: "Near" });
  await history.plan({
    title: "Far, nobody told",
    notify: false,
    startsAt: NOON + 5 * day,
    endsAt: NOON + 5 * day + HOUR,
  });
  await history.plan({ title: "Far, told", startsAt: NOON + 6 * day, endsAt: NOON + 6 * day + HOUR });
  const unheard = await history.plan({
    title: "Unheard",
    notify: false,
    startsAt: NOON + 7 * day,
    endsAt: NOON + 8 * day,
  });
  await history.cancel({ id: unheard.id });
  const off = await history.plan({ title: "Called off, told", startsAt: NOON + 9 * day, endsAt: NOON + 10 * day });
  await history.cancel({ id: off.id });
  const done = await history.plan({ title: "Done" });
  await history.begin({ id: done.id });
  history.clock.now += HOUR;
  await history.end({ id: done.id });
  const { json } = await read(history);
  const states = Object.fromEntries(json.items.map(({ title, tags }) => [title, tags[0]]));
  expect(states).toEqual({
    ...{ Near: "Scheduled", "Far, told": "Scheduled", "Called off, told": "Cancelled", Done: "Completed" },
  });
  // Changed last, so it is the newest.
  expect(json.items[0]).toMatchObject({ title: "Done", date_modified: "2026-11-23T13:00:00.000Z" });
  expect(json.items[0]!.content_html).toMatch(/Began: .*12:00.*Ended: .*13:00/s);
});

test("no date lies in the future, also of a window of before 0.4 of which only its plan is known", async () => {
  const history = await openHistory();
  const plan = { title: "Old row", startsAt: NOON + HOUR, endsAt: NOON + 2 * HOUR, components: ["api"] };
  await history.store.transact((tx) => tx.maintenances.insert(newWindow(plan)));
  history.pages.wake();
  const { json } = await read(history);
  expect(json.items).toHaveLength(1);
  for (const { date_published, date_modified } of json.items) {
    expect(Date.parse(date_modified)).toBeLessThanOrEqual(NOON);
    expect(Date.parse(date_published)).toBeLessThanOrEqual(Date.parse(date_modified));
  }
});

test("hostile words are words in every format, also where they end what they stand in", async () => {
  const history = await openHistory({ title: HOSTILE }, [
    { id: "api", name: HOSTILE },
    { id: "vault", isHidden: true },
  ]);
  await history.say(HOSTILE, `${HOSTILE}\n\n[x](javascript:alert(1)) ${"🔥".repeat(4990)}`);
  await history.plan({ title: HOSTILE, text: HOSTILE });
  const { atom, rss, json, texts } = await read(history);
  for (const text of texts) expect([BROKEN.test(text), text.isWellFormed()]).toEqual([false, true]);
  for (const text of texts.slice(0, 2)) expect(/<script|CDATA|\ufffe/.test(text)).toBe(false);
  const plain = (titles: string[]): string[] => titles.map((title) => title.replaceAll("\ufffe", ""));
  expect(plain([json.title, ...json.items.map(({ title }) => title)])).toEqual([SHOWN, SHOWN, SHOWN]);
  expect(atom.entry.map(({ title }: { title: { "#text": string } }) => title["#text"])).toEqual([SHOWN, SHOWN]);
  expect(rss.items.map(({ title }) => title)).toEqual([SHOWN, SHOWN]);
  for (const { content_html, summary } of json.items) {
    expect(content_html).not.toMatch(/<(?!\/?(?:p|strong|time|br|ul|li|code|pre)\b)/);
    expect([...summary].length).toBeLessThanOrEqual(500);
  }
});
/** Bytes that ring a bell or turn what stands beside them round, and links that run. */
const BROKEN = /[\u0000-\u0008\u000b-\u001f\u202e]|href=.{0,9}javascript:/;

test("a page without any history has feeds without entries; the newest fifty are in one that has much", async () => {
  const empty = await openHistory();
  expect((await read(empty)).json.items).toEqual([]);
  const busy = await openHistory();
  for (let at = 0; at < 60; at++) {
    busy.clock.now += 1000;
    const id = await busy.say(`Number ${at}`, "We look into it.");
    if (at % 2 === 0) await busy.post({ id, status: "resolved", text: "Over.", resolve: true });
  }
  const { json } = await read(busy);
  expect([json.items.length, json.items[0]!.title]).toEqual([50, "Number 59"]);
});

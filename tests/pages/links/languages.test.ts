// What readers find behind links is in the language of the page, and leads nowhere but below it.
import { expect, test } from "vitest";
import { WORDS, type Words } from "../../../src/daemon/pages/locales/index.ts";
import { CHANNELS } from "../../../src/domain/channel.ts";
import { targetOf } from "../../../src/domain/target.ts";
import { askedToConfirm, startWithAll, subscribedTo, type Visit, visitAll } from "./every-page.ts";
import { manageLink, open, send, startWithMail, submit, unsubscribeLink, wordsOf } from "./support.ts";

const { en, de } = WORDS;
/** By path, every word of a language; of functions what they take. */
const leavesOf = (words: unknown, path = ""): Map<string, unknown> =>
  typeof words !== "object" || words === null
    ? new Map([[path, words]])
    : new Map(Object.entries(words).flatMap(([key, inner]) => [...leavesOf(inner, path ? `${path}.${key}` : key)]));
const shapeOf = (words: Words): [string, string][] =>
  [...leavesOf(words)].map(([path, leaf]) => [path, typeof leaf === "function" ? `takes ${leaf.length}` : typeof leaf]);

test.each(Object.entries(WORDS))(
  "%s says all that English says, with the same arguments, and leaves nothing empty",
  (_, words) => {
    expect(Object.fromEntries(shapeOf(words))).toEqual(Object.fromEntries(shapeOf(en)));
    for (const [path, leaf] of leavesOf(words)) expect([path, leaf]).not.toEqual([path, ""]);
  },
);

test.each(Object.entries(WORDS))("%s names the same places as English in each sentence", (_, words) => {
  const placesIn = (leaf: unknown): string[] => (typeof leaf === "string" ? (leaf.match(/\{\w+\}/g) ?? []).sort() : []);
  const placesOf = (of: Words) => [...leavesOf(of)].map(([path, leaf]) => [path, placesIn(leaf)]);
  expect(placesOf(words)).toEqual(placesOf(en));
});

test("of a target that is none, English readers read what programs do", () => {
  for (const channel of CHANNELS) {
    const reading = targetOf(channel, "x", false);
    expect(reading.ok ? "" : `This ${reading.fault}.`).toBe(en.links.channels[channel].wrong);
  }
});

/** What a leaf says, between the places that are filled in. */
const partsOf = (leaf: unknown): string[] => {
  const filled = (value: string | number): string => (leaf as (...all: unknown[]) => string)(...Array(9).fill(value));
  const texts = typeof leaf === "function" ? [filled("{}"), filled(1)] : [String(leaf)];
  return texts.flatMap((text) => text.split(/\{\w*\}|`1`|„1“|\b1\b/)).map((part) => part.trim());
};
const partsIn = (words: Words): [string, string][] =>
  [...leavesOf(words.links)].flatMap(([path, leaf]) => partsOf(leaf).map((part): [string, string] => [path, part]));
const isSaid = (part: string, text: string): boolean => {
  const at = text.indexOf(part);
  const isLetter = (char = ""): boolean => /[\p{L}\p{N}-]/u.test(char);
  return (
    at !== -1 && ((!isLetter(text[at - 1]) && !isLetter(text[at + part.length])) || isSaid(part, text.slice(at + 1)))
  );
};

/** All that somebody reads or hears, of the head too. */
const readable = ({ reply }: Visit): string =>
  [
    ...reply.text.matchAll(/<title>[^<]*/g),
    ...reply.text.matchAll(/(?:aria-label|alt|placeholder|title)="[^"]*"/g),
    wordsOf(reply),
  ].join(" | ");

const WHERE = [
  { title: "Dienste", slug: "status", locale: "de" },
  { title: "Second", slug: "second" },
];
/** Of codes that no reader's request brings about by itself, of the longer wait, and what other tests below see. */
const RARE =
  /^links\.problems\.(?:invalid|unauthenticated|not_found|conflict|unavailable)\.|chooseFewer$|waitMinutes$|noChannel\.|^links\.channels\.\w+\.target$/;

test.each([
  ["German", "de", "en"],
  ["English", "en", "de"],
] as const)(
  "every page of a page in %s is in that language, and all of its words are read somewhere",
  async (_, own, other) => {
    const daemon = await startWithAll({ pages: [{ ...WHERE[0], locale: own }] });
    const visits = await visitAll(daemon, { slug: "status", base: "" });
    const texts = visits.map((visit) => readable(visit).replaceAll("&#39;", "'").replaceAll("&quot;", '"'));
    const ownParts = partsIn(WORDS[own]).filter(([, part]) => part.length > 3);
    const known = new Set(ownParts.map(([, part]) => part));
    const foreign = partsIn(WORDS[other]).filter(([, part]) => part.length > 3 && !known.has(part));
    for (const [at, { name, reply }] of visits.entries()) {
      expect([name, reply.text.match(/<html lang="(\w+)"/)?.[1]]).toEqual([name, own]);
      expect([name, foreign.filter(([, part]) => isSaid(part, texts[at]!))]).toEqual([name, []]);
    }
    const all = texts.join("\n");
    const unread = ownParts.filter(([path, part]) => !RARE.test(`links.${path}`) && !all.includes(part));
    expect(unread).toEqual([]);
  },
);

test("every link and form of a page below another stays below it", async () => {
  const daemon = await startWithAll({ pages: [{ slug: "status" }, { slug: "second", title: "Zweite", locale: "de" }] });
  const visits = await visitAll(daemon, { slug: "second", base: "/p/second" });
  for (const { name, reply } of visits) {
    const links = [...reply.text.matchAll(/<(?:a|form)\b[^>]*?(?:href|action)="([^"]*)"/g)].map(([, href]) => href!);
    expect(links).toContain("/p/second/");
    const strays = links.filter((href) => !/^(?:\/p\/second\/|#\w+$)/.test(href));
    expect([name, strays]).toEqual([name, []]);
    expect([name, reply.text.includes("Zweite")]).toEqual([name, true]);
  }
});

test("where one channel is open, the field is called after it in either language", async () => {
  for (const locale of ["en", "de"] as const)
    for (const channel of CHANNELS) {
      const notify = { public_channels: [channel], channels: { telegram: { bot_token: "1:x" } } };
      const daemon = await startWithMail({ config: { pages: [{ locale }], notify } });
      const { target, hint } = WORDS[locale].links.channels[channel];
      const said = wordsOf(await open(daemon, "/subscribe"));
      expect(said).toContain(`${target} ${hint}`);
      await daemon.stop();
    }
});

test("a page that sends nothing says so in its language", async () => {
  const daemon = await startWithMail({ config: { pages: [{ locale: "de" }], notify: { public_channels: [] } } });
  expect(wordsOf(await open(daemon, "/subscribe"))).toContain(de.links.gone.noChannel.words);
});

test("programs read English, whatever the page speaks", async () => {
  const daemon = await startWithMail({ config: { pages: [{ locale: "de" }] } });
  const wrong = await send(daemon, "/subscribe", { channel: "email", target: "x" });
  expect(wrong.json).toMatchObject({ errors: [{ path: "target", message: "must be a mail address" }] });
  const asked = await send(daemon, "/subscribe", { channel: "email", target: "ada@example.org" });
  expect(asked.json).toEqual({ message: expect.stringMatching(/^If ada@example\.org can be reached/) });
  const gone = await send(daemon, "/confirm/1-x", {});
  expect(gone.json).toMatchObject({ detail: expect.stringMatching(/^Some of its characters are missing/) });
});

test("what the disk or the store says is not for readers", async () => {
  const daemon = await startWithMail({ config: { pages: [{ locale: "de" }] } });
  daemon.store.db.pragma("query_only = ON");
  const reply = await submit(daemon, "/subscribe", { channel: "email", target: "ada@example.org", kinds: ["posts"] });
  expect([reply.status, wordsOf(reply)]).toEqual([503, expect.stringContaining(de.links.problems.unavailable.title)]);
  expect(reply.text).not.toMatch(/folder|store|disk|doctor/i);
});

const PAGES = [
  { slug: "status", title: "Acme" },
  { slug: "second", title: "Zweite", locale: "de", components: ["web", "mail"] },
  { slug: "inner", title: "Inner Circle", private: true, components: ["api"] },
];

test("a link shows the page that its subscription is about, wherever it is opened", async () => {
  const daemon = await startWithMail({ config: { pages: PAGES } });
  const id = await subscribedTo(daemon, "second");
  const confirm = await askedToConfirm(daemon, id, { page: "second", components: ["mail"] });
  for (const base of ["", "/p/second", "/p/long-gone"])
    for (const link of [manageLink(daemon, id), unsubscribeLink(daemon, id), confirm]) {
      const { status, text } = await open(daemon, base + link);
      expect([base, link, status]).toEqual([base, link, 200]);
      expect(text).toContain("Zweite");
      expect(text).toContain('href="/p/second/"');
      expect(text).not.toMatch(/Acme|value="api"/);
    }
  expect((await submit(daemon, `/p/inner${unsubscribeLink(daemon, id)}`)).status).toBe(200);
  expect(daemon.store.subscribers.get(id)?.state).toBe("removed");
});

test("one about a page that is gone from the config shows the page it is opened at, and still leads out", async () => {
  const daemon = await startWithMail({ config: { pages: PAGES } });
  const id = await subscribedTo(daemon, "long-gone");
  expect(wordsOf(await open(daemon, `/p/long-gone${unsubscribeLink(daemon, id)}`))).toContain("ada@example.org");
  expect(wordsOf(await submit(daemon, `/p/long-gone${unsubscribeLink(daemon, id)}`))).toContain("You are unsubscribed");
});

test("who holds a link about a private page needs no token of it, and is not led to its form", async () => {
  const daemon = await startWithMail({ config: { pages: PAGES } });
  const id = await subscribedTo(daemon, "inner", { state: "quarantined" });
  const old = await askedToConfirm(daemon, id, { page: "inner", isOld: true });
  const shown = await open(daemon, `/p/inner${manageLink(daemon, id)}`);
  expect(wordsOf(shown)).toContain("Paused: our messages could not be delivered. Subscribe again once they can be.");
  const replies = [shown, await open(daemon, `/p/inner${old}`)];
  replies.push(await submit(daemon, `/p/inner${unsubscribeLink(daemon, id)}`));
  for (const { text, headers } of replies) {
    expect(text).toContain("Inner Circle");
    expect(text).not.toContain('/subscribe"');
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  }
});

test("who holds none learns neither its name nor that it is there", async () => {
  const daemon = await startWithMail({ config: { pages: [PAGES[2], PAGES[0]] } });
  await subscribedTo(daemon, "inner");
  for (const path of ["/subscribe", "/confirm/1-x", "/subscription/1-x", "/unsubscribe/1-x", "/nothing", "/"]) {
    const [there, nowhere] = [await open(daemon, `/p/inner${path}`), await open(daemon, `/p/no-such-page${path}`)];
    expect([path, there.status, there.text]).toEqual([path, 404, nowhere.text]);
    expect(there.text).not.toMatch(/Inner Circle|\/p\/inner/);
    expect(Object.fromEntries(there.headers)).toMatchObject({ "cache-control": "no-store", "x-robots-tag": "noindex" });
  }
});

// Where anybody asks to be told: the form, its faults, and that nobody learns from it who is told already.
import { describe, expect, test } from "vitest";
import { DEFAULT_PAGE } from "../../../src/config/schema.ts";
import { mergeIncident, openIncident, postIncident } from "../../../src/contract/incidents.ts";
import { addSubscriber } from "../../../src/contract/subscribers.ts";
import type { Front } from "../../../src/daemon/pages/front.ts";
import { createBlankForm } from "../../../src/daemon/pages/links/blank-form.tsx";
import { EN } from "../../../src/daemon/pages/locales/en.ts";
import type { Channel } from "../../../src/domain/channel.ts";
import { addComponents, openPage } from "../support.ts";
import {
  ALL_KINDS,
  confirmLink,
  happened,
  head,
  manageLink,
  open,
  send,
  startWithMail,
  submit,
  subscribed,
  touched,
  wordsOf,
} from "./support.ts";

const NOON = Date.parse("2026-11-24T12:00:00Z");
const ADA = { channel: "email", target: "ada@example.org", kinds: ALL_KINDS };
const ASKED = "If ada@example.org can be reached, it has a message with a link now.";

test("the form shows what readers may see, and nobody else keeps or frames it", async () => {
  const daemon = await startWithMail();
  const { status, headers, text } = await open(daemon, "/subscribe");
  expect(status).toBe(200);
  expect(text).toContain('value="api"');
  expect(text).not.toMatch(/vault/i);
  expect(text).not.toContain("<script");
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "no-store",
    "content-security-policy": expect.stringMatching(/default-src 'none'.*form-action 'self'; frame-ancestors 'none'/),
    "x-frame-options": "DENY",
  });
});

test("the status page leads to it, and not where readers can subscribe by nothing", async () => {
  const daemon = await startWithMail({ hasFile: true });
  expect((await open(daemon, "/")).text).toContain('<a href="/subscribe">');
  daemon.rewrite({ notify: { public_channels: [] } });
  await daemon.reload("test");
  expect((await open(daemon, "/")).text).not.toContain("/subscribe");
  expect((await open(daemon, "/subscribe")).status).toBe(404);
  expect((await submit(daemon, "/subscribe", ADA)).status).toBe(404);
  expect(daemon.store.subscribers.list({}, 0, 10)).toEqual([]);
});

test("where no mail can be sent nobody is asked for an address", async () => {
  const daemon = await startWithMail({ config: { notify: { smtp: undefined } } });
  expect((await open(daemon, "/")).text).not.toContain("/subscribe");
  expect((await submit(daemon, "/subscribe", ADA)).status).toBe(404);
  const both = await startWithMail({ config: { notify: { smtp: undefined, public_channels: ["email", "webhook"] } } });
  expect((await open(both, "/subscribe")).text).not.toContain("Email");
  expect((await submit(both, "/subscribe", ADA)).status).toBe(400);
});

const NO_ASSETS = { style: "", formStyle: "", script: "", socket: "", io: "", logo: null };

test("the blank form is rendered once, and again when it shows something else", async () => {
  const { store } = await openPage([{ id: "api", name: "API" }]);
  const front = {
    page: DEFAULT_PAGE,
    title: "Acme Status",
    url: "",
    base: "",
    isOpen: true,
    words: EN,
    assets: NO_ASSETS,
  };
  let channels: Channel[] = ["email"];
  const form = createBlankForm({ store, channels: () => channels });
  const blank = (site: Front = front) => form(site);
  const first = blank();
  await store.transact((tx) => tx.components.saveLevel("api", "major_outage", NOON, { kind: "none" }));
  expect(blank()).toBe(first);

  await addComponents(store, [
    { id: "api", name: "API" },
    { id: "web", name: "Website" },
  ]);
  expect(String(blank())).toContain("Website");
  channels = ["slack"];
  expect(String(blank())).toContain('name="channel" value="slack"');
  expect(String(blank({ ...front, title: "Ace Status" }))).toContain("Ace Status");
});

test("whoever asks is sent one message, and is subscribed to nothing yet", async () => {
  const daemon = await startWithMail();
  const before = head(daemon);
  const reply = await submit(daemon, "/subscribe", {
    ...ADA,
    which: "some",
    components: ["api", "web"],
    kinds: ["posts"],
  });
  expect([reply.status, wordsOf(reply)]).toEqual([202, expect.stringContaining(ASKED)]);
  expect(happened(daemon, before)).toEqual(["subscriber:requested by person anonymous"]);
  expect(daemon.store.subscribers.byTarget("email", "ada@example.org")).toMatchObject({ state: "unverified" });
  expect(daemon.store.confirmations.newestOf(1)?.wanted).toEqual({
    ...{ page: "status", components: ["api", "web"], incidents: null, kinds: ["posts"] },
  });
});

test("a stranger, one who waits, one who is subscribed and one who was asked too often read the same words", async () => {
  const daemon = await startWithMail();
  const replies = [await submit(daemon, "/subscribe", ADA), await submit(daemon, "/subscribe", ADA)];
  await subscribed(daemon, { target: "bob@example.org" });
  replies.push(await submit(daemon, "/subscribe", { ...ADA, target: "bob@example.org" }));
  for (let more = 0; more < 6; more++) {
    await daemon.wind(120_000);
    replies.push(await submit(daemon, "/subscribe", { ...ADA, target: "bob@example.org" }));
  }
  const texts = replies.map(({ status, text }) => `${status} ${text.replaceAll("bob@", "ada@")}`);
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toMatch(/^202 /);
});

test("what is wrong stands beside its field, and what was typed stays", async () => {
  const daemon = await startWithMail();
  const before = touched(daemon);
  const reply = await submit(daemon, "/subscribe", {
    ...{ channel: "email", target: `"><script>alert(1)</script>`, which: "some" },
    kinds: [],
  });
  expect(reply.status).toBe(400);
  const words = wordsOf(reply);
  expect(words).toContain("3 things have to be corrected; nothing was sent yet.");
  expect(words).toContain("This must be a mail address.");
  expect(words.match(/Choose at least one\./g)).toHaveLength(2);
  expect(reply.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  expect(reply.text).not.toContain("<script");
  expect(reply.text).toMatch(/<input type="radio" name="which" value="some" checked/);
  expect(reply.text).toMatch(
    /<input id="target"[^>]*aria-invalid="true"[^>]*aria-describedby="target-hint target-fault"/,
  );
  expect(touched(daemon)).toEqual(before);
});

test.each(["vault", "no-such-thing"])("a hidden component is as unknown as one that is not there: %s", async (id) => {
  const daemon = await startWithMail();
  const form = await submit(daemon, "/subscribe", { ...ADA, which: "some", components: ["api", id] });
  expect([form.status, wordsOf(form)]).toEqual([400, expect.stringContaining(`\`${id}\` is not on this page.`)]);
  const json = await send(daemon, "/subscribe", { channel: "email", target: "ada@example.org", components: [id] });
  expect([json.status, json.json.errors]).toEqual([
    400,
    [{ path: "components[0]", message: `\`${id}\` is not on this page` }],
  ]);
});

test("programs ask in JSON and are answered in it", async () => {
  const daemon = await startWithMail({
    config: { notify: { public_channels: ["email", "webhook"], allow_private_targets: true } },
  });
  const good = await send(daemon, "/subscribe", {
    channel: "webhook",
    target: "https://hooks.invalid/hook",
    kinds: ["posts"],
  });
  expect([good.status, good.json]).toEqual([
    202,
    { message: expect.stringContaining("If this target can be reached") },
  ]);
  // Whatever operators may name.
  const inside = await send(daemon, "/subscribe", { channel: "webhook", target: "http://127.0.0.1:9/hook" });
  expect([inside.status, inside.json.errors]).toEqual([400, [{ path: "target", message: "must be a public address" }]]);
  const bad = await send(daemon, "/subscribe", {
    channel: "slack",
    target: "https://hooks.slack.com/x",
    colour: "red",
  });
  expect([bad.status, bad.headers.get("content-type"), bad.json.code]).toEqual([
    ...[400, "application/problem+json", "invalid"],
  ]);
  const closed = await send(daemon, "/subscribe", { channel: "slack", target: "https://hooks.slack.com/services/x" });
  expect([closed.status, closed.json.errors]).toEqual([
    400,
    [{ path: "channel", message: "must be one of: email, webhook" }],
  ]);
  const broken = await send(daemon, "/subscribe", undefined);
  expect(broken.status).toBe(400);
});

test("one incident: only one that was posted about, and no word of others", async () => {
  const daemon = await startWithMail();
  const severity = "high" as const;
  const secret = await daemon.client.call(openIncident, { severity, title: "Customer Müller is unhappy" });
  const known = await daemon.client.call(openIncident, { severity, title: "db7 is full" });
  await daemon.client.call(postIncident, {
    id: known.id,
    status: "investigating",
    text: "Looking.",
    title: "API is slow",
  });

  const shown = await open(daemon, `/subscribe?incident=${known.id}`);
  expect(wordsOf(shown)).toContain("You will hear what is posted about API is slow");
  expect(shown.text).not.toContain("db7");
  const replies = await Promise.all([secret.id, 999, "abc", ""].map((id) => open(daemon, `/subscribe?incident=${id}`)));
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(replies[0]!.status).toBe(404);

  const asked = await submit(daemon, "/subscribe", {
    channel: "email",
    target: "ada@example.org",
    incident: `${known.id}`,
  });
  expect(asked.status).toBe(202);
  expect(daemon.store.confirmations.newestOf(1)?.wanted).toMatchObject({ incidents: [known.id], components: null });
  const refused = await submit(daemon, "/subscribe", {
    channel: "email",
    target: "ada@example.org",
    incident: `${secret.id}`,
  });
  expect([refused.status, refused.text.includes("Müller")]).toEqual([400, false]);
});

describe("a page that shows only some components", () => {
  const SMALL = { slug: "small", title: "Shop Status", components: ["web"] };
  /** One that another page shows, one of this page, and one that went into that. */
  const start = async () => {
    const daemon = await startWithMail({ config: { pages: [SMALL] } });
    const say = async (title: string, component: string): Promise<number> => {
      const incident = { title: `internal: ${title}`, severity: "high" as const, components: [{ id: component }] };
      const { id } = await daemon.client.call(openIncident, incident);
      await daemon.client.call(postIncident, { id, title, status: "investigating", text: "Looking." });
      return id;
    };
    const foreign = await say("Mail is late", "mail");
    const [own, merged] = [await say("Shop is slow", "web"), await say("Shop is slower", "web")];
    await daemon.client.call(mergeIncident, { id: merged, into: own });
    return { daemon, foreign, own, merged };
  };

  test("names no incident of another page, and takes nobody who asks for one", async () => {
    const { daemon, foreign } = await start();
    const [there, nowhere] = [
      await open(daemon, `/subscribe?incident=${foreign}`),
      await open(daemon, "/subscribe?incident=999"),
    ];
    expect([there.status, there.text]).toEqual([404, nowhere.text]);
    const form = await submit(daemon, "/subscribe", { ...ADA, incident: `${foreign}` });
    expect([form.status, form.text.includes("Mail is late")]).toEqual([400, false]);
    const asked = { channel: "email", target: "ada@example.org" };
    const refused = await send(daemon, "/subscribe", { ...asked, incident: foreign });
    expect([refused.status, refused.json.errors]).toEqual([
      400,
      [{ path: "incidents[0]", message: `There is no public incident ${foreign}.` }],
    ]);
    const unknown = await send(daemon, "/subscribe", { ...asked, incident: 999 });
    expect(unknown.json.detail).toBe(String(refused.json.detail).replaceAll(String(foreign), "999"));
    expect(daemon.store.subscribers.list({}, 0, 10)).toEqual([]);
  });

  test("nor behind the links of somebody who followed one while the page showed it", async () => {
    const { daemon, foreign, own, merged } = await start();
    const added = { channel: "email" as const, target: "ada@example.org", incidents: [own, merged] };
    const { id } = await daemon.client.call(addSubscriber, added);
    const incidents = JSON.stringify([foreign, own, merged]);
    daemon.store.db.prepare("UPDATE subscribers SET incidents = ?").run(incidents);
    daemon.store.db
      .prepare("UPDATE confirmations SET wanted = json_set(wanted, '$.incidents', json(?))")
      .run(incidents);
    for (const page of [await open(daemon, confirmLink(daemon)), await open(daemon, manageLink(daemon, id))]) {
      expect(wordsOf(page)).toContain("What is posted about Shop is slow");
      expect(page.text.match(/Shop is slow/g)).toHaveLength(1);
      expect(page.text).not.toContain("Mail is late");
    }
  });

  test("of one that was merged it shows the one that it went into", async () => {
    const { daemon, own, merged } = await start();
    const { text } = await open(daemon, `/subscribe?incident=${merged}`);
    expect(text).toContain("<bdi>Shop is slow</bdi>");
    expect(text).toContain(`name="incident" value="${own}"`);
  });
});

test.each([
  ["another site says so itself", { "sec-fetch-site": "cross-site" }, 403],
  ["a neighbour below the same domain", { "sec-fetch-site": "same-site" }, 403],
  ["an old browser on another site", { origin: "https://evil.example" }, 403],
  ["one that hides where it is", { origin: "null" }, 403],
  ["our own page without TLS", { origin: "SELF" }, 202],
  ["our own page behind a proxy that changes the Host", { origin: "https://status.example.org" }, 202],
  ["a program", {}, 202],
])("a form that is sent by %s", async (_, headers: Record<string, string>, status) => {
  const daemon = await startWithMail({ config: { server: { public_url: "https://status.example.org/" } } });
  const origin = headers.origin === "SELF" ? { origin: daemon.url } : {};
  const reply = await submit(daemon, "/subscribe", ADA, { "sec-fetch-site": "", ...headers, ...origin });
  expect(reply.status).toBe(status);
  expect(daemon.store.subscribers.byTarget("email", "ada@example.org") !== undefined).toBe(status === 202);
});

test("a program that fills in the field that nobody sees is thanked, and nothing is sent", async () => {
  const daemon = await startWithMail();
  const before = touched(daemon);
  const reply = await submit(daemon, "/subscribe", { ...ADA, remarks: "buy now" });
  expect([reply.status, wordsOf(reply)]).toEqual([202, expect.stringContaining(ASKED)]);
  expect(touched(daemon)).toEqual(before);
});

test("one mailbox is asked five times, under whatever tags; who asks on reads the same words, and nothing is sent", async () => {
  const daemon = await startWithMail({ ports: { now: () => NOON } });
  const ask = (target: string) => submit(daemon, "/subscribe", { ...ADA, target });
  for (const name of ["", "+1", "+2", "+3+x"]) await ask(`ada${name}@example.org`);
  const fifth = await ask("Ada+4@Example.org");
  const before = touched(daemon);
  const sixth = await ask("ada+5@example.org");
  expect([sixth.status, sixth.text.replace("ada+5@", "")]).toEqual([202, fifth.text.replace("Ada+4@E", "e")]);
  const asked = { channel: "email", target: "ada+6@example.org" };
  const json = await send(daemon, "/subscribe", asked);
  expect([json.status, json.json]).toEqual([202, { message: expect.stringContaining("If ada+6@example.org can be") }]);
  expect(touched(daemon)).toEqual(before);
  await ask("bob@example.org");
  expect(daemon.store.subscribers.byTarget("email", "bob@example.org")).toBeDefined();
});

test("behind a proxy each reader has a share of the form, by the address that the proxy names", async () => {
  const daemon = await startWithMail({ ports: { now: () => NOON } });
  const from = (address: string) =>
    submit(daemon, "/subscribe", { ...ADA, remarks: "x" }, { "x-forwarded-for": `9.9.9.9, ${address}` });
  for (let sent = 0; sent < 20; sent++) expect((await from("8.8.8.8")).status).toBe(202);
  expect((await from("8.8.8.8")).status).toBe(429);
  expect((await from("8.8.4.4")).status).toBe(202);
});

test("too many forms in a short time: 429 says when to come back, and what was typed stays", async () => {
  const daemon = await startWithMail({ ports: { now: () => NOON } });
  for (let sent = 0; sent < 600; sent++) await submit(daemon, "/subscribe", { ...ADA, remarks: "x" });
  const reply = await submit(daemon, "/subscribe", ADA);
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(wordsOf(reply)).toContain("Too many have asked to be told in a short time. Please try again in a minute.");
  expect(reply.text).toContain('value="ada@example.org"');
  expect(daemon.store.subscribers.byTarget("email", "ada@example.org")).toBeUndefined();
});

test("a body that is too long is refused before it is read", async () => {
  const daemon = await startWithMail();
  const reply = await submit(daemon, "/subscribe", { ...ADA, remarks: "x".repeat(20_000) });
  expect([reply.status, wordsOf(reply)]).toEqual([413, expect.stringContaining("16 KiB")]);
});

test("what fails inside is a page too, which says nothing of it; the log does", async () => {
  const daemon = await startWithMail();
  daemon.store.db.exec("ALTER TABLE confirmations RENAME TO broken");
  const reply = await submit(daemon, "/subscribe", ADA);
  expect([reply.status, wordsOf(reply)]).toEqual([
    500,
    expect.stringContaining("Nothing was changed. Please try again"),
  ]);
  expect(reply.text).not.toContain("confirmations");
  expect(daemon.logged.map(({ msg }) => msg)).toContain("a request failed inside");
});

// Behind the link of the one message that is sent unasked.
import { expect, test } from "vitest";
import {
  ALL_KINDS,
  confirmLink,
  happened,
  head,
  open,
  send,
  startWithMail,
  submit,
  subscribed,
  touched,
  unsubscribeLink,
  wordsOf,
} from "./support.ts";

const ADA = { channel: "email", target: "ada@example.org", kinds: ALL_KINDS };
const DAY = 24 * 3600_000;
const HOOKS = { config: { notify: { public_channels: ["email", "webhook"] } } };
const HOOK = { channel: "webhook", target: "https://hooks.invalid/secret-path", kinds: ALL_KINDS };

test("GET and HEAD show what was asked for and change nothing; the button makes it so", async () => {
  const daemon = await startWithMail();
  await submit(daemon, "/subscribe", { ...ADA, which: "some", components: ["api"], kinds: ["status"] });
  const link = confirmLink(daemon);
  const before = touched(daemon);
  const shown = await open(daemon, link);
  await open(daemon, link, "HEAD");
  expect(wordsOf(shown)).toContain("Messages from Status to ada@example.org : Components API News of Components");
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    ...{ "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" },
  });
  expect(touched(daemon)).toEqual(before);

  const since = head(daemon);
  const done = await submit(daemon, link);
  expect([done.status, wordsOf(done)]).toEqual([200, expect.stringContaining("You are subscribed")]);
  expect(happened(daemon, since)).toEqual(["subscriber:confirmed by person subscriber 1"]);
  expect(daemon.store.subscribers.get(1)).toMatchObject({ state: "active", components: ["api"], kinds: ["status"] });
  expect(done.text).toContain(unsubscribeLink(daemon, 1));
});

test("a webhook's secret is shown once, and its address never", async () => {
  const daemon = await startWithMail(HOOKS);
  await submit(daemon, "/subscribe", HOOK);
  const link = confirmLink(daemon);
  const first = await submit(daemon, link);
  const second = await submit(daemon, link);
  expect(first.text).toContain(daemon.store.subscribers.get(1)!.secret!);
  expect(wordsOf(second)).toContain("Already confirmed");
  expect(second.text).not.toContain("whsec_");
  for (const { text } of [first, second, await open(daemon, link)]) {
    expect(text).toContain("https://hooks.invalid/…");
    expect(text).not.toContain("secret-path");
  }
});

test("a program confirms in JSON, and is given the secret and the links", async () => {
  const daemon = await startWithMail(HOOKS);
  await send(daemon, "/subscribe", { channel: "webhook", target: HOOK.target });
  const { status, json } = await send(daemon, confirmLink(daemon), {});
  expect([status, json]).toEqual([
    200,
    expect.objectContaining({
      ...{ id: 1, state: "active", target: "https://hooks.invalid/…", secret: expect.stringMatching(/^whsec_/) },
      unsubscribeUrl: daemon.url + unsubscribeLink(daemon, 1),
    }),
  ]);
});

test("used once: the second time it says so, and what is asked for now", async () => {
  const daemon = await startWithMail();
  await submit(daemon, "/subscribe", ADA);
  const link = confirmLink(daemon);
  await submit(daemon, link);
  const since = head(daemon);
  for (const again of [await submit(daemon, link), await open(daemon, link)])
    expect([again.status, wordsOf(again)]).toEqual([200, expect.stringContaining("Already confirmed")]);
  expect(happened(daemon, since)).toEqual([]);
});

test("too old after a week, forged, or about somebody who has left: each says which, and leads back to the form", async () => {
  const daemon = await startWithMail();
  await submit(daemon, "/subscribe", ADA);
  const old = confirmLink(daemon);
  const forged = old.slice(0, -1) + (old.endsWith("A") ? "B" : "A");
  await daemon.wind(7 * DAY);
  const id = await subscribed(daemon, { target: "bob@example.org" });
  const left = confirmLink(daemon);
  await submit(daemon, unsubscribeLink(daemon, id));
  const before = touched(daemon);
  for (const [link, status, words] of [
    [old, 410, "This link is too old"],
    [forged, 404, "This link is not complete"],
    ["/confirm/", 404, ""],
    ["/confirm/1-x", 404, "This link is not complete"],
    [left, 410, "You are unsubscribed"],
  ] as const)
    for (const reply of [await open(daemon, link), await submit(daemon, link)]) {
      expect([link, reply.status]).toEqual([link, status]);
      expect(wordsOf(reply)).toContain(words);
      if (words) expect(reply.text).toContain('href="/subscribe"');
    }
  expect(touched(daemon)).toEqual(before);
});

test("for who is subscribed already, the page shows what it will be, and only the button changes it", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon, { which: "some", components: ["api"] });
  await daemon.wind(120_000);
  await submit(daemon, "/subscribe", { ...ADA, which: "some", components: ["mail"] });
  expect(daemon.store.subscribers.get(id)?.components).toEqual(["api"]);
  expect(wordsOf(await open(daemon, confirmLink(daemon)))).toContain("Components Mail");
  await submit(daemon, confirmLink(daemon));
  expect(daemon.store.subscribers.get(id)?.components).toEqual(["mail"]);
});

test("a button that is pressed again and again is slowed down, and other links are not", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  const { signLink } = await import("../../../src/domain/link-token.ts");
  const manage = `/subscription/${signLink(daemon.store.linkKey, "manage", [id])}`;
  const statuses: number[] = [];
  for (let pressed = 0; pressed < 40; pressed++)
    statuses.push((await submit(daemon, manage, { kinds: [["posts"], ["status"]][pressed % 2]! })).status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(await subscribed(daemon, { target: "bob@example.org" })).toBe(2);
});

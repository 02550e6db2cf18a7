// Behind the two links that stand in every message to a subscriber: change it, and the way out.
import { expect, test } from "vitest";
import { openIncident, postIncident } from "../../../src/contract/incidents.ts";
import { listSubscribers } from "../../../src/contract/subscribers.ts";
import { signLink } from "../../../src/domain/link-token.ts";
import { ask } from "../../http/requests.ts";
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
  unsubscribeLink,
  wordsOf,
} from "./support.ts";

test("GET shows what is asked for, POST saves it and says so", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon, { which: "some", components: ["api"] });
  const link = manageLink(daemon, id);
  const before = touched(daemon);
  const shown = await open(daemon, link);
  expect(shown.text).toMatch(/value="some" checked/);
  expect(shown.text).toMatch(/value="api" checked/);
  expect(shown.text).not.toMatch(/value="web" checked/);
  expect(shown.text).not.toMatch(/vault/i);
  expect(touched(daemon)).toEqual(before);

  const since = head(daemon);
  const saved = await submit(daemon, link, { which: "all", components: ["api"], kinds: ["posts", "maintenance"] });
  expect([saved.status, wordsOf(saved)]).toEqual([200, expect.stringContaining("Saved.")]);
  expect(happened(daemon, since)).toEqual([`subscriber:changed by person subscriber ${id}`]);
  expect(daemon.store.subscribers.get(id)).toMatchObject({ components: null, kinds: ["maintenance", "posts"] });
});

test("what is wrong is said beside its field and saves nothing", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  const before = touched(daemon);
  const reply = await submit(daemon, manageLink(daemon, id), { which: "some" });
  expect([reply.status, wordsOf(reply)]).toEqual([400, expect.stringContaining("2 things have to be corrected")]);
  const json = await send(daemon, manageLink(daemon, id), { components: ["vault"] });
  expect([json.status, json.json.code]).toEqual([400, "invalid"]);
  expect(touched(daemon)).toEqual(before);
});

test("who follows one incident can hear of the page instead", async () => {
  const daemon = await startWithMail();
  const incident = await daemon.client.call(openIncident, { title: "db7", severity: "high" });
  await daemon.client.call(postIncident, {
    id: incident.id,
    status: "investigating",
    text: "Looking.",
    title: "API is slow",
  });
  await submit(daemon, "/subscribe", { channel: "email", target: "ada@example.org", incident: String(incident.id) });
  await submit(daemon, confirmLink(daemon));
  const shown = wordsOf(await open(daemon, manageLink(daemon, 1)));
  expect(shown).toContain("What is posted about API is slow");
  expect(shown).toContain("Hear of this page instead");
  await submit(daemon, manageLink(daemon, 1), { which: "some", components: ["web"], kinds: ALL_KINDS });
  expect(daemon.store.subscribers.get(1)).toMatchObject({ incidents: null, components: ["web"], kinds: null });
});

test("programs read and change it in JSON, addresses masked", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  const shown = await ask(daemon, manageLink(daemon, id), { headers: { accept: "application/json" } });
  expect(shown.json).toMatchObject({ id, target: "a…@example.org", state: "active" });
  const saved = await send(daemon, manageLink(daemon, id), { components: ["api"], kinds: ["posts"] });
  expect([saved.status, saved.json]).toEqual([200, expect.objectContaining({ components: ["api"], kinds: ["posts"] })]);
});

test("one that is quarantined says that nothing comes, and not what our mail server or our network said", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  await daemon.store.transact((tx) =>
    tx.subscribers.save({ ...tx.subscribers.get(id)!, state: "quarantined", reason: "mx1.internal: 550" }),
  );
  const shown = await open(daemon, manageLink(daemon, id));
  expect(wordsOf(shown)).toContain("Paused: our messages could not be delivered. Subscribe again once they can be.");
  expect(shown.text).not.toContain("mx1");
  const json = await ask(daemon, manageLink(daemon, id), { headers: { accept: "application/json" } });
  expect([json.json.state, json.text.includes("mx1")]).toEqual(["quarantined", false]);
  const { items } = await daemon.client.call(listSubscribers, {});
  expect(items).toMatchObject([{ id, reason: "mx1.internal: 550" }]);
});

test("GET asks, POST unsubscribes, twice is fine, and the address is forgotten", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  const link = unsubscribeLink(daemon, id);
  const before = touched(daemon);
  expect(wordsOf(await open(daemon, link))).toContain("ada@example.org will be sent nothing more from Status.");
  await open(daemon, link, "HEAD");
  expect(touched(daemon)).toEqual(before);

  const since = head(daemon);
  const replies = [await submit(daemon, link), await submit(daemon, link), await open(daemon, link)];
  for (const { status, text } of replies) expect([status, text]).toEqual([200, replies[0]!.text]);
  expect(wordsOf(replies[0]!)).toContain("You are unsubscribed");
  expect(happened(daemon, since)).toEqual([`subscriber:removed by person subscriber ${id}`]);
  expect(daemon.store.subscribers.get(id)).toMatchObject({ state: "removed", target: "" });
  expect(wordsOf(await open(daemon, manageLink(daemon, id)))).toContain("You are unsubscribed");
});

test.each([
  ["a mail program", { "content-type": "application/x-www-form-urlencoded" }, "List-Unsubscribe=One-Click"],
  ["one that sends a form's parts", {}, new FormData()],
  [
    "one of another site",
    { origin: "https://mail.example", "sec-fetch-site": "cross-site" },
    "List-Unsubscribe=One-Click",
  ],
  ["one that sends far too much", { "content-type": "text/plain" }, "x".repeat(100_000)],
])("RFC 8058: one click of %s is enough", async (_, headers, raw) => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  const given = Object.fromEntries(Object.entries(headers)) as Record<string, string>;
  const reply = await ask(daemon, unsubscribeLink(daemon, id), { method: "POST", raw, headers: given });
  expect(reply.status).toBe(200);
  expect(daemon.store.subscribers.get(id)?.state).toBe("removed");
});

test("a link of the team, of another purpose or of nobody opens nothing", async () => {
  const team = [{ name: "ops", channel: "webhook", target: "http://127.0.0.1:9/x" }];
  const daemon = await startWithMail({ config: { notify: { team, allow_private_targets: true } } });
  const id = await subscribed(daemon);
  const ops = daemon.store.subscribers.team()[0]!.id;
  const key = daemon.store.linkKey;
  const before = touched(daemon);
  for (const token of [
    signLink(key, "manage", [ops]),
    signLink(key, "manage", [999]),
    signLink(key, "confirm", [id]),
    "x",
  ])
    for (const path of ["subscription", "unsubscribe"])
      for (const reply of [await open(daemon, `/${path}/${token}`), await submit(daemon, `/${path}/${token}`)])
        expect([reply.status, wordsOf(reply)]).toEqual([404, expect.stringContaining("This link is not complete")]);
  expect(touched(daemon)).toEqual(before);
});

test("what links do is in the audit, with where it came from and no address of theirs", async () => {
  const daemon = await startWithMail();
  const id = await subscribed(daemon);
  await submit(daemon, manageLink(daemon, id), { kinds: ["posts"] });
  await submit(daemon, unsubscribeLink(daemon, id));
  const rows = daemon.store.db
    .prepare("SELECT verb, target, outcome, origin FROM audit WHERE actor_name = 'anonymous' ORDER BY id")
    .all();
  const origin = "link tcp 127.0.0.1";
  expect(rows).toEqual([
    { verb: "requestSubscription", target: null, outcome: "changed", origin: "form tcp 127.0.0.1" },
    { verb: "confirmSubscription", target: "subscriber 1", outcome: "changed", origin },
    { verb: "changeSubscription", target: "subscriber 1", outcome: "changed", origin },
    { verb: "unsubscribe", target: "subscriber 1", outcome: "changed", origin },
  ]);
});

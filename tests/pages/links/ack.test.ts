// Behind the link of a page to the team: what is wrong, who has it, and the button that takes it.
import { expect, test } from "vitest";
import {
  ackIncident,
  mergeIncident,
  noteIncident,
  openIncident,
  resolveIncident,
} from "../../../src/contract/incidents.ts";
import { signLink } from "../../../src/domain/link-token.ts";
import { ask } from "../../http/requests.ts";
import { startTestDaemon, type TestDaemon } from "../../support/daemon.ts";
import { happened, head, open, send, submit, touched, wordsOf } from "./support.ts";

const HOUR = 3600_000;
const TEAM = [
  { name: "bob-chat", channel: "webhook", target: "http://127.0.0.1:9/bob", person: "bob" },
  { name: "ops-room", channel: "webhook", target: "http://127.0.0.1:9/ops" },
];
const notify = (team: object[]) => ({ notify: { team, allow_private_targets: true } });

const start = async () => {
  const daemon = await startTestDaemon({ config: notify(TEAM), hasFile: true });
  const components = [{ id: "api" }, { id: "vault" }];
  const { id } = await daemon.client.call(openIncident, {
    title: "Checkout <fails>",
    severity: "critical",
    components,
  });
  const [bob, ops] = daemon.store.subscribers.team().map((target) => linkOf(daemon, id, target.id)) as [string, string];
  return { daemon, id, bob, ops };
};
const linkOf = ({ store }: TestDaemon, incident: number, target: number): string =>
  `/ack/${signLink(store.linkKey, "ack", [incident, target, Math.floor((Date.now() + HOUR) / 1000)])}`;

test("GET and HEAD show the incident and change nothing; the button takes it for whose link it is", async () => {
  const { daemon, id, bob } = await start();
  await daemon.client.call(noteIncident, { id, text: "Since the deploy." });
  const before = touched(daemon);
  const shown = await open(daemon, bob);
  await open(daemon, bob, "HEAD");
  expect(shown.status).toBe(200);
  expect(wordsOf(shown)).toMatch(
    /Incident 1 · critical Checkout <fails> Nobody has taken it yet\. Acknowledge as bob State open Open since .* UTC Components API, Vault Who has it nobody yet Notes 1 In a terminal: tocsin ack 1/,
  );
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    ...{ "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" },
  });
  expect(touched(daemon)).toEqual(before);

  const since = head(daemon);
  const done = await submit(daemon, bob, { name: "mallory" });
  expect([done.status, wordsOf(done)]).toEqual([200, expect.stringContaining("Acknowledged. bob has it now")]);
  expect(done.text).not.toContain("<button");
  expect(happened(daemon, since)).toEqual(["incident:acknowledged by person bob"]);
  const audit = daemon.store.db
    .prepare("SELECT actor_name, outcome, target, origin FROM audit WHERE verb = 'ackIncident'")
    .all();
  expect(audit).toEqual([
    { actor_name: "bob", outcome: "changed", target: "incident 1", origin: "link tcp 127.0.0.1" },
  ]);
});

test("it says what is known: the words it was opened with among the notes, what its alerts say, and where to look", async () => {
  const sources = [{ id: "am", kind: "alertmanager", key: "the-key-of-am" }];
  const daemon = await startTestDaemon({ config: { ...notify(TEAM), sources }, hasFile: true });
  const linked = (id: number) => linkOf(daemon, id, daemon.store.subscribers.team()[0]!.id);
  const opened = { title: "Down", severity: "critical", message: "lag <b>900s</b>\nsince the deploy" } as const;
  const { id } = await daemon.client.call(openIncident, opened);
  const byHand = await open(daemon, linked(id));
  expect(wordsOf(byHand)).toMatch(/Notes lag <b>900s<\/b> since the deploy In a terminal/);
  await daemon.client.call(noteIncident, { id, text: "Looking." });
  expect(wordsOf(await open(daemon, linked(id)))).toMatch(/Notes lag .* since the deploy and 1 more In a terminal/);

  const alert = (fingerprint: string, summary: string) => ({
    ...{ status: "firing", fingerprint, labels: { alertname: "DiskFull" }, generatorURL: "javascript:alert(1)" },
    annotations: { summary, description: "98 % <of> /var", runbook_url: 'https://wiki.example.org/disk?a=1&b="2"' },
  });
  await ask(daemon, "/ingest/am", {
    ...{ method: "POST", token: "the-key-of-am" },
    body: { version: "4", groupKey: "{}:{}", alerts: ["a", "b", "c", "d"].map((name) => alert(name, `disk ${name}`)) },
  });
  const byAlert = await open(daemon, linked(id + 1));
  expect(wordsOf(byAlert)).toMatch(
    /Summary disk a Summary disk b Summary disk c Description 98 % <of> \/var Runbook https:\S+ Also firing 1 more State open/,
  );
  expect(byAlert.text).toContain('<a href="https://wiki.example.org/disk?a=1&amp;b=%222%22" rel="noreferrer">');
  expect(byAlert.text).not.toMatch(/javascript:|<of>/);
});

test("where several people read, whoever presses gives a name, or is the target", async () => {
  const { daemon, ops } = await start();
  expect(wordsOf(await open(daemon, ops))).toContain("Your name");
  const wrong = await submit(daemon, ops, { name: "<b>" });
  expect([wrong.status, wordsOf(wrong)]).toEqual([400, expect.stringContaining("A name must be 1 to 64 letters")]);
  expect(wrong.text).toContain('value="&lt;b&gt;"');
  const second = await daemon.client.call(openIncident, { title: "Also", severity: "low" });
  const since = head(daemon);
  await submit(daemon, ops, { name: " Zoë " });
  await submit(daemon, linkOf(daemon, second.id, daemon.store.subscribers.team()[1]!.id), { name: "" });
  expect(happened(daemon, since)).toEqual([
    "incident:acknowledged by person Zoë",
    "incident:acknowledged by token ops-room",
  ]);
});

test("who comes second reads who has it since when, and takes nothing", async () => {
  const { daemon, id, bob } = await start();
  await daemon.clientAs({ actor: "ann" }).call(ackIncident, { id });
  const since = head(daemon);
  for (const reply of [await open(daemon, bob), await submit(daemon, bob)]) {
    expect([reply.status, wordsOf(reply)]).toEqual([
      200,
      expect.stringMatching(/ann has it since \d+ \w+ \d+, .* UTC\./),
    ]);
    expect(reply.text).not.toContain("<button");
  }
  const json = await send(daemon, bob, {});
  expect([json.status, json.json.code]).toEqual([409, "conflict"]);
  expect(happened(daemon, since)).toEqual([]);
});

test("pressed twice by the same person it is theirs still", async () => {
  const { daemon, bob } = await start();
  await submit(daemon, bob);
  const since = head(daemon);
  expect((await submit(daemon, bob)).status).toBe(200);
  expect(wordsOf(await open(daemon, bob))).toContain("You have it since");
  expect(happened(daemon, since)).toEqual([]);
});

test("one that is over says who ended it, and one that was merged where it went", async () => {
  const { daemon, id, bob } = await start();
  const other = await daemon.client.call(openIncident, { title: "The same", severity: "high" });
  const merged = linkOf(daemon, other.id, daemon.store.subscribers.team()[0]!.id);
  await daemon.client.call(mergeIncident, { id: other.id, into: id });
  await daemon.client.call(resolveIncident, { id });
  const since = head(daemon);
  for (const [link, words] of [
    [bob, /It was resolved by ann at .* UTC\. There is nothing left to acknowledge\./],
    [merged, /It went into incident 1: go on there\./],
  ] as const)
    for (const reply of [await open(daemon, link), await submit(daemon, link)])
      expect([reply.status, wordsOf(reply)]).toEqual([200, expect.stringMatching(words)]);
  expect(happened(daemon, since)).toEqual([]);
});

test("too old, forged, or of a target that has left the config: it says what to type, and nothing of the incident", async () => {
  const { daemon, id, bob, ops } = await start();
  const key = daemon.store.linkKey;
  const target = daemon.store.subscribers.team()[0]!.id;
  daemon.rewrite(notify(TEAM.slice(0, 1)));
  await daemon.reload("test");
  const since = head(daemon);
  const old = `/ack/${signLink(key, "ack", [id, target, Math.floor(Date.now() / 1000)])}`;
  for (const [link, status, words] of [
    [old, 410, "This link is too old"],
    [ops, 410, "This link does not count any more"],
    [bob.replace(/-(\d+)-/, (_, n: string) => `-${Number(n) + 1}-`), 404, "This link is not complete"],
    [`/ack/${signLink(key, "manage", [target])}`, 404, "This link is not complete"],
  ] as const)
    for (const reply of [await open(daemon, link), await submit(daemon, link)]) {
      expect([reply.status, wordsOf(reply)]).toEqual([status, expect.stringContaining(words)]);
      expect(wordsOf(reply)).toMatch(/In a terminal: tocsin/);
      expect(reply.text).not.toContain("Checkout");
    }
  expect(happened(daemon, since)).toEqual([]);
});

test("a program acks by the link and is answered with the incident", async () => {
  const { daemon, ops } = await start();
  const shown = await ask(daemon, ops, { headers: { accept: "application/json" } });
  expect(shown.json).toMatchObject({ id: 1, state: "open" });
  const { status, json } = await send(daemon, ops, { name: "cid" });
  expect([status, json]).toEqual([200, expect.objectContaining({ id: 1, state: "acknowledged", owner: "cid" })]);
});

// The team is paged: when, how often, until somebody has it; and who was paged hears how it ended.
import { expect, test } from "vitest";
import { DEFAULT_PAGE } from "../../src/config/schema.ts";
import {
  ackIncident,
  editIncident,
  mergeIncident,
  openIncident,
  reopenIncident,
  snoozeIncident,
  unackIncident,
} from "../../src/contract/incidents.ts";
import { getReport } from "../../src/contract/status.ts";
import { claimAgain } from "../../src/daemon/delivery/claim.ts";
import { situationOf } from "../../src/daemon/delivery/situation.ts";
import { ask } from "../http/requests.ts";
import { until } from "../support/until.ts";
import { MINUTE, startTelling, type Telling } from "./deliver-support.ts";

const HOUR = 60 * MINUTE;
const hook = (name: string, more: object = {}) => ({
  ...{ name, channel: "webhook", target: `https://example.org/${name}` },
  ...more,
});
const start = (team: object[] = [hook("ops")], more: object = {}): Promise<Telling> =>
  startTelling({ config: { notify: { allow_private_targets: true, debounce: "5m", team, ...more } } });

interface PageData {
  reason?: string;
  times?: number;
  by?: string;
  ackUrl?: string;
  incident: { id: number; title: string; severity: string; message?: string };
}
/** What one target was told, short: `paged 1 opened`, `acknowledged 1 by bob`. */
const toldTo = (t: Telling, name = "ops"): string[] =>
  t.recorder.told
    .filter(({ url }) => url === `https://example.org/${name}`)
    .map(({ type, data }) => {
      const { incident, reason, times, by } = data as unknown as PageData;
      const how = reason === "reminder" ? `reminder ${times}` : (reason ?? `by ${by}`);
      return `${type.replace("incident.", "")} ${incident.id} ${how}`;
    });
const as = (t: Telling, actor: string) => t.daemon.clientAs({ actor });

test("opened, reminded while nobody has it, acked, raised over the ack, resolved: each is told once", async () => {
  const t = await start();
  const id = await t.out("api", "high");
  await t.wind(10 * MINUTE);
  await t.wind(10 * MINUTE);
  await as(t, "bob").call(ackIncident, { id, note: "Looking." });
  await t.wind(HOUR);
  await as(t, "eve").call(editIncident, { id, severity: "critical" });
  await t.wind(HOUR); // nobody is reminded of what somebody has
  await t.up(id);
  await t.wind(24 * HOUR);
  expect(toldTo(t)).toEqual([
    ...["paged 1 opened", "paged 1 reminder 1", "paged 1 reminder 2", "acknowledged 1 by bob"],
    ...["paged 1 raised", "resolved 1 by ann"],
  ]);
});

test("reminders end after so many, and `off` has none", async () => {
  const bounded = await start([hook("ops")], { remind_every: "1m", remind_times: 2 });
  await bounded.out();
  for (let minute = 0; minute < 30; minute++) await bounded.wind(MINUTE);
  expect(toldTo(bounded)).toEqual(["paged 1 opened", "paged 1 reminder 1", "paged 1 reminder 2"]);
  const off = await start([hook("ops")], { remind_every: "off" });
  await off.out();
  await off.wind(24 * HOUR);
  expect(toldTo(off)).toEqual(["paged 1 opened"]);
});

test("an ack before the page left takes it back, and nobody is told of an ack of what they never heard of", async () => {
  const t = await start();
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "sent" }));
  const before = t.recorder.told.length;
  await as(t, "bob").call(ackIncident, { id });
  await t.wind(HOUR);
  await t.up(id);
  await t.wind(HOUR);
  expect(t.recorder.told.slice(before)).toEqual([]);
  expect(t.rows()).toContain("suppressed: bob has acknowledged it");
});

test("a page whose try was never answered may have arrived: its ack is told", async () => {
  const t = await start();
  t.recorder.answer(() => ({
    kind: "failed",
    reason: "no answer within 15 s",
    isPermanent: false,
    mayHaveArrived: true,
  }));
  const id = await t.out();
  t.recorder.answer(() => ({ kind: "sent" }));
  await as(t, "bob").call(ackIncident, { id });
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["paged 1 opened", "acknowledged 1 by bob"]);
});

test("an ack that runs out pages again, one that is taken back pages by the reminder", async () => {
  const t = await start();
  const id = await t.out();
  await as(t, "bob").call(ackIncident, { id, forMs: 30 * MINUTE });
  await t.quiet();
  await t.wind(30 * MINUTE);
  expect(toldTo(t).slice(1)).toEqual(["acknowledged 1 by bob", "paged 1 ack_expired"]);
  await as(t, "eve").call(ackIncident, { id });
  await as(t, "eve").call(unackIncident, { id });
  await t.wind(9 * MINUTE);
  expect(toldTo(t).at(-1)).not.toMatch(/^paged 1 reminder/);
  await t.wind(MINUTE);
  expect(toldTo(t).at(-1)).toBe("paged 1 reminder 1");
});

test("a snooze is quiet until its end, and ends with a page, also where nobody is reminded otherwise", async () => {
  const t = await start([hook("ops")], { remind_every: "off" });
  const id = await t.out();
  await t.daemon.client.call(snoozeIncident, { id, forMs: HOUR });
  await t.quiet();
  await t.wind(59 * MINUTE);
  expect(toldTo(t)).toEqual(["paged 1 opened"]);
  await t.wind(MINUTE);
  expect(toldTo(t)).toEqual(["paged 1 opened", "paged 1 snooze_ended"]);
  await t.wind(24 * HOUR);
  expect(toldTo(t)).toHaveLength(2);
});

test("what comes back pages again; what is merged away is told as that, once", async () => {
  const t = await start();
  const first = await t.out();
  await t.up(first);
  await t.daemon.client.call(reopenIncident, { id: first });
  await t.quiet();
  const second = await t.out("web");
  await t.daemon.client.call(mergeIncident, { id: first, into: second });
  await t.quiet();
  expect(toldTo(t)).toEqual([
    ...["paged 1 opened", "resolved 1 by ann", "paged 1 reopened", "paged 2 opened", "merged 1 by ann"],
  ]);
});

test("each is paged of what is bad enough for them, and hears the end of what they were paged about", async () => {
  const t = await start([hook("ops"), hook("boss", { min_severity: "critical" })]);
  const id = await t.out("api", "medium");
  await t.daemon.client.call(editIncident, { id, severity: "critical" });
  await t.quiet();
  await t.daemon.client.call(editIncident, { id, severity: "low" });
  await t.quiet();
  await t.up(id);
  expect(toldTo(t, "ops")).toEqual(["paged 1 opened", "paged 1 raised", "resolved 1 by ann"]);
  expect(toldTo(t, "boss")).toEqual(["paged 1 raised", "resolved 1 by ann"]);
});

test("one bad target delays no other, and a page that dies is an event that names it", async () => {
  const t = await start([hook("bad"), hook("ops")]);
  const bad = { kind: "failed", reason: "the target answered 404", isPermanent: true, endsTarget: true } as const;
  t.recorder.answer(({ request }) =>
    request.kind === "http" && request.url.endsWith("/bad") ? bad : { kind: "sent" },
  );
  await t.out();
  expect(toldTo(t)).toEqual(["paged 1 opened"]);
  const failed = t.daemon.store.events.after(0, 100).filter(({ type }) => type === "delivery:failed");
  expect(failed).toMatchObject([{ incidentId: 1, data: { channel: "webhook", reason: "the target answered 404" } }]);
  // A target of the config is tried again with the next page: only its owner can say that it is no more.
  await t.out("web");
  expect(toldTo(t, "bad")).toEqual(["paged 1 opened", "paged 2 opened"]);
});

test("a page says what was so when it was planned, with a link for its target alone", async () => {
  const t = await start([hook("ops"), hook("bob", { person: "bob" })]);
  await t.daemon.client.call(openIncident, {
    ...{ title: "Disk of db1 is full", severity: "high", key: "disk", components: [{ id: "api" }, { id: "vault" }] },
  });
  await t.quiet();
  const [ops, bob] = t.recorder.told;
  expect(ops!.data).toEqual({
    ...{ reason: "opened", times: 1, ackUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ack\/1-1-\d+-/) },
    incident: {
      ...{ id: 1, title: "Disk of db1 is full", severity: "high", source: "manual", key: "disk" },
      ...{ components: ["API", "Vault"], openedAt: new Date(t.now()).toISOString() },
    },
  });
  const links = [ops, bob].map((one) => (one!.data as unknown as PageData).ackUrl);
  expect(new Set(links).size).toBe(2);
});

test("a page says what is known as it was when it was planned; readers are told none of it", async () => {
  const sources = [{ id: "am", kind: "alertmanager", key: "the-key-of-am" }];
  const notify = { allow_private_targets: true, debounce: "0s", team: [hook("ops")] };
  const t = await startTelling({ config: { notify, sources } });
  await t.subscribe("reader");
  await t.daemon.client.call(openIncident, {
    ...{ title: "Down", severity: "critical", components: [{ id: "api" }], message: "secret lag 900s" },
  });
  const annotations = { summary: "secret disk", runbook_url: "https://secret.example/disk" };
  const alert = {
    ...{ status: "firing", fingerprint: "f1", labels: { alertname: "DiskFull", severity: "critical", job: "web" } },
    ...{ annotations, generatorURL: "http://secret:9090/graph" },
  };
  await ask(t.daemon, "/ingest/am", {
    ...{ method: "POST", token: "the-key-of-am" },
    body: { version: "4", groupKey: "{}:{}", alerts: [alert] },
  });
  await t.wind(MINUTE);
  const toldBy = (name: string) => t.recorder.told.filter(({ url }) => url === `https://example.org/${name}`);
  expect(toldBy("ops").map(({ data }) => (data as unknown as PageData).incident)).toMatchObject([
    { id: 1, message: "secret lag 900s" },
    {
      id: 2,
      alerts: [
        {
          ...{ summary: "secret disk", runbookUrl: "https://secret.example/disk" },
          originUrl: "http://secret:9090/graph",
        },
      ],
    },
  ]);
  expect(toldBy("reader").length).toBeGreaterThan(0);
  expect(JSON.stringify(toldBy("reader"))).not.toContain("secret");
});

test("a page that was planned before pages said what is known goes out without it", async () => {
  const t = await start();
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  await t.daemon.client.call(openIncident, { title: "Down", severity: "high", message: "lag 900s" });
  await t.quiet();
  t.daemon.store.db.exec("UPDATE notices SET detail = json_remove(detail, '$.incident.message') WHERE kind = 'page'");
  await t.daemon.stop();
  t.recorder.answer(() => ({ kind: "sent" }));
  const again = await startTelling({
    ...{ dataDir: t.daemon.dataDir, recorder: t.recorder, at: t.now() },
    config: { notify: { allow_private_targets: true, team: [hook("ops")] } },
  });
  await again.wind(MINUTE);
  const messages = t.recorder.told.map(({ data }) => (data as unknown as PageData).incident.message);
  expect(messages).toEqual(["lag 900s", undefined]);
});

test("pages survive a restart: what waits goes out, what was told is not told again, reminders go on", async () => {
  const t = await start();
  await t.out();
  await t.daemon.stop();
  const again = await startTelling({
    ...{ dataDir: t.daemon.dataDir, recorder: t.recorder, at: t.now() },
    config: { notify: { allow_private_targets: true, team: [hook("ops")] } },
  });
  await again.wind(5 * MINUTE);
  expect(toldTo(again)).toEqual(["paged 1 opened"]);
  await again.wind(5 * MINUTE);
  expect(toldTo(again)).toEqual(["paged 1 opened", "paged 1 reminder 1"]);
});

test("the report counts who was paged, by the person that a target belongs to", async () => {
  const t = await start([hook("bob", { person: "bob" }), hook("room")]);
  await t.out();
  await t.wind(10 * MINUTE);
  const { people } = await t.daemon.client.call(getReport, { month: "2026-12" });
  expect(people).toEqual([expect.objectContaining({ name: "bob", pages: 2 })]);
});

test("a severity that rises during a snooze pages when that ends, also where nobody is reminded", async () => {
  const t = await start([hook("ops")], { remind_every: "off" });
  const id = await t.out("api", "high");
  await t.daemon.client.call(snoozeIncident, { id, forMs: HOUR });
  await t.daemon.client.call(editIncident, { id, severity: "critical" });
  await t.quiet();
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["paged 1 opened", "paged 1 snooze_ended"]);
});

test("an incident that another one makes worse pages", async () => {
  const t = await start([hook("ops")], { remind_every: "off" });
  const low = await t.out("web", "low");
  await t.ack(low);
  await t.wind(MINUTE);
  t.recorder.answer(() => ({ kind: "unsent", reason: "the engine is away" }));
  const critical = await t.out("api", "critical");
  await t.daemon.client.call(mergeIncident, { id: critical, into: low });
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(MINUTE);
  expect(toldTo(t).at(-1)).toBe("paged 1 raised");
});

test("a raise over an ack pages, also while the page before it is still on its way", async () => {
  const t = await start();
  let answer: (outcome: { kind: "failed"; reason: string; isPermanent: boolean }) => void = () => {};
  t.recorder.answer(() => new Promise((resolve) => (answer = resolve)));
  const { id } = await t.daemon.client.call(openIncident, { title: "Down", severity: "high" });
  await until("the first page to be on its way", () => t.recorder.told.length === 1);
  await t.ack(id);
  const later = t.wind(MINUTE); // is quiet only once the first page has ended
  await t.daemon.client.call(editIncident, { id, severity: "critical" });
  await until("the raise to be planned", () => t.rows().length >= 2);
  t.recorder.answer(() => ({ kind: "sent" }));
  answer({ kind: "failed", reason: "the target answered 503", isPermanent: false });
  await later;
  await t.wind(MINUTE);
  expect(toldTo(t).at(-1)).toBe("paged 1 raised");
});

test("pages wait for no crowd of subscribers", async () => {
  const t = await start();
  for (let count = 0; count < 30; count++) await t.subscribe(`s${count}`);
  const { store } = t.daemon;
  await store.transact((tx) => {
    for (const [index, kind] of (["status", "settled", "page"] as const).entries())
      tx.notices.add({ kind, causeSeq: 1000 + index, at: t.now(), incidentId: 1 });
    expect(tx.notices.unplanned()?.kind).toBe("page");
    tx.notices.saveProgress(tx.notices.unplanned()!.id, null);
    expect(tx.notices.unplanned()?.kind).toBe("status");
    expect(tx.notices.unplanned([tx.notices.unplanned()!.id])?.kind).toBe("settled");
    for (let one = tx.notices.unplanned(); one; one = tx.notices.unplanned()) tx.notices.saveProgress(one.id, null);
  });
});

test("many webhooks that are put away at once are one message to each of the team", async () => {
  const t = await start([hook("ops")], { remind_every: "off" });
  for (let count = 0; count < 12; count++) await t.subscribe(`gone-${count}`);
  const gone = { kind: "failed", reason: "the target answered 410", isPermanent: true, endsTarget: true } as const;
  t.recorder.answer(({ request }) =>
    request.kind === "http" && request.url.includes("gone") ? gone : { kind: "sent" },
  );
  await t.out();
  const { store } = t.daemon;
  const notices = store.db.prepare("SELECT count(*) FROM notices WHERE kind = 'quarantined'").pluck();
  await until("all of them to be planned", () => notices.get() === 12 && !store.notices.unplanned());
  await t.wind(5 * MINUTE);
  await t.wind(HOUR);
  const quarantined = t.recorder.told.filter(({ type }) => type === "subscriber.quarantined");
  expect(quarantined.map(({ data }) => (data as unknown as { others: number }).others)).toEqual([11]);
});

test("one request that acks and recovers: who was paged hears that it is over, once", async () => {
  const t = await startTelling({
    config: {
      sources: [{ id: "am", kind: "generic", key: "the-key-of-am" }],
      notify: { allow_private_targets: true, team: [hook("ops")] },
    },
  });
  const send = (body: object) => ask(t.daemon, "/ingest/am", { method: "POST", token: "the-key-of-am", body });
  await send({ key: "k", title: "Disk", severity: "high", component: "api" });
  await t.quiet();
  await send([
    { key: "k", action: "ack" },
    { key: "k", action: "resolve" },
  ]);
  await t.wind(HOUR);
  expect(toldTo(t)).toEqual(["paged 1 opened", "resolved 1 by am"]);
});

test("a page whose sender was lost wakes nobody after an ack, and counts as told", async () => {
  const t = await start();
  t.recorder.answer(() => new Promise(() => {}));
  const { id } = await t.daemon.client.call(openIncident, { title: "Down", severity: "high" });
  await until("the page to be on its way", () => t.recorder.told.length === 1);
  await t.ack(id);
  const { store } = t.daemon;
  const [row] = store.deliveries.sending();
  const targets = new Map([["ops", { ...hook("ops"), min_severity: "info" as const }]]);
  const situation = situationOf(store, {
    ...{ now: t.now(), cap: 20, team: { targets, remindEveryMs: null, remindTimes: 0 } },
    pages: [{ ...DEFAULT_PAGE, url: "https://s.example", root: "https://s.example" }],
  });
  expect(await store.transact((tx) => claimAgain(tx, row!, situation))).toBeNull();
  expect(store.deliveries.get(row!.id)).toMatchObject({ state: "suppressed", mayHaveArrived: true });
  expect(store.deliveries.pageStateOf(row!.subscriberId, id)).toBe("told");
});

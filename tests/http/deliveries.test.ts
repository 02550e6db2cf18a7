// What was told, tried again, tested and paused, as the API has it.
import { expect, test } from "vitest";
import { openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { listEvents } from "../../src/contract/log.ts";
import { API } from "../../src/contract/route.ts";
import {
  addSubscriber,
  type Delivery,
  getDelivery,
  getNotify,
  listDeliveries,
  pauseNotify,
  removeSubscriber,
  resumeNotify,
  retryDelivery,
  testDelivery,
} from "../../src/contract/subscribers.ts";
import { MINUTE, startTelling, type Telling } from "../delivery/deliver-support.ts";
import { START } from "../faults/recorder.ts";
import { until } from "../support/until.ts";
import { ask, tokenOf } from "./requests.ts";

const HOUR = 60 * MINUTE;
const TEAM = [
  { name: "ops-hook", channel: "webhook", target: "https://example.org/ops-secret", min_severity: "high" },
  { name: "ann-hook", channel: "webhook", target: "https://example.org/ann-secret", person: "ann" },
];
const startWithTeam = (): Promise<Telling> =>
  startTelling({ config: { notify: { allow_private_targets: true, debounce: "5m", team: TEAM } } });
const refused = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (error: { code: string; message: string; hint: string }) => error,
  );
  return { code: error?.code, detail: error?.message, hint: error?.hint };
};
/** What happened from a seq on, without what the readers append. */
const eventsFrom = async ({ daemon }: Telling, seq: number) =>
  (await daemon.client.call(listEvents, { after: String(seq) })).items.map(({ type, data, actor }) => ({
    ...{ type, data, by: actor.name },
  }));
const list = async ({ daemon }: Telling, filter: Parameters<typeof listFilter>[0] = {}): Promise<Delivery[]> =>
  (await daemon.client.call(listDeliveries, listFilter(filter))).items;
const listFilter = (filter: { state?: Delivery["state"]; subscriber?: string; incident?: string }) => filter;
const idsOf = (deliveries: readonly Delivery[]): number[] => deliveries.map(({ id }) => id);
const GONE = { kind: "failed", reason: "the target answered 404", isPermanent: true } as const;

/** A message that died, to a subscriber that is there. */
const withDead = async (more: { endsTarget?: true } = {}): Promise<{ t: Telling; seq: number }> => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ ...GONE, ...more }));
  await t.out();
  expect(t.rows()).toEqual(["dead: the target answered 404"]);
  t.recorder.answer(() => ({ kind: "sent" }));
  return { t, seq: t.daemon.store.events.head() };
};

test("the list narrows to a state, a target and an incident, and any two of them", async () => {
  const t = await startWithTeam();
  await t.subscribe("a");
  const first = await t.out("api");
  const second = await t.out("web");
  const [ops] = t.daemon.store.subscribers.team();
  const all = await list(t);
  expect(new Set(all.map(({ notice }) => notice.kind))).toEqual(new Set(["page", "status"]));
  /** Two of the team are paged, and one subscriber is told. */
  const about = (id: number) => all.filter(({ notice }) => notice.incidentId === id);
  expect([about(first).length, about(second).length]).toEqual([3, 3]);

  expect(idsOf(await list(t, { incident: String(first) }))).toEqual(idsOf(about(first)));
  expect(idsOf(await list(t, { subscriber: String(ops!.id) }))).toEqual(
    idsOf(all.filter(({ team }) => team === "ops-hook")),
  );
  expect(idsOf(await list(t, { subscriber: String(ops!.id), incident: String(second) }))).toEqual(
    idsOf(about(second).filter(({ team }) => team === "ops-hook")),
  );
  expect(idsOf(await list(t, { state: "sent", incident: String(second) }))).toEqual(idsOf(about(second)));
  expect(await list(t, { state: "dead", incident: String(second) })).toEqual([]);
  expect(await list(t, { state: "dead", subscriber: String(ops!.id) })).toEqual([]);
});

test("one in full says what it says; addresses are for admins, also those of the team", async () => {
  const t = await startWithTeam();
  await t.subscribe("secret");
  const incident = await t.out();
  const detail = await t.daemon.client.call(getDelivery, { id: "1" });
  const status = await Promise.all(
    (await list(t)).map(({ id }) => t.daemon.client.call(getDelivery, { id: String(id) })),
  ).then((all) => all.find(({ notice }) => notice.kind === "status")!);
  expect(status).toEqual({
    ...{ id: status.id, subscriberId: 3, channel: "webhook", target: "https://example.org/secret" },
    ...{
      notice: { kind: "status", causeSeq: status.notice.causeSeq, incidentId: incident },
      state: "sent",
      attempts: 1,
    },
    ...{ createdAt: new Date(START).toISOString(), sentAt: new Date(START).toISOString() },
    ...{ messageId: expect.stringMatching(/^msg_/), lane: "http" },
    changes: [{ id: "api", name: "API", from: "operational", to: "major_outage" }],
  });
  expect(detail).toMatchObject({ team: "ops-hook", notice: { kind: "page", incidentId: incident }, lane: "urgent" });
  expect(detail.target).toBe("https://example.org/ops-secret");

  const viewer = t.daemon.clientAs({ token: await tokenOf(t.daemon, "viewer") });
  for (const id of idsOf(await list(t)))
    expect((await viewer.call(getDelivery, { id: String(id) })).target).toBe("https://example.org/…");
  expect(await refused(viewer.call(getDelivery, { id: "99" }))).toEqual({
    ...{ code: "not_found", detail: "There is no delivery 99.", hint: "See `tocsin delivery list`." },
  });
});

test("a dead one is tried again with all its tries, once: the second time it waits or was sent", async () => {
  const { t, seq } = await withDead();
  const { result, reply } = await t.daemon.client.callWithStatus(retryDelivery, { id: "1" });
  expect(result).toBe("changed");
  expect(reply).toMatchObject({ id: 1, state: "queued", attempts: 0, dueAt: new Date(START).toISOString() });
  expect(reply).not.toHaveProperty("reason");
  await t.quiet();
  expect(t.rows()).toEqual(["sent"]);
  expect(t.recorder.told.map(({ id }) => id)).toEqual([t.recorder.told[0]!.id, t.recorder.told[0]!.id]);
  expect(await eventsFrom(t, seq)).toEqual([
    { type: "delivery:retried", data: { deliveryId: 1, channel: "webhook" }, by: "ann" },
  ]);
  expect(await refused(t.daemon.client.call(retryDelivery, { id: "1" }))).toEqual({
    code: "conflict",
    detail: `Delivery 1 was sent at ${new Date(START).toISOString()}; nothing is told twice.`,
    hint: "To try the way to its target, use `tocsin delivery test`.",
  });
});

test("one that waits for its next try goes at once, and one that is queued waits already", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "the target answered 500", isPermanent: false }));
  await t.out();
  expect(t.rows()).toEqual(["retrying: the target answered 500"]);
  await t.daemon.client.call(pauseNotify, { scope: "everybody" });
  expect((await t.daemon.client.callWithStatus(retryDelivery, { id: "1" })).result).toBe("changed");
  const seq = t.daemon.store.events.head();
  expect((await t.daemon.client.callWithStatus(retryDelivery, { id: "1" })).result).toBe("unchanged");
  expect(await eventsFrom(t, seq)).toEqual([]);
});

test("one that the cap holds back goes at once", async () => {
  const t = await startTelling({ config: { notify: { allow_private_targets: true, cap: 1 } } });
  await t.subscribe();
  await t.out("api");
  await t.out("web");
  expect(t.rows()).toEqual(["sent", "queued: it had 1 messages within an hour; a summary tells it"]);
  expect((await t.daemon.client.callWithStatus(retryDelivery, { id: "2" })).result).toBe("changed");
  await t.quiet();
  expect(t.rows()).toEqual(["sent", "sent"]);
  expect(t.recorder.told).toHaveLength(2);
});

test("its quarantined subscriber is sent messages again", async () => {
  const { t, seq } = await withDead({ endsTarget: true });
  expect(t.daemon.store.subscribers.get(1)).toMatchObject({ state: "quarantined" });
  await t.daemon.client.call(retryDelivery, { id: "1" });
  await t.quiet();
  expect(t.daemon.store.subscribers.get(1)).toMatchObject({ state: "active", reason: null, failures: 0 });
  expect(t.rows()).toEqual(["sent"]);
  expect((await eventsFrom(t, seq)).map(({ type }) => type)).toEqual(["subscriber:changed", "delivery:retried"]);
});

test("what nobody is to be told any more is refused, with why and what else to do", async () => {
  const t = await startWithTeam();
  t.recorder.answer(() => GONE);
  await t.out();
  t.recorder.answer(() => ({ kind: "sent" }));
  const [page] = await list(t, { state: "dead" });
  await t.wind(25 * HOUR);
  expect(await refused(t.daemon.client.call(retryDelivery, { id: String(page!.id) }))).toEqual({
    code: "conflict",
    detail: `Delivery ${page!.id} tells of ${new Date(START).toISOString()}, more than a day ago: that is no news any more.`,
    hint: expect.stringContaining("`tocsin post`"),
  });
});

test("a target that was removed is not told, and neither is what was not sent on purpose", async () => {
  const { t } = await withDead();
  await t.daemon.client.call(removeSubscriber, { id: "1" });
  expect(await refused(t.daemon.client.call(retryDelivery, { id: "1" }))).toMatchObject({
    code: "conflict",
    detail: "The target of delivery 1, subscriber 1, was removed.",
  });

  await t.subscribe("b");
  await t.daemon.client.call(pauseNotify, { scope: "everybody" });
  const { id } = await t.daemon.client.call(openIncident, {
    ...{ title: "Down", severity: "critical", components: [{ id: "web" }] },
  });
  await until("the queued row", async () => (await list(t, { state: "queued" })).length === 1);
  await t.daemon.client.call(resolveIncident, { id: String(id) });
  await t.daemon.client.call(resumeNotify, {});
  await until("the suppressed row", async () => (await list(t, { state: "suppressed" })).length === 1);
  const [suppressed] = await list(t, { state: "suppressed" });
  expect((await refused(t.daemon.client.call(retryDelivery, { id: String(suppressed!.id) }))).detail).toMatch(
    /^Delivery \d+ was not sent on purpose: .+\.$/,
  );
});

test("a test message goes to a target of the team by its name and to a subscriber by its id, each time anew", async () => {
  const t = await startWithTeam();
  const { id } = await t.subscribe();
  const seq = t.daemon.store.events.head();
  const asked = [
    await t.daemon.client.call(testDelivery, { target: "ann-hook" }),
    await t.daemon.client.call(testDelivery, { target: String(id) }),
    await t.daemon.client.call(testDelivery, { target: String(id) }),
  ];
  await t.quiet();
  expect(asked).toEqual([
    { subscriberId: 2, channel: "webhook", causeSeq: seq + 1 },
    { subscriberId: id, channel: "webhook", causeSeq: seq + 2 },
    { subscriberId: id, channel: "webhook", causeSeq: seq + 3 },
  ]);
  expect(t.recorder.told.map(({ type, url }) => `${type} ${url}`)).toEqual([
    "test https://example.org/ann-secret",
    "test https://example.org/a",
    "test https://example.org/a",
  ]);
  const sent = await list(t, { state: "sent" });
  expect(sent.map(({ notice }) => notice).reverse()).toEqual(asked.map(({ causeSeq }) => ({ kind: "test", causeSeq })));
  expect(await eventsFrom(t, seq)).toEqual(
    asked.map(({ subscriberId, channel }, at) => ({
      ...{ type: "delivery:tested", by: "ann" },
      data: { subscriberId, channel, ...(at === 0 ? { team: "ann-hook" } : {}) },
    })),
  );
});

test("a test to nobody is refused: unknown with the nearest name, not confirmed, quarantined", async () => {
  const t = await startWithTeam();
  const call = (target: string) => refused(t.daemon.client.call(testDelivery, { target }));
  expect(await call("ops-hock")).toMatchObject({
    ...{ code: "not_found", detail: "There is no target `ops-hock`; did you mean `ops-hook`?" },
  });
  expect(await call("99")).toMatchObject({ code: "not_found", detail: "There is no target `99`." });
  const { id } = await t.daemon.client.call(addSubscriber, { channel: "email", target: "ann@example.org" });
  expect(await call(String(id))).toMatchObject({
    ...{ code: "conflict", detail: `${id} (email) has not confirmed yet, and is sent nothing else.` },
  });
  const hook = await t.subscribe();
  t.recorder.answer(() => ({ ...GONE, endsTarget: true }));
  await t.out();
  expect(await call(String(hook.id))).toMatchObject({
    code: "conflict",
    detail: `${hook.id} (webhook) is sent nothing any more: the target answered 404.`,
  });
});

test("while sending is paused nothing leaves; status, doctor and /readyz say so; what is still true goes out at its end", async () => {
  const t = await startWithTeam();
  await t.subscribe();
  const seq = t.daemon.store.events.head();
  const { client } = t.daemon;
  const paused = await client.callWithStatus(pauseNotify, { forMs: HOUR, reason: "moving the mail server" });
  expect(paused.result).toBe("changed");
  expect(paused.reply.paused).toEqual({
    ...{ scope: "subscribers", by: "ann", reason: "moving the mail server" },
    ...{ since: new Date(START).toISOString(), until: new Date(START + HOUR).toISOString() },
  });
  expect(await eventsFrom(t, seq)).toEqual([
    {
      type: "notify:paused",
      data: { scope: "subscribers", until: new Date(START + HOUR).toISOString(), reason: "moving the mail server" },
      by: "ann",
    },
  ]);
  const words =
    "pause: sending to subscribers is paused by ann since 2026-12-01 02:00 UTC until 2026-12-01 03:00 UTC: moving the mail server";
  const token = await tokenOf(t.daemon, "viewer");
  expect((await ask(t.daemon, `${API}/status`, { token })).json.degraded).toEqual([words]);
  expect((await ask(t.daemon, "/readyz")).json).toEqual({ ready: true, degraded: ["pause"] });
  expect((await ask(t.daemon, "/metrics")).text).toMatch(/^tocsin_notify_paused 1$/m);

  await client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: "api" }] });
  await until("the pages", () => t.recorder.told.length === 2);
  expect(new Set(t.recorder.told.map(({ type }) => type))).toEqual(new Set(["incident.paged"]));
  await until("the other message to wait", async () => (await list(t, { state: "queued" })).length > 0);
  expect((await list(t, { state: "queued" })).map(({ notice }) => notice.kind)).toEqual(["status"]);
  expect((await client.call(getNotify, {})).waiting).toBe(1);

  // Its time is over: nobody has to end it.
  await t.wind(HOUR);
  expect(t.words()).toContain("api operational>major_outage");
  expect(await client.call(getNotify, {})).not.toHaveProperty("paused");
  expect((await client.callWithStatus(resumeNotify, {})).result).toBe("unchanged");
  expect((await ask(t.daemon, "/readyz")).json).toEqual({ ready: true, degraded: [] });
});

test("pausing twice is once, another scope or time is another pause, and resuming ends it", async () => {
  const t = await startTelling();
  const { client } = t.daemon;
  const seq = t.daemon.store.events.head();
  const results = [
    await client.callWithStatus(pauseNotify, { reason: "why" }),
    await client.callWithStatus(pauseNotify, {}),
    await client.callWithStatus(pauseNotify, { scope: "everybody" }),
    await client.callWithStatus(resumeNotify, {}),
    await client.callWithStatus(resumeNotify, {}),
  ];
  expect(results.map(({ result }) => result)).toEqual(["changed", "unchanged", "changed", "changed", "unchanged"]);
  expect(results.map(({ reply }) => reply.paused?.scope)).toEqual([
    ...["subscribers", "subscribers", "everybody"],
    ...[undefined, undefined],
  ]);
  expect(results.map(({ reply }) => ("replaced" in reply ? reply.replaced : undefined))).toEqual([
    ...[undefined, undefined],
    { scope: "subscribers", reason: "why", by: "ann", since: expect.any(String) },
    ...[undefined, undefined],
  ]);
  expect((await eventsFrom(t, seq)).map(({ type, data }) => [type, data])).toEqual([
    ["notify:paused", { scope: "subscribers", reason: "why" }],
    ["notify:paused", { scope: "everybody" }],
    ["notify:resumed", { scope: "everybody" }],
  ]);
});

test("the team, with what was last sent to each and what last failed", async () => {
  const t = await startWithTeam();
  t.recorder.answer(({ request }) =>
    "url" in request && request.url.endsWith("/ann-secret") ? GONE : { kind: "sent" },
  );
  await t.out();
  const at = new Date(START).toISOString();
  expect(await t.daemon.client.call(getNotify, {})).toEqual({
    team: [
      {
        ...{ name: "ops-hook", subscriberId: 1, channel: "webhook", target: "https://example.org/ops-secret" },
        ...{ minSeverity: "high", lastSentAt: at },
      },
      {
        ...{ name: "ann-hook", subscriberId: 2, channel: "webhook", target: "https://example.org/ann-secret" },
        ...{ minSeverity: "info", person: "ann", lastFailure: { at, reason: "the target answered 404" } },
      },
    ],
    waiting: 0,
  });
  const viewer = t.daemon.clientAs({ token: await tokenOf(t.daemon, "viewer") });
  expect((await viewer.call(getNotify, {})).team.map(({ target }) => target)).toEqual([
    ...["https://example.org/…", "https://example.org/…"],
  ]);
});

// What becomes of a message that is due: sent, tried again by the table, dead, or its target put away.
import { expect, test } from "vitest";
import { listEvents } from "../../src/contract/log.ts";
import { addSubscriber, listDeliveries, listSubscribers } from "../../src/contract/subscribers.ts";
import { type Outcome, outcomeOfStatus, RETRY_PAUSES_MS } from "../../src/domain/retry.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { startSink } from "../support/sink.ts";
import { until } from "../support/until.ts";
import { MINUTE, SECOND, startTelling, type Telling } from "./deliver-support.ts";

const failures = async (t: Telling) =>
  (await t.daemon.client.call(listEvents, { limit: "200" })).items.filter((event) => event.type === "delivery:failed");

test("a failure is tried again by the table of pauses, always under the same id, and is dead at its end", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => outcomeOfStatus(503));
  await t.out();
  for (const [index, pause] of RETRY_PAUSES_MS.entries()) {
    expect(t.recorder.told).toHaveLength(index + 1);
    await t.wind(pause - 1);
    expect(t.recorder.told).toHaveLength(index + 1);
    await t.wind(1);
  }
  expect(t.recorder.told).toHaveLength(RETRY_PAUSES_MS.length + 1);
  expect(new Set(t.recorder.told.map(({ id }) => id)).size).toBe(1);
  expect(t.rows()).toEqual(["dead: the target answered 503"]);
  expect(await failures(t)).toMatchObject([
    { data: { deliveryId: 1, channel: "webhook", reason: "the target answered 503" } },
  ]);
});

test.each<[string, Outcome]>([
  ["404", outcomeOfStatus(404)],
  ["301, since redirects are not followed", outcomeOfStatus(301)],
])("an answer of %s is final: dead at once, and an event says so", async (_, outcome) => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => outcome);
  await t.out();
  await t.wind(4 * MINUTE);
  expect(t.recorder.told).toHaveLength(1);
  expect(t.rows()).toHaveLength(1);
  expect(await failures(t)).toHaveLength(1);
});

test("Retry-After is honoured when it is longer than our own pause", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => outcomeOfStatus(429, 2 * MINUTE));
  await t.out();
  await t.wind(2 * MINUTE - 1);
  expect(t.recorder.told).toHaveLength(1);
  t.recorder.answer(() => outcomeOfStatus(200));
  await t.wind(1);
  expect(t.recorder.told).toHaveLength(2);
  expect(t.rows()).toEqual(["sent"]);
});

test("410 puts the target away: nothing more is sent to it, and the list says why", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => outcomeOfStatus(410));
  await t.out("api");
  await t.out("web");
  await t.wind(60 * MINUTE);
  expect(t.recorder.told).toHaveLength(1);
  expect((await t.daemon.client.call(listSubscribers, {})).items).toMatchObject([
    { state: "quarantined", reason: "the target answered 410" },
  ]);
});

test("what never left costs no attempt", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "unsent", reason: "it waited too long" }));
  await t.out();
  for (let round = 0; round < 20; round++) await t.wind(SECOND);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(SECOND);
  expect((await t.daemon.client.call(listDeliveries, {})).items).toMatchObject([{ state: "sent", attempts: 1 }]);
});

test("a target gets one message at a time, in order", async () => {
  const t = await startTelling();
  await t.subscribe();
  let finish = (_: Outcome): void => {};
  t.recorder.answer(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await t.daemon.client.raw({
    method: "POST",
    path: "/api/v1/incidents",
    body: JSON.stringify({ title: "A", severity: "medium", components: [{ id: "api" }] }),
  });
  await until("the first send", () => t.recorder.told.length === 1);
  await t.daemon.client.raw({
    method: "POST",
    path: "/api/v1/incidents",
    body: JSON.stringify({ title: "B", severity: "critical", components: [{ id: "api" }] }),
  });
  await t.daemon.tick();
  await until("the second row", () => t.daemon.store.deliveries.list("queued", 99, 9).length === 1);
  expect(t.recorder.told).toHaveLength(1);
  t.recorder.answer(() => ({ kind: "sent" }));
  finish({ kind: "sent" });
  await t.quiet();
  expect(t.words()).toEqual(["api operational>degraded_performance", "api degraded_performance>major_outage"]);
});

test("a real receiver can verify every attempt with the secret that was shown once", async () => {
  const sink = await startSink();
  const daemon = await startTestDaemon();
  const added = await daemon.client.call(addSubscriber, { channel: "webhook", target: `${sink.url}/hook` });
  const again = await daemon.client.callWithStatus(addSubscriber, { channel: "webhook", target: `${sink.url}/hook` });
  expect(again).toMatchObject({ status: 200, result: "unchanged" });
  expect(again.reply).not.toHaveProperty("secret");
  let left = 1;
  sink.answer((_request, response) => response.writeHead(left-- > 0 ? 503 : 204).end());
  await daemon.client.raw({
    method: "POST",
    path: "/api/v1/incidents",
    body: JSON.stringify({ title: "Down", severity: "critical", components: [{ id: "api" }] }),
  });
  await until("the first attempt", () => daemon.store.deliveries.list("retrying", 99, 1).length === 1);
  await daemon.wind(10 * SECOND);
  await until("the second attempt", () => daemon.store.deliveries.list("sent", 99, 1).length === 1);
  expect(sink.received.map(({ id }) => id)).toEqual([sink.received[0]!.id, sink.received[0]!.id]);
  sink.verify(sink.received[0]!, added.secret!);
  sink.verify(sink.received[1]!, added.secret!);
});

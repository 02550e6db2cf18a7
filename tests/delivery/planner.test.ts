// Whom a change is told, and when: worse at once, better once it has lasted, and net zero is silence.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { removeSubscriber } from "../../src/contract/subscribers.ts";
import { createRecorder } from "../faults/recorder.ts";
import { tempDir } from "../support/temp.ts";
import { MINUTE, SECOND, startTelling } from "./deliver-support.ts";

test("what gets worse is told at once, a recovery once it has lasted five minutes, to the millisecond", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await t.out();
  expect(t.words()).toEqual(["api operational>major_outage"]);
  await t.up(id);
  await t.wind(5 * MINUTE - 1);
  expect(t.words()).toEqual(["api operational>major_outage"]);
  await t.wind(1);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);
  await t.wind(60 * MINUTE);
  expect(t.words()).toHaveLength(2);
});

test("out, up, out, up inside the window tells the worsening once and the recovery once it lasts", async () => {
  const t = await startTelling();
  await t.subscribe();
  for (let round = 0; round < 2; round++) {
    const id = await t.out();
    await t.wind(MINUTE);
    await t.up(id);
    await t.wind(MINUTE);
  }
  expect(t.words()).toEqual(["api operational>major_outage"]);
  await t.wind(4 * MINUTE - 1);
  expect(t.words()).toHaveLength(1);
  await t.wind(1);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>operational"]);
});

test("what is over before its first message left is never told", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "the target answered 503", isPermanent: false }));
  const id = await t.out();
  await t.up(id);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(5 * SECOND);
  await t.wind(60 * MINUTE);
  expect(t.recorder.told).toHaveLength(1); // the attempt that failed
  expect(t.rows()).toEqual(["suppressed: it was no longer so when it came due"]);
});

test("worse and then less bad is told once for each: the first at once, the second when it has lasted", async () => {
  const t = await startTelling();
  await t.subscribe();
  const critical = await t.out("api", "critical");
  const medium = await t.out("api", "medium");
  await t.up(critical);
  await t.wind(5 * MINUTE);
  expect(t.words()).toEqual(["api operational>major_outage", "api major_outage>degraded_performance"]);
  await t.out("api", "high");
  expect(t.words().at(-1)).toBe("api degraded_performance>partial_outage");
  expect(medium).toBe(2);
});

test("newer news takes the place of older that has not been sent", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "the target answered 503", isPermanent: false }));
  await t.out("api", "medium");
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.out("api", "critical");
  await t.wind(60 * MINUTE);
  expect(t.words()).toEqual(["api operational>degraded_performance", "api operational>major_outage"]);
  expect(t.rows()).toEqual(["suppressed: newer news replaced it before it was sent", "sent"]);
});

test("an outage that lasts while its first message is still being tried stays one message under one id", async () => {
  const t = await startTelling();
  await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "no answer within 15 s", isPermanent: false }));
  await t.out();
  await t.wind(2 * MINUTE);
  await t.wind(2 * MINUTE);
  await t.wind(2 * MINUTE); // past the window
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(60 * MINUTE);
  expect(new Set(t.recorder.told.map((told) => told.id)).size).toBe(1);
  expect(t.rows()).toEqual(["sent"]);
});

test("each is told of the components it asked for, and nobody of a hidden one", async () => {
  const t = await startTelling();
  await t.subscribe("all");
  await t.subscribe("web", ["web"]);
  await t.subscribe("vault", ["mail"]);
  // It was shown when this one asked for it.
  const { store } = t.daemon;
  await store.transact((tx) => tx.subscribers.save({ ...tx.subscribers.get(3)!, components: ["vault"] }));
  await t.out("vault");
  await t.out("api");
  await t.wind(60 * MINUTE);
  expect(t.recorder.told.map(({ url }) => url)).toEqual(["https://example.org/all"]);
  expect(t.words()).toEqual(["api operational>major_outage"]);
});

test("one incident on several components is one message", async () => {
  const t = await startTelling();
  await t.subscribe();
  await t.daemon.client.call(openIncident, {
    ...{ title: "Down", severity: "high", components: [{ id: "api" }, { id: "web" }, { id: "vault" }] },
  });
  await t.quiet();
  expect(t.recorder.told).toHaveLength(1);
  expect(t.words().sort()).toEqual(["api operational>partial_outage", "web operational>partial_outage"]);
});

test("a subscriber that is removed before its message is due is told nothing", async () => {
  const t = await startTelling();
  const { id } = await t.subscribe();
  t.recorder.answer(() => ({ kind: "failed", reason: "the target answered 503", isPermanent: false }));
  await t.out();
  await t.daemon.client.call(removeSubscriber, { id });
  await t.wind(60 * MINUTE);
  expect(t.recorder.told).toHaveLength(1);
  expect(t.rows()).toEqual(["suppressed: the subscriber is removed"]);
});

test("who subscribes during an outage is told neither of it nor of its end", async () => {
  const t = await startTelling();
  const id = await t.out();
  await t.subscribe();
  await t.up(id);
  await t.wind(60 * MINUTE);
  expect(t.recorder.told).toEqual([]);
});

test("who subscribes while an outage has not lasted yet has seen it, and is not told when it has", async () => {
  const t = await startTelling();
  await t.subscribe("before");
  const id = await t.out();
  await t.wind(MINUTE);
  await t.subscribe("after");
  await t.wind(60 * MINUTE);
  await t.up(id);
  await t.wind(60 * MINUTE);
  expect(t.recorder.told.map(({ url }) => url)).toEqual(["https://example.org/before", "https://example.org/before"]);
});

test("many targets are each told once", async () => {
  const t = await startTelling();
  for (let index = 0; index < 250; index++) await t.subscribe(`s${index}`);
  await t.out();
  await t.wind(10 * MINUTE);
  expect(t.recorder.told).toHaveLength(250);
  expect(new Set(t.recorder.told.map(({ url }) => url)).size).toBe(250);
});

test("what is held, told and waiting survives a restart on the same folder", async () => {
  const dataDir = tempDir();
  const recorder = createRecorder();
  const before = await startTelling({ dataDir, recorder });
  await before.subscribe();
  const id = await before.out();
  await before.up(id);
  recorder.answer(() => ({ kind: "failed", reason: "the target answered 503", isPermanent: false }));
  await before.out("web");
  await before.daemon.stop();

  recorder.answer(() => ({ kind: "sent" }));
  const after = await startTelling({ dataDir, recorder, at: before.now() + 5 * SECOND });
  await after.quiet();
  expect(recorder.words()).toEqual([
    "api operational>major_outage",
    "web operational>major_outage",
    "web operational>major_outage",
  ]);
  expect(recorder.told[2]!.id).toBe(recorder.told[1]!.id);
  await after.wind(5 * MINUTE);
  expect(recorder.words().slice(3)).toEqual(["api major_outage>operational"]);
});

// What subscribers are told of a window besides its start and end: that it is planned, nears, moves, what people say of it, and that it is off.
import { expect, test } from "vitest";
import {
  cancelMaintenance,
  editMaintenance,
  extendMaintenance,
  skipMaintenance,
  startMaintenance,
  updateMaintenance,
} from "../../src/contract/maintenances.ts";
import { MINUTE, startTelling, type Telling } from "./deliver-support.ts";
import { DAY, go, HOUR, isoIn, makeSeries, news, schedule, settle } from "./window-support.ts";

const failFor = (t: Telling, retryAfterMs: number): void =>
  t.recorder.answer(() => ({ kind: "failed", reason: "503", isPermanent: false, retryAfterMs }));
const sendAgain = (t: Telling): void => t.recorder.answer(() => ({ kind: "sent" }));
/** Of two subscribers the first is told at once, and what the second is sent fails and waits an hour. */
const toldAndWaits = async (): Promise<Telling> => {
  const t = await startTelling();
  await t.subscribe("told");
  await t.subscribe("waits");
  t.recorder.answer(({ request }) =>
    request.kind === "http" && request.url.endsWith("waits")
      ? { kind: "failed", reason: "503", isPermanent: false, retryAfterMs: HOUR }
      : { kind: "sent" },
  );
  return t;
};
/** What went out, each message once, however often it was tried. */
const types = (t: Telling): string[] => [
  ...new Map(t.recorder.told.map(({ id, type }) => [id, type.replace("maintenance.", "")])).values(),
];
const move = async (t: Telling, id: number, startsIn: number, notify = true): Promise<void> => {
  await t.daemon.client.call(editMaintenance, { id, startsAt: isoIn(t, startsIn), notify });
  await settle(t);
};

test("a window is announced once, reminded of once, and told with its text and the names of what it covers", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, 2 * DAY, 2 * DAY + HOUR, { text: "We **swap** the disks.", components: ["api", "web", "vault"] });
  await go(t, 2 * DAY - 2 * HOUR);
  expect(types(t)).toEqual(["announced"]);
  await go(t, HOUR);
  expect(types(t)).toEqual(["announced", "reminded"]);
  const [announced, reminded] = t.recorder.told.map(({ data }) => data.maintenance);
  expect(announced).toEqual({
    url: expect.stringMatching(/^http:.*\/maintenance\/1$/),
    ...{ id: 1, title: "Upgrade", text: "We **swap** the disks.", state: "scheduled" },
    ...{ startsAt: "2026-12-03T02:00:00.000Z", endsAt: "2026-12-03T03:00:00.000Z" },
    components: [
      { id: "api", name: "API" },
      { id: "web", name: "Website" },
    ],
  });
  expect(reminded).toEqual(announced);
});

test("the names in an announcement are no news of levels: the end of an outage is told all the same", async () => {
  const t = await startTelling();
  await t.subscribe();
  await t.up(await t.out());
  await schedule(t, DAY, DAY + HOUR);
  await t.wind(5 * MINUTE);
  expect(t.words()).toEqual([
    ...["api operational>major_outage", "maintenance.announced", "api major_outage>operational"],
  ]);
});

test("what waits when the window has begun is not told any more, and a reminder takes the place of an announcement", async () => {
  const t = await startTelling();
  await t.subscribe();
  failFor(t, 26 * HOUR);
  await schedule(t, DAY, DAY + HOUR);
  sendAgain(t);
  await go(t, 23 * HOUR);
  expect(types(t)).toEqual(["announced", "reminded"]);
  await go(t, HOUR);
  await go(t, 4 * HOUR);
  expect(types(t)).toEqual(["announced", "reminded", "started", "completed"]);
  expect(t.rows()).toEqual([
    "suppressed: newer news of the window replaced it before it was sent",
    ...["sent", "sent", "sent"],
  ]);

  failFor(t, 2 * HOUR);
  await schedule(t, 30 * MINUTE, 5 * HOUR);
  sendAgain(t);
  await go(t, 3 * HOUR);
  expect(t.rows().slice(4)).toEqual(["suppressed: the window has moved on", "sent"]);
});

test("a move is told with both times, to whoever knows of the window and asks for its components", async () => {
  const t = await startTelling();
  await t.subscribe();
  await t.subscribe("mail", ["mail"]);
  const id = await schedule(t, DAY, DAY + HOUR);
  await move(t, id, 2 * DAY);
  expect(types(t)).toEqual(["announced", "moved"]);
  expect(t.recorder.told[1]!.data).toMatchObject({
    maintenance: { state: "scheduled", startsAt: "2026-12-03T02:00:01.000Z", components: [{ id: "api", name: "API" }] },
    was: { startsAt: "2026-12-02T02:00:00.000Z", endsAt: "2026-12-02T03:00:00.000Z" },
  });
});

test("an extension is told while it runs; other words, switches and silent moves are told to nobody", async () => {
  const t = await startTelling();
  await t.subscribe();
  const { client } = t.daemon;
  const id = await schedule(t, 0, HOUR);
  await client.call(editMaintenance, { id, title: "Upgrades", text: "More.", holdAlerts: false });
  await client.call(extendMaintenance, { id, forMs: HOUR, notify: false });
  await settle(t);
  expect(types(t)).toEqual(["started"]);
  await client.call(extendMaintenance, { id, forMs: HOUR });
  await settle(t);
  expect(types(t)).toEqual(["started", "moved"]);
  expect(t.recorder.told[1]!.data.maintenance).toMatchObject({ state: "in_progress", title: "Upgrades" });
});

test("a window of which nobody was told moves and is called off in silence", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, 2 * DAY, 2 * DAY + HOUR, { announceBeforeMs: HOUR });
  await move(t, id, DAY);
  await t.daemon.client.call(cancelMaintenance, { id });
  await settle(t);
  expect(t.recorder.told).toEqual([]);
});

test("a move so near that its reminder is due is reminded of where nobody heard of the window before", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, 2 * DAY, 2 * DAY + HOUR, { announce: false });
  await move(t, id, 30 * MINUTE);
  expect(types(t)).toEqual(["reminded"]);
});

test("two moves before the first was sent are one message, with the last times; there and back again is none", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, DAY, DAY + HOUR);
  const planned = t.daemon.store.maintenances.get(id)!.startsAt;
  failFor(t, HOUR);
  await move(t, id, 2 * DAY);
  sendAgain(t);
  await move(t, id, 3 * DAY);
  expect(t.rows()).toEqual(["sent", "suppressed: newer news of the window replaced it before it was sent", "sent"]);

  failFor(t, HOUR);
  await move(t, id, 4 * DAY);
  sendAgain(t);
  await move(t, id, 3 * DAY);
  await go(t, 2 * HOUR);
  expect(t.rows()).toHaveLength(5);
  expect(t.rows().at(-1)).toBe("sent");
  expect(t.recorder.told.at(-1)!.data.maintenance!.startsAt).not.toBe(new Date(planned).toISOString());
});

test("there and back again before anybody was told of the first move is no news", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, DAY, DAY + HOUR);
  const { startsAt } = t.daemon.store.maintenances.get(id)!;
  failFor(t, HOUR);
  await move(t, id, 2 * DAY);
  sendAgain(t);
  await move(t, id, startsAt - t.now());
  await go(t, 2 * HOUR);
  expect(types(t)).toEqual(["announced", "moved"]);
  expect(t.rows()).toEqual(["sent", "suppressed: newer news of the window replaced it before it was sent"]);
});

test.each([
  ["a move takes the place of an announcement that waits", true],
  ["so does a silent one, which tells nobody else", false],
])("%s", async (_, notify) => {
  const t = await toldAndWaits();
  const id = await schedule(t, DAY, DAY + HOUR);
  sendAgain(t);
  await move(t, id, 2 * DAY, notify);
  await go(t, 2 * HOUR);
  const of = (name: string) => t.recorder.told.filter(({ url }) => url.endsWith(name)).map(({ type }) => type);
  expect(of("told")).toEqual(["maintenance.announced", ...(notify ? ["maintenance.moved"] : [])]);
  expect(of("waits")).toEqual(["maintenance.announced", "maintenance.moved"]);
  expect(t.rows()[1]).toBe("suppressed: newer news of the window replaced it before it was sent");
});

test("what people say of a window goes out at once, before, while and after it takes place; silent words do not", async () => {
  const t = await startTelling();
  await t.subscribe();
  const { client } = t.daemon;
  const id = await schedule(t, HOUR, 2 * HOUR, { announce: false, remindBeforeMs: null });
  const say = async (text: string, notify = true): Promise<void> => {
    await client.call(updateMaintenance, { id, text, notify });
    await settle(t);
  };
  await say("We **prepare**.");
  await say("Only for the page.", false);
  await client.call(startMaintenance, { id });
  await say("Half done.");
  await go(t, 2 * HOUR);
  await say("All is well.");
  expect(types(t)).toEqual(["updated", "started", "updated", "completed", "updated"]);
  const said = t.recorder.told.flatMap(({ data }) =>
    data.update ? [[data.maintenance!.state, data.update.text]] : [],
  );
  expect(said).toEqual([
    ["scheduled", "We **prepare**."],
    ["in_progress", "Half done."],
    ["completed", "All is well."],
  ]);
});

test("older words that wait give way to newer ones", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, 0, 5 * HOUR);
  failFor(t, HOUR);
  await t.daemon.client.call(updateMaintenance, { id, text: "One." });
  await settle(t);
  sendAgain(t);
  await t.daemon.client.call(updateMaintenance, { id, text: "Two." });
  await go(t, 2 * HOUR);
  expect(t.recorder.told.slice(1).map(({ data }) => data.update!.text)).toEqual(["One.", "Two."]);
  expect(t.rows()[1]).toBe("suppressed: newer news of the window replaced it before it was sent");
});

test("that a window is off is told to whoever heard of it, and to nobody else", async () => {
  const t = await toldAndWaits();
  const id = await schedule(t, DAY, DAY + HOUR);
  await t.subscribe("late");
  sendAgain(t);
  await t.daemon.client.call(cancelMaintenance, { id });
  await go(t, 2 * HOUR);
  const told = t.recorder.told.map(({ url, type }) => [url.split("/").at(-1), type.replace("maintenance.", "")]);
  expect(told.sort()).toEqual([
    ["told", "announced"],
    ["told", "cancelled"],
    ["waits", "announced"],
  ]);
  expect(t.rows()).toEqual(["sent", "suppressed: the window has moved on", "sent"]);
  expect(t.recorder.told.at(-1)!.data.maintenance!.components).toEqual([{ id: "api", name: "API" }]);
});

test("a start that was being sent when the window was called off, and failed, leaves nothing to call off", async () => {
  const t = await startTelling();
  await t.subscribe();
  const sending = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  t.recorder.answer(async () => {
    sending.resolve();
    await answered.promise;
    return { kind: "failed", reason: "503", isPermanent: false, retryAfterMs: MINUTE };
  });
  const id = 1;
  const planning = schedule(t, DAY, DAY + HOUR);
  await sending.promise;
  await t.daemon.client.call(cancelMaintenance, { id });
  await t.daemon.tick();
  answered.resolve();
  await planning;
  sendAgain(t);
  await go(t, HOUR);
  expect(t.rows().toSorted()).toEqual([
    "suppressed: the subscriber was never told of it",
    "suppressed: the window has moved on",
  ]);
});

test("a silent cancel tells nobody", async () => {
  const t = await startTelling();
  await t.subscribe();
  const id = await schedule(t, DAY, DAY + HOUR);
  await t.daemon.client.call(cancelMaintenance, { id, notify: false });
  await go(t, HOUR);
  expect(types(t)).toEqual(["announced"]);
});

test("a window that nobody started in its time did not take place, and a running one is called off with the levels", async () => {
  const t = await startTelling();
  await t.subscribe();
  await schedule(t, HOUR, 2 * HOUR, { autoStart: false, remindBeforeMs: null });
  await go(t, 2 * HOUR);
  const running = await schedule(t, 0, HOUR);
  await t.daemon.client.call(cancelMaintenance, { id: running });
  await settle(t);
  const told = t.recorder.told.filter(({ type }) => type === "maintenance.cancelled").map(({ data }) => data);
  expect(told).toMatchObject([
    { why: "lapsed", maintenance: { components: [{ id: "api" }] } },
    { why: "running", maintenance: { components: [{ id: "api", level: "operational" }] } },
  ]);
  expect(told[0]!.maintenance!.components).toEqual([{ id: "api", name: "API" }]);
});

test("an occurrence that is skipped is told as that; the series called off is one message, not one for each", async () => {
  const t = await startTelling();
  await t.subscribe();
  const [first, second] = await makeSeries(t, 4);
  expect(types(t)).toEqual(["announced", "announced", "announced", "announced"]);
  await t.daemon.client.call(skipMaintenance, { id: first! });
  await settle(t);
  await t.daemon.client.call(cancelMaintenance, { id: second!, series: true });
  await settle(t);
  expect(news(t).slice(4)).toEqual([
    ["maintenance.cancelled", first],
    ["maintenance.cancelled", second],
  ]);
  expect(t.recorder.told.slice(4).map(({ data: { why, withLater } }) => [why, withLater])).toEqual([
    ["skipped", undefined],
    [undefined, true],
  ]);
});

test("a whole series that moves is one message", async () => {
  const t = await startTelling();
  await t.subscribe();
  const [first] = await makeSeries(t, 3);
  const { endsAt } = t.daemon.store.maintenances.get(first!)!;
  const later = new Date(endsAt + HOUR).toISOString();
  await t.daemon.client.call(editMaintenance, { id: first!, series: true, endsAt: later });
  await settle(t);
  expect(news(t).slice(3)).toEqual([["maintenance.moved", first]]);
  expect(t.recorder.told.at(-1)!.data.withLater).toBe(true);
});

test("who asks for a component that a window does not cover any more is told that, and of one that runs how it is there", async () => {
  const t = await startTelling();
  await t.subscribe("a", ["api"]);
  await t.subscribe("w", ["web"]);
  const planned = await schedule(t, DAY, DAY + HOUR, { components: ["api", "web"] });
  const running = await schedule(t, 0, 8 * HOUR, { components: ["api", "web"] });
  await t.daemon.client.call(editMaintenance, { id: planned, components: ["web"] });
  await t.daemon.client.call(editMaintenance, { id: running, components: ["web"] });
  await settle(t);
  for (let minute = 0; minute < 8; minute++) await go(t, MINUTE);
  const told = t.recorder.told.filter(({ url }) => url.endsWith("/a"));
  expect(
    told.map(({ type, data }) => [type, (data as { left?: string[] }).left ?? data.changes?.map(({ to }) => to)]),
  ).toEqual([
    ["maintenance.announced", undefined],
    ["maintenance.started", undefined],
    ["maintenance.moved", ["API"]],
    ["maintenance.moved", ["API"]],
    ["status.changed", ["operational"]],
  ]);
});

test("a series that comes less often is not over: each that was told of and is left out is told for itself", async () => {
  const t = await startTelling();
  await t.subscribe();
  const nightly = { rrule: "FREQ=DAILY", timeZone: "UTC", announceBeforeMs: 3 * DAY };
  const id = await schedule(t, DAY, DAY + HOUR, nightly);
  await settle(t);
  expect(types(t)).toEqual(["announced", "announced", "announced"]);
  await t.daemon.client.call(editMaintenance, { id, series: true, rrule: "FREQ=WEEKLY" });
  await settle(t);
  const off = t.recorder.told.filter(({ type }) => type === "maintenance.cancelled");
  expect(off.map(({ data }) => [data.maintenance!.id, "withLater" in data])).toEqual([
    [2, false],
    [3, false],
  ]);
  await t.daemon.client.call(cancelMaintenance, { id, series: true });
  await settle(t);
  const end = t.recorder.told.at(-1)!;
  expect([end.type, end.data.maintenance!.id, "withLater" in end.data]).toEqual(["maintenance.cancelled", 1, true]);
});

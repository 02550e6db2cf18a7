// Acks that run out, closing by itself, reopening by hand, owners and snoozes: rows, exact events, and the levels after.
import { expect, test } from "vitest";
import { tempDir } from "../support/temp.ts";
import { createHouse, type House, makeAlert, openHouse } from "./house.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What has happened since, without what it is about. */
const since = (house: House, before: number) =>
  house
    .log()
    .slice(before)
    .map(({ type, actor, at, data }) => ({ type, by: actor.name, at, data }));

test("an ack for a while runs out then, and not before: it is open again, nobody's, once", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: [{ id: "api" }] });
  const { value } = await house.ack({ id: 1, forMs: 30 * MINUTE });
  const until = house.now() + 30 * MINUTE;
  expect(value).toMatchObject({ state: "acknowledged", owner: "ann", ackedUntil: until });
  const before = house.log().length;

  await house.wind(30 * MINUTE - 1);
  expect(since(house, before)).toEqual([]);
  await house.wind(1);
  await house.wind(MINUTE);

  expect(since(house, before)).toEqual([
    { type: "incident:unacknowledged", by: "tocsin", at: until, data: { owner: "ann", reason: "expired" } },
  ]);
  expect(house.incident(1)).toMatchObject({ state: "open", owner: null, ackedUntil: null, firstAckedBy: "ann" });
  expect(await house.moves()).toEqual(["api: operational -> partial_outage"]);
});

test("an ack that ran out while the daemon was down is over at its start, and told once", async () => {
  const dataDir = tempDir();
  const first = await createHouse({ dataDir });
  await first.open({ title: "Down", severity: "high" });
  await first.ack({ id: 1, forMs: 30 * MINUTE });
  const at = first.now() + 8 * 60 * MINUTE;
  await first.close();

  const second = await createHouse({ dataDir, at });
  await second.wind(0);
  await second.wind(MINUTE);
  const told = since(second, 0);
  await second.close();
  const third = await openHouse({ dataDir, at: at + DAY });
  await third.wind(0);

  expect(told).toEqual([
    { type: "incident:unacknowledged", by: "tocsin", at, data: { owner: "ann", reason: "expired" } },
  ]);
  expect(third.log()).toEqual([]);
});

test("an ack with time left survives a restart", async () => {
  const dataDir = tempDir();
  const first = await createHouse({ dataDir });
  await first.open({ title: "Down", severity: "high" });
  await first.ack({ id: 1, forMs: 30 * MINUTE });
  const at = first.now() + 29 * MINUTE;
  await first.close();

  const second = await openHouse({ dataDir, at });
  await second.wind(0);
  expect(second.incident(1).state).toBe("acknowledged");
  await second.wind(MINUTE);
  expect(second.types()).toEqual(["incident:unacknowledged"]);
});

test.each([
  ["renewed", (house: House) => house.ack({ id: 1, forMs: 10 * MINUTE }), "acknowledged", ["incident:acknowledged"]],
  ["made to last", (house: House) => house.ack({ id: 1 }), "acknowledged", ["incident:acknowledged"]],
  ["resolved", (house: House) => house.resolve({ id: 1 }), "resolved", ["incident:resolved"]],
  ["given back", (house: House) => house.unack({ id: 1 }), "open", ["incident:unacknowledged"]],
] as const)(
  "an ack that is %s in the very commit in which it runs out does not run out",
  async (_, act, state, events) => {
    const house = await openHouse();
    await house.open({ title: "Down", severity: "high" });
    await house.ack({ id: 1, forMs: 30 * MINUTE });
    const before = house.log().length;
    house.pass(30 * MINUTE);

    // Queued first, and not yet committed when the clock looks.
    await Promise.all([act(house), house.wind(0)]);

    expect(since(house, before).map(({ type }) => type)).toEqual(events);
    expect(house.incident(1).state).toBe(state);
    expect(house.warnings).toEqual([]);
  },
);

test("what is resolved before its ack runs out stays resolved", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.ack({ id: 1, forMs: 30 * MINUTE });
  await house.resolve({ id: 1 });
  const log = house.log();
  await house.wind(DAY);
  expect(house.log()).toEqual(log);
});

test("an ack that does not say lasts as long as the config says, and saying it again renews it", async () => {
  const house = await openHouse({ settings: { ackTimeoutMs: 60 * MINUTE } });
  await house.open({ title: "Down", severity: "high" });
  expect((await house.ack({ id: 1 })).value.ackedUntil).toBe(house.now() + 60 * MINUTE);
  expect((await house.ack({ id: 1, forMs: 5 * MINUTE })).value.ackedUntil).toBe(house.now() + 5 * MINUTE);
  await house.wind(4 * MINUTE);
  expect((await house.ack({ id: 1 })).value.ackedUntil).toBe(house.now() + 60 * MINUTE);
  await house.wind(60 * MINUTE);
  expect(house.types()).toEqual([
    ...["incident:opened", "incident:acknowledged", "incident:acknowledged", "incident:acknowledged"],
    "incident:unacknowledged",
  ]);
});

test("a thousand acks that run out at once are all over after a few looks", async () => {
  const house = await openHouse();
  const ids = Array.from({ length: 1000 }, (_, index) => index + 1);
  await Promise.all(ids.map((id) => house.open({ title: `Down ${id}`, severity: "low" })));
  await Promise.all(ids.map((id) => house.ack({ id, forMs: MINUTE })));
  await house.wind(MINUTE);
  for (let looks = 0; looks < 4; looks += 1) await house.wind(0);
  expect(house.types().filter((type) => type === "incident:unacknowledged")).toHaveLength(1000);
  expect(house.store.incidents.nextAckExpiry()).toBeNull();
});

test("a resolved incident closes by itself after a week", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.resolve({ id: 1 });
  const before = house.log().length;
  await house.wind(7 * DAY - 1);
  expect(house.incident(1).state).toBe("resolved");
  await house.wind(1);
  await house.wind(DAY);
  expect(since(house, before)).toEqual([
    {
      ...{ type: "incident:closed", by: "tocsin", at: house.now() - DAY },
      data: { note: "Closed by itself: nobody reopened it." },
    },
  ]);
});

test("with auto_close off it stays resolved", async () => {
  const house = await openHouse({ settings: { autoCloseMs: null } });
  await house.open({ title: "Down", severity: "high" });
  await house.resolve({ id: 1 });
  await house.wind(400 * DAY);
  expect(house.types()).toEqual(["incident:opened", "incident:resolved"]);
});

test("the week counts from the last resolve: what was reopened meanwhile is not closed", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.resolve({ id: 1 });
  await house.wind(6 * DAY);
  await house.reopen({ id: 1 });
  await house.wind(6 * DAY);
  expect(house.incident(1).state).toBe("open");
  await house.resolve({ id: 1 });
  await house.wind(6 * DAY);
  expect(house.incident(1).state).toBe("resolved");
  await house.wind(DAY);
  expect(house.incident(1).state).toBe("closed");
});

test.each([
  ["reopened", (house: House) => house.reopen({ id: 1 }), "open"],
  ["closed by hand", (house: House) => house.closeIncident({ id: 1 }), "closed"],
] as const)(
  "what is %s in the very commit in which it would close is left alone, without a word of alarm",
  async (_, act, state) => {
    const house = await openHouse();
    await house.open({ title: "Down", severity: "high" });
    await house.resolve({ id: 1 });
    house.pass(7 * DAY);
    await Promise.all([act(house), house.wind(0)]);
    expect(house.incident(1)).toMatchObject({ state, closedBy: state === "closed" ? "ann" : null });
    expect(house.warnings).toEqual([]);
  },
);

test("a reopen by hand asks of components again, and lets the alerts count that a forced resolve had muted", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  await house.resolve({ id: 1, force: true });
  expect(await house.level("api")).toBe("operational");
  const before = house.log().length;

  const { value } = await house.reopen({ id: 1, note: "Still 500." }, "bob");

  expect(value).toMatchObject({ state: "open", owner: null, reopenCount: 1 });
  const effects = [{ componentId: "api", level: "major_outage" }];
  expect(since(house, before)).toEqual([
    {
      ...{ type: "incident:reopened", by: "bob", at: house.now() },
      data: { reason: "manual", severity: "critical", note: "Still 500.", effects },
    },
  ]);
  expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "firing", isMuted: false });
  expect(await house.level("api")).toBe("major_outage");
  await expect(house.resolve({ id: 1 })).rejects.toMatchObject({
    message: "Incident 1 still has 1 firing alert.",
  });
  await house.alerts(makeAlert({ status: "resolved" }));
  expect(house.incident(1).state).toBe("resolved");
});

test("a reopen is refused while another incident has the key, which is named, and leaves the alerts muted", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  await house.resolve({ id: 1, force: true });
  await house.wind(11 * MINUTE);
  await house.alerts(makeAlert({ fingerprint: "f2" }));
  const log = house.log();

  await expect(house.reopen({ id: 1 })).rejects.toMatchObject({
    code: "conflict",
    message: "Incident 2 has the key g1 now, and is open.",
    hint: expect.stringContaining("tocsin merge 1 2"),
  });
  expect(house.log()).toEqual(log);
  expect(house.store.alerts.get("am", "f1")).toMatchObject({ isMuted: true });
});

test("a recurrence reopens by itself, with the worse severity and another reason than a person's", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert({ severity: "high" }));
  await house.alerts(makeAlert({ severity: "high", status: "resolved" }));
  await house.alerts(makeAlert({ severity: "critical" }));
  expect(house.log().at(-1)).toMatchObject({
    ...{ type: "incident:reopened", actor: { kind: "source", name: "am" } },
    data: { reason: "recurrence", severity: "critical", effects: [{ componentId: "api", level: "major_outage" }] },
  });
});

test("assigned, given back, acknowledged by another, snoozed and woken: each with its event, twice with none", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  const before = house.log().length;
  const twice = async (act: () => Promise<{ result: string }>): Promise<void> => {
    expect([(await act()).result, (await act()).result]).toEqual(["changed", "unchanged"]);
  };
  await twice(() => house.assign({ id: 1, to: "bob" }));
  await twice(() => house.unack({ id: 1 }, "cid"));
  await twice(() => house.snooze({ id: 1, forMs: 20 * MINUTE }));
  await twice(() => house.snooze({ id: 1, forMs: 0 }));
  await house.assign({ id: 1, to: "bob" });
  await twice(() => house.ack({ id: 1 }));
  const until = new Date(house.now() + 20 * MINUTE).toISOString();
  expect(since(house, before)).toMatchObject([
    { type: "incident:assigned", data: { from: null, to: "bob" } },
    { type: "incident:unacknowledged", by: "cid", data: { owner: "bob", reason: "manual" } },
    { type: "incident:snoozed", data: { until } },
    { type: "incident:snoozed", data: { until: null } },
    { type: "incident:assigned", data: { from: null, to: "bob" } },
    { type: "incident:acknowledged", data: { owner: "ann" } },
  ]);
});

test("to end a snooze that has run out changes nothing", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.snooze({ id: 1, forMs: MINUTE });
  const log = house.log();
  await house.wind(2 * MINUTE);
  expect((await house.snooze({ id: 1, forMs: 0 })).result).toBe("unchanged");
  expect(house.log()).toEqual(log);
});

test("a resolve ends the snooze, so that the next time pages", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.snooze({ id: 1, forMs: DAY });
  await house.resolve({ id: 1 });
  expect((await house.reopen({ id: 1 })).value).toMatchObject({ state: "open", snoozedUntil: null });
});

test("a note is kept also where the verb had nothing to change, and not where it was refused", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "low" });
  await house.ack({ id: 1 });
  expect((await house.ack({ id: 1, note: "found it" })).result).toBe("changed");
  await expect(house.ack({ id: 1, note: "me too" }, "bob")).rejects.toThrow(/acknowledged by ann/);
  expect(house.types()).toEqual(["incident:opened", "incident:acknowledged", "incident:noted"]);
  expect(house.log().at(-1)).toMatchObject({ data: { text: "found it" }, actor: { name: "ann" } });
});

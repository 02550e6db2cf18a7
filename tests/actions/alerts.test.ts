// What sources say, as rows and exact events: out of order, repeated, silent, and in words.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingestAlerts } from "../../src/daemon/actions/ingest-alerts.ts";
import type { Statement } from "../../src/domain/alert.ts";
import { isActive } from "../../src/domain/incident.ts";
import { SCALE } from "../support/tools.ts";
import { createHouse, type House, makeAlert, openHouse, REOPEN_WINDOW_MS } from "./house.ts";

const MINUTE = 60_000;
const said = async (house: House, ...statements: Statement[]) => {
  const { counts } = (await house.alerts(...statements)).value;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
};

describe("out of order", () => {
  const begin = (house: House) => house.now() - 5 * MINUTE;
  const late = (house: House) => makeAlert({ startsAt: begin(house) });
  const early = (house: House) =>
    makeAlert({ status: "resolved", startsAt: begin(house), endsAt: house.now() - MINUTE });

  test("a recovery that comes before its firing: the firing is taken once for what it is, and opens nothing", async () => {
    const house = await openHouse();
    expect(await said(house, early(house))).toEqual({ ignored: 1 });
    expect(await said(house, late(house))).toEqual({ ignored: 1 });
    expect(house.types()).toEqual([]);
  });

  test("a sender that says that firing again means it", async () => {
    const house = await openHouse();
    await house.alerts(early(house));
    const again = late(house);
    await house.alerts(again);
    expect(await said(house, again)).toEqual({ fired: 1 });
    expect(house.types()).toEqual(["incident:opened", "alert:fired"]);
  });

  test("later than the reopen window the early recovery is forgotten, and its row with it", async () => {
    const house = await openHouse();
    await house.alerts(early(house));
    const firing = late(house);
    await house.wind(REOPEN_WINDOW_MS + MINUTE);
    expect(house.store.earlyRecoveries.get("am", "f1")).toBeUndefined();
    expect(await said(house, firing)).toEqual({ fired: 1 });
  });

  test("a sender that says every minute that all is well is not remembered for ever", async () => {
    const house = await openHouse();
    for (let minute = 0; minute < 9; minute++) {
      await house.alerts(early(house));
      await house.wind(MINUTE);
    }
    expect(house.store.earlyRecoveries.get("am", "f1")).toMatchObject({ at: house.now() - 9 * MINUTE });
  });

  test("a recovery that does not say when it ended is compared with nothing", async () => {
    const house = await openHouse();
    await house.alerts(makeAlert({ status: "resolved" }));
    expect(await said(house, makeAlert({ startsAt: house.now() - MINUTE }))).toEqual({ fired: 1 });
  });

  test("a sender whose clock is three hours ahead: its recovery is no reason to miss what fires next", async () => {
    const house = await openHouse();
    const ahead = 180 * MINUTE;
    await house.alerts(makeAlert({ status: "resolved", endsAt: house.now() + ahead }));
    expect(await said(house, makeAlert({ startsAt: house.now() + ahead + 1000 }))).toEqual({ fired: 1 });
  });

  test("statements with a time of their own: the older one that comes later changes nothing", async () => {
    const house = await openHouse();
    const [opened, resolved] = [house.now() - 3 * MINUTE, house.now() - 2 * MINUTE];
    await house.alerts(makeAlert({ saidAt: opened }), makeAlert({ status: "resolved", saidAt: resolved }));
    const types = house.types();
    expect(await said(house, makeAlert({ saidAt: opened + 1 }))).toEqual({ ignored: 1 });
    expect(house.types()).toEqual(types);
    expect(await said(house, makeAlert({ saidAt: resolved + 1 }))).toEqual({ fired: 1 });
    expect(await said(house, makeAlert({ status: "resolved", saidAt: resolved }))).toEqual({ ignored: 1 });
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "firing" });
  });

  test("a repeated recovery moves the sender's last word on, so that what it overtook is late too", async () => {
    const house = await openHouse();
    const start = house.now() - 5 * MINUTE;
    const resolved = (minute: number) => makeAlert({ status: "resolved", saidAt: start + minute * MINUTE });
    await house.alerts(makeAlert({ saidAt: start }), resolved(1), resolved(3));
    expect(await said(house, makeAlert({ saidAt: start + 2 * MINUTE }))).toEqual({ ignored: 1 });
  });

  test("a clock that was set back three hours silences nothing for longer than the window", async () => {
    const house = await openHouse();
    await house.alerts(makeAlert({ saidAt: house.now() }), makeAlert({ status: "resolved", saidAt: house.now() }));
    const firing = () => makeAlert({ saidAt: house.now() - 180 * MINUTE });
    expect(await said(house, firing())).toEqual({ ignored: 1 });
    await house.wind(REOPEN_WINDOW_MS + 1);
    expect(await said(house, firing())).toEqual({ fired: 1 });
  });
});

describe("pitfall 14: one missed resend", () => {
  test("firing, resolved, and the same start firing again: recurrence of one incident, counted", async () => {
    const house = await openHouse();
    const startsAt = house.now() - 30 * MINUTE;
    await house.alerts(makeAlert({ startsAt }));
    await house.alerts(makeAlert({ startsAt, status: "resolved", endsAt: house.now() }));
    await house.wind(2 * MINUTE);
    expect(await said(house, makeAlert({ startsAt }))).toEqual({ fired: 1 });
    expect(house.store.incidents.get(1)).toMatchObject({ state: "open", reopenCount: 1, alertCount: 2 });
  });
});

describe("a repeat", () => {
  test("does not undo a person who lowered the severity; only an alert that got worse raises it", async () => {
    const house = await openHouse();
    await house.alerts(makeAlert({ severity: "high" }));
    const incident = house.store.incidents.get(1)!;
    await house.store.transact((tx) => tx.incidents.save({ ...incident, severity: "low" }));
    await house.alerts(makeAlert({ severity: "high" }), makeAlert({ severity: "medium" }));
    expect(house.store.incidents.get(1)).toMatchObject({ severity: "low" });
    await house.alerts(makeAlert({ severity: "critical" }));
    expect(house.store.incidents.get(1)).toMatchObject({ severity: "critical" });
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ repeats: 3 });
  });

  test("that names other components moves the incident's links, and leaves those of other alerts", async () => {
    const house = await openHouse();
    const bare = { labels: { alertname: "Down" } };
    await house.alerts(
      makeAlert({ ...bare, named: ["api"] }),
      makeAlert({ ...bare, fingerprint: "f2", named: ["api"] }),
    );
    await house.alerts(makeAlert({ ...bare, named: ["web"] }));
    expect(house.log().at(-1)).toMatchObject({
      type: "incident:edited",
      data: {
        effects: [
          { componentId: "api", level: "major_outage" },
          { componentId: "web", level: "major_outage" },
        ],
      },
    });
    await house.alerts(makeAlert({ ...bare, fingerprint: "f2", status: "resolved" }));
    expect([await house.level("api"), await house.level("web")]).toEqual(["operational", "major_outage"]);
  });

  test("of ten thousand is written once for each, and their incident once", async () => {
    const house = await openHouse();
    const all = Array.from({ length: 200 }, (_, index) => makeAlert({ fingerprint: `f${index}` }));
    await house.alerts(...all);
    await house.alerts(...all);
    expect(house.store.incidents.get(1)).toMatchObject({ alertCount: 200, version: 1 });
    expect(house.types()).toEqual(["incident:opened", ...all.map(() => "alert:fired")]);
  });
});

describe("silence (resolve_after)", () => {
  const five = { resolveAfterMs: 5 * MINUTE };

  test("an alert that nobody repeats ends as unknown, and its incident says so", async () => {
    const house = await openHouse();
    await house.ingest({ ...five, statements: [makeAlert()] });
    await house.wind(5 * MINUTE - 1);
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "firing" });
    await house.wind(1);
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "resolved", leaseUntil: null });
    expect(house.log().slice(2)).toMatchObject([
      { type: "alert:recovered", actor: { kind: "system" }, data: { expired: true, effects: [] } },
      {
        type: "incident:resolved",
        data: { note: "Nothing was heard of its last alert for 5m: unknown rather than recovered." },
      },
    ]);
    expect(await house.level("api")).toBe("operational");
  });

  test("each repeat begins its time anew", async () => {
    const house = await openHouse();
    for (let round = 0; round < 4; round++) {
      await house.ingest({ ...five, statements: [makeAlert()] });
      await house.wind(4 * MINUTE);
    }
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "firing", repeats: 3 });
  });

  test("a muted one that falls silent may fire again", async () => {
    const house = await openHouse();
    await house.ingest({ ...five, statements: [makeAlert()] });
    await house.resolve({ id: 1, force: true });
    await house.wind(5 * MINUTE);
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "resolved", isMuted: false });
    expect(await said(house, makeAlert())).toEqual({ fired: 1 });
    expect(house.store.incidents.get(1)).toMatchObject({ state: "open", reopenCount: 1 });
  });

  test("pitfall 13: after our own downtime every lease is renewed before anybody is called silent", async () => {
    const house = await openHouse();
    await house.ingest({ ...five, statements: [makeAlert()] });
    await house.ingest({ ...five, source: "other", statements: [makeAlert()] });
    const [first] = await Promise.all([house.renewLeases({ am: 60 * MINUTE }), house.wind(0)]);
    expect(first).toEqual({ result: "changed", value: 2 });
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ leaseUntil: house.now() + 60 * MINUTE });
    expect(house.store.alerts.get("other", "f1"), "its source promises nothing any more").toMatchObject({
      leaseUntil: null,
    });
    await house.wind(10 * MINUTE);
    expect(house.types()).not.toContain("alert:recovered");
    expect((await house.renewLeases({ am: 50 * MINUTE })).result).toBe("unchanged");
  });

  test("news in the very commit in which the time runs out is heard", async () => {
    const house = await openHouse();
    await house.ingest({ ...five, statements: [makeAlert()] });
    const looked = house.wind(5 * MINUTE);
    await Promise.all([looked, house.ingest({ ...five, statements: [makeAlert()] })]);
    expect(house.store.alerts.get("am", "f1")).toMatchObject({ state: "firing", repeats: 1 });
    expect(house.types()).toEqual(["incident:opened", "alert:fired"]);
  });
});

describe("words of a program", () => {
  const open = makeAlert({ groupKey: "disk" });

  test("it acknowledges and notes by the key, in its own name", async () => {
    const house = await openHouse();
    await house.alerts(open);
    expect(
      await said(
        house,
        { status: "acknowledged", key: "disk", text: "Restarting." },
        { status: "noted", key: "disk", text: "Restarted." },
      ),
    ).toEqual({ acknowledged: 1, noted: 1 });
    expect(house.log().slice(2)).toMatchObject([
      {
        type: "incident:acknowledged",
        actor: { kind: "source", name: "am" },
        data: { owner: "am", note: "Restarting." },
      },
      { type: "incident:noted", actor: { kind: "source", name: "am" }, data: { text: "Restarted." } },
    ]);
  });

  test("of an unknown key they change nothing, and the log of the source says so", async () => {
    const house = await openHouse();
    expect(
      await said(house, { status: "acknowledged", key: "k", text: null }, { status: "noted", key: "k", text: "x" }),
    ).toEqual({
      ignored: 2,
    });
    expect(house.store.sourceRequests.list("am", 99, 1)).toMatchObject([
      { ignored: 2, detail: "Nothing of the key `k` is active. Nothing of the key `k` is active." },
    ]);
    expect(house.types()).toEqual([]);
  });

  test("an incident that somebody has stays theirs", async () => {
    const house = await openHouse();
    await house.alerts(open);
    await house.ack({ id: 1 });
    expect(await said(house, { status: "acknowledged", key: "disk", text: null })).toEqual({ ignored: 1 });
    expect(house.store.sourceRequests.list("am", 99, 1)[0]!.detail).toContain("acknowledged by ann");
    expect(house.store.incidents.get(1)).toMatchObject({ owner: "ann" });
  });
});

test("people have no way to the verbs of sources", async () => {
  const house = await openHouse();
  const ctx = { actor: { kind: "person", name: "ann" }, role: "admin" } as never;
  expect(() => ingestAlerts(house.store as never, ctx, {} as never)).toThrow("may not do this");
});

/** A sender that repeats, replays and shuffles, with people and the clock between. */
const statement = fc.record({
  fingerprint: fc.constantFrom("f1", "f2"),
  status: fc.constantFrom("firing" as const, "resolved" as const),
  groupKey: fc.constantFrom("g1", "g2"),
  minutesAgo: fc.integer({ min: -200, max: 200 }),
  givesTime: fc.boolean(),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      statements: fc.array(statement, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("force" as const), id: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wind" as const), minutes: fc.constantFrom(1, 6, 12) }) },
);

const LEASE_MS = 10 * MINUTE;

test(
  "whatever comes in whatever order: what fires belongs to an active incident or is muted, and repeats are counted exactly",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const house = await createHouse();
        const model: Model = new Map();
        try {
          for (const one of steps) {
            if (one.do === "wind") await house.wind(one.minutes * MINUTE);
            else if (one.do === "force") await house.resolve({ id: one.id, force: true }).catch(() => {});
            else for (const said of one.statements) await hear(house, model, said);
            expectAsInModel(house, model);
          }
          const fired = house.types().filter((type) => type === "alert:fired").length;
          const incidents = house.store.incidents.list({ state: "all", limit: 1000 }).items;
          expect(incidents.reduce((sum, { alertCount }) => sum + alertCount, 0)).toBe(fired);
        } finally {
          await house.close();
        }
      }),
      { numRuns: Math.ceil(100 * SCALE) },
    );
  },
  60_000 * Math.max(1, SCALE),
);

type Model = Map<string, { isFiring: boolean; repeats: number; heardAt: number }>;
type Said = typeof statement extends fc.Arbitrary<infer T> ? T : never;

/** What was not late is the newest word on its alert. */
const hear = async (house: House, model: Model, { minutesAgo, givesTime, ...rest }: Said): Promise<void> => {
  const moment = house.now() - minutesAgo * MINUTE;
  const said = makeAlert({ ...rest, startsAt: moment, endsAt: moment, saidAt: givesTime ? moment : null });
  const { counts } = (await house.ingest({ statements: [said], resolveAfterMs: LEASE_MS })).value;
  const known = model.get(rest.fingerprint);
  const wasFiring = known?.isFiring ?? false;
  const isFiring = rest.status === "firing";
  // Only a time can make a statement late; without one, nothing but a recovery of what is well says nothing.
  if (!givesTime && known) expect(counts.ignored).toBe(+(!isFiring && !wasFiring));
  if (counts.ignored > 0) return;
  expect(counts).toMatchObject({
    fired: +(isFiring && !wasFiring),
    repeated: +(isFiring && wasFiring),
    recovered: +!isFiring,
  });
  const repeats = isFiring && !wasFiring ? 0 : known!.repeats + +isFiring;
  model.set(rest.fingerprint, { isFiring, repeats, heardAt: house.now() });
};

const expectAsInModel = (house: House, model: Model): void => {
  for (const [fingerprint, known] of model) {
    if (house.now() - known.heardAt >= LEASE_MS) known.isFiring = false;
    const alert = house.store.alerts.get("am", fingerprint)!;
    expect(alert).toMatchObject({ state: known.isFiring ? "firing" : "resolved", repeats: known.repeats });
    const incident = house.store.incidents.get(alert.incidentId)!;
    if (known.isFiring) expect(alert.isMuted || isActive(incident.state)).toBe(true);
    else expect(alert).toMatchObject({ isMuted: false, leaseUntil: null });
  }
};

test("a component that an alert adds is a change with a version: who had not seen it cannot take it away unknowingly", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  const { version } = house.store.incidents.get(1)!;
  await house.alerts(makeAlert({ fingerprint: "f2", labels: { alertname: "Down", component: "web" } }));
  expect(house.types()).toEqual(["incident:opened", "alert:fired", "alert:fired", "incident:edited"]);
  await expect(house.edit({ id: 1, components: [{ id: "api" }], version })).rejects.toThrow(
    /is at version 2 now, not 1: am edited it/,
  );
  expect(await house.level("web")).toBe("major_outage");
});

test("events carry labels as long as people read them; the row has them whole", async () => {
  const house = await openHouse();
  const long = "x".repeat(4000);
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`label${at}`, long]));
  await house.alerts(makeAlert({ labels: { alertname: "Down", ...many } }));
  const fired = house.log().find(({ type }) => type === "alert:fired")!;
  expect(JSON.stringify(fired.data).length).toBeLessThan(8000);
  expect(house.store.alerts.get("am", "f1")?.labels).toMatchObject({ label59: long });
});

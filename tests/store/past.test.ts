// The past as the log tells it is the present as it was: what the rows said at each moment is written down, and asked for later.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../src/contract/problem.ts";
import type { Status } from "../../src/contract/status.ts";
import { assignIncident } from "../../src/daemon/actions/assign-incident.ts";
import { clearOverride } from "../../src/daemon/actions/clear-override.ts";
import type { ActionContext, Done } from "../../src/daemon/actions/context.ts";
import { editIncident } from "../../src/daemon/actions/edit-incident.ts";
import { mergeIncident } from "../../src/daemon/actions/merge-incident.ts";
import { reopenIncident } from "../../src/daemon/actions/reopen-incident.ts";
import { setOverride } from "../../src/daemon/actions/set-override.ts";
import { snoozeIncident } from "../../src/daemon/actions/snooze-incident.ts";
import { syncComponents } from "../../src/daemon/actions/sync-components.ts";
import { unackIncident } from "../../src/daemon/actions/unack-incident.ts";
import { presentStatus } from "../../src/daemon/gate/present.ts";
import { presentStatusAt } from "../../src/daemon/gate/present-past.ts";
import type { Tx } from "../../src/daemon/store/store.ts";
import { storyAt } from "../../src/daemon/store/views/past-incidents.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import { LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { DEFAULT_UPTIME_RULE, uptimeOf } from "../../src/domain/uptime.ts";
import { createHouse, type House, makeAlert, openHouse, START } from "../actions/house.ts";
import { makeSettings } from "../support/settings.ts";
import { SCALE } from "../support/tools.ts";

const MINUTE = 60_000;
const COMPONENTS = ["web", "api", "mail"] as const;

const context = (house: House, by: string): ActionContext => ({
  ...{ actor: { kind: "person", name: by }, role: "responder", now: house.now(), origin: "test", requestId: "r" },
  settings: makeSettings(),
});
/** A verb that the house has no word for. */
const act = <I, T>(
  house: House,
  action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>,
  input: I,
  by = "ann",
): Promise<Done<T>> => house.store.transact((tx) => action(tx, context(house, by), input));
const configure = (house: House, ids: readonly string[]): Promise<unknown> =>
  house.store.transact((tx) =>
    syncComponents(
      tx,
      { ...context(house, ""), actor: SYSTEM, role: null },
      ids.map((id, position) => ({
        ...{ id, name: id, description: null, group: null, position, isHidden: false },
      })),
    ),
  );
const statusAt = (house: House, at: number): Status => presentStatusAt(house.store, at);

test("an incident is open before its ack, owned after it, and gone once it is resolved", async () => {
  const house = await openHouse();
  await house.wind(MINUTE);
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  await house.wind(MINUTE);
  await house.ack({ id: 1 }, "bob");
  await house.wind(MINUTE);
  await house.resolve({ id: 1 }, "bob");
  await house.engine.settled();
  await house.wind(MINUTE);

  const seen = [0.5, 1.5, 2.5, 3.5].map((minutes) => statusAt(house, START + minutes * MINUTE));

  expect(seen.map(({ level }) => level)).toEqual(["none", "major", "major", "none"]);
  expect(seen.map(({ incidents }) => incidents.map(({ state, owner }) => [state, owner]))).toEqual([
    [],
    [["open", undefined]],
    [["acknowledged", "bob"]],
    [],
  ]);
  expect(seen.map(({ components }) => components[1]?.cause)).toEqual([
    { kind: "none" },
    { kind: "incident", id: 1 },
    { kind: "incident", id: 1 },
    { kind: "none" },
  ]);
});

test("a reopened incident was not active in the gap", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high" });
  await house.wind(MINUTE);
  await house.resolve({ id: 1 });
  await house.wind(MINUTE);
  await act(house, reopenIncident, { id: 1 });
  await house.wind(MINUTE);
  await house.resolve({ id: 1 });
  await house.wind(MINUTE);

  const active = [0.5, 1.5, 2.5, 3.5].map((minutes) => statusAt(house, START + minutes * MINUTE).incidents.length);

  expect(active).toEqual([1, 0, 1, 0]);
});

test("a severity, a title and links that were changed later show as they were", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "critical", components: [{ id: "api" }] });
  await house.wind(MINUTE);
  const edit = { title: "Slow", severity: "low", components: [{ id: "web" }] } as const;
  await act(house, editIncident, { id: 1, ...edit });
  await house.wind(MINUTE);

  const [before, after] = [0.5, 1.5].map((minutes) => statusAt(house, START + minutes * MINUTE).incidents[0]!);

  expect(before).toMatchObject({
    title: "Down",
    severity: "critical",
    components: [{ id: "api", level: "major_outage" }],
  });
  expect(after).toMatchObject({ title: "Slow", severity: "low", components: [{ id: "web", level: null }] });
});

test("an incident that lasted longer than a week is found in the middle of it", async () => {
  const house = await openHouse();
  await house.open({ title: "Long", severity: "low" });
  await house.wind(20 * 24 * 60 * MINUTE);
  await house.resolve({ id: 1 });
  await house.wind(MINUTE);

  expect(statusAt(house, START + 10 * 24 * 60 * MINUTE).incidents.map(({ title }) => title)).toEqual(["Long"]);
});

test("one that was put into another was active until then, and its alerts count there from then on", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert({ fingerprint: "f1", groupKey: "g1" }));
  await house.alerts(makeAlert({ fingerprint: "f2", groupKey: "g2" }));
  await house.wind(MINUTE);
  await act(house, mergeIncident, { id: 2, into: 1 });
  await house.wind(MINUTE);

  const [before, after] = [0.5, 1.5].map((minutes) => statusAt(house, START + minutes * MINUTE).incidents);

  expect(before!.map(({ id, firing }) => [id, firing])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(after!.map(({ id, firing }) => [id, firing])).toEqual([[1, 2]]);
});

test("windows and pins show while they lasted", async () => {
  const house = await openHouse();
  await house.schedule({ title: "Upgrade", components: ["api"], startsAt: START + MINUTE, endsAt: START + 3 * MINUTE });
  await house.wind(2 * MINUTE);
  await act(house, setOverride, { componentId: "web", level: "degraded_performance", reason: "slow disk" });
  await house.wind(2 * MINUTE);
  await act(house, clearOverride, { componentId: "web" });
  await house.engine.settled();
  await house.wind(MINUTE);

  const [before, during, after] = [1, 3, 4.5].map((minutes) => statusAt(house, START + minutes * MINUTE - 1));

  expect([before, during, after].map((status) => status!.maintenances.map(({ state }) => state))).toEqual([
    [],
    ["in_progress"],
    [],
  ]);
  expect(during!.components[0]).toMatchObject({
    level: "degraded_performance",
    override: { by: "ann", reason: "slow disk" },
    cause: { kind: "override", id: 1 },
  });
  expect([before, after].map((status) => status!.components[0]!.override)).toEqual([undefined, undefined]);
});

test("a component that left the config is there while it was, and unknown before it came", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "high", components: [{ id: "mail" }] });
  await house.wind(MINUTE);
  await house.engine.settled();
  await configure(house, ["web", "api", "shop"]);
  await house.wind(MINUTE);

  const levels = [0.5, 1.5].map((minutes) =>
    statusAt(house, START + minutes * MINUTE).components.map(({ id, level }) => [id, level]),
  );

  expect(levels).toEqual([
    [
      ["web", "operational"],
      ["api", "operational"],
      ["mail", "partial_outage"],
    ],
    [
      ["web", "operational"],
      ["api", "operational"],
      ["shop", "operational"],
    ],
  ]);
});

test("uptime does not count while a component was out of the config", async () => {
  const house = await openHouse();
  await house.open({ title: "Down", severity: "critical", components: [{ id: "mail" }] });
  await house.engine.settled();
  await house.wind(10 * MINUTE);
  await configure(house, ["web", "api"]);
  await house.wind(60 * MINUTE);
  await house.resolve({ id: 1 });
  await house.engine.settled();
  await configure(house, ["web", "api", "mail"]);
  await house.wind(10 * MINUTE);

  const mail = house.store.past.component("mail")!;
  const [story] = house.store.past.storiesOf([mail], { from: START - 60 * MINUTE, to: house.now() });

  expect(uptimeOf(story!, DEFAULT_UPTIME_RULE)).toEqual({
    ...{ from: START, to: START + 80 * MINUTE, ratio: 0.5, downMs: 10 * MINUTE, maintenanceMs: 0 },
  });
});

test("changes that share a moment, or were dated back, are taken in the order of the log", async () => {
  const house = await openHouse();
  const append = (at: number, from: "operational" | "major_outage", to: typeof from): Promise<unknown> =>
    house.store.transact((tx) =>
      tx.events.append(
        [{ type: "status:changed", componentId: "api", data: { from, to, cause: { kind: "none" } } }],
        at,
        SYSTEM,
      ),
    );
  await append(START + 6 * MINUTE, "operational", "major_outage");
  await append(START + 5 * MINUTE, "major_outage", "operational");

  const api = house.store.past.component("api")!;
  const [story] = house.store.past.storiesOf([api], { from: START, to: START + 60 * MINUTE });

  expect(statusAt(house, START + 10 * MINUTE).components[1]!.level).toBe("operational");
  expect(uptimeOf(story!, DEFAULT_UPTIME_RULE)).toMatchObject({ ratio: 1, downMs: 0 });
});

test("more incidents than are shown: the worst of then, and it is said", async () => {
  const house = await openHouse();
  for (let index = 0; index < 201; index++)
    await house.open({ title: `No ${index}`, severity: index === 200 ? "critical" : "low" });
  await house.wind(MINUTE);

  const { incidents, degraded } = statusAt(house, START);

  expect(incidents).toHaveLength(200);
  expect(incidents[0]!.severity).toBe("critical");
  expect(degraded).toEqual([
    "More incidents were active at 2026-12-01T02:00:00.000Z than are shown: these are the worst of them.",
  ]);
});

const person = fc.constantFrom("ann", "bob");
const which = fc.integer({ min: 1, max: 6 });
const severity = fc.constantFrom(...SEVERITIES);
const component = fc.constantFrom(...COMPONENTS);
const links = fc.array(fc.record({ id: component, level: fc.option(fc.constantFrom(...LEVELS), { nil: undefined }) }), {
  maxLength: 2,
});
type Step = (house: House) => Promise<unknown>;
/** What people, alerts and the config do, as functions on a house. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ severity, components: links, key: fc.option(fc.constantFrom("disk", "cert"), { nil: undefined }) })
    .map((input) => (house: House) => house.open({ title: "Down", ...input })),
  fc.tuple(which, person, fc.boolean()).map(
    ([id, by, isShort]) =>
      (house: House) =>
        house.ack({ id, ...(isShort ? { forMs: 5 * MINUTE } : {}) }, by),
  ),
  fc.tuple(which, person).map(
    ([id, by]) =>
      (house: House) =>
        house.resolve({ id, force: true }, by),
  ),
  which.map((id) => (house: House) => house.closeIncident({ id })),
  which.map((id) => (house: House) => act(house, unackIncident, { id })),
  which.map((id) => (house: House) => act(house, reopenIncident, { id })),
  fc.tuple(which, which).map(
    ([id, into]) =>
      (house: House) =>
        act(house, mergeIncident, { id, into }),
  ),
  fc.tuple(which, person).map(
    ([id, to]) =>
      (house: House) =>
        act(house, assignIncident, { id, to }),
  ),
  which.map((id) => (house: House) => act(house, snoozeIncident, { id, forMs: 20 * MINUTE })),
  fc
    .record({ id: which, severity, title: fc.constantFrom("Down", "Slow"), components: links })
    .map((input) => (house: House) => act(house, editIncident, input)),
  fc
    .record({
      status: fc.constantFrom("firing", "resolved"),
      fingerprint: fc.constantFrom("f1", "f2", "f3"),
      groupKey: fc.constantFrom("g1", "g2"),
      severity,
      component,
    })
    .map(
      ({ component: about, ...alert }) =>
        (house: House) =>
          house.alerts(makeAlert({ ...alert, labels: { alertname: "A", component: about } })),
    ),
  fc.tuple(component, fc.constantFrom(...LEVELS), fc.boolean()).map(
    ([componentId, level, isShort]) =>
      (house: House) =>
        act(house, setOverride, { componentId, level, reason: "r", ...(isShort ? { forMs: 7 * MINUTE } : {}) }),
  ),
  component.map((componentId) => (house: House) => act(house, clearOverride, { componentId })),
  fc.tuple(component, fc.integer({ min: 0, max: 9 })).map(([id, wait]) => (house: House) => {
    const startsAt = house.now() + wait * MINUTE;
    return house.schedule({ title: "Upgrade", components: [id], startsAt, endsAt: startsAt + 10 * MINUTE });
  }),
  which.map((id) => (house: House) => house.endWindow({ id })),
  fc
    .constantFrom("f1", "f4")
    .map(
      (fingerprint) => (house: House) =>
        house.alerts(makeAlert({ fingerprint, severity: "low", labels: { alertname: "Odd" } })),
    ),
  fc.subarray([...COMPONENTS], { minLength: 2 }).map((ids) => (house: House) => configure(house, ids)),
);

const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;
/** What is asked of both: the past knows the windows that ran, not what was planned, and the order of the present config. */
const comparable = (status: Status) => ({
  ...status,
  components: status.components.toSorted((a, b) => a.id.localeCompare(b.id)),
  maintenances: status.maintenances.filter(({ state }) => state === "in_progress").sort(byId),
});

test(
  "whatever happens, every moment is later told as it was, and the newest as the rows have it",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ step, minutes: fc.constantFrom(1, 1, 3, 15) }), { minLength: 1, maxLength: 25 }),
        async (steps) => {
          const house = await createHouse();
          try {
            const seen: Status[] = [];
            for (const { step, minutes } of steps) {
              await step(house).catch(refusedIsFine);
              await house.engine.settled();
              seen.push(
                presentStatus(house.store, house.now(), { degraded: [], levelsSeq: house.store.events.head() }),
              );
              await house.wind(minutes * MINUTE);
            }
            await house.engine.settled();
            for (const then of seen) expectSame(house, then);
            expectRows(house);
            expect(house.warnings).toEqual([]);
          } finally {
            await house.close();
          }
        },
      ),
      { numRuns: Math.ceil(50 * SCALE) },
    );
  },
  60_000 * Math.max(1, SCALE),
);

const refusedIsFine = (error: unknown): void => {
  if (!(error instanceof Problem) || !["conflict", "not_found", "invalid"].includes(error.code)) throw error;
};

const expectSame = (house: House, then: Status): void => {
  const told = statusAt(house, Date.parse(then.at));
  // One that left and came back without ever having moved before has lost its level of then; it alone may be missing.
  const known = new Set(told.components.map(({ id }) => id));
  for (const { id } of then.components) if (!known.has(id)) expect(comesAndGoes(house)).toContain(id);
  const { level, description, ...rest } = comparable(then);
  const components = rest.components.filter(({ id }) => known.has(id));
  const asked = known.size === then.components.length ? { level, description } : {};
  expect(comparable(told)).toMatchObject({ ...rest, ...asked, components });
  expect(told.components).toHaveLength(components.length);
};
const comesAndGoes = (house: House): string[] =>
  house.log().flatMap((event) => (event.type === "config:reloaded" ? event.data.removed : []));

const expectRows = (house: House): void => {
  for (const row of house.store.incidents.list({ state: "all", limit: 200 }).items)
    expect(storyAt(house.store.events, row.id, house.now()).story?.incident).toEqual(row);
};

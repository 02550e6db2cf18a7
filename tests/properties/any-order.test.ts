// Any order of commands, by several people at once, with alerts and windows between them, leaves a legal house.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../src/contract/problem.ts";
import { asksInForce, asksOf } from "../../src/daemon/status/asks.ts";
import { decideLevel, LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { createHouse, type House, makeAlert } from "../actions/house.ts";
import { replay } from "../support/replay.ts";
import { SCALE } from "../support/tools.ts";

const COMPONENTS = ["web", "api", "mail"] as const;
const MINUTE = 60_000;
const person = fc.constantFrom("ann", "bob", "cid");
const severity = fc.constantFrom(...SEVERITIES);
const component = fc.constantFrom(...COMPONENTS);
/** Which of the incidents or windows so far; a number nobody has now and then. */
const which = fc.integer({ min: 1, max: 8 });
const linked = fc.record({ id: component, level: fc.option(fc.constantFrom(...LEVELS), { nil: undefined }) });

const command = fc.oneof(
  fc.record({
    do: fc.constant("open" as const),
    by: person,
    severity,
    components: fc.array(linked, { maxLength: 3 }),
    key: fc.option(fc.constantFrom("disk", "cert"), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom("ack", "close", "note"), by: person, id: which }),
  fc.record({ do: fc.constant("resolve" as const), by: person, id: which, force: fc.boolean() }),
  fc.record({
    do: fc.constant("alert" as const),
    status: fc.constantFrom("firing", "resolved"),
    fingerprint: fc.constantFrom("f1", "f2", "f3"),
    groupKey: fc.constantFrom("g1", "g2", null),
    severity,
    component,
  }),
  fc.record({
    do: fc.constant("schedule" as const),
    by: person,
    components: fc.array(component, { minLength: 1, maxLength: 2 }),
    startsIn: fc.integer({ min: -5, max: 20 }),
    lasts: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ do: fc.constant("cancel" as const), by: person, id: which }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;
/** Commands of one step share a commit; then the clock moves, and the status engine may look or be late. */
const step = fc.record({
  commands: fc.array(command, { minLength: 1, maxLength: 4 }),
  windMinutes: fc.constantFrom(0, 0, 1, 7, 30),
  engineLooks: fc.boolean(),
});

test(
  "any order of commands leaves legal states, and the log tells the rows and every level again",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const house = await createHouse();
        try {
          for (const { commands, windMinutes, engineLooks } of steps) {
            await Promise.all(commands.map((one) => run(house, one)));
            if (windMinutes > 0) await house.wind(windMinutes * MINUTE);
            if (engineLooks) await house.engine.settled();
            expectLegalRows(house);
          }
          await house.engine.settled();
          expectStoryOfRows(house);
          await expectRecomputeIsTheSame(house);
          expect(house.warnings).toEqual([]);
        } finally {
          await house.close();
        }
      }),
      { numRuns: Math.ceil(120 * SCALE) },
    );
  },
  60_000 * Math.max(1, SCALE),
);

/** Refusals are part of the life; anything else that is thrown is a bug. */
const run = async (house: House, one: Command): Promise<void> => {
  try {
    await dispatch(house, one);
  } catch (error) {
    if (!(error instanceof Problem) || !["conflict", "not_found"].includes(error.code)) throw error;
  }
};

const dispatch = (house: House, one: Command): Promise<unknown> => {
  switch (one.do) {
    case "open":
      return house.open({ title: "Down", ...one }, one.by);
    case "ack":
      return house.ack({ id: one.id }, one.by);
    case "resolve":
      return house.resolve({ id: one.id, force: one.force }, one.by);
    case "close":
      return house.closeIncident({ id: one.id }, one.by);
    case "note":
      return house.note({ id: one.id, text: "Looking." }, one.by);
    case "alert": {
      const { status, fingerprint, groupKey, severity, component } = one;
      return house.alerts(
        makeAlert({ status, fingerprint, groupKey, severity, labels: { alertname: "A", component } }),
      );
    }
    case "schedule": {
      const startsAt = house.now() + one.startsIn * MINUTE;
      const endsAt = Math.max(startsAt, house.now()) + one.lasts * MINUTE;
      return house.schedule({ title: "Upgrade", components: one.components, startsAt, endsAt }, one.by);
    }
    case "cancel":
      return house.cancel({ id: one.id }, one.by);
  }
};

const allIncidents = (house: House) => house.store.incidents.list({ state: "all", limit: 10_000 }).items;

const expectLegalRows = (house: House): void => {
  const active = new Set<string>();
  for (const incident of allIncidents(house)) {
    const { state, owner, resolvedAt, closedAt, source, key } = incident;
    const isOver = state === "resolved" || state === "closed";
    expect({ state, hasResolved: resolvedAt !== null, hasClosed: closedAt !== null }).toEqual({
      ...{ state, hasResolved: isOver, hasClosed: state === "closed" },
    });
    if (state === "acknowledged") expect(owner).not.toBeNull();
    if (state === "open") expect(owner).toBeNull();
    if (isOver || key === null) continue;
    expect(active, "one active incident per source and key").not.toContain(`${source}/${key}`);
    active.add(`${source}/${key}`);
  }
};

const expectStoryOfRows = (house: House): void => {
  const log = house.log();
  const story = replay(log, COMPONENTS);
  expect(story.illegal).toEqual([]);
  const rows = allIncidents(house);
  expect([...story.incidents.keys()]).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
  for (const row of rows) expect(row).toMatchObject(story.incidents.get(row.id)!);
  const levels = house.store.components.list().map(({ id, level, cause }) => [id, { level, cause }]);
  expect(Object.fromEntries(story.levels)).toEqual(Object.fromEntries(levels));
  const byPlace = (a: { causeSeq: number; componentId: string }, b: typeof a): number =>
    a.causeSeq - b.causeSeq || a.componentId.localeCompare(b.componentId);
  const written = log.flatMap((event) =>
    event.type === "status:changed"
      ? [{ componentId: event.componentId!, causeSeq: event.causeSeq!, at: event.at, ...event.data }]
      : [],
  );
  expect(written.sort(byPlace)).toEqual(story.moves.sort(byPlace));
};

/** What the engine keeps from events is what the rows ask, and the warm-up finds nothing to correct. */
const expectRecomputeIsTheSame = async (house: House): Promise<void> => {
  const { components } = house.store;
  const sorted = (list: { componentId: string }[]) =>
    list.toSorted((a, b) => a.componentId.localeCompare(b.componentId));
  for (const { kind, id } of [...components.askers(), ...asksInForce(house.store)])
    expect(sorted(components.askedBy(kind, id))).toEqual(sorted(asksOf(house.store, kind, id)));
  for (const { id, level, cause } of components.list())
    expect({ level, cause }).toEqual(decideLevel(components.causesOf(id)));
  const before = house.store.events.head();
  expect(await house.engine.warmUp()).toEqual({ corrected: 0 });
  expect(house.store.events.head()).toBe(before);
};

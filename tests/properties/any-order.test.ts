// Any order of commands, by several people at once, with alerts and windows between them, leaves a legal house.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../src/contract/problem.ts";
import { presentIncident } from "../../src/daemon/gate/present.ts";
import { asksInForce, asksOf } from "../../src/daemon/status/asks.ts";
import { AMENDED_TO } from "../../src/domain/amendment.ts";
import { type IncidentState, isActive } from "../../src/domain/incident.ts";
import { decideLevel, LEVELS, SEVERITIES } from "../../src/domain/level.ts";
import { POST_STATUSES } from "../../src/domain/post.ts";
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
const forMinutes = fc.option(fc.constantFrom(1, 5, 30), { nil: undefined });
const edit = fc.record(
  {
    title: fc.constantFrom("Down", "Out"),
    severity,
    components: fc.array(linked, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const command = fc.oneof(
  fc.record({
    do: fc.constant("open" as const),
    by: person,
    severity,
    components: fc.array(linked, { maxLength: 3 }),
    key: fc.option(fc.constantFrom("disk", "cert"), { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom("unack", "close", "reopen", "note"), by: person, id: which }),
  fc.record({ do: fc.constant("ack" as const), by: person, id: which, forMinutes }),
  fc.record({ do: fc.constant("snooze" as const), by: person, id: which, forMinutes: fc.constantFrom(0, 5, 30) }),
  fc.record({ do: fc.constant("assign" as const), by: person, id: which, to: person }),
  fc.record({ do: fc.constant("merge" as const), by: person, id: which, into: which }),
  fc.record({
    do: fc.constant("edit" as const),
    by: person,
    id: which,
    change: edit,
    versionsAgo: fc.constantFrom(0, 1, null),
  }),
  fc.record({
    do: fc.constant("post" as const),
    by: person,
    id: which,
    status: fc.constantFrom(...POST_STATUSES),
    components: fc.array(fc.record({ id: component, level: fc.constantFrom(...LEVELS) }), { maxLength: 2 }),
    resolve: fc.boolean(),
    minutesAgo: fc.option(fc.constantFrom(1, 20), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant("editPost" as const),
    by: person,
    id: which,
    status: fc.option(fc.constantFrom(...POST_STATUSES), { nil: undefined }),
    minutesAgo: fc.option(fc.constantFrom(1, 20), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant("pin" as const),
    by: person,
    component,
    level: fc.constantFrom(...LEVELS),
    forMinutes,
  }),
  fc.record({ do: fc.constant("unpin" as const), by: person, component }),
  fc.record({
    do: fc.constant("amend" as const),
    by: person,
    component,
    level: fc.constantFrom(...AMENDED_TO),
    minutesAgo: fc.integer({ min: 1, max: 60 }),
    minutes: fc.integer({ min: 0, max: 70 }),
  }),
  fc.record({
    do: fc.constant("resolve" as const),
    by: person,
    id: which,
    force: fc.boolean(),
    post: fc.option(fc.constant(false), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant("alert" as const),
    status: fc.constantFrom("firing", "resolved"),
    fingerprint: fc.constantFrom("f1", "f2", "f3"),
    groupKey: fc.constantFrom("g1", "g2", null),
    severity,
    component,
    named: fc.array(component, { maxLength: 1 }),
  }),
  fc.record({ do: fc.constant("stray" as const), fingerprint: fc.constantFrom("f1", "f4"), severity }),
  fc.record({ do: fc.constantFrom("startWindow", "endWindow"), by: person, id: which }),
  fc.record({
    do: fc.constant("editWindow" as const),
    by: person,
    id: which,
    change: fc.record(
      { components: fc.array(component, { minLength: 1, maxLength: 2 }), holdAlerts: fc.boolean() },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    do: fc.constant("schedule" as const),
    by: person,
    components: fc.array(component, { minLength: 1, maxLength: 2 }),
    startsIn: fc.integer({ min: -5, max: 20 }),
    lasts: fc.integer({ min: 1, max: 20 }),
    holdAlerts: fc.option(fc.constant(false), { nil: undefined }),
  }),
  fc.record({ do: fc.constant("cancel" as const), by: person, id: which }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;
/** Commands of one step share a commit; then the clock moves, and the status engine may look or be late. */
const step = fc.record({
  commands: fc.array(command, { minLength: 1, maxLength: 4 }),
  windMinutes: fc.constantFrom(0, 0, 1, 7, 30, 7 * 24 * 60),
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
          expectToldOnce(house);
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
    if (!(error instanceof Problem) || !REFUSALS.includes(error.code)) throw error;
  }
};

/** `invalid`: an edit of nothing, a merge into itself. */
const REFUSALS: readonly string[] = ["conflict", "not_found", "invalid"];
const msOf = (minutes: number | undefined): { forMs?: number } =>
  minutes === undefined ? {} : { forMs: minutes * MINUTE };

const dispatch = (house: House, one: Command): Promise<unknown> => {
  switch (one.do) {
    case "open":
      return house.open({ title: "Down", ...one }, one.by);
    case "ack":
      return house.ack({ id: one.id, ...msOf(one.forMinutes) }, one.by);
    case "unack":
      return house.unack({ id: one.id }, one.by);
    case "snooze":
      return house.snooze({ id: one.id, forMs: one.forMinutes * MINUTE }, one.by);
    case "assign":
      return house.assign({ id: one.id, to: one.to }, one.by);
    case "merge":
      return house.merge({ id: one.id, into: one.into }, one.by);
    case "edit": {
      const known = house.store.incidents.get(one.id)?.version ?? 1;
      const version = one.versionsAgo === null ? undefined : Math.max(1, known - one.versionsAgo);
      return house.edit({ id: one.id, ...one.change, version }, one.by);
    }
    case "post": {
      const { id, status, components, resolve, minutesAgo } = one;
      const at = minutesAgo === undefined ? undefined : house.now() - minutesAgo * MINUTE;
      return house.post({ id, status, components, resolve, at, text: "We are on it." }, one.by);
    }
    case "editPost": {
      const at = one.minutesAgo === undefined ? undefined : house.now() - one.minutesAgo * MINUTE;
      return house.editPost({ id: one.id, status: one.status, at }, one.by);
    }
    case "pin":
      return house.pin(
        { componentId: one.component, level: one.level, reason: "Seen.", ...msOf(one.forMinutes) },
        one.by,
      );
    case "unpin":
      return house.unpin({ componentId: one.component }, one.by);
    case "amend": {
      const from = house.now() - one.minutesAgo * MINUTE;
      const { component: componentId, level, minutes } = one;
      return house.amend({ componentId, from, to: from + minutes * MINUTE, level, reason: "Wrong." }, one.by);
    }
    case "reopen":
      return house.reopen({ id: one.id }, one.by);
    case "resolve":
      return house.resolve({ id: one.id, force: one.force, post: one.post }, one.by);
    case "close":
      return house.closeIncident({ id: one.id }, one.by);
    case "note":
      return house.note({ id: one.id, text: "Looking." }, one.by);
    case "alert": {
      const { status, fingerprint, groupKey, severity, component, named } = one;
      return house.alerts(
        makeAlert({ status, fingerprint, groupKey, severity, named, labels: { alertname: "A", component } }),
      );
    }
    case "stray": {
      const { fingerprint, severity } = one;
      return house.alerts(makeAlert({ fingerprint, severity, labels: { alertname: "Odd" } }));
    }
    case "startWindow":
      return house.startWindow({ id: one.id }, one.by);
    case "endWindow":
      return house.endWindow({ id: one.id }, one.by);
    case "editWindow":
      return house.editWindow({ id: one.id, ...one.change }, one.by);
    case "schedule": {
      const startsAt = house.now() + one.startsIn * MINUTE;
      const endsAt = Math.max(startsAt, house.now()) + one.lasts * MINUTE;
      const { components, holdAlerts } = one;
      return house.schedule({ title: "Upgrade", components, startsAt, endsAt, holdAlerts }, one.by);
    }
    case "cancel":
      return house.cancel({ id: one.id }, one.by);
  }
};

const allIncidents = (house: House) => house.store.incidents.list({ state: "all", limit: 10_000 }).items;

const expectLegalRows = (house: House): void => {
  const active = new Set<string>();
  for (const incident of allIncidents(house)) {
    const { state, owner, acknowledgedAt, ackedUntil, resolvedAt, closedAt, mergedInto, source, key } = incident;
    const isOver = state === "resolved" || state === "closed";
    // What was merged may never have been resolved.
    if (mergedInto === null)
      expect({ state, hasResolved: resolvedAt !== null }).toEqual({ state, hasResolved: isOver });
    expect({ state, hasClosed: closedAt !== null }).toEqual({ state, hasClosed: state === "closed" });
    if (mergedInto !== null) expect(state).toBe("closed");
    // Only what was said is known, and what was said is known of something.
    expect({ hasTitle: incident.publicTitle !== null, hasStatus: incident.publicStatus !== null }).toEqual({
      ...{ hasTitle: house.posts(incident.id).length > 0, hasStatus: house.posts(incident.id).length > 0 },
    });
    if (state === "acknowledged") expect([owner, acknowledgedAt]).not.toContain(null);
    if (state === "open") expect([acknowledgedAt, ackedUntil]).toEqual([null, null]);
    if (ackedUntil !== null)
      expect({ state, isDue: ackedUntil <= house.now() }).toEqual({ state: "acknowledged", isDue: false });
    if (state === "resolved") expect(house.now() - resolvedAt!).toBeLessThan(7 * 24 * 60 * MINUTE);
    if (isOver || key === null) continue;
    expect(active, "one active incident per source and key").not.toContain(`${source}/${key}`);
    active.add(`${source}/${key}`);
  }
  expectLegalHolds(house);
  const { db } = house.store;
  const strays = db.prepare(
    "SELECT fingerprint FROM alerts JOIN incidents ON incidents.id = incident_id WHERE merged_into IS NOT NULL",
  );
  expect(strays.all(), "alerts that stayed behind in a merged incident").toEqual([]);
};

/** Held is what fires, is covered by a window that runs, was tied by alerts alone, and counts for nothing. */
const expectLegalHolds = ({ store }: House): void => {
  const covered = store.maintenances.holding();
  const held = store.db
    .prepare(
      `SELECT incident_id AS id, component_id AS component, origin, level, state FROM incident_links
       JOIN incidents ON incidents.id = incident_id WHERE is_held = 1`,
    )
    .all() as { id: number; component: string; origin: string; level: string | null; state: string }[];
  for (const { id, component, ...link } of held) {
    const fires = store.alerts.firingComponents([id]).get(id)!.has(component);
    const byHand = store.incidents
      .linksOf([id])
      .get(id)!
      .some((one) => one.componentId === component && one.origin === "manual");
    expect({
      ...link,
      fires,
      byHand,
      isCovered: covered.has(component),
      isActive: isActive(link.state as IncidentState),
    }).toEqual({
      origin: "alert",
      level: null,
      state: link.state,
      fires: true,
      byHand: false,
      isCovered: true,
      isActive: true,
    });
    expect(asksOf(store, "incident", id).map((effect) => effect.componentId)).not.toContain(component);
  }
};

/** By the log alone: whether each incident has ever begun to count, as pages follow it. */
const expectToldOnce = (house: House): void => {
  const waits = new Map<number, boolean>();
  for (const event of house.log()) {
    const id = event.incidentId!;
    if (event.type === "incident:opened" || event.type === "incident:reopened") waits.set(id, event.data.held === true);
    if (event.type === "incident:held" && event.data.isWhole) waits.set(id, true);
    if (event.type === "incident:released") {
      // One that has waited whole since it began is released as that, so that somebody is paged about it.
      if (waits.get(id)) expect(event.data).toMatchObject({ wasWhole: true });
      waits.set(id, false);
    }
    if (event.type === "incident:resolved" || event.type === "incident:merged") waits.delete(id);
  }
  for (const [id, isWaiting] of waits)
    if (isWaiting) expect(presentIncident(house.store, house.incident(id)).held, `incident ${id} waits`).toBe(true);
};

const expectStoryOfRows = (house: House): void => {
  const log = house.log();
  const story = replay(log, COMPONENTS);
  expect(story.illegal).toEqual([]);
  const rows = allIncidents(house);
  expect([...story.incidents.keys()]).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
  for (const row of rows) expect(row).toMatchObject(story.incidents.get(row.id)!);
  for (const { id } of rows) {
    const told = [...story.posts.values()].filter(({ incidentId }) => incidentId === id);
    expect(house.posts(id).toSorted((a, b) => a.id - b.id)).toMatchObject(told.toSorted((a, b) => a.id - b.id));
    expect(house.posts(id)).toHaveLength(told.length);
  }
  const amendments = COMPONENTS.flatMap((id) => house.store.amendments.list(id, Number.MAX_SAFE_INTEGER, 1000));
  expect(Object.fromEntries(amendments.map((one) => [one.id, one]))).toMatchObject(
    Object.fromEntries(story.amendments),
  );
  expect(amendments).toHaveLength(story.amendments.size);
  const pins = house.store.overrides.live().map((id) => [id, house.store.overrides.get(id)]);
  expect(Object.fromEntries(pins)).toMatchObject(Object.fromEntries(story.overrides));
  expect(pins).toHaveLength(story.overrides.size);
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

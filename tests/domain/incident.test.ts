// The life of an incident as a table, read whole.
import { describe, expect, test } from "vitest";
import { type Actor, SYSTEM } from "../../src/domain/actor.ts";
import {
  type Command,
  type Decision,
  decide,
  type IncidentState,
  describe as inWords,
  MOVES,
  STATES,
} from "../../src/domain/incident.ts";
import { absorb } from "../../src/domain/incident-changes.ts";
import type { Link } from "../../src/domain/link.ts";
import { ann, bob, inState, MINUTE, make, NOW } from "./make.ts";

const expectRefused = (decision: Decision, detail: string, hint: string): void =>
  expect(decision).toEqual({ kind: "refused", detail, hint });

const COMMANDS: Record<Command["kind"], Command> = {
  ack: { kind: "ack", by: ann },
  unack: { kind: "unack", by: ann, reason: "manual" },
  resolve: { kind: "resolve", by: ann, firing: 0 },
  close: { kind: "close", by: ann },
  reopen: { kind: "reopen", by: ann, reason: "manual", severity: "high", effects: [] },
  merge: { kind: "merge", by: ann, into: 43 },
};
const KINDS = Object.keys(COMMANDS) as Command["kind"][];

describe("the table", () => {
  // What ann gets who comes to bob's incident.
  const ANSWERS: Record<IncidentState, Record<Command["kind"], IncidentState | "unchanged" | "refused">> = {
    open: {
      ...{ ack: "acknowledged", unack: "unchanged", resolve: "resolved" },
      ...{ close: "refused", reopen: "unchanged", merge: "closed" },
    },
    acknowledged: {
      ...{ ack: "refused", unack: "open", resolve: "resolved" },
      ...{ close: "refused", reopen: "refused", merge: "closed" },
    },
    resolved: {
      ...{ ack: "refused", unack: "refused", resolve: "refused" },
      ...{ close: "closed", reopen: "open", merge: "closed" },
    },
    closed: {
      ...{ ack: "refused", unack: "refused", resolve: "refused" },
      ...{ close: "refused", reopen: "refused", merge: "refused" },
    },
  };
  test.each(STATES.flatMap((state) => KINDS.map((kind) => [state, kind, ANSWERS[state][kind]] as const)))(
    "%s, %s: %s",
    (state, kind, answer) => {
      const before = inState(state);
      const decision = decide(before, COMMANDS[kind], NOW + 1);
      if (answer === "unchanged") return expect(decision).toEqual({ kind: "unchanged", incident: before });
      if (answer === "refused")
        return expect(decision).toMatchObject({ kind: "refused", detail: expect.stringContaining(inWords(before)) });
      expect((MOVES[state] as Record<string, string>)[kind]).toBe(answer);
      return expect(decision).toMatchObject({
        kind: "changed",
        incident: { state: answer, version: 2 },
        events: [{ incidentId: 42 }],
      });
    },
  );

  test("no move is missing in it: what MOVES allows is what decide() does", () => {
    for (const state of STATES)
      for (const kind of KINDS) {
        const decision = decide(inState(state), COMMANDS[kind], NOW);
        const to = (MOVES[state] as Record<string, string>)[kind];
        if (decision.kind === "changed") expect(decision.incident.state).toBe(to);
      }
  });

  test("the same thing twice by the same person is unchanged", () => {
    for (const [state, kind] of [
      ["acknowledged", "ack"],
      ["resolved", "resolve"],
      ["closed", "close"],
    ] as const)
      expect(decide(inState(state), { ...COMMANDS[kind], by: bob } as Command, NOW).kind).toBe("unchanged");
  });

  test("a refusal says the state, who got there, and what to do", () => {
    const at = "2026-12-01T02:00:00Z";
    const ask = (state: IncidentState, kind: Command["kind"]) => decide(inState(state), COMMANDS[kind], NOW + 1);
    expectRefused(
      ask("acknowledged", "ack"),
      `Incident 42 is acknowledged by bob at ${at}.`,
      "Talk to bob, add what you know with `tocsin note`, or take it over: `tocsin assign 42 me`.",
    );
    expectRefused(
      ask("acknowledged", "reopen"),
      `Incident 42 is acknowledged by bob at ${at}; there is nothing to reopen.`,
      "Use `tocsin unack` to give it back.",
    );
    expectRefused(
      ask("open", "close"),
      "Incident 42 is open; only a resolved incident can be closed.",
      "Use `tocsin resolve` first.",
    );
    expectRefused(
      ask("resolved", "unack"),
      `Incident 42 was resolved by bob at ${at}; there is nothing left to unack.`,
      "If it is not over, use `tocsin reopen`.",
    );
    expectRefused(
      ask("closed", "reopen"),
      `Incident 42 was closed by bob at ${at}; there is nothing left to reopen.`,
      "A closed incident stays closed; open a new one with `tocsin open`.",
    );
  });
});

describe("an ack", () => {
  test("takes ownership, for good unless it says for how long", () => {
    const lasting = decide(make(), { kind: "ack", by: ann, note: "Mine." }, NOW);
    expect(lasting).toMatchObject({
      incident: { owner: "ann", acknowledgedAt: NOW, firstAckedAt: NOW, firstAckedBy: "ann", ackedUntil: null },
      events: [{ type: "incident:acknowledged", incidentId: 42, data: { owner: "ann", note: "Mine." } }],
    });
    const until = NOW + 30 * MINUTE + 123;
    expect(decide(make(), { kind: "ack", by: ann, until }, NOW)).toMatchObject({
      incident: { ackedUntil: until },
      events: [{ data: { owner: "ann", until: "2026-12-01T02:30:00.123Z" } }],
    });
  });

  test("is taken from somebody who was only assigned", () => {
    expect(decide(make({ owner: "bob" }), COMMANDS.ack, NOW)).toMatchObject({ incident: { owner: "ann" } });
  });

  test("is renewed, shortened or made to last by its owner alone", () => {
    const mine = { ...inState("acknowledged"), ackedUntil: NOW + MINUTE };
    const renew = (by: Actor, until: number | null): Decision => decide(mine, { kind: "ack", by, until }, NOW + 5);
    expect(renew(bob, NOW + MINUTE)).toEqual({ kind: "unchanged", incident: mine });
    for (const until of [NOW + 2 * MINUTE, NOW + 10, null])
      expect(renew(bob, until)).toMatchObject({
        incident: { state: "acknowledged", owner: "bob", ackedUntil: until, firstAckedAt: NOW, firstAckedBy: "bob" },
        events: [{ type: "incident:acknowledged" }],
      });
    expect(renew(ann, NOW + 2 * MINUTE)).toMatchObject({ kind: "refused" });
  });

  test("that runs out leaves it open and nobody's, with whose it was", () => {
    const acked = { ...inState("acknowledged"), ackedUntil: NOW };
    expect(decide(acked, { kind: "unack", by: SYSTEM, reason: "expired" }, NOW)).toMatchObject({
      incident: { state: "open", owner: null, acknowledgedAt: null, ackedUntil: null, firstAckedAt: NOW },
      events: [{ type: "incident:unacknowledged", incidentId: 42, data: { owner: "bob", reason: "expired" } }],
    });
  });

  test("given back: also what was only assigned is nobody's", () => {
    expect(decide(make({ owner: "bob" }), COMMANDS.unack, NOW)).toMatchObject({
      kind: "changed",
      incident: { state: "open", owner: null },
      events: [{ data: { owner: "bob", reason: "manual" } }],
    });
  });
});

test("resolve ends ack and snooze; while alerts fire it needs force", () => {
  const waiting = { ...inState("acknowledged"), ackedUntil: NOW + 1, snoozedUntil: NOW + 1 };
  expect(decide(waiting, COMMANDS.resolve, NOW)).toMatchObject({
    incident: { ackedUntil: null, snoozedUntil: null, owner: "bob", resolvedBy: "ann" },
  });
  expect(decide(make(), { kind: "resolve", by: ann, firing: 1 }, NOW)).toMatchObject({
    kind: "refused",
    detail: "Incident 42 still has 1 firing alert.",
  });
  expect(decide(make(), { kind: "resolve", by: ann, firing: 1, force: true }, NOW)).toMatchObject({
    events: [{ data: { forced: true, effects: [] } }],
  });
});

test("a reopen clears the owner, counts, and says who meant it", () => {
  expect(decide(inState("resolved"), { ...COMMANDS.reopen, note: "Not yet." } as Command, NOW)).toMatchObject({
    incident: {
      ...{ state: "open", owner: null, acknowledgedAt: null, firstAckedAt: NOW },
      ...{ resolvedAt: null, resolvedBy: null, reopenCount: 1 },
    },
    events: [
      { type: "incident:reopened", data: { reason: "manual", severity: "high", note: "Not yet.", effects: [] } },
    ],
  });
});

describe("a merge", () => {
  const merged = (state: IncidentState): Decision => decide(inState(state), COMMANDS.merge, NOW + 1);
  test.each(["open", "acknowledged", "resolved"] as const)("closes an %s one, which asks nothing any more", (state) => {
    expect(merged(state)).toMatchObject({
      incident: { state: "closed", closedAt: NOW + 1, closedBy: "ann", mergedInto: 43, ackedUntil: null },
      events: [{ type: "incident:merged", incidentId: 42, data: { into: 43, effects: [] } }],
    });
  });

  test("twice into the same is unchanged, by whomever; into another names where it is", () => {
    const gone = make({ state: "closed", closedAt: NOW, closedBy: "ann", mergedInto: 43 });
    expect(decide(gone, { kind: "merge", by: bob, into: 43 }, NOW)).toEqual({ kind: "unchanged", incident: gone });
    for (const command of [{ kind: "merge", by: ann, into: 44 }, COMMANDS.close, COMMANDS.reopen] as Command[])
      expectRefused(
        decide(gone, command, NOW),
        `Incident 42 was merged into incident 43 by ann at 2026-12-01T02:00:00Z; there is nothing left to ${command.kind}.`,
        "Go on with incident 43.",
      );
  });

  test("makes the one that stays as bad as the worse of the two", () => {
    const links: Link[] = [{ componentId: "api", origin: "alert", level: null }];
    for (const [mine, other, worst] of [
      ["low", "critical", "critical"],
      ["critical", "low", "critical"],
    ] as const)
      expect(
        absorb(make({ severity: mine, alertCount: 2 }), {
          from: make({ id: 41, title: "Slow", severity: other, alertCount: 3 }),
          wasActive: true,
          ...{ alerts: 3, links, firingComponents: new Set(["api"]), words: null },
        }),
      ).toMatchObject({
        incident: { id: 42, severity: worst, alertCount: 5, version: 2 },
        events: [
          {
            type: "incident:absorbed",
            incidentId: 42,
            data: {
              ...{ from: 41, title: "Slow", alerts: 3, severity: worst, components: links },
              effects: [{ componentId: "api", level: "major_outage" }],
            },
          },
        ],
      });
  });
});

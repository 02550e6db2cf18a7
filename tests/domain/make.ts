// Incidents and people for the tests of the rules.
import type { Actor } from "../../src/domain/actor.ts";
import type { Incident, IncidentState } from "../../src/domain/incident.ts";

export const NOW = Date.parse("2026-12-01T02:00:00Z");
export const MINUTE = 60_000;
export const ann: Actor = { kind: "person", name: "ann" };
export const bob: Actor = { kind: "person", name: "bob" };

export const make = (change: Partial<Incident> = {}): Incident => ({
  ...{
    id: 42,
    title: "Down",
    severity: "high",
    state: "open",
    source: "manual",
    key: null,
    owner: null,
    openedAt: NOW,
  },
  ...{ acknowledgedAt: null, firstAckedAt: null, firstAckedBy: null, ackedUntil: null, snoozedUntil: null },
  ...{ resolvedAt: null, resolvedBy: null, closedAt: null, closedBy: null, mergedInto: null },
  ...{ reopenCount: 0, alertCount: 0, publicTitle: null, publicStatus: null, version: 1 },
  ...change,
});
/** One that bob had a hand in, as far as its state says. */
export const inState = (state: IncidentState): Incident => {
  const acked = { owner: "bob", acknowledgedAt: NOW, firstAckedAt: NOW, firstAckedBy: "bob" };
  const resolved = { ...acked, resolvedAt: NOW, resolvedBy: "bob" };
  const by = { open: {}, acknowledged: acked, resolved, closed: { ...resolved, closedAt: NOW, closedBy: "bob" } };
  return make({ state, ...by[state] });
};

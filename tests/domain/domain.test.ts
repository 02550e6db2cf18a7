// The rules as tables, read whole.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Actor, isAllowed, ROLES, roleNeeded } from "../../src/domain/actor.ts";
import { incidentKeyOf, matchComponents, severityOf } from "../../src/domain/alert.ts";
import { askOf, EVENT_TYPES } from "../../src/domain/events.ts";
import {
  type Cause,
  decideLevel,
  isWorse,
  LEVELS,
  type Level,
  rollUp,
  SEVERITIES,
  worseSeverity,
} from "../../src/domain/level.ts";
import { effectsOf } from "../../src/domain/link.ts";
import type { Maintenance } from "../../src/domain/maintenance.ts";
import { dueStep } from "../../src/domain/maintenance-clock.ts";
import { nearest } from "../../src/domain/nearest.ts";
import { nextStep, outcomeOfStatus, RETRY_PAUSES_MS } from "../../src/domain/retry.ts";
import { isWanted, newsFor, type Told } from "../../src/domain/telling.ts";
import { newWindow } from "../support/windows.ts";

const ann: Actor = { kind: "person", name: "ann" };

describe("levels", () => {
  const cause = fc.record<Cause>({
    kind: fc.constantFrom("incident", "maintenance", "override"),
    id: fc.integer({ min: 1, max: 5 }),
    level: fc.constantFrom(...LEVELS),
  });
  test("an override, else the worst incident, else a running window, else operational, in whatever order they stand", () => {
    fc.assert(
      fc.property(fc.array(cause), fc.integer(), (causes, seed) => {
        const { level } = decideLevel(causes);
        const first = (["override", "incident", "maintenance"] as const).find((kind) =>
          causes.some((one) => one.kind === kind),
        );
        const rivals = causes.filter((one) => one.kind === first).map((one) => one.level);
        expect(level).toBe(first ? LEVELS.find((one) => rivals.includes(one)) : "operational");
        const shuffled = causes.toSorted((a, b) => ((a.id * seed) % 7) - ((b.id * seed) % 7));
        expect(decideLevel(shuffled)).toEqual(decideLevel(causes));
      }),
    );
  });
  test("a tie is the oldest incident's", () => {
    const causes: Cause[] = [2, 1, 3].map((id) => ({ kind: "incident", id, level: "major_outage" }));
    expect(decideLevel(causes).cause).toEqual({ kind: "incident", id: 1 });
  });
  test("worse is a strict order, and severities have their worse one", () => {
    for (const a of LEVELS) for (const b of LEVELS) expect(isWorse(a, b)).toBe(LEVELS.indexOf(a) < LEVELS.indexOf(b));
    for (const a of SEVERITIES)
      for (const b of SEVERITIES)
        expect(worseSeverity(a, b)).toBe(SEVERITIES[Math.min(SEVERITIES.indexOf(a), SEVERITIES.indexOf(b))]);
  });
  test.each([
    [[], "none", "All Systems Operational"],
    [["major_outage"], "critical", "Major System Outage"],
    [["major_outage", "operational"], "major", "Partial System Outage"],
    [["partial_outage", "degraded_performance"], "minor", "Minor Service Outage"],
    [["degraded_performance"], "minor", "Degraded System Service"],
    [["degraded_performance", "under_maintenance"], "minor", "Partially Degraded Service"],
    [["under_maintenance", "operational"], "maintenance", "Service Under Maintenance"],
  ] as const)("%j roll up to %s", (levels, indicator, description) => {
    expect(rollUp(levels)).toEqual({ indicator, description });
  });
});

test("a link by hand always counts, one by alerts while one fires; the worst per component, low asks nothing", () => {
  const links = [
    { componentId: "a", origin: "alert", level: null },
    { componentId: "a", origin: "manual", level: "degraded_performance" },
    { componentId: "b", origin: "alert", level: null },
  ] as const;
  expect(effectsOf("critical", links, new Set(["a"]))).toEqual([{ componentId: "a", level: "major_outage" }]);
  expect(effectsOf("critical", links, new Set())).toEqual([{ componentId: "a", level: "degraded_performance" }]);
  expect(effectsOf("info", links, new Set(["b"]))).toEqual([{ componentId: "a", level: "degraded_performance" }]);
});

test("an alert is of the components its labels name or match, and of its sender's group, its name or itself", () => {
  const components = [
    { id: "api", match: [{ job: "api", env: "prod" }, { service: "api" }] },
    { id: "web", match: [] },
  ];
  expect(matchComponents({ job: "api", env: "prod", x: "y" }, components)).toEqual(["api"]);
  expect(matchComponents({ job: "api" }, components)).toEqual([]);
  expect(matchComponents({ service: "api", component: "web" }, components)).toEqual(["api", "web"]);
  const alert = {
    fingerprint: "f",
    status: "firing",
    groupKey: null,
    title: "",
    severity: "high",
    annotations: {},
    startsAt: null,
  } as const;
  expect(incidentKeyOf({ ...alert, groupKey: "g", labels: { alertname: "A" } }, ["web"])).toBe("g");
  expect(incidentKeyOf({ ...alert, labels: { alertname: "A" } }, ["web", "api"])).toBe("A/api,web");
  expect(incidentKeyOf({ ...alert, labels: {} }, [])).toBe("f");
  expect([severityOf(" Warning ", {}), severityOf(undefined, {}), severityOf("p1", { p1: "critical" })]).toEqual([
    "medium",
    "high",
    "critical",
  ]);
  expect(["constructor", "__proto__", "toString"].map((word) => severityOf(word, {}))).toEqual([
    "high",
    "high",
    "high",
  ]);
});

test("a window is due by its plan, once each side; one slept through altogether only ends", () => {
  const plan = newWindow({ title: "", components: [], startsAt: 10, endsAt: 20, announce: false, remindMs: null });
  const window: Maintenance = { ...plan, id: 1, state: "scheduled", startedAt: null, endedAt: null, isEdited: false };
  const due = (state: Maintenance["state"], now: number) => dueStep({ ...window, state }, now);
  expect([due("scheduled", 9), due("scheduled", 10), due("scheduled", 20)]).toEqual([null, "start", "complete"]);
  expect([due("in_progress", 19), due("in_progress", 20)]).toEqual([null, "complete"]);
  expect([due("completed", 99), due("cancelled", 99)]).toEqual([null, null]);
});

test("retries follow the table with a fifth of jitter and end; Retry-After only lengthens", () => {
  const failed = { kind: "failed", reason: "x", isPermanent: false } as const;
  RETRY_PAUSES_MS.forEach((pause, index) => {
    expect(nextStep(failed, index + 1, 0)).toMatchObject({ kind: "retry", afterMs: pause });
    expect(nextStep(failed, index + 1, 0.5)).toMatchObject({ afterMs: Math.round(pause * 1.1) });
  });
  expect(nextStep(failed, RETRY_PAUSES_MS.length + 1, 0)).toMatchObject({
    kind: "dead",
    reason: "x",
    endsTarget: false,
  });
  expect(nextStep({ ...failed, retryAfterMs: 1 }, 1, 0)).toMatchObject({ afterMs: RETRY_PAUSES_MS[0] });
  expect(nextStep({ ...failed, retryAfterMs: 1e9 }, 1, 0)).toMatchObject({ afterMs: 1e9 });
  expect([200, 204, 299].map((status) => outcomeOfStatus(status).kind)).toEqual(["sent", "sent", "sent"]);
  for (const status of [408, 425, 429, 500, 502, 503, 504])
    expect(outcomeOfStatus(status)).toMatchObject({ isPermanent: false });
  for (const status of [301, 400, 401, 404, 413]) expect(outcomeOfStatus(status)).toMatchObject({ isPermanent: true });
  expect(outcomeOfStatus(410)).toMatchObject({ endsTarget: true });
});

test("news is what differs from what a target believes: worse at once, anything else once it has lasted", () => {
  const change = { componentId: "a", name: "A", from: "operational", to: "partial_outage" } as const;
  const told = (level: Level, isUnstable = false): Told => new Map([["a", { level, isUnstable }]]);
  expect(newsFor([change], new Map(), "at-once")).toEqual([change]);
  expect(newsFor([change], told("major_outage"), "at-once")).toEqual([]);
  expect(newsFor([change], told("major_outage"), "settled")).toEqual([{ ...change, from: "major_outage" }]);
  expect(newsFor([change], told("partial_outage"), "settled")).toEqual([]);
  // Who was told that it keeps changing is owed the end of that, also where it ends as it was.
  expect(newsFor([change], told("partial_outage", true), "settled")).toEqual([{ ...change, from: "partial_outage" }]);
  expect([isWanted(null, "a"), isWanted(["a"], "a"), isWanted(["b"], "a")]).toEqual([true, true, false]);
});

test("roles contain each other, and people never get at the verbs of sources and of the system", () => {
  for (const role of ROLES) {
    expect(isAllowed(ann, role, "getStatus")).toBe(true);
    expect(isAllowed(ann, role, "ackIncident")).toBe(role !== "viewer");
    expect(isAllowed(ann, role, "createToken")).toBe(role === "admin");
    for (const verb of ["ingestAlerts", "moveMaintenance", "syncComponents"] as const)
      expect(isAllowed(ann, role, verb)).toBe(false);
  }
  expect(isAllowed({ kind: "source", name: "am" }, null, "ingestAlerts")).toBe(true);
  expect(isAllowed({ kind: "source", name: "am" }, null, "ackIncident")).toBe(false);
  expect(roleNeeded("openIncident")).toBe("responder");
});

test("only events about incidents, windows and overrides ask something of components, and only with effects", () => {
  const effects = [{ componentId: "a", level: "major_outage" }] as const;
  for (const type of EVENT_TYPES) {
    const event = { type, incidentId: 1, maintenanceId: 2, data: { overrideId: 3, effects } } as never;
    const ask = askOf(event);
    if (/^(incident|post|alert):/.test(type)) expect(ask).toMatchObject({ kind: "incident", id: 1 });
    else if (type.startsWith("maintenance:")) expect(ask).toMatchObject({ kind: "maintenance", id: 2 });
    else if (type.startsWith("override:")) expect(ask).toMatchObject({ kind: "override", id: 3 });
    else expect(ask).toBeNull();
    expect(askOf({ type, incidentId: 1, maintenanceId: 2, data: {} } as never)).toBeNull();
  }
});

test("the nearest name is found for a slip, and none for another word", () => {
  expect(nearest("wbe", ["web", "api"])).toBe("web");
  expect(nearest("Components", ["components"])).toBe("components");
  expect(nearest("postgres", ["web", "api"])).toBeUndefined();
  expect(nearest("x".repeat(10_000), ["web"])).toBeUndefined();
});

// Things as the API sends them.
import type { Incident } from "../../src/contract/incidents.ts";
import type { Maintenance } from "../../src/contract/maintenances.ts";
import type { Component, Status } from "../../src/contract/status.ts";

export const make = {
  incident: (change: Partial<Incident> = {}): Incident => ({
    id: 42,
    title: "Database down",
    severity: "critical",
    state: "open",
    source: "manual",
    components: [{ id: "db", name: "Database", level: "major_outage", held: false, origin: "manual" }],
    held: false,
    firing: 0,
    openedAt: "2026-11-23T21:48:00.000Z",
    reopenCount: 0,
    alertCount: 0,
    posts: [],
    version: 1,
    ...change,
  }),
  component: (change: Partial<Component> = {}): Component => ({
    id: "db",
    name: "Database",
    group: "Core",
    hidden: false,
    level: "operational",
    since: "2026-11-20T21:48:00.000Z",
    cause: { kind: "none" },
    ...change,
  }),
  maintenance: (change: Partial<Maintenance> = {}): Maintenance => ({
    id: 7,
    title: "Upgrade",
    state: "scheduled",
    startsAt: "2026-12-01T01:00:00.000Z",
    endsAt: "2026-12-01T03:00:00.000Z",
    components: [{ id: "db", name: "Database" }],
    ...{ edited: false, autoStart: true, autoEnd: true, announce: true, remindBeforeMs: 3600_000 },
    ...{ notifyStart: true, notifyEnd: true, holdAlerts: true, updates: [] },
    ...change,
  }),
  status: (change: Partial<Status> = {}): Status => ({
    level: "none",
    description: "All Systems Operational",
    components: [make.component()],
    incidents: [],
    maintenances: [],
    seq: 10,
    levelsSeq: 10,
    at: "2026-11-23T22:00:00.000Z",
    degraded: [],
    ...change,
  }),
};

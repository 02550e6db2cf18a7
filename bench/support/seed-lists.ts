// A past with everything in it that lists filter by: incidents of all severities over a year or more, by people and by alerts, with owners,
// keys and levels that moved; and active ones, one of them with very many alerts.
import { ackIncident } from "../../src/daemon/actions/ack-incident.ts";
import { closeIncident } from "../../src/daemon/actions/close-incident.ts";
import type { ActionContext } from "../../src/daemon/actions/context.ts";
import { ingestAlerts } from "../../src/daemon/actions/ingest-alerts.ts";
import { noteIncident } from "../../src/daemon/actions/note-incident.ts";
import { openIncident } from "../../src/daemon/actions/open-incident.ts";
import { postIncident } from "../../src/daemon/actions/post-incident.ts";
import { resolveIncident } from "../../src/daemon/actions/resolve-incident.ts";
import type { Tx } from "../../src/daemon/store/store.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import type { IncomingAlert } from "../../src/domain/alert.ts";
import { SEVERITIES } from "../../src/domain/level.ts";
import { COMPONENTS, SOURCE } from "./config.ts";

export interface Varied {
  /** Ended incidents; every second one was opened by an alert. */
  ended: number;
  active: number;
  /** Alerts of the first active incident. */
  alertsOfOne: number;
  /** How long ago it began. */
  overMs: number;
  /** One of so many ended ones was told in public; absent: none. */
  postedEach?: number;
}
export const PEOPLE = ["ann", "bob", "cid", "dora"] as const;
export const YEAR_MS = 365 * 24 * 3600_000;
const LASTS_MS = 40 * 60_000;
const PUBLIC_WORDS = "Some **requests fail**. The disk of one node is full; we are moving what it serves to another.";
/** One of so many moved the level of its component. */
const OUTAGES = 10;

type ContextAt = (name: string, now: number) => ActionContext;
export interface Place extends Varied {
  index: number;
  now: number;
}

/** Opened, acknowledged, noted, resolved, closed; the next one a little later. */
export const liveVaried = (tx: Tx, at: ContextAt, place: Place): void => {
  const { index, ended, now, overMs, postedEach } = place;
  const openedAt = Math.round(now - overMs + (index / ended) * (overMs - 2 * LASTS_MS));
  const owner = PEOPLE[index % PEOPLE.length]!;
  const id = index % 2 === 0 ? openByHand(tx, at, index, openedAt) : openByAlert(tx, at, index, openedAt);
  const isOutage = index % OUTAGES === 0;
  if (isOutage) moveLevel(tx, index, openedAt, id);
  ackIncident(tx, at(owner, openedAt + 60_000), { id });
  noteIncident(tx, at(owner, openedAt + 120_000), { id, text: "Looking at the disks." });
  // That it is over is then posted by itself.
  if (postedEach && index % postedEach === 0)
    postIncident(tx, at(owner, openedAt + 180_000), { id, status: "identified", text: PUBLIC_WORDS });
  resolveIncident(tx, at(owner, openedAt + LASTS_MS), { id, force: true });
  if (isOutage) moveLevel(tx, index, openedAt + LASTS_MS, null);
  if (index % 100 < 98) closeIncident(tx, at(owner, openedAt + LASTS_MS), { id });
};

/** Still there: a third of them has an owner. */
export const openVaried = (tx: Tx, at: ContextAt, index: number, now: number): void => {
  const id = index % 2 === 0 ? openByHand(tx, at, index, now) : openByAlert(tx, at, index, now);
  if (index % 3 === 0) ackIncident(tx, at(PEOPLE[index % PEOPLE.length]!, now), { id });
};

/** One incident of very many alerts. */
export const openStorm = (tx: Tx, at: ContextAt, from: number, count: number, now: number): void => {
  const many = Array.from({ length: count }, (_, index) => alertOf(from + index, "storm", `storm-${from + index}`));
  hear(tx, at, many, now);
};

const titleOf = (index: number): string => `Disk of node ${index % 100} fills up`;
const severityOf = (index: number) => SEVERITIES[index % SEVERITIES.length]!;
const componentOf = (index: number): string => COMPONENTS[index % COMPONENTS.length]!.id;

const openByHand = (tx: Tx, at: ContextAt, index: number, now: number): number =>
  openIncident(tx, at(PEOPLE[0], now), {
    title: titleOf(index),
    severity: severityOf(index),
    key: `disk-${index % 1000}-${index}`,
    components: [{ id: componentOf(index) }],
  }).value.id;

const openByAlert = (tx: Tx, at: ContextAt, index: number, now: number): number => {
  hear(tx, at, [alertOf(index, `group-${index}`, `alert-${index}`)], now);
  return tx.incidents.activeByKey(SOURCE.id, `group-${index}`)!.id;
};

const alertOf = (index: number, groupKey: string, fingerprint: string): IncomingAlert => ({
  ...{ fingerprint, status: "firing", groupKey, title: titleOf(index), severity: severityOf(index) },
  labels: { alertname: "DiskFull", instance: `node-${index % 100}`, job: "node" },
  annotations: { summary: "The disk is full in an hour.", runbook: "https://example.org/disk" },
  ...{ named: [componentOf(index)], startsAt: null, endsAt: null, saidAt: null },
});

const hear = (tx: Tx, at: ContextAt, statements: IncomingAlert[], now: number): void => {
  const ctx = { ...at(SOURCE.id, now), actor: { kind: "source" as const, name: SOURCE.id }, role: null };
  const request = {
    kind: "new",
    shape: "generic",
    bytes: 500,
    shed: 0,
    excerpt: null,
    agent: null,
    remarks: [],
  } as const;
  ingestAlerts(tx, ctx, { source: SOURCE.id, statements, resolveAfterMs: null, request });
};

/** As the status engine writes it: down because of an incident, or up again. */
const moveLevel = (tx: Tx, index: number, at: number, incident: number | null): void => {
  const levels = ["operational", "major_outage"] as const;
  const [from, to] = incident === null ? [levels[1], levels[0]] : levels;
  const cause = incident === null ? ({ kind: "none" } as const) : ({ kind: "incident", id: incident } as const);
  tx.events.append(
    [{ type: "status:changed", componentId: componentOf(index), data: { from, to, cause } }],
    at,
    SYSTEM,
  );
};

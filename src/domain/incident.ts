// The life of an incident: open -> acknowledged -> resolved -> closed. Pure; the time and the actor come in as arguments.
import { type Actor, SYSTEM } from "./actor.ts";
import { assertNever } from "./assert.ts";
import type { NewEvent } from "./events.ts";
import type { Severity } from "./level.ts";
import type { Effect } from "./link.ts";
import type { PublicStatus } from "./post.ts";

export const STATES = ["open", "acknowledged", "resolved", "closed"] as const;
export type IncidentState = (typeof STATES)[number];
/** Somebody still has to do something. */
export const isActive = (state: IncidentState): boolean => state === "open" || state === "acknowledged";

export interface Incident {
  id: number;
  title: string;
  severity: Severity;
  state: IncidentState;
  /** `manual`, or the id of the source whose alerts opened it. */
  source: string;
  /** The dedup key, unique per source while the incident is active. */
  key: string | null;
  owner: string | null;
  openedAt: number;
  acknowledgedAt: number | null;
  /** The first ack since it was opened, whatever came of it. */
  firstAckedAt: number | null;
  firstAckedBy: string | null;
  /** When the ack runs out; null: it lasts. */
  ackedUntil: number | null;
  /** Pages nobody before then. */
  snoozedUntil: number | null;
  resolvedAt: number | null;
  resolvedBy: string | null;
  closedAt: number | null;
  closedBy: string | null;
  /** Closed, since all of it went into that one. */
  mergedInto: number | null;
  reopenCount: number;
  alertCount: number;
  /** What the public was told; null: it knows nothing of this incident. */
  publicTitle: string | null;
  publicStatus: PublicStatus | null;
  version: number;
}

type Move = Command["kind"];
type Moves = Record<IncidentState, Partial<Record<Move, IncidentState>>>;
export const MOVES = {
  open: { ack: "acknowledged", unack: "open", resolve: "resolved", merge: "closed" },
  acknowledged: { ack: "acknowledged", unack: "open", resolve: "resolved", merge: "closed" },
  resolved: { close: "closed", reopen: "open", merge: "closed" },
  closed: {},
} as const satisfies Moves;

export type Command =
  /** `until`: when the ack runs out by itself. */
  | { kind: "ack"; by: Actor; note?: string | undefined; until?: number | null }
  | { kind: "unack"; by: Actor; reason: "manual" | "expired" }
  | { kind: "resolve"; by: Actor; note?: string | undefined; firing: number; force?: boolean | undefined }
  | { kind: "close"; by: Actor; note?: string | undefined }
  /** `effects` is what the incident asks of its components from now on. */
  | {
      kind: "reopen";
      by: Actor;
      reason: "recurrence" | "manual";
      note?: string | undefined;
      severity: Severity;
      /** Maintenance holds all of it. */
      isHeld?: boolean;
      effects: Effect[];
    }
  | { kind: "merge"; by: Actor; into: number };

export type Refusal = { kind: "refused"; detail: string; hint: string };
export type Decision =
  | { kind: "changed"; incident: Incident; events: NewEvent[] }
  | { kind: "unchanged"; incident: Incident }
  | Refusal;

/** What a command does to an incident: a change with its event, nothing (it was so already), or a refusal that says why. */
export const decide = (incident: Incident, command: Command, now: number): Decision => {
  if (isAlreadySo(incident, command)) return { kind: "unchanged", incident };
  const moves: Partial<Record<Move, IncidentState>> = MOVES[incident.state];
  const to = moves[command.kind];
  if (!to || isTakenByAnother(incident, command)) return illegal(incident, command);
  if (command.kind === "resolve" && command.firing > 0 && !command.force) return stillFiring(incident, command.firing);
  return move(incident, command, to, now);
};

const isTakenByAnother = ({ state, owner }: Incident, { kind, by }: Command): boolean =>
  kind === "ack" && state === "acknowledged" && owner !== by.name;

/** The same thing twice by the same person is no error; nor is ending what has ended already. */
const isAlreadySo = (incident: Incident, command: Command): boolean => {
  const { state, owner, ackedUntil, resolvedBy, closedBy, mergedInto } = incident;
  const name = command.by.name;
  switch (command.kind) {
    case "ack":
      return state === "acknowledged" && owner === name && ackedUntil === (command.until ?? null);
    case "unack":
      return state === "open" && owner === null;
    case "resolve":
      return state === "resolved" && resolvedBy === name;
    case "close":
      return state === "closed" && closedBy === name && mergedInto === null;
    case "reopen":
      return state === "open";
    case "merge":
      return mergedInto === command.into;
    default:
      return assertNever(command);
  }
};

const UNOWNED = { owner: null, acknowledgedAt: null, ackedUntil: null } as const;

const move = (incident: Incident, command: Command, state: IncidentState, now: number): Decision => {
  const id = incident.id;
  const note = "note" in command && command.note ? { note: command.note } : {};
  const to = (change: Partial<Incident>, event: NewEvent): Decision => changed(incident, { state, ...change }, event);
  switch (command.kind) {
    case "ack": {
      const until = command.until ?? null;
      const owner = command.by.name;
      const acked = {
        acknowledgedAt: now,
        firstAckedAt: incident.firstAckedAt ?? now,
        firstAckedBy: incident.firstAckedBy ?? owner,
        ackedUntil: until,
      };
      const data = { owner, ...(until === null ? {} : { until: isoOf(until) }), ...note };
      return to({ owner, ...acked }, { type: "incident:acknowledged", incidentId: id, data });
    }
    case "unack": {
      const data = { owner: incident.owner, reason: command.reason };
      return to(UNOWNED, { type: "incident:unacknowledged", incidentId: id, data });
    }
    case "resolve": {
      const data = { ...note, ...(command.firing > 0 ? { forced: true as const } : {}), effects: [] };
      return to(
        { resolvedAt: now, resolvedBy: command.by.name, ackedUntil: null, snoozedUntil: null },
        { type: "incident:resolved", incidentId: id, data },
      );
    }
    case "close":
      return to({ closedAt: now, closedBy: command.by.name }, { type: "incident:closed", incidentId: id, data: note });
    case "reopen": {
      const { reason, severity, effects, isHeld } = command;
      const held = isHeld ? { held: true as const } : {};
      const reopenCount = incident.reopenCount + 1;
      return to(
        { ...UNOWNED, severity, snoozedUntil: null, resolvedAt: null, resolvedBy: null, reopenCount },
        { type: "incident:reopened", incidentId: id, data: { reason, severity, ...note, ...held, effects } },
      );
    }
    case "merge": {
      const closed = { closedAt: now, closedBy: command.by.name, ackedUntil: null, snoozedUntil: null };
      return to(
        { ...closed, mergedInto: command.into, publicTitle: null, publicStatus: null },
        { type: "incident:merged", incidentId: id, data: { into: command.into, effects: [] } },
      );
    }
    default:
      return assertNever(command);
  }
};

export const changed = (incident: Incident, change: Partial<Incident>, event: NewEvent): Decision => ({
  kind: "changed",
  incident: { ...incident, ...change, version: incident.version + 1 },
  events: [event],
});

const illegal = (incident: Incident, command: Command): Refusal => {
  const name = `Incident ${incident.id}`;
  const is = describe(incident);
  if (command.kind === "ack" && incident.state === "acknowledged")
    return refused(
      `${name} is ${is}.`,
      `Talk to ${incident.owner}, add what you know with \`tocsin note\`, or take it over: \`tocsin assign ${incident.id} me\`.`,
    );
  if (command.kind === "close" && isActive(incident.state))
    return refused(`${name} is ${is}; only a resolved incident can be closed.`, "Use `tocsin resolve` first.");
  if (command.kind === "reopen" && isActive(incident.state))
    return refused(`${name} is ${is}; there is nothing to reopen.`, "Use `tocsin unack` to give it back.");
  return refused(`${name} was ${is}; there is nothing left to ${command.kind}.`, hintWhenOver(incident));
};

/** What to do about one that is resolved or closed. */
export const hintWhenOver = ({ state, mergedInto }: Incident): string => {
  if (mergedInto !== null) return `Go on with incident ${mergedInto}.`;
  if (state === "resolved") return "If it is not over, use `tocsin reopen`.";
  return "A closed incident stays closed; open a new one with `tocsin open`.";
};

const stillFiring = (incident: Incident, firing: number): Refusal =>
  refused(
    `Incident ${incident.id} still has ${firing} firing ${firing === 1 ? "alert" : "alerts"}.`,
    "It resolves by itself when they recover; `--force` resolves it now and mutes them until they have recovered once.",
  );

/** The present state in words, with who got it there: "acknowledged by ann since 2026-11-23T22:00:00Z". */
export const describe = (incident: Incident): string => {
  const at = (ms: number | null): string => (ms === null ? "" : ` at ${isoSeconds(ms)}`);
  const by = (who: string | null): string => (who === null || who === SYSTEM.name ? "" : ` by ${who}`);
  switch (incident.state) {
    case "open":
      return "open";
    case "acknowledged":
      return `acknowledged${by(incident.owner)}${at(incident.acknowledgedAt)}`;
    case "resolved":
      return `resolved${by(incident.resolvedBy)}${at(incident.resolvedAt)}`;
    case "closed": {
      const where = incident.mergedInto === null ? "closed" : `merged into incident ${incident.mergedInto}`;
      return `${where}${by(incident.closedBy)}${at(incident.closedAt)}`;
    }
  }
};

/** A due time as events carry it: exact, since readers of the log compute with it. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
export const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
export const refused = (detail: string, hint: string): Refusal => ({ kind: "refused", detail, hint });

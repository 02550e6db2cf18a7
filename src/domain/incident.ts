// The life of an incident: open -> acknowledged -> resolved -> closed. Pure; the time and the actor come in as arguments.
import { type Actor, SYSTEM } from "./actor.ts";
import type { NewEvent } from "./events.ts";
import type { Severity } from "./level.ts";
import type { Effect } from "./link.ts";

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
  resolvedAt: number | null;
  resolvedBy: string | null;
  closedAt: number | null;
  closedBy: string | null;
  reopenCount: number;
  alertCount: number;
  version: number;
}

type Move = "ack" | "resolve" | "close" | "reopen";
type Moves = Record<IncidentState, Partial<Record<Move, IncidentState>>>;
export const MOVES = {
  open: { ack: "acknowledged", resolve: "resolved" },
  acknowledged: { resolve: "resolved" },
  resolved: { close: "closed", reopen: "open" },
  closed: {},
} as const satisfies Moves;

export type Command =
  | { kind: "ack"; by: Actor; note?: string | undefined }
  | { kind: "resolve"; by: Actor; note?: string | undefined; firing: number; force?: boolean | undefined }
  | { kind: "close"; by: Actor; note?: string | undefined }
  /** Recurrence inside the reopen window; `effects` is what the incident asks of its components from now on. */
  | { kind: "reopen"; by: Actor; reason: "recurrence"; severity: Severity; effects: Effect[] };

export type Refusal = { kind: "refused"; detail: string; hint: string };
export type Decision =
  | { kind: "changed"; incident: Incident; events: NewEvent[] }
  | { kind: "unchanged"; incident: Incident }
  | Refusal;

/** What a command does to an incident: a change with its event, nothing (it was so already), or a refusal that says why. */
export const decide = (incident: Incident, command: Command, now: number): Decision => {
  const moves: Partial<Record<Move, IncidentState>> = MOVES[incident.state];
  const to = moves[command.kind];
  if (!to) return alreadySo(incident, command) ?? illegal(incident, command);
  if (command.kind === "resolve" && command.firing > 0 && !command.force) return stillFiring(incident, command.firing);
  return move(incident, command, to, now);
};

const move = (incident: Incident, command: Command, state: IncidentState, now: number): Decision => {
  const id = incident.id;
  const note = "note" in command && command.note ? { note: command.note } : {};
  switch (command.kind) {
    case "ack":
      return changed(
        incident,
        { state, owner: command.by.name, acknowledgedAt: now },
        { type: "incident:acknowledged", incidentId: id, data: { owner: command.by.name, ...note } },
      );
    case "resolve":
      return changed(
        incident,
        { state, resolvedAt: now, resolvedBy: command.by.name },
        {
          type: "incident:resolved",
          incidentId: id,
          data: { ...note, ...(command.firing > 0 ? { forced: true } : {}), effects: [] },
        },
      );
    case "close":
      return changed(
        incident,
        { state, closedAt: now, closedBy: command.by.name },
        { type: "incident:closed", incidentId: id, data: note },
      );
    case "reopen":
      return changed(
        incident,
        {
          state,
          severity: command.severity,
          owner: null,
          acknowledgedAt: null,
          resolvedAt: null,
          resolvedBy: null,
          reopenCount: incident.reopenCount + 1,
        },
        {
          type: "incident:reopened",
          incidentId: id,
          data: { reason: command.reason, severity: command.severity, effects: command.effects },
        },
      );
  }
};

const changed = (incident: Incident, change: Partial<Incident>, event: NewEvent): Decision => ({
  kind: "changed",
  incident: { ...incident, ...change, version: incident.version + 1 },
  events: [event],
});

/** The same thing twice by the same person is no error; nor is ending what has ended already. */
const alreadySo = (incident: Incident, command: Command): Decision | undefined => {
  const isDone = {
    ack: incident.state === "acknowledged" && incident.owner === command.by.name,
    resolve: incident.state === "resolved" && incident.resolvedBy === command.by.name,
    close: incident.state === "closed" && incident.closedBy === command.by.name,
    reopen: false,
  }[command.kind];
  return isDone ? { kind: "unchanged", incident } : undefined;
};

const illegal = (incident: Incident, command: Command): Refusal => {
  const name = `Incident ${incident.id}`;
  const is = describe(incident);
  if (command.kind === "ack" && incident.state === "acknowledged")
    return refused(`${name} is ${is}.`, `Talk to ${incident.owner}, or add what you know with \`tocsin note\`.`);
  if (command.kind === "close" && isActive(incident.state))
    return refused(`${name} is ${is}; only a resolved incident can be closed.`, "Use `tocsin resolve` first.");
  return refused(`${name} was ${is}; there is nothing left to ${command.kind}.`, HINT_WHEN_OVER[incident.state]);
};

const HINT_WHEN_OVER: Record<IncidentState, string> = {
  open: "See `tocsin show`.",
  acknowledged: "See `tocsin show`.",
  resolved: "If it is back, open it again with the same key: `tocsin open … -k KEY`.",
  closed: "A closed incident stays closed; open a new one with `tocsin open`.",
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
    case "closed":
      return `closed${by(incident.closedBy)}${at(incident.closedAt)}`;
  }
};

const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const refused = (detail: string, hint: string): Refusal => ({ kind: "refused", detail, hint });

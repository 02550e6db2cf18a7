// What can happen, as data. Every change of a row appends one of these in the same transaction; three readers follow them.
import type { Actor } from "./actor.ts";
import type { CauseKind, CauseOfLevel, Level, Severity } from "./level.ts";
import type { Effect, Link } from "./link.ts";

/** `effects` is the whole of what its subject asks from now on; absent means that the event does not change it. */
export interface EventData {
  "incident:opened": {
    title: string;
    severity: Severity;
    source: string;
    key?: string;
    message?: string;
    components: Link[];
    effects: Effect[];
  };
  "incident:acknowledged": { owner: string; note?: string };
  "incident:resolved": { note?: string; forced?: true; effects: Effect[] };
  "incident:closed": { note?: string };
  "incident:reopened": { reason: "recurrence"; severity: Severity; effects: Effect[] };
  "incident:edited": { severity?: { from: Severity; to: Severity }; components?: Link[]; effects?: Effect[] };
  "incident:noted": { text: string };
  "alert:fired": {
    source: string;
    fingerprint: string;
    severity: Severity;
    labels: Record<string, string>;
    components: string[];
    effects?: Effect[];
  };
  "alert:recovered": { source: string; fingerprint: string; labels: Record<string, string>; effects?: Effect[] };
  "maintenance:scheduled": { title: string; startsAt: number; endsAt: number; components: string[] };
  "maintenance:started": { title: string; components: string[]; effects: Effect[] };
  "maintenance:completed": { title: string; components: string[]; effects: Effect[] };
  "maintenance:cancelled": { title: string; components: string[]; wasRunning: boolean; effects: Effect[] };
  "status:changed": { from: Level; to: Level; cause: CauseOfLevel };
  "delivery:failed": { deliveryId: number; channel: string; reason: string };
  "subscriber:added": { subscriberId: number; channel: string };
  "subscriber:removed": { subscriberId: number; channel: string };
  "token:created": { tokenId: number; name: string };
  "token:revoked": { tokenId: number; name: string };
  "reader:faulted": { reader: string; seq: number; error: string };
  "reader:repaired": { reader: string; seq: number };
  "config:reloaded": { added: string[]; removed: string[] };
}
export type EventType = keyof EventData;

/** What the type of an event is about decides which component levels it can move. */
const SUBJECT = {
  "incident:opened": "incident",
  "incident:acknowledged": "incident",
  "incident:resolved": "incident",
  "incident:closed": "incident",
  "incident:reopened": "incident",
  "incident:edited": "incident",
  "incident:noted": "incident",
  "alert:fired": "incident",
  "alert:recovered": "incident",
  "maintenance:scheduled": "maintenance",
  "maintenance:started": "maintenance",
  "maintenance:completed": "maintenance",
  "maintenance:cancelled": "maintenance",
  "status:changed": null,
  "delivery:failed": null,
  "subscriber:added": null,
  "subscriber:removed": null,
  "token:created": null,
  "token:revoked": null,
  "reader:faulted": null,
  "reader:repaired": null,
  "config:reloaded": null,
} as const satisfies Record<EventType, CauseKind | null>;

export const EVENT_TYPES = Object.keys(SUBJECT) as EventType[];

interface About {
  incidentId?: number;
  componentId?: string;
  maintenanceId?: number;
}
/** An event before the log gave it a place: `seq`, `at`, `actor`. */
export type NewEvent = { [T in EventType]: { type: T; data: EventData[T]; causeSeq?: number } & About }[EventType];

interface Placed {
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  actor: Actor;
  /** First seq of the transaction that this event was written in. */
  txSeq: number;
}
export type StoredEvent = NewEvent & Placed;
export type StoredEventOf<T extends EventType> = Extract<NewEvent, { type: T }> & Placed;

/** What an event asks of components: whose ask it is, and all of it. null: it moves no level. */
export const askOf = (event: NewEvent): { kind: CauseKind; id: number; effects: readonly Effect[] } | null => {
  const kind = SUBJECT[event.type];
  const effects = "effects" in event.data ? event.data.effects : undefined;
  if (!kind || !effects) return null;
  const id = kind === "maintenance" ? event.maintenanceId : event.incidentId;
  return id === undefined ? null : { kind, id, effects };
};

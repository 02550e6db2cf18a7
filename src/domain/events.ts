// What can happen, as data. Every change of a row appends one of these in the same transaction; three readers follow them.
import type { Actor } from "./actor.ts";
import type { CauseKind, CauseOfLevel, Level, Severity } from "./level.ts";
import type { Effect, Link } from "./link.ts";
import type { PostedLevel, PostStatus, PublicStatus } from "./post.ts";

/** `effects` is the whole of what its subject asks from now on; absent means that the event does not change it. */
export interface EventData {
  "incident:opened": {
    title: string;
    severity: Severity;
    source: string;
    key?: string;
    message?: string;
    components: Link[];
    /** Maintenance holds all of it: it pages nobody. */
    held?: true;
    effects: Effect[];
  };
  /** `until` as ISO 8601: it opens again then. */
  "incident:acknowledged": { owner: string; until?: string; note?: string };
  "incident:unacknowledged": { owner: string | null; reason: "manual" | "expired" };
  "incident:resolved": { note?: string; forced?: true; effects: Effect[] };
  "incident:closed": { note?: string };
  "incident:reopened": {
    reason: "recurrence" | "manual";
    severity: Severity;
    note?: string;
    held?: true;
    effects: Effect[];
  };
  /** It was put into another one, and is closed. */
  "incident:merged": { into: number; effects: Effect[] };
  /** Another one was put into it: its alerts, links and public words are this one's now. */
  "incident:absorbed": {
    from: number;
    title: string;
    alerts: number;
    severity: Severity;
    components: Link[];
    effects: Effect[];
    /** What the public is told of this one from now on; absent where the one that came had no public words. */
    public?: PublicWords;
    /** What its severity was, where the one that came made it worse. */
    raisedFrom?: Severity;
  };
  "incident:assigned": { from: string | null; to: string };
  /** `until` as ISO 8601; null ends a snooze. */
  "incident:snoozed": { until: string | null };
  "incident:edited": {
    title?: { from: string; to: string };
    severity?: { from: Severity; to: Severity };
    components?: Link[];
    /** One of its alerts that is about these by now. */
    alert?: { source: string; fingerprint: string; components: string[] };
    held?: true;
    effects?: Effect[];
  };
  /** What alerts say of these components waits for the end of maintenance; `isWhole`: that is all of the incident. */
  "incident:held": { components: string[]; isWhole: boolean };
  /**
   * It counts from now on; `wasWhole`: nobody was to be paged about the incident until now. `joined`: something that no
   * maintenance covers fires too, and what is held stays so; `components` is empty then. `severity`: what counts now is as bad
   * as that; lower than it was only where all of the incident was held since it was opened.
   */
  "incident:released": {
    components: string[];
    why: "over" | "touched" | "joined";
    wasWhole: boolean;
    severity?: { from: Severity; to: Severity };
    effects: Effect[];
  };
  "incident:noted": { text: string };
  /** `at`: when readers are told that it was said. `isAuto`: by a resolve or a reopen. */
  "incident:posted": {
    postId: number;
    status: PostStatus;
    text: string;
    at: string;
    levels: PostedLevel[];
    isAuto?: true;
    isSilent?: true;
    public: PublicWords;
  };
  "post:edited": {
    postId: number;
    text?: { from: string; to: string };
    status?: { from: PostStatus; to: PostStatus };
    at?: { from: string; to: string };
    public: PublicWords;
  };
  "alert:fired": {
    source: string;
    fingerprint: string;
    severity: Severity;
    labels: Record<string, string>;
    components: string[];
    effects?: Effect[];
  };
  /** `expired`: nothing was heard of it for longer than its source promised. */
  "alert:recovered": {
    source: string;
    fingerprint: string;
    labels: Record<string, string>;
    expired?: true;
    effects?: Effect[];
  };
  "override:set": { overrideId: number; level: Level; reason: string; until?: string; effects: Effect[] };
  "override:cleared": { overrideId: number; level: Level; why: "manual" | "expired" | "replaced"; effects: Effect[] };
  /** `occurrence`: the wall time that the rule of its series gave it. */
  "maintenance:scheduled": PlannedWindow & {
    text?: string;
    seriesId?: number;
    occurrence?: string;
    rrule?: string;
    timeZone?: string;
  };
  "maintenance:announced": PlannedWindow;
  "maintenance:reminded": PlannedWindow;
  /** `fields` that are others now; `moved`: the times that it had before; `left`: components that it does not cover any more. */
  "maintenance:edited": PlannedWindow & {
    fields: string[];
    left?: string[];
    moved?: { startsAt: number; endsAt: number };
    isSilent?: true;
    effects?: Effect[];
  };
  /** Somebody said something about it in public. */
  "maintenance:updated": { title: string; components: string[]; updateId: number; text: string; isSilent?: true };
  "maintenance:started": { title: string; components: string[]; effects: Effect[] };
  "maintenance:verifying": { title: string; components: string[]; effects: Effect[] };
  "maintenance:completed": { title: string; components: string[]; effects: Effect[] };
  "maintenance:cancelled": {
    title: string;
    components: string[];
    wasRunning: boolean;
    why?: "skipped" | "lapsed";
    isSilent?: true;
    effects: Effect[];
  };
  "status:changed": { from: Level; to: Level; cause: CauseOfLevel };
  /** Its past from `from` to `to` (ISO 8601) counts as that level from now on; null: as it was recorded. */
  "component:amended": { amendmentId: number; from: string; to: string; level: Level | null; reason: string };
  /** It is given up. */
  "delivery:failed": { deliveryId: number; channel: string; reason: string; subscriberId?: number };
  "delivery:retried": { deliveryId: number; channel: string };
  /** Somebody asked for a message that proves the way to a target; `team`: its name there. */
  "delivery:tested": { subscriberId: number; channel: string; team?: string };
  "notify:paused": { scope: PauseScope; until?: string; reason?: string };
  "notify:resumed": { scope: PauseScope };
  /** Its target has to confirm it first. */
  "subscriber:requested": { subscriberId: number; channel: string; confirmationId: number };
  "subscriber:confirmed": { subscriberId: number; channel: string };
  "subscriber:added": { subscriberId: number; channel: string };
  /** It asks for something else now. */
  "subscriber:changed": { subscriberId: number; channel: string };
  "subscriber:rotated": { subscriberId: number; channel: string };
  "subscriber:quarantined": { subscriberId: number; channel: string; reason: string };
  "subscriber:removed": { subscriberId: number; channel: string };
  "token:created": { tokenId: number; name: string };
  "token:revoked": { tokenId: number; name: string };
  /** What opened the page until now opens it no more. */
  "page:token_rotated": { page: string };
  "reader:faulted": { reader: string; seq: number; error: string };
  "reader:repaired": { reader: string; seq: number };
  /** Components that came and went, and the keys whose values are others now. */
  "config:reloaded": { added: string[]; removed: string[]; changed: string[] };
}
export type EventType = keyof EventData;

type PlannedWindow = { title: string; startsAt: number; endsAt: number; components: string[] };
/** The title and the newest word that the public knows of an incident; null: it knows nothing. */
export type PublicWords = { title: string; status: PublicStatus } | null;
/** Who is sent nothing while it is paused; the team only where that is said. */
export const PAUSE_SCOPES = ["subscribers", "everybody"] as const;
export type PauseScope = (typeof PAUSE_SCOPES)[number];

/** What the type of an event is about decides which component levels it can move. */
const SUBJECT = {
  "incident:opened": "incident",
  "incident:acknowledged": "incident",
  "incident:unacknowledged": "incident",
  "incident:resolved": "incident",
  "incident:closed": "incident",
  "incident:reopened": "incident",
  "incident:merged": "incident",
  "incident:absorbed": "incident",
  "incident:assigned": "incident",
  "incident:snoozed": "incident",
  "incident:edited": "incident",
  "incident:held": "incident",
  "incident:released": "incident",
  "incident:noted": "incident",
  "incident:posted": "incident",
  "post:edited": "incident",
  "alert:fired": "incident",
  "alert:recovered": "incident",
  "override:set": "override",
  "override:cleared": "override",
  "maintenance:scheduled": "maintenance",
  "maintenance:announced": "maintenance",
  "maintenance:reminded": "maintenance",
  "maintenance:edited": "maintenance",
  "maintenance:updated": "maintenance",
  "maintenance:started": "maintenance",
  "maintenance:verifying": "maintenance",
  "maintenance:completed": "maintenance",
  "maintenance:cancelled": "maintenance",
  "status:changed": null,
  "component:amended": null,
  "delivery:failed": null,
  "delivery:retried": null,
  "delivery:tested": null,
  "notify:paused": null,
  "notify:resumed": null,
  "subscriber:requested": null,
  "subscriber:confirmed": null,
  "subscriber:added": null,
  "subscriber:changed": null,
  "subscriber:rotated": null,
  "subscriber:quarantined": null,
  "subscriber:removed": null,
  "token:created": null,
  "token:revoked": null,
  "page:token_rotated": null,
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
  const id = ID_OF[kind](event);
  return id === undefined ? null : { kind, id, effects };
};

const ID_OF: Record<CauseKind, (event: NewEvent) => number | undefined> = {
  incident: (event) => event.incidentId,
  maintenance: (event) => event.maintenanceId,
  override: (event) => ("overrideId" in event.data ? event.data.overrideId : undefined),
};

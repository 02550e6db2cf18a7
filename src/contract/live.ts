// The live feed's typed events: a wrong payload does not compile.
import type { Actor } from "../domain/actor.ts";
import type { EventData, EventType } from "../domain/events.ts";
import type { Level } from "../domain/level.ts";
import type { PostStatus } from "../domain/post.ts";
import type { Incident } from "./incidents.ts";
import type { ProblemBody } from "./problem.ts";
import type { Status } from "./status.ts";

/** One event as outsiders see it; `at` is ISO 8601 UTC. */
export interface LiveEventOf<T extends EventType> {
  seq: number;
  at: string;
  type: T;
  actor: Actor;
  causeSeq?: number;
  incidentId?: number;
  componentId?: string;
  maintenanceId?: number;
  data: EventData[T];
}
export type LiveEvent = { [T in EventType]: LiveEventOf<T> }[EventType];

export type ServerToClient = { [T in EventType]: (event: LiveEventOf<T>) => void };

export const RESUME_LIMIT = 500;
export type ResumeReply =
  | { events: LiveEvent[]; more: boolean }
  | { reset: true; snapshot: { seq: number; status: Status; incidents: Incident[] } }
  | { problem: ProblemBody };

export interface ClientToServer {
  /** Events after a seq, oldest first, and then the live stream without a gap; `more` asks to be called again. */
  resume: (input: { after: number }, reply: (answer: ResumeReply) => void) => void;
  /** Only events of these incidents and components from now on; an empty list means all again. */
  subscribe: (
    input: { rooms: string[] },
    reply: (answer: { rooms: string[] } | { problem: ProblemBody }) => void,
  ) => void;
}

/**
 * Namespace `/public`: what a page's readers may know. `auth` says which: {page?: slug, token?: of a private one}; without `page`
 * the one of the host that was asked, else the first. One that is not there and one that is not theirs are refused alike.
 */
export interface PublicServerToClient {
  "status:changed": (event: {
    page: string;
    component: string;
    from: Level;
    to: Level;
    at: string;
    seq: number;
  }) => void;
  "incident:posted": (event: PublicPostEvent) => void;
  "maintenance:scheduled": (event: PublicMaintenanceEvent) => void;
  /** Its times, words or components are others now. */
  "maintenance:edited": (event: PublicMaintenanceEvent) => void;
  /** Somebody said something about it; the words stand on the page. */
  "maintenance:updated": (event: PublicMaintenanceEvent) => void;
  "maintenance:started": (event: PublicMaintenanceEvent) => void;
  "maintenance:verifying": (event: PublicMaintenanceEvent) => void;
  "maintenance:completed": (event: PublicMaintenanceEvent) => void;
  "maintenance:cancelled": (event: PublicMaintenanceEvent) => void;
}
/** Somebody said something about an incident, or corrected it; the words stand on the page. */
export interface PublicPostEvent {
  page: string;
  /** Of the incident. */
  id: number;
  /** What the public knows it as. */
  title: string;
  status: PostStatus;
  components: string[];
  at: string;
  seq: number;
}
export interface PublicMaintenanceEvent {
  page: string;
  id: number;
  title: string;
  components: string[];
  at: string;
  seq: number;
}

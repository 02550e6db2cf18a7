import * as z from "zod";
import { route } from "./route.ts";
import {
  Actor,
  ComponentId,
  Cursor,
  Id,
  IdParam,
  IncidentState,
  Key,
  Level,
  Limit,
  listOf,
  Moment,
  Origin,
  Seq,
  Severity,
  Text,
  Title,
} from "./vocabulary.ts";

export const IncidentComponent = z.object({
  id: ComponentId,
  name: z.string(),
  /** What this link asks of the component now; null: nothing (a low severity, or none of its alerts fires). */
  level: Level.nullable(),
  held: z.boolean(),
  origin: Origin,
});

export const Incident = z
  .object({
    id: Id,
    title: z.string(),
    severity: Severity,
    state: IncidentState,
    key: z.string().optional(),
    source: z.string(),
    components: z.array(IncidentComponent),
    owner: z.string().optional(),
    held: z.boolean(),
    firing: z.number().int().meta({ description: "How many of its alerts fire and are not muted." }),
    openedAt: Moment,
    acknowledgedAt: Moment.optional(),
    ackedUntil: Moment.optional(),
    resolvedAt: Moment.optional(),
    closedAt: Moment.optional(),
    reopenCount: z.number().int(),
    alertCount: z.number().int(),
    posts: z.array(z.never()),
    version: z.number().int(),
  })
  .meta({ id: "Incident" });
export type Incident = z.infer<typeof Incident>;

export const EventEnvelope = z
  .object({
    seq: z.number().int(),
    at: Moment,
    type: z.string(),
    actor: Actor,
    causeSeq: z.number().int().optional(),
    incidentId: Id.optional(),
    componentId: z.string().optional(),
    maintenanceId: Id.optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Event" });

export const openIncident = route({
  name: "openIncident",
  method: "POST",
  path: "/incidents",
  summary: "Open an incident; with a key that is active already, that incident",
  body: z.strictObject({
    title: Title,
    severity: Severity.default("high"),
    components: z
      .array(z.strictObject({ id: ComponentId, level: Level.optional() }))
      .max(100)
      .optional(),
    key: Key.optional(),
    message: Text.optional(),
  }),
  reply: Incident,
  status: [201, 200],
});

export const listIncidents = route({
  name: "listIncidents",
  method: "GET",
  path: "/incidents",
  summary: "Incidents, worst and oldest first; active ones unless a state is named",
  query: z.strictObject({
    state: z.enum(["active", "all", ...IncidentState.options]).default("active"),
    severity: Severity.optional(),
    component: ComponentId.optional(),
    limit: Limit,
    cursor: Cursor,
  }),
  reply: listOf(Incident),
  status: [200],
});

export const getIncident = route({
  name: "getIncident",
  method: "GET",
  path: "/incidents/{id}",
  summary: "One incident",
  params: IdParam,
  reply: Incident,
  status: [200],
});

export const listIncidentEvents = route({
  name: "listIncidentEvents",
  method: "GET",
  path: "/incidents/{id}/events",
  summary: "The timeline of an incident, oldest first",
  params: IdParam,
  query: z.strictObject({ after: Seq.optional(), limit: Limit }),
  reply: listOf(EventEnvelope),
  status: [200],
});

const verb = <N extends "ackIncident" | "resolveIncident" | "closeIncident" | "noteIncident", B extends z.ZodType>(
  name: N,
  last: string,
  summary: string,
  body: B,
) =>
  route({
    name,
    method: "POST",
    path: `/incidents/{id}/${last}`,
    summary,
    params: IdParam,
    body,
    reply: Incident,
    status: [200],
  });

const Note = Text.optional();
export const ackIncident = verb(
  "ackIncident",
  "ack",
  "Take an incident: you own it, and what was still to page stops",
  z.strictObject({ note: Note }),
);
export const resolveIncident = verb(
  "resolveIncident",
  "resolve",
  "Say that it is over; `force` while alerts still fire, which mutes them until they have recovered once",
  z.strictObject({ note: Note, force: z.boolean().optional() }),
);
export const closeIncident = verb(
  "closeIncident",
  "close",
  "Put a resolved incident away for good",
  z.strictObject({ note: Note }),
);
export const noteIncident = verb(
  "noteIncident",
  "notes",
  "Add an internal note to the timeline",
  z.strictObject({ text: Text }),
);

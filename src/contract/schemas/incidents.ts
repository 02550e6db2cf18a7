import * as z from "zod";
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
} from "./fields.ts";

const IncidentComponent = z.object({
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

const Note = Text.optional();

export const incidents = {
  openIncident: {
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
  },
  listIncidents: {
    query: z.strictObject({
      state: z.enum(["active", "all", ...IncidentState.options]).default("active"),
      severity: Severity.optional(),
      component: ComponentId.optional(),
      limit: Limit,
      cursor: Cursor,
    }),
    reply: listOf(Incident),
  },
  getIncident: { params: IdParam, reply: Incident },
  listIncidentEvents: {
    params: IdParam,
    query: z.strictObject({ after: Seq.optional(), limit: Limit }),
    reply: listOf(EventEnvelope),
  },
  ackIncident: { params: IdParam, body: z.strictObject({ note: Note }), reply: Incident },
  resolveIncident: {
    params: IdParam,
    body: z.strictObject({ note: Note, force: z.boolean().optional() }),
    reply: Incident,
  },
  closeIncident: { params: IdParam, body: z.strictObject({ note: Note }), reply: Incident },
  noteIncident: { params: IdParam, body: z.strictObject({ text: Text }), reply: Incident },
};

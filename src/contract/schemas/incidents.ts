import * as z from "zod";
import { ALERT_STATES } from "../../domain/alert.ts";
import { POST_STATUSES, PUBLIC_STATUSES } from "../../domain/post.ts";
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
  PersonName,
  Seq,
  Severity,
  SpanMs,
  Text,
  TextCursor,
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

export const Post = z
  .object({
    id: Id,
    status: z.enum(POST_STATUSES),
    text: z.string().meta({ description: "Markdown, as it was written." }),
    at: Moment.meta({ description: "When readers are told that it was said." }),
    createdAt: Moment,
    by: z.string(),
    /** What it set components to, and what the incident asked of them before. */
    levels: z.array(z.object({ id: ComponentId, name: z.string(), from: Level, to: Level })),
    /** Written by a resolve or a reopen. */
    auto: z.boolean(),
    /** Nobody was sent it. */
    silent: z.boolean(),
    editedAt: Moment.optional(),
    editedBy: z.string().optional(),
  })
  .meta({ id: "Post" });

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
    snoozedUntil: Moment.optional(),
    resolvedAt: Moment.optional(),
    closedAt: Moment.optional(),
    mergedInto: Id.optional(),
    reopenCount: z.number().int(),
    alertCount: z.number().int(),
    /** What the public is told, under this title; absent while it is told nothing. */
    public: z.object({ title: z.string(), status: z.enum(PUBLIC_STATUSES) }).optional(),
    /** Public words, oldest first. */
    posts: z.array(Post),
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

export const Alert = z
  .object({
    source: z.string(),
    fingerprint: z.string(),
    state: z.enum(ALERT_STATES),
    muted: z
      .boolean()
      .meta({ description: "Resolved over it by a person; counts for nothing until it has recovered." }),
    severity: Severity,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    components: z.array(z.string()),
    /** By the sender's clock. */
    startsAt: Moment.optional(),
    firedAt: Moment,
    updatedAt: Moment,
    /** How often the sender repeated it while it fired. */
    repeats: z.number().int(),
  })
  .meta({ id: "Alert" });

const Note = Text.optional();
/** A level of null follows the severity; without one it stays as it was. */
const EditedLinks = z.array(z.strictObject({ id: ComponentId, level: Level.nullable().optional() })).max(100);
const Links = z.array(z.strictObject({ id: ComponentId, level: Level.optional() })).max(100);

export const incidents = {
  openIncident: {
    body: z.strictObject({
      title: Title,
      severity: Severity.default("high"),
      components: Links.optional(),
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
      owner: z.string().trim().min(1).max(64).optional(),
      key: Key.optional(),
      /** `manual`, or the id of the source whose alerts opened it. */
      source: z.string().trim().min(1).max(64).optional(),
      /** Those that were put into this incident, themselves closed. */
      mergedInto: IdParam.shape.id.optional(),
      limit: Limit,
      cursor: Cursor,
    }),
    reply: listOf(Incident),
  },
  getIncident: { params: IdParam, reply: Incident },
  listIncidentEvents: {
    params: IdParam,
    query: z.strictObject({
      after: Seq.optional(),
      /** The newest before it, oldest first; `nextCursor` is then the `before` of the page before that. */
      before: Seq.optional(),
      limit: Limit,
    }),
    reply: listOf(EventEnvelope),
  },
  listIncidentAlerts: {
    params: IdParam,
    query: z.strictObject({ limit: Limit, cursor: TextCursor }),
    reply: listOf(Alert),
  },
  ackIncident: {
    params: IdParam,
    body: z.strictObject({ note: Note, forMs: SpanMs.optional() }),
    reply: Incident,
  },
  unackIncident: { params: IdParam, body: z.strictObject({}), reply: Incident },
  resolveIncident: {
    params: IdParam,
    body: z.strictObject({
      note: Note,
      force: z.boolean().optional(),
      /** false: the public is not told, although it knows of this incident. */
      post: z.boolean().optional(),
    }),
    reply: Incident,
  },
  postIncident: {
    params: IdParam,
    body: z.strictObject({
      status: z.enum(POST_STATUSES),
      text: Text,
      /** Under which the public knows the incident from now on; the first time by default the incident's own. */
      title: Title.optional(),
      components: z
        .array(z.strictObject({ id: ComponentId, level: Level }))
        .max(100)
        .optional(),
      resolve: z.boolean().optional(),
      notify: z.boolean().optional(),
      /** In the past: it was said then, and is only written down now. */
      at: Moment.optional(),
    }),
    reply: Incident,
  },
  editPost: {
    params: IdParam,
    body: z.strictObject({
      text: Text.optional(),
      status: z.enum(POST_STATUSES).optional(),
      title: Title.optional(),
      at: Moment.optional(),
    }),
    reply: Incident,
  },
  closeIncident: { params: IdParam, body: z.strictObject({ note: Note }), reply: Incident },
  reopenIncident: { params: IdParam, body: z.strictObject({ note: Note }), reply: Incident },
  mergeIncident: { params: IdParam, body: z.strictObject({ into: Id }), reply: Incident },
  assignIncident: { params: IdParam, body: z.strictObject({ to: PersonName }), reply: Incident },
  snoozeIncident: {
    params: IdParam,
    body: z.strictObject({ forMs: z.union([z.literal(0), SpanMs]) }),
    reply: Incident,
  },
  editIncident: {
    params: IdParam,
    body: z.strictObject({
      title: Title.optional(),
      severity: Severity.optional(),
      components: EditedLinks.optional(),
    }),
    reply: Incident,
  },
  noteIncident: { params: IdParam, body: z.strictObject({ text: Text }), reply: Incident },
};

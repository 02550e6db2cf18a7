import * as z from "zod";
import {
  ComponentId,
  Cursor,
  Id,
  IdParam,
  Limit,
  listOf,
  MaintenanceState,
  Moment,
  Seq,
  Text,
  TimeZone,
  Title,
} from "./fields.ts";
import { EventEnvelope } from "./incidents.ts";

const DAY_MS = 86_400_000;
/** A lead: how long before the start. At most 90 days. */
const Lead = z
  .number()
  .int()
  .min(1000)
  .max(90 * DAY_MS);
const Verify = z
  .number()
  .int()
  .min(1000)
  .max(7 * DAY_MS);
const GroupName = z.string().trim().min(1).max(255);
const Slug = z.string().min(1).max(64);
const Rule = z.string().trim().min(1).max(500).meta({ description: "RFC 5545 RRULE, in wall time of `timeZone`." });

/** What the clock makes of a wall time on the days on which it changes. */
const Dst = z
  .object({
    kind: z.enum(["gap", "overlap", "shifted"]),
    wanted: z.string().optional().meta({ description: "gap: the wall time that does not exist that day." }),
    usualEnd: z.string().optional().meta({ description: "shifted: the wall time at which it ends on other days." }),
  })
  .meta({
    description: "gap: moved forward by the gap; overlap: the first of two; shifted: the clock changes while it runs.",
  });
export const Occurrence = z
  .object({
    startsAt: Moment,
    endsAt: Moment,
    occurrence: z.string().optional().meta({ description: "The wall time that the rule gave it." }),
    dst: Dst.optional(),
    id: Id.optional().meta({ description: "Of the window, where it has been planned already." }),
    state: MaintenanceState.optional(),
  })
  .meta({ id: "Occurrence" });

const Update = z.object({ id: Id, text: z.string(), at: Moment, by: z.string(), silent: z.boolean() });

export const Maintenance = z
  .object({
    id: Id,
    title: z.string(),
    text: z.string().optional(),
    state: MaintenanceState,
    startsAt: Moment,
    endsAt: Moment,
    startedAt: Moment.optional(),
    endedAt: Moment.optional(),
    announcedAt: Moment.optional(),
    remindedAt: Moment.optional(),
    components: z.array(z.object({ id: ComponentId, name: z.string() })),
    groups: z.array(z.string()).optional(),
    page: z.string().optional(),
    seriesId: Id.optional(),
    rrule: z.string().optional(),
    timeZone: z.string().optional(),
    occurrence: z.string().optional(),
    edited: z.boolean().meta({ description: "This one was changed; changes of its series leave it as it is." }),
    autoStart: z.boolean(),
    autoEnd: z.boolean(),
    announce: z.boolean(),
    announceBeforeMs: z.number().optional(),
    remindBeforeMs: z.number().optional(),
    notifyStart: z.boolean(),
    notifyEnd: z.boolean(),
    holdAlerts: z.boolean(),
    verifyMs: z.number().optional(),
    updates: z.array(Update),
  })
  .meta({ id: "Maintenance" });

const Components = z.array(ComponentId).max(500);
const Groups = z.array(GroupName).max(100);
const SWITCHES = {
  autoStart: z.boolean().optional(),
  autoEnd: z.boolean().optional(),
  announce: z.boolean().optional(),
  announceBeforeMs: Lead.nullable().optional().meta({ description: "null: as soon as it is planned." }),
  remindBeforeMs: Lead.nullable().optional().meta({ description: "null: no reminder." }),
  notifyStart: z.boolean().optional(),
  notifyEnd: z.boolean().optional(),
  holdAlerts: z.boolean().optional(),
  verifyMs: Verify.nullable().optional().meta({ description: "The last part of it; null: none." }),
};
const Empty = z.strictObject({});
const SendsNews = z.boolean().optional().meta({ description: "false: nobody is sent the news of it." });

export const maintenances = {
  scheduleMaintenance: {
    body: z.strictObject({
      title: Title,
      text: Text.optional(),
      components: Components.optional(),
      groups: Groups.optional(),
      page: Slug.optional(),
      startsAt: Moment,
      endsAt: Moment,
      rrule: Rule.optional(),
      timeZone: TimeZone.optional(),
      ...SWITCHES,
      notify: z.boolean().optional().meta({ description: "false: subscribers are told nothing of it at all." }),
    }),
    reply: Maintenance,
  },
  previewMaintenance: {
    body: z.strictObject({
      startsAt: Moment,
      endsAt: Moment,
      rrule: Rule.optional(),
      timeZone: TimeZone.optional(),
      limit: z.number().int().min(1).max(100).optional(),
    }),
    reply: z.object({ items: z.array(Occurrence) }),
  },
  listMaintenances: {
    query: z.strictObject({
      state: z.enum(["current", "coming", "all"]).default("current"),
      limit: Limit,
      cursor: Cursor,
    }),
    reply: listOf(Maintenance),
  },
  getMaintenance: { params: IdParam, reply: Maintenance },
  listMaintenanceEvents: {
    params: IdParam,
    query: z.strictObject({ after: Seq.optional(), limit: Limit }),
    reply: listOf(EventEnvelope),
  },
  listOccurrences: {
    params: IdParam,
    query: z.strictObject({ limit: Limit }),
    reply: z.object({ items: z.array(Occurrence) }),
  },
  editMaintenance: {
    params: IdParam,
    body: z.strictObject({
      title: Title.optional(),
      text: Text.nullable().optional(),
      components: Components.optional(),
      groups: Groups.optional(),
      page: Slug.nullable().optional(),
      startsAt: Moment.optional(),
      endsAt: Moment.optional(),
      ...SWITCHES,
      series: z.boolean().optional().meta({ description: "All that are to come of its series, and its rule." }),
      rrule: Rule.optional(),
      timeZone: TimeZone.optional(),
      notify: SendsNews,
    }),
    reply: Maintenance,
  },
  startMaintenance: { params: IdParam, body: Empty, reply: Maintenance },
  verifyMaintenance: { params: IdParam, body: Empty, reply: Maintenance },
  endMaintenance: { params: IdParam, body: Empty, reply: Maintenance },
  extendMaintenance: {
    params: IdParam,
    body: z.strictObject({
      forMs: z
        .number()
        .int()
        .min(1000)
        .max(365 * DAY_MS)
        .optional(),
      until: Moment.optional(),
      notify: SendsNews,
    }),
    reply: Maintenance,
  },
  skipMaintenance: { params: IdParam, body: z.strictObject({ notify: SendsNews }), reply: Maintenance },
  cancelMaintenance: {
    params: IdParam,
    body: z.strictObject({
      series: z.boolean().optional(),
      notify: SendsNews,
    }),
    reply: Maintenance,
  },
  updateMaintenance: {
    params: IdParam,
    body: z.strictObject({
      text: Text,
      notify: z.boolean().optional().meta({ description: "false: it only stands on the page." }),
    }),
    reply: Maintenance,
  },
};

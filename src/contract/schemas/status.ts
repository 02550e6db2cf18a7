import * as z from "zod";
import { AMENDED_TO } from "../../domain/amendment.ts";
import { INDICATORS } from "../../domain/level.ts";
import {
  ComponentId,
  ComponentParam,
  Cursor,
  Id,
  Level,
  Limit,
  listOf,
  Moment,
  Severity,
  SpanMs,
  Text,
  TimeZone,
} from "./fields.ts";
import { Incident } from "./incidents.ts";
import { Maintenance } from "./maintenances.ts";
import { PageSlug } from "./pages.ts";

const Cause = z.object({ kind: z.enum(["incident", "maintenance", "override", "none"]), id: Id.optional() });

export const Override = z.object({
  level: Level,
  reason: z.string(),
  by: z.string(),
  since: Moment,
  until: Moment.optional(),
});

export const Component = z
  .object({
    id: ComponentId,
    name: z.string(),
    description: z.string().optional(),
    group: z.string().optional(),
    hidden: z.boolean(),
    level: Level,
    since: Moment,
    cause: Cause,
    /** A person's word, which stands above everything else while it lives. */
    override: Override.optional(),
  })
  .meta({ id: "Component" });

export const Status = z
  .object({
    /** The page that was asked for, which shows all of this; absent: all there is. */
    page: z.string().optional(),
    /** Roll-up of all components, hidden ones too, or of those that the page which was asked for shows; words of the Statuspage v2 API. The page rolls up those it shows. */
    level: z.enum(INDICATORS),
    description: z.string(),
    components: z.array(Component),
    incidents: z.array(Incident),
    maintenances: z.array(Maintenance),
    /** Newest event that this answer knows of; hand it to `resume`. */
    seq: z.number().int(),
    /** Newest event that the levels and their causes follow from; behind `seq` for a moment after a commit. */
    levelsSeq: z.number().int(),
    at: Moment,
    /** What does not work as it should inside Tocsin, in words; empty when all is well. */
    degraded: z.array(z.string()),
  })
  .meta({ id: "Status" });

const MAX_REASON = 10_000;
export const MAX_UPTIME_DAYS = 366;
const Uptime = z.object({
  from: Moment,
  to: Moment,
  /** 0 to 1; null where nothing was measured (all of it maintenance, or before the component was known). */
  ratio: z.number().min(0).max(1).nullable(),
  downMs: z.number().int().meta({ description: "Weighted as `uptimeRule` says." }),
  maintenanceMs: z.number().int(),
});

const Weight = z.number().min(0).max(1);
/** How uptime is counted: `uptime` of the config. */
const UptimeRule = z.object({
  /** What a moment at a level takes off. */
  weights: z.object({ majorOutage: Weight, partialOutage: Weight, degradedPerformance: Weight }),
  /** Whether it leaves the count, or counts as up. */
  maintenance: z.enum(["exclude", "count"]),
});

const AmendedLevel = z.enum(AMENDED_TO).meta({
  description: "What it was; `recorded`: what is on record, so that earlier corrections of the span count no more.",
});
export const Amendment = z
  .object({
    id: Id,
    component: ComponentId,
    from: Moment,
    /** The first moment after it. */
    to: Moment,
    level: AmendedLevel,
    reason: z.string(),
    by: z.string(),
    at: Moment,
  })
  .meta({ id: "Amendment" });

const Ms = z.number().int().min(0);
/** All 0: nothing is known of that day. */
const DayOfComponent = z.object({
  day: z.string().meta({ description: "YYYY-MM-DD, in `timeZone`." }),
  majorOutageMs: Ms,
  partialOutageMs: Ms,
  degradedPerformanceMs: Ms,
  underMaintenanceMs: Ms,
  operationalMs: Ms,
});

export const ComponentDetail = Component.extend({
  /** Absent for one that is in the config; when it left, its history stays. */
  removed: z.literal(true).optional(),
  uptime: Uptime,
  uptimeRule: UptimeRule,
  timeZone: z.string(),
  /** Oldest first, as many as were asked for; the last is today, so far. */
  days: z.array(DayOfComponent),
  /** Newest first, at most 50; `GET /components/{id}/amendments` has all. */
  amendments: z.array(Amendment),
  /** Newest first, at most 50. */
  changes: z.array(
    z.object({
      seq: z.number().int(),
      at: Moment,
      from: Level,
      to: Level,
      cause: Cause,
      causeSeq: z.number().optional(),
    }),
  ),
}).meta({ id: "ComponentDetail" });

const MeanMs = z.number().int().nullable().meta({ description: "Milliseconds; null where there was none." });
export const Report = z
  .object({
    month: z.string().meta({ description: "YYYY-MM" }),
    timeZone: z.string(),
    from: Moment,
    to: Moment,
    /** Opened in the month. */
    incidents: z.object({ total: z.number().int(), bySeverity: z.record(Severity, z.number().int()) }),
    /** Means over the incidents of the month: from opening to the first ack, and to the resolve. */
    mttaMs: MeanMs,
    mttrMs: MeanMs,
    components: z.array(Uptime.extend({ id: ComponentId, name: z.string() })),
    uptimeRule: UptimeRule,
    people: z.array(
      z.object({
        name: z.string(),
        acknowledged: z.number().int(),
        resolved: z.number().int(),
        /** Messages that reached targets of theirs; null: of so long ago nobody knows. */
        pages: z.number().int().nullable(),
      }),
    ),
  })
  .meta({ id: "Report" });

export const status = {
  getStatus: { query: z.strictObject({ at: Moment.optional(), page: PageSlug.optional() }), reply: Status },
  listComponents: { query: z.strictObject({ limit: Limit, cursor: Cursor }), reply: listOf(Component) },
  getComponent: {
    params: ComponentParam,
    query: z.strictObject({
      days: z
        .string()
        .regex(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${MAX_UPTIME_DAYS}`)
        .transform(Number)
        .refine((days) => days <= MAX_UPTIME_DAYS, `must be at most ${MAX_UPTIME_DAYS}`)
        .optional(),
      timeZone: TimeZone.max(64).default("UTC"),
    }),
    reply: ComponentDetail,
  },
  setOverride: {
    params: ComponentParam,
    body: z.strictObject({ level: Level, reason: Text, forMs: SpanMs.optional() }),
    reply: Component,
  },
  amendComponent: {
    params: ComponentParam,
    body: z.strictObject({
      from: Moment,
      to: Moment,
      level: AmendedLevel,
      reason: z.string().max(MAX_REASON),
    }),
    reply: Amendment,
  },
  listAmendments: {
    params: ComponentParam,
    query: z.strictObject({ limit: Limit, cursor: Cursor }),
    reply: listOf(Amendment),
  },
  clearOverride: { params: ComponentParam, reply: Component },
  getReport: {
    query: z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month like 2026-11")
        .optional(),
      timeZone: TimeZone.max(64).default("UTC"),
    }),
    reply: Report,
  },
};

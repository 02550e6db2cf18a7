import * as z from "zod";
import { Cursor, Id, Limit, listOf, Moment } from "./fields.ts";

const Counts = z.object({
  fired: z.number().int(),
  repeated: z.number().int(),
  recovered: z.number().int(),
  /** Said nothing new: a recovery of what did not fire, a firing older than its recovery. */
  ignored: z.number().int(),
  /** Repeats that were only counted, since too much came at once. */
  shed: z.number().int(),
});

export const Source = z
  .object({
    id: z.string(),
    kind: z.string(),
    /** Its last request, also a refused one. */
    heardAt: Moment.optional(),
    outcome: z.string().optional(),
    /** Alerts of it that fire now. */
    firing: z.number().int(),
  })
  .meta({ id: "Source" });

export const SourceRequest = Counts.extend({
  id: Id,
  source: z.string(),
  at: Moment,
  /** `accepted`, or the code of the refusal. */
  outcome: z.string(),
  /** What it was recognised as: alertmanager, grafana, generic. */
  shape: z.string().optional(),
  bytes: z.number().int(),
  /** What was wrong, or left out. */
  detail: z.string().optional(),
  /** The beginning of what came, secrets taken out. */
  excerpt: z.string().optional(),
  origin: z.string(),
  agent: z.string().optional(),
  requestId: z.string(),
}).meta({ id: "SourceRequest" });

const SourceParam = z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be the id of a source") });

export const sources = {
  listSources: { query: z.strictObject({ limit: Limit, cursor: Cursor }), reply: listOf(Source) },
  listSourceRequests: {
    params: SourceParam,
    query: z.strictObject({ limit: Limit, cursor: Cursor }),
    reply: listOf(SourceRequest),
  },
};

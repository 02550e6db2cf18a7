import * as z from "zod";
import { CHECK_STATES, MAX_WAIT_SECONDS } from "../log.ts";
import { Actor, Cursor, Id, Limit, listOf, Moment, Seq } from "./fields.ts";
import { EventEnvelope } from "./incidents.ts";

export const Doctor = z
  .object({
    healthy: z.boolean(),
    version: z.string(),
    at: Moment,
    checks: z.array(
      z.object({ name: z.string(), state: z.enum(CHECK_STATES), detail: z.string(), hint: z.string().optional() }),
    ),
  })
  .meta({ id: "Doctor" });

export const AuditEntry = z
  .object({
    id: Id,
    at: Moment,
    actor: Actor,
    verb: z.string(),
    target: z.string().optional(),
    /** `changed`, `unchanged`, or the code of the refusal. */
    outcome: z.string(),
    /** Entrance and address: `unix`, `tcp 10.0.0.7`, `clock`. */
    origin: z.string(),
    requestId: z.string(),
  })
  .meta({ id: "AuditEntry" });

export const log = {
  listAudit: {
    query: z.strictObject({ denied: z.literal("true").optional(), limit: Limit, cursor: Cursor }),
    reply: listOf(AuditEntry),
  },
  listEvents: {
    query: z.strictObject({
      after: Seq.default(0),
      limit: Limit,
      wait: Seq.refine((wait) => wait <= MAX_WAIT_SECONDS, `must be at most ${MAX_WAIT_SECONDS}`).optional(),
    }),
    reply: z.object({
      items: z.array(EventEnvelope),
      /** Newest seq of the log; ask again with `after` = the last item's seq. */
      head: z.number().int(),
    }),
  },
  getDoctor: { reply: Doctor },
  repairReaders: {
    body: z.strictObject({}),
    reply: z.object({ repaired: z.number().int(), remaining: z.number().int() }),
  },
};

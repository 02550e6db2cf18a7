// The event log as outsiders read it, and the daemon's view of its own health.
import * as z from "zod";
import { EventEnvelope } from "./incidents.ts";
import { route } from "./route.ts";
import { Limit, Moment, Seq } from "./vocabulary.ts";

export const MAX_WAIT_SECONDS = 30;

export const listEvents = route({
  name: "listEvents",
  method: "GET",
  path: "/events",
  summary: "The log, oldest first; `wait` holds an empty answer back for up to 30 s",
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
  status: [200],
});

export const CHECK_STATES = ["ok", "warning", "failed"] as const;
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
export type Doctor = z.infer<typeof Doctor>;

export const getDoctor = route({
  name: "getDoctor",
  method: "GET",
  path: "/doctor",
  summary: "How Tocsin itself is: store, readers, queue, engine",
  reply: Doctor,
  status: [200],
});

export const repairReaders = route({
  name: "repairReaders",
  method: "POST",
  path: "/doctor/repair",
  summary: "Try again what a reader had to pass over",
  body: z.strictObject({}),
  reply: z.object({ repaired: z.number().int(), remaining: z.number().int() }),
  status: [200],
});

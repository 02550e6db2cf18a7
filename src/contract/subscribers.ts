import * as z from "zod";
import { route } from "./route.ts";
import { ComponentId, Cursor, Id, IdParam, Limit, listOf, Moment } from "./vocabulary.ts";

export const CHANNELS = ["webhook"] as const;
export const DELIVERY_STATES = ["queued", "sending", "sent", "retrying", "dead", "suppressed"] as const;

export const Subscriber = z
  .object({
    id: Id,
    channel: z.enum(CHANNELS),
    /** Masked for viewers. */
    target: z.string(),
    /** Absent: all components of the page. */
    components: z.array(ComponentId).optional(),
    state: z.enum(["active", "quarantined"]),
    reason: z.string().optional(),
    createdAt: Moment,
  })
  .meta({ id: "Subscriber" });
export type Subscriber = z.infer<typeof Subscriber>;

export const addSubscriber = route({
  name: "addSubscriber",
  method: "POST",
  path: "/subscribers",
  summary: "Add somebody to tell; a webhook's signing secret is shown once, in this reply",
  body: z.strictObject({
    channel: z.enum(CHANNELS),
    target: z.string().trim().min(1).max(2000),
    components: z.array(ComponentId).min(1).max(500).optional(),
  }),
  reply: Subscriber.extend({ secret: z.string().optional() }),
  status: [201, 200],
});

export const listSubscribers = route({
  name: "listSubscribers",
  method: "GET",
  path: "/subscribers",
  summary: "Who is told",
  query: z.strictObject({ limit: Limit, cursor: Cursor }),
  reply: listOf(Subscriber),
  status: [200],
});

export const removeSubscriber = route({
  name: "removeSubscriber",
  method: "DELETE",
  path: "/subscribers/{id}",
  summary: "Stop telling somebody; what was queued for them is suppressed",
  params: IdParam,
  reply: Subscriber,
  status: [200],
});

export const Delivery = z
  .object({
    id: Id,
    subscriberId: Id,
    channel: z.enum(CHANNELS),
    target: z.string(),
    notice: z.object({ kind: z.string(), causeSeq: z.number().int() }),
    state: z.enum(DELIVERY_STATES),
    reason: z.string().optional(),
    attempts: z.number().int(),
    createdAt: Moment,
    dueAt: Moment.optional(),
    sentAt: Moment.optional(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

export const listDeliveries = route({
  name: "listDeliveries",
  method: "GET",
  path: "/deliveries",
  summary: "What was told and what is still to be told, newest first",
  query: z.strictObject({ state: z.enum(DELIVERY_STATES).optional(), limit: Limit, cursor: Cursor }),
  reply: listOf(Delivery),
  status: [200],
});

import * as z from "zod";
import { CHANNELS } from "../../domain/channel.ts";
import { DELIVERY_STATES } from "../subscribers.ts";
import { ComponentId, Cursor, Id, IdParam, Limit, listOf, Moment } from "./fields.ts";

export const Subscriber = z
  .object({
    id: Id,
    channel: z.enum(CHANNELS),
    /** Masked for viewers. */
    target: z.string(),
    /** Absent: all components of the page. */
    components: z.array(ComponentId).optional(),
    state: z.enum(["active", "quarantined", "removed"]),
    reason: z.string().optional(),
    createdAt: Moment,
  })
  .meta({ id: "Subscriber" });

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

export const subscribers = {
  addSubscriber: {
    body: z.strictObject({
      channel: z.enum(CHANNELS),
      target: z.string().trim().min(1).max(2000),
      components: z.array(ComponentId).min(1).max(500).optional(),
    }),
    reply: Subscriber.extend({ secret: z.string().optional() }),
  },
  listSubscribers: { query: z.strictObject({ limit: Limit, cursor: Cursor }), reply: listOf(Subscriber) },
  removeSubscriber: { params: IdParam, reply: Subscriber },
  listDeliveries: {
    query: z.strictObject({ state: z.enum(DELIVERY_STATES).optional(), limit: Limit, cursor: Cursor }),
    reply: listOf(Delivery),
  },
};

import * as z from "zod";
import { CHANNELS, NEWS_KINDS, SUBSCRIBER_STATES, WEBHOOK_FORMATS } from "../../domain/channel.ts";
import { PAUSE_SCOPES } from "../../domain/events.ts";
import { DELIVERY_STATES, MAX_IMPORT } from "../subscribers.ts";
import { ComponentId, Cursor, Id, IdParam, Limit, listOf, Moment, Severity, SpanMs, Text } from "./fields.ts";

const Channel = z.enum(CHANNELS);
const Kinds = z.array(z.enum(NEWS_KINDS)).min(1).max(NEWS_KINDS.length);
const Slug = z.string().trim().min(1).max(64);

export const Subscriber = z
  .object({
    id: Id,
    channel: Channel,
    /** Masked for everybody but admins. */
    target: z.string(),
    /** Of a webhook: whose shape its body has. */
    format: z.enum(WEBHOOK_FORMATS).optional(),
    page: z.string().optional(),
    /** Absent: all components of the page. */
    components: z.array(ComponentId).optional(),
    /** Only posts about these; absent: about everything. */
    incidents: z.array(Id).optional(),
    /** Absent: everything. */
    kinds: Kinds.optional(),
    /** `unverified`: it has not confirmed yet, and is told nothing. */
    state: z.enum(SUBSCRIBER_STATES),
    reason: z.string().optional(),
    createdAt: Moment,
    activeSince: Moment.optional(),
  })
  .meta({ id: "Subscriber" });

export const Delivery = z
  .object({
    id: Id,
    subscriberId: Id,
    /** The name of a target of the team. */
    team: z.string().optional(),
    channel: Channel,
    target: z.string(),
    notice: z.object({
      kind: z.string(),
      causeSeq: z.number().int(),
      incidentId: Id.optional(),
      maintenanceId: Id.optional(),
      postId: Id.optional(),
    }),
    state: z.enum(DELIVERY_STATES),
    reason: z.string().optional(),
    attempts: z.number().int(),
    createdAt: Moment,
    dueAt: Moment.optional(),
    sentAt: Moment.optional(),
    /** The delivery whose summary told it. */
    toldIn: Id.optional(),
  })
  .meta({ id: "Delivery" });

export const DeliveryDetail = Delivery.extend({
  /** The same on every attempt: the webhook-id, and in a mail's Message-ID. */
  messageId: z.string(),
  lane: z.string(),
  /** What it says of components. */
  changes: z.array(z.object({ id: z.string(), name: z.string(), from: z.string(), to: z.string() })),
}).meta({ id: "DeliveryDetail" });

const Scope = {
  page: Slug.optional(),
  components: z.array(ComponentId).min(1).max(500).optional(),
  incidents: z.array(Id).min(1).max(100).optional(),
  kinds: Kinds.optional(),
};
const Target = z.string().trim().min(1).max(2000);

export const ImportResult = z
  .object({
    added: z.number().int(),
    unchanged: z.number().int(),
    /** By their place in the request, from 0. */
    refused: z.array(z.object({ index: z.number().int(), message: z.string() })),
  })
  .meta({ id: "ImportResult" });

const Pause = z.object({
  scope: z.enum(PAUSE_SCOPES),
  until: Moment.optional(),
  reason: z.string().optional(),
  by: z.string(),
  since: Moment,
});
export const Notify = z
  .object({
    paused: Pause.optional(),
    /** Targets of the config that are paged. */
    team: z.array(
      z.object({
        name: z.string(),
        subscriberId: Id,
        channel: Channel,
        target: z.string(),
        minSeverity: Severity,
        person: z.string().optional(),
        lastSentAt: Moment.optional(),
        lastFailure: z.object({ at: Moment, reason: z.string() }).optional(),
      }),
    ),
    waiting: z.number().int(),
  })
  .meta({ id: "Notify" });

export const subscribers = {
  addSubscriber: {
    body: z.strictObject({
      channel: Channel,
      target: Target,
      format: z.enum(WEBHOOK_FORMATS).optional(),
      ...Scope,
      /** Its reader has agreed already: no confirmation is sent. Only mail asks for one. */
      verified: z.boolean().optional(),
    }),
    /** `updated`: it was subscribed already, and asks for something else now. */
    reply: Subscriber.extend({ updated: z.boolean().optional(), secret: z.string().optional() }),
  },
  listSubscribers: {
    query: z.strictObject({
      state: z.enum(SUBSCRIBER_STATES).exclude(["removed"]).optional(),
      channel: Channel.optional(),
      /** Those who ask for this page; one that has left the config has some, too. */
      page: Slug.optional(),
      limit: Limit,
      cursor: Cursor,
    }),
    reply: listOf(Subscriber),
  },
  removeSubscriber: { params: IdParam, reply: Subscriber },
  rotateSubscriber: { params: IdParam, body: z.strictObject({}), reply: Subscriber.extend({ secret: z.string() }) },
  importSubscribers: {
    body: z.strictObject({
      items: z
        .array(
          z.strictObject({ channel: Channel, target: Target, ...Scope, format: z.enum(WEBHOOK_FORMATS).optional() }),
        )
        .min(1)
        .max(MAX_IMPORT),
      verified: z.boolean().optional(),
    }),
    reply: ImportResult,
  },
  listDeliveries: {
    query: z.strictObject({
      state: z.enum(DELIVERY_STATES).optional(),
      subscriber: IdParam.shape.id.optional(),
      incident: IdParam.shape.id.optional(),
      limit: Limit,
      cursor: Cursor,
    }),
    reply: listOf(Delivery),
  },
  getDelivery: { params: IdParam, reply: DeliveryDetail },
  retryDelivery: { params: IdParam, body: z.strictObject({}), reply: Delivery },
  testDelivery: {
    /** The name of a target of the team, or the id of a subscriber. */
    body: z.strictObject({ target: z.string().trim().min(1).max(64) }),
    /** Its delivery is the one with this causeSeq. */
    reply: z.object({ subscriberId: Id, channel: Channel, causeSeq: z.number().int() }),
  },
  getNotify: { reply: Notify },
  pauseNotify: {
    body: z.strictObject({
      scope: z.enum(PAUSE_SCOPES).default("subscribers"),
      forMs: SpanMs.optional(),
      reason: Text.optional(),
    }),
    /** `replaced`: the pause whose end and reason no longer count. */
    reply: Notify.extend({ replaced: Pause.optional() }),
  },
  resumeNotify: { body: z.strictObject({}), reply: Notify },
};

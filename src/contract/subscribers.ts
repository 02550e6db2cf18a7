import type * as z from "zod";
import { route } from "./route.ts";
import type {
  DeliveryDetail as DeliveryDetailSchema,
  Delivery as DeliverySchema,
  ImportResult as ImportResultSchema,
  Notify as NotifySchema,
  Subscriber as SubscriberSchema,
} from "./schemas/subscribers.ts";

export type Subscriber = z.infer<typeof SubscriberSchema>;
export type Delivery = z.infer<typeof DeliverySchema>;
export type DeliveryDetail = z.infer<typeof DeliveryDetailSchema>;
export type Notify = z.infer<typeof NotifySchema>;
export type ImportResult = z.infer<typeof ImportResultSchema>;
/** Rows of one import request; the CLI sends a longer list in several. */
export const MAX_IMPORT = 500;
export const DELIVERY_STATES = ["queued", "sending", "sent", "retrying", "dead", "suppressed"] as const;

export const addSubscriber = route({
  name: "addSubscriber",
  method: "POST",
  path: "/subscribers",
  summary:
    "Add somebody to tell, or change what they ask for; mail is confirmed by its reader first, unless `verified`. A webhook's signing secret is shown once, in this reply",
  status: [201, 200],
});

export const listSubscribers = route({
  name: "listSubscribers",
  method: "GET",
  path: "/subscribers",
  summary: "Who is told",
  status: [200],
});

export const removeSubscriber = route({
  name: "removeSubscriber",
  method: "DELETE",
  path: "/subscribers/{id}",
  summary: "Stop telling somebody; what was queued for them is suppressed",
  status: [200],
});

export const rotateSubscriber = route({
  name: "rotateSubscriber",
  method: "POST",
  path: "/subscribers/{id}/rotate",
  summary: "A new signing secret for a webhook, shown once; messages are signed with the old one too for a day",
  status: [200],
});

export const importSubscribers = route({
  name: "importSubscribers",
  method: "POST",
  path: "/subscribers/import",
  summary: `Add up to ${MAX_IMPORT} at once; what is wrong with one is said beside it and does not hinder the others`,
  status: [200],
});

export const getDelivery = route({
  name: "getDelivery",
  method: "GET",
  path: "/deliveries/{id}",
  summary: "One message: what it says, to whom, and what became of it",
  status: [200],
});

export const retryDelivery = route({
  name: "retryDelivery",
  method: "POST",
  path: "/deliveries/{id}/retry",
  summary: "Try a message again that is dead or waits for its next try; a quarantined subscriber is active again",
  status: [200],
});

export const testDelivery = route({
  name: "testDelivery",
  method: "POST",
  path: "/deliveries/test",
  summary:
    "Send a test message to a target of the team, by name, or to a subscriber, by id; the delivery of its causeSeq says what becomes of it",
  status: [201],
});

export const getNotify = route({
  name: "getNotify",
  method: "GET",
  path: "/notify",
  summary: "Who of the team is told, and whether sending is paused",
  status: [200],
});

export const pauseNotify = route({
  name: "pauseNotify",
  method: "POST",
  path: "/notify/pause",
  summary: "Send nothing to subscribers for now, or to nobody at all; what is still true when it ends goes out then",
  status: [200],
});

export const resumeNotify = route({
  name: "resumeNotify",
  method: "POST",
  path: "/notify/resume",
  summary: "Send again",
  status: [200],
});

export const listDeliveries = route({
  name: "listDeliveries",
  method: "GET",
  path: "/deliveries",
  summary: "What was told and what is still to be told, newest first",
  status: [200],
});

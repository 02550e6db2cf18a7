import type * as z from "zod";
import { route } from "./route.ts";
import type { Delivery as DeliverySchema, Subscriber as SubscriberSchema } from "./schemas/subscribers.ts";

export type Subscriber = z.infer<typeof SubscriberSchema>;
export type Delivery = z.infer<typeof DeliverySchema>;
export const DELIVERY_STATES = ["queued", "sending", "sent", "retrying", "dead", "suppressed"] as const;

export const addSubscriber = route({
  name: "addSubscriber",
  method: "POST",
  path: "/subscribers",
  summary: "Add somebody to tell; a webhook's signing secret is shown once, in this reply",
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

export const listDeliveries = route({
  name: "listDeliveries",
  method: "GET",
  path: "/deliveries",
  summary: "What was told and what is still to be told, newest first",
  status: [200],
});

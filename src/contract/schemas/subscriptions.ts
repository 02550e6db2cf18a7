// What the public form at /subscribe and the page behind a manage link take as JSON.
import * as z from "zod";
import { CHANNELS, NEWS_KINDS } from "../../domain/channel.ts";
import { ComponentId, Id } from "./fields.ts";

const MAX_COMPONENTS = 500;

const atLeastOne = [(list: readonly unknown[]) => list.length > 0, "choose at least one"] as const;

/** Absent: everything. */
export const SubscriptionScope = z.strictObject({
  components: z
    .array(ComponentId)
    .max(MAX_COMPONENTS)
    .refine(...atLeastOne)
    .optional(),
  kinds: z
    .array(z.enum(NEWS_KINDS))
    .max(NEWS_KINDS.length)
    .refine(...atLeastOne)
    .optional(),
});
export const SubscriptionRequest = SubscriptionScope.extend({
  channel: z.enum(CHANNELS),
  target: z.string().trim().max(2000),
  /** Only what is posted about this one. */
  incident: Id.optional(),
});
export type SubscriptionScope = z.infer<typeof SubscriptionScope>;
export type SubscriptionRequest = z.infer<typeof SubscriptionRequest>;

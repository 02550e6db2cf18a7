/** The ways in which somebody can be told. */
export const CHANNELS = ["email", "webhook", "slack", "discord", "teams", "telegram", "ntfy", "gotify"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a subscriber may ask for: levels of components, public posts, maintenance windows. */
export const NEWS_KINDS = ["status", "posts", "maintenance"] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** `team`: a target of the config, that is paged. */
export const AUDIENCES = ["public", "team"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The body of a webhook: our own, or that of Atlassian's Statuspage. */
export const WEBHOOK_FORMATS = ["standard", "statuspage"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

export const SUBSCRIBER_STATES = ["unverified", "active", "quarantined", "removed"] as const;
export type SubscriberState = (typeof SUBSCRIBER_STATES)[number];

/** What a subscriber asks for; null narrows nothing. With `incidents` it is only about these. */
export interface Scope {
  page: string | null;
  components: string[] | null;
  incidents: number[] | null;
  kinds: NewsKind[] | null;
}

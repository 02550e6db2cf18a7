// What channels and kinds of news are called where a reader chooses them.
import type { Channel, NewsKind } from "../../../domain/channel.ts";

interface ChannelWords {
  name: string;
  /** What its target is called. */
  target: string;
  hint: string;
}
export const WORDS_OF_CHANNEL = {
  email: { name: "Email", target: "Email address", hint: "like you@example.org" },
  webhook: {
    name: "Webhook",
    target: "Address of the webhook",
    hint: "a URL that takes JSON by POST, signed as Standard Webhooks describes",
  },
  slack: { name: "Slack", target: "Address of the webhook", hint: "the URL of an incoming webhook" },
  discord: { name: "Discord", target: "Address of the webhook", hint: "the URL of a webhook of the channel" },
  teams: { name: "Microsoft Teams", target: "Address of the webhook", hint: "the URL of the channel's workflow" },
  telegram: { name: "Telegram", target: "Chat", hint: "the number of a chat with our bot, or a channel's @name" },
  ntfy: { name: "ntfy", target: "Address of the topic", hint: "like https://ntfy.sh/your-topic" },
  gotify: { name: "Gotify", target: "Address of the server", hint: "its URL, with the token of an application" },
} as const satisfies Record<Channel, ChannelWords>;

export const WORDS_OF_KIND = {
  status: { name: "Components", hint: "when one breaks, and when it works again" },
  posts: { name: "Incidents", hint: "what we write about a problem while we work on it" },
  maintenance: { name: "Maintenance", hint: "when planned work begins and ends" },
} as const satisfies Record<NewsKind, { name: string; hint: string }>;

// One renderer a channel: a message becomes a request that any engine can send.
import type { Channel } from "../../../domain/channel.ts";
import type { Outgoing } from "../engine.ts";
import { chat } from "./chat.ts";
import { discord } from "./discord.ts";
import { renderEmail } from "./email.ts";
import { gotify } from "./gotify.ts";
import type { Message } from "./message.ts";
import { ntfy } from "./ntfy.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { telegram } from "./telegram.ts";
import { renderWebhook } from "./webhook.ts";

/** What renderers need besides the message: the time of signing, and what the config says of their channel. */
export interface RenderContext {
  now: number;
  /** `notify.from` */
  from: string | null;
  telegramToken: string | null;
  ntfyToken: string | null;
  /** Where Telegram's bots live; tests have their own. */
  telegramApi?: string;
}
export type Render = (message: Message, context: RenderContext) => Outgoing;

export const RENDER: Record<Channel, Render> = {
  email: renderEmail,
  webhook: renderWebhook,
  slack: chat(slack),
  discord: chat(discord),
  teams: chat(teams),
  telegram: chat(telegram),
  ntfy: chat(ntfy),
  gotify: chat(gotify),
};

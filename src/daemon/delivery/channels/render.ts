// One renderer a channel: a message becomes a request that any engine can send.
import type { Channel } from "../../../domain/channel.ts";
import type { SendJob } from "../engine.ts";
import type { Message } from "./message.ts";
import { renderWebhook } from "./webhook.ts";

type Render = (message: Message, now: number) => SendJob["request"];

export const RENDER: Record<Channel, Render> = {
  webhook: renderWebhook,
};

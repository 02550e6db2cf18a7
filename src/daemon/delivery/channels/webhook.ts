// Signed webhooks, Standard Webhooks 1.0.0: the same id on every attempt, the timestamp of this one.
import { Webhook } from "standardwebhooks";
import { VERSION } from "../../../contract/version.ts";
import type { SendJob } from "../engine.ts";

export interface WebhookMessage {
  messageId: string;
  target: string;
  secret: string;
  /** `status.changed`, `maintenance.started`, … */
  type: string;
  /** Epoch ms of what is told. */
  at: number;
  data: unknown;
}

export const renderWebhook = (message: WebhookMessage, now: number): SendJob["request"] => {
  const body = JSON.stringify({
    type: message.type,
    timestamp: new Date(message.at).toISOString(),
    data: message.data,
  });
  const sentAt = new Date(now);
  return {
    url: message.target,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tocsin/${VERSION}`,
      "webhook-id": message.messageId,
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
      "webhook-signature": new Webhook(message.secret).sign(message.messageId, sentAt, body),
    },
  };
};

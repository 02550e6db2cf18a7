// Signed webhooks, Standard Webhooks 1.0.0: the same id on every attempt, the timestamp of this one.
import { Webhook } from "standardwebhooks";
import { VERSION } from "../../../contract/version.ts";
import type { SendJob } from "../engine.ts";
import type { Message } from "./message.ts";

export const renderWebhook = (message: Message, now: number): SendJob["request"] => {
  if (message.secret === null) throw new Error("a webhook has a secret to sign with, and this one has none");
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

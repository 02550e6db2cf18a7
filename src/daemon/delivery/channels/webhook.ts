// Signed webhooks, Standard Webhooks 1.0.0: the same id on every attempt, the timestamp of this one.
import { Webhook } from "standardwebhooks";
import { VERSION } from "../../../contract/version.ts";
import type { HttpRequest } from "../engine.ts";
import type { Message } from "./message.ts";
import { statuspageBody } from "./statuspage-webhook.ts";
import { webhookBody } from "./webhook-body.ts";

/** While a secret is being replaced, the old one signs too: a receiver may know either. */
export const renderWebhook = (message: Message, { now }: { now: number }): HttpRequest => {
  const { target, secrets, format } = message.to;
  const shaped = format === "statuspage" ? statuspageBody(message) : null;
  const body = JSON.stringify(shaped ?? webhookBody(message));
  const sentAt = new Date(now);
  const signatures = secrets.map((secret) => new Webhook(secret).sign(message.messageId, sentAt, body));
  return {
    kind: "http",
    url: target,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tocsin/${VERSION}`,
      "webhook-id": message.messageId,
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
      ...(signatures.length > 0 ? { "webhook-signature": signatures.join(" ") } : {}),
    },
  };
};

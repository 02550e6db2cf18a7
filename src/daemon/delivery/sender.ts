// What an engine sends with: each request by its own kind of transport.
import type { MailServer } from "../../config/schema.ts";
import type { Send } from "./engine.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { createMailSender } from "./smtp.ts";

export interface SenderOptions {
  allowPrivate: () => boolean;
  smtp: () => MailServer | undefined;
}
export interface Sender {
  send: Send;
  close: () => Promise<void>;
}

export const createSender = ({ allowPrivate, smtp }: SenderOptions): Sender => {
  const http = createSafeFetch({ allowPrivate });
  const mail = createMailSender(smtp);
  return {
    send: ({ request }) => (request.kind === "mail" ? mail.send(request) : http.send(request)),
    close: async () => {
      mail.close();
      await http.close();
    },
  };
};

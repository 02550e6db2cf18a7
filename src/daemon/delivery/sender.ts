// What an engine sends with: each request by its own kind of transport.
import type { MailServer } from "../../config/schema.ts";
import { isLaneOfTeam } from "../../domain/lane.ts";
import type { Send } from "./engine.ts";
import { createLookup, systemLookup } from "./lookup.ts";
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
  const lookup = createLookup(systemLookup);
  const urgent = createSafeFetch({ allowPrivate, lookup: (hostname) => lookup(hostname, { isUrgent: true }) });
  const others = createSafeFetch({ allowPrivate, lookup: (hostname) => lookup(hostname, { isUrgent: false }) });
  const mail = createMailSender(smtp);
  return {
    send: ({ request, lane }) => {
      const isUrgent = isLaneOfTeam(lane);
      return request.kind === "mail" ? mail.send(request, { isUrgent }) : (isUrgent ? urgent : others).send(request);
    },
    close: async () => {
      mail.close();
      await Promise.all([urgent.close(), others.close()]);
    },
  };
};

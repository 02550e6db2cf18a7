// Mail leaves through the operator's server, one mail a recipient, over a few connections that are kept.
import type { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import type { MailServer } from "../../config/schema.ts";
import type { Outcome } from "../../domain/retry.ts";
import type { MailRequest } from "./engine.ts";
import { outcomeOfMailError } from "./smtp-errors.ts";

/** To connect, with the name's look-up and STARTTLS; and again for the greeting. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Of silence in between. */
const SOCKET_TIMEOUT_MS = 30_000;
/** For all of one mail, its wait for a connection too: half a lease, whatever a server that trickles its answers does. */
const SEND_TIMEOUT_MS = 60_000;
/** A connection that broke before anything of the mail was sent is tried anew so often at once. */
const MAX_REQUEUES = 1;
/** For the team, beside those of the config. */
const URGENT_CONNECTIONS = 2;

export interface MailSender {
  /** Never throws: every end is an outcome. What is urgent has connections of its own, and no share in what the server takes a second. */
  send: (request: MailRequest, options?: { isUrgent: boolean }) => Promise<Outcome>;
  /** Gives up what is being sent. */
  close: () => void;
}

/** It asks for the server at each send, so that what a reload applied counts for the next mail. */
export const createMailSender = (server: () => MailServer | undefined): MailSender => {
  const lines = new Set<MailLine>();
  const current = new Map<boolean, MailLine>();
  const lineTo = (config: MailServer, isUrgent: boolean): MailLine => {
    const key = JSON.stringify(config);
    const known = current.get(isUrgent);
    if (known?.key === key) return known;
    known?.retire();
    const wanted = isUrgent ? { ...config, connections: URGENT_CONNECTIONS, max_per_second: undefined } : config;
    const line = openLine(key, wanted, (closed) => lines.delete(closed));
    lines.add(line);
    current.set(isUrgent, line);
    return line;
  };
  return {
    send: async (request, { isUrgent } = { isUrgent: false }) => {
      const config = server();
      if (config) return await lineTo(config, isUrgent).send(request);
      const reason = "no mail server is configured (notify.smtp)";
      return { kind: "failed", reason, isPermanent: false, isOurs: true };
    },
    close: () => {
      for (const line of lines) line.close();
    },
  };
};

/** The connections to one server as one config had it. */
interface MailLine {
  key: string;
  send: (request: MailRequest) => Promise<Outcome>;
  /** Sends what it has, then closes. */
  retire: () => void;
  close: () => void;
}

const openLine = (key: string, config: MailServer, onClosed: (line: MailLine) => void): MailLine => {
  const transport = createTransport(optionsOf(config));
  /** The text of a mail, by the one thing of a send that reaches the plugin as it was given. */
  const texts = new WeakMap<AbortSignal, Readable>();
  transport.use("stream", (mail, done) => {
    const { message, data } = mail;
    if (message && data.signal) {
      const { signal } = data;
      const create = message.createReadStream.bind(message);
      message.createReadStream = (options) => {
        const text = create(options);
        texts.set(signal, text);
        return text;
      };
    }
    done();
  });
  let sending = 0;
  let isRetired = false;
  const closeIfIdle = (): void => {
    if (isRetired && sending === 0) line.close();
  };
  const line: MailLine = {
    key,
    send: async (request) => {
      const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
      sending += 1;
      try {
        await transport.sendMail({ ...mailOf(request), signal });
        return { kind: "sent" };
      } catch (error) {
        // Without its last line the server has no mail; with it, only its answer could say that it has none.
        return outcomeOfMailError(error as Error, { isWhole: texts.get(signal)?.readableEnded ?? false });
      } finally {
        sending -= 1;
        closeIfIdle();
      }
    },
    retire: () => {
      isRetired = true;
      closeIfIdle();
    },
    close: () => {
      transport.close({ force: true });
      onClosed(line);
    },
  };
  return line;
};

const mailOf = ({ from, to, subject, text, html, messageId, references, headers }: MailRequest) => {
  const [root] = references;
  return {
    ...{ from, to: { name: "", address: to }, subject, text, html, messageId, headers },
    ...(root === undefined ? {} : { references, inReplyTo: root }),
  };
};

const TLS = {
  opportunistic: { opportunisticTLS: true },
  required: { requireTLS: true },
  implicit: { secure: true },
  off: { ignoreTLS: true },
} as const satisfies Record<MailServer["tls"], object>;

const optionsOf = ({ host, port, tls, ca, user, password, connections, max_per_second: rate }: MailServer) => ({
  // Who is between us and the server can take away its offer of TLS; so with a password it is TLS or nothing.
  ...TLS[tls === "opportunistic" && user !== undefined ? "required" : tls],
  ...{ pool: true as const, host, port, maxConnections: connections, maxRequeues: MAX_REQUEUES },
  ...{ connectionTimeout: CONNECT_TIMEOUT_MS, dnsTimeout: CONNECT_TIMEOUT_MS, greetingTimeout: CONNECT_TIMEOUT_MS },
  ...{ socketTimeout: SOCKET_TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true },
  ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
  ...(rate === undefined ? {} : { rateLimit: rate }),
  tls: {
    ...(ca === undefined ? {} : { ca }),
    // Encrypted to nobody knows whom is better than not at all, which is what this mode would do else.
    rejectUnauthorized: tls !== "opportunistic" || ca !== undefined || user !== undefined,
  },
});

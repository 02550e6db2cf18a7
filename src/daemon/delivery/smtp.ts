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

export interface MailSender {
  /** Never throws: every end is an outcome. */
  send: (request: MailRequest) => Promise<Outcome>;
  /** Gives up what is being sent. */
  close: () => void;
}

/** It asks for the server at each send, so that what a reload applied counts for the next mail. */
export const createMailSender = (server: () => MailServer | undefined): MailSender => {
  const lines = new Set<MailLine>();
  let current: MailLine | null = null;
  const lineTo = (config: MailServer | undefined): MailLine | null => {
    const key = config ? JSON.stringify(config) : "";
    if (current?.key === key) return current;
    current?.retire();
    current = config ? openLine(key, config, (line) => lines.delete(line)) : null;
    if (current) lines.add(current);
    return current;
  };
  return {
    send: async (request) => {
      const line = lineTo(server());
      const reason = "no mail server is configured (notify.smtp)";
      return line ? await line.send(request) : { kind: "failed", reason, isPermanent: false };
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
  ...{ pool: true as const, host, port, ...TLS[tls], maxConnections: connections, maxRequeues: MAX_REQUEUES },
  ...{ connectionTimeout: CONNECT_TIMEOUT_MS, dnsTimeout: CONNECT_TIMEOUT_MS, greetingTimeout: CONNECT_TIMEOUT_MS },
  ...{ socketTimeout: SOCKET_TIMEOUT_MS, disableFileAccess: true, disableUrlAccess: true },
  ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
  ...(rate === undefined ? {} : { rateLimit: rate }),
  tls: {
    ...(ca === undefined ? {} : { ca }),
    // Encrypted to nobody knows whom is better than not at all, which is what this mode would do else; but no password goes there.
    rejectUnauthorized: tls !== "opportunistic" || ca !== undefined || user !== undefined,
  },
});

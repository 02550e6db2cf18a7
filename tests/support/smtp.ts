// A mail server on loopback that speaks real SMTP and remembers every mail; what is in them is parsed when somebody asks.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { AddressInfo, Server, Socket } from "node:net";
import { join } from "node:path";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { onTestFinished } from "vitest";
import type { MailServer } from "../../src/config/schema.ts";
import { tempDir } from "./temp.ts";

export interface ReceivedMail {
  from: string;
  /** One recipient a mail; more would be seen here. */
  to: string[];
  /** With its angle brackets. */
  messageId: string;
  raw: Buffer;
  isSecure: boolean;
  /** Whoever logged in; null where nobody had to. */
  user: string | null;
}
export interface SmtpStep {
  at: "greeting" | "login" | "sender" | "recipient";
  /** Of the sender or the recipient; a user's name at login. */
  who: string;
}
/** `taken`: 250. `dropped`: it has the mail, and the connection breaks before it says so. Else the reply, like `554 5.7.1 no`. */
export type Verdict = "taken" | "dropped" | (string & {});

export interface SmtpSink {
  /** What the config says to reach it. */
  server: MailServer;
  /** Every mail that came whole, dropped and refused ones too, in the order in which they came. */
  mails: ReceivedMail[];
  to: (address: string) => ReceivedMail[];
  parse: (mail: ReceivedMail) => Promise<ParsedMail>;
  /** Address -> Message-ID -> how often it came. */
  counts: () => Map<string, Map<string, number>>;
  /** A reply like `550 5.1.1 no such user`, or null to go on; the default refuses nothing. */
  refuse: (how: (step: SmtpStep) => string | null) => void;
  /** What becomes of the next mails; the default takes them. A promise is waited for. */
  answer: (how: (mail: ReceivedMail) => Verdict | Promise<Verdict>) => void;
  /** Connections open now, and the most that there were at once. */
  connections: () => { open: number; most: number };
  /** Breaks every connection and is gone until `start`, which takes the same port. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
}
export interface SmtpOptions {
  tls?: "none" | "starttls" | "implicit";
  /** Only who logs in may send. */
  login?: { user: string; password: string };
}

export const startSmtp = async ({ tls = "none", login }: SmtpOptions = {}): Promise<SmtpSink> => {
  const certificate = tls === "none" ? null : selfSigned();
  const mails: ReceivedMail[] = [];
  let refuse = (_: SmtpStep): string | null => null;
  let answer = (_: ReceivedMail): Verdict | Promise<Verdict> => "taken";
  let running: { server: SMTPServer; sockets: Set<Socket> } | null = null;
  let most = 0;
  let port = 0;
  const verdictOn = (step: SmtpStep): Error | null => errorOf(refuse(step));

  const start = async (): Promise<void> => {
    const sockets = new Set<Socket>();
    const server: SMTPServer = new SMTPServer({
      ...{ secure: tls === "implicit", authOptional: !login, allowInsecureAuth: true, disableReverseLookup: true },
      ...(certificate ?? {}),
      disabledCommands: [...(tls === "starttls" ? [] : ["STARTTLS"]), ...(login ? [] : ["AUTH"])],
      closeTimeout: 1,
      onConnect: (_, done) => done(verdictOn({ at: "greeting", who: "" })),
      onAuth: ({ username = "", password }, _, done) => {
        const refused = verdictOn({ at: "login", who: username });
        if (refused) return done(refused);
        const isRight = username === login?.user && password === login.password;
        done(isRight ? null : errorOf("535 5.7.8 no such user or password"), { user: username });
      },
      onMailFrom: ({ address }, _, done) => done(verdictOn({ at: "sender", who: address })),
      onRcptTo: ({ address }, _, done) => done(verdictOn({ at: "recipient", who: address })),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", async () => {
          const { mailFrom, rcptTo } = session.envelope;
          const mail: ReceivedMail = {
            from: mailFrom ? mailFrom.address : "",
            to: rcptTo.map(({ address }) => address),
            ...textOf(Buffer.concat(chunks)),
            isSecure: session.secure,
            user: typeof session.user === "string" ? session.user : null,
          };
          mails.push(mail);
          const verdict = await answer(mail);
          if (verdict !== "dropped") return done(verdict === "taken" ? null : errorOf(verdict));
          for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy();
        });
      },
    });
    // What a client breaks off is its own affair.
    server.on("error", () => {});
    (server.server as Server).on("connection", (socket) => {
      sockets.add(socket);
      most = Math.max(most, sockets.size);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.server.address() as AddressInfo).port;
    running = { server, sockets };
  };
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = null;
    if (!stopping) return;
    const closed = new Promise<void>((resolve) => stopping.server.close(resolve));
    for (const socket of stopping.sockets) socket.destroy();
    await closed;
  };
  await start();
  onTestFinished(stop);

  const modes = { none: "off", starttls: "required", implicit: "implicit" } as const;
  return {
    server: {
      ...{ host: "localhost", port, tls: modes[tls], connections: 5 },
      ...(certificate ? { ca: certificate.cert } : {}),
      ...(login ?? {}),
    },
    mails,
    to: (address) => mails.filter(({ to }) => to.includes(address)),
    parse: ({ raw }) => simpleParser(raw),
    counts: () => {
      const counts = new Map<string, Map<string, number>>();
      for (const { to, messageId } of mails)
        for (const address of to) {
          const ofAddress = counts.get(address) ?? new Map<string, number>();
          counts.set(address, ofAddress.set(messageId, (ofAddress.get(messageId) ?? 0) + 1));
        }
      return counts;
    },
    refuse: (how) => {
      refuse = how;
    },
    answer: (how) => {
      answer = how;
    },
    connections: () => ({ open: running?.sockets.size ?? 0, most }),
    ...{ stop, start },
  };
};

const textOf = (raw: Buffer): Pick<ReceivedMail, "messageId" | "raw"> => {
  const head = raw.subarray(0, raw.indexOf("\r\n\r\n")).toString("latin1");
  return { messageId: /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1] ?? "", raw };
};

const errorOf = (reply: string | null): Error | null => {
  if (reply === null) return null;
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
};

/** A certificate for localhost that nobody knows, made for this test. */
const selfSigned = (): { key: string; cert: string } => {
  const dir = tempDir();
  const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", names, "-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
};

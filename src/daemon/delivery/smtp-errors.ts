// What nodemailer throws, as outcomes. Reasons stand in the log, where no address may be: so never the error's own words.
import type { Outcome } from "../../domain/retry.ts";
import { outcomeOfReply, type SmtpStage } from "../../domain/smtp-reply.ts";

interface MailError extends Error {
  code?: string;
  /** The system's, where nodemailer has put its own in its place. */
  originalCode?: string;
  /** The command that failed; CONN for the connection. */
  command?: string;
  response?: string;
  responseCode?: number;
}

/** `isWhole`: all of the mail had been sent. */
export const outcomeOfMailError = (error: MailError, { isWhole }: { isWhole: boolean }): Outcome => {
  const { responseCode: code, response = "", command = "" } = error;
  if (code !== undefined && code >= 400)
    return outcomeOfReply({ stage: stageOf(command), code, enhanced: enhancedOf(response) });
  if (error.code === "EMESSAGE" && command === "MAIL FROM")
    return { kind: "failed", reason: "the mail server takes no message of this size", isPermanent: true };
  const reason = reasonOf(error);
  return { kind: "failed", reason, isPermanent: false, isOurs: true, ...(isWhole && { mayHaveArrived: true }) };
};

const stageOf = (command: string): SmtpStage => {
  const [word = ""] = command.split(" ");
  return STAGES[word] ?? "greeting";
};
const STAGES: Record<string, SmtpStage> = { AUTH: "login", MAIL: "sender", RCPT: "recipient", DATA: "message" };

const enhancedOf = (response: string): string | null =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;

/** The first that fits the codes and the message. STARTTLS leaves of a certificate's fault nothing but words. */
const REASONS: readonly [RegExp, string][] = [
  [/ABORT|Abort|SOCKET_TIMEOUT/, "the mail server took too long"],
  [/ECONNREFUSED/, "the mail server refused the connection"],
  [/ENOTFOUND/, "the mail server's name is not known"],
  [/EAI_AGAIN|EDNS|ESERVFAIL|ETIMEOUT/, "the mail server's name could not be looked up"],
  [/EHOSTUNREACH|ENETUNREACH/, "the mail server cannot be reached"],
  [/ETIMEDOUT/, "the mail server did not answer in time"],
  [/CERT_HAS_EXPIRED|certificate has expired/, "the mail server's certificate has expired"],
  [/ALTNAME|altnames/, "the mail server's certificate is for another name"],
  [
    /SELF_SIGNED|UNABLE_TO|certificate/,
    "the mail server's certificate is not trusted; notify.smtp.ca_file names who signed it",
  ],
  [/ETLS|SSL|TLS/, "no encrypted connection to the mail server came about"],
  [/EAUTH/, "the mail server takes no login that we can make"],
  [/ECONNECTION|ESOCKET|ECONNRESET|EPIPE/, "the connection to the mail server broke"],
];
const reasonOf = ({ name, code = "", originalCode = "", message }: MailError): string => {
  const known = REASONS.find(([pattern]) => pattern.test(`${name} ${originalCode} ${code} ${message}`));
  return known?.[1] ?? `the mail could not be handed over (${code || name})`;
};

// What a mail server's answer means for the message: try again, give it up, or never write to this address again.
import type { Outcome } from "./retry.ts";

/** What the server answered to. Up to `sender` it is about us, from `recipient` on about the message. */
export type SmtpStage = "greeting" | "login" | "sender" | "recipient" | "message";
export interface SmtpReply {
  stage: SmtpStage;
  code: number;
  /** RFC 3463, like `5.1.1`; null where the server gives none. */
  enhanced: string | null;
}

const REFUSED: Record<SmtpStage, string> = {
  greeting: "the mail server does not want to talk to us",
  login: "the mail server refused our user or password",
  sender: "the mail server refused our sender address",
  recipient: "the mail server refused the recipient",
  message: "the mail server refused the message",
};
/**
 * Of what is refused by policy (RFC 3463 x.7.x), or with no more than a number, nobody can say whom it is about: "relay access
 * denied" and "your address is listed" come so too, and one wrong setting of ours must not end every subscriber.
 */
const isPolicy = ({ stage, enhanced }: SmtpReply): boolean =>
  stage === "recipient" && (enhanced === null || enhanced.startsWith("5.7."));
/** A login that is missing, a command out of order: whatever they answer to, they are about how we talk. */
const OUR_SIDE: ReadonlySet<number> = new Set([500, 502, 503, 530, 535, 538]);

export const outcomeOfReply = (reply: SmtpReply): Outcome => {
  const { stage, code, enhanced } = reply;
  const answer = [code, ...(enhanced === null ? [] : [enhanced])].join(" ");
  // The server's own words may hold the address, and reasons stand in the log.
  const reason = `${code < 500 ? "the mail server cannot take it now" : REFUSED[stage]} (${answer})`;
  const isOurs = stage === "greeting" || stage === "login" || stage === "sender" || OUR_SIDE.has(code);
  if (code < 500) return { kind: "failed", reason, isPermanent: false };
  if (isOurs || isPolicy(reply)) return { kind: "failed", reason, isPermanent: false, isOurs: true };
  // What is said of a message says nothing of who was to have it.
  if (stage === "message") return { kind: "failed", reason, isPermanent: true, isOurs: true };
  return { kind: "failed", reason, isPermanent: true, ...(isBounce(reply) && { endsTarget: true }) };
};

/** Of 5.1.x the two about the sender's address are none; 5.2.1 is a mailbox that was closed. */
const isBounce = ({ stage, enhanced }: SmtpReply): boolean => {
  if (stage !== "recipient" || enhanced === null) return false;
  return (/^5\.1\.\d+$/.test(enhanced) && !/^5\.1\.[78]$/.test(enhanced)) || enhanced === "5.2.1";
};

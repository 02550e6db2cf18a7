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
/** A login that is missing, a command out of order: whatever they answer to, they are about how we talk. */
const OUR_SIDE: ReadonlySet<number> = new Set([500, 502, 503, 530, 535, 538]);
/** Where a server says no more than this of a recipient, there is no such mailbox. */
const NO_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553]);

export const outcomeOfReply = (reply: SmtpReply): Outcome => {
  const { stage, code, enhanced } = reply;
  const answer = [code, ...(enhanced === null ? [] : [enhanced])].join(" ");
  // The server's own words may hold the address, and reasons stand in the log.
  const reason = `${code < 500 ? "the mail server cannot take it now" : REFUSED[stage]} (${answer})`;
  const isOurs = stage === "greeting" || stage === "login" || stage === "sender" || OUR_SIDE.has(code);
  if (code < 500 || isOurs) return { kind: "failed", reason, isPermanent: false };
  return { kind: "failed", reason, isPermanent: true, ...(isBounce(reply) && { endsTarget: true }) };
};

/** Of 5.1.x the two about the sender's address are none; 5.2.1 is a mailbox that was closed. */
const isBounce = ({ stage, code, enhanced }: SmtpReply): boolean => {
  if (stage !== "recipient") return false;
  if (enhanced === null) return NO_MAILBOX.has(code);
  return (/^5\.1\.\d+$/.test(enhanced) && !/^5\.1\.[78]$/.test(enhanced)) || enhanced === "5.2.1";
};

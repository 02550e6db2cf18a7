import { describe, expect, test } from "vitest";
import { outcomeOfReply, type SmtpReply } from "../../src/domain/smtp-reply.ts";

/** `ours`: it says nothing of the reader, however often it happens. */
type Row = [
  stage: SmtpReply["stage"],
  reply: string,
  what: "later" | "later, ours" | "given up" | "given up, ours" | "never again",
];
const ROWS: Row[] = [
  ["greeting", "554 5.7.1", "later, ours"],
  ["greeting", "421", "later"],
  ["login", "535 5.7.8", "later, ours"],
  ["login", "454 4.7.0", "later"],
  ["sender", "550 5.7.1", "later, ours"],
  ["sender", "553 5.1.8", "later, ours"],
  ["sender", "530 5.7.0", "later, ours"],
  ["recipient", "450 4.2.1", "later"],
  ["recipient", "452 4.2.2", "later"],
  ["recipient", "530 5.7.0", "later, ours"],
  ["recipient", "503", "later, ours"],
  ["recipient", "550 5.1.1", "never again"],
  ["recipient", "501 5.1.3", "never again"],
  ["recipient", "550 5.1.10", "never again"],
  ["recipient", "550 5.2.1", "never again"],
  // Relays say so too, of whoever we are: one wrong setting must not end every reader.
  ["recipient", "550", "later, ours"],
  ["recipient", "551", "later, ours"],
  ["recipient", "553", "later, ours"],
  ["recipient", "550 5.7.1", "later, ours"],
  ["recipient", "552", "later, ours"],
  ["recipient", "554", "later, ours"],
  // About the sender's address, though it is said of a recipient.
  ["recipient", "550 5.1.7", "given up"],
  ["recipient", "550 5.1.8", "given up"],
  ["recipient", "552 5.2.2", "given up"],
  ["message", "451 4.3.0", "later"],
  ["message", "421 4.7.0", "later"],
  ["message", "550 5.7.1", "given up, ours"],
  ["message", "550 5.1.1", "given up, ours"],
  ["message", "552 5.3.4", "given up, ours"],
  ["message", "554", "given up, ours"],
];

describe("what a mail server's answer means", () => {
  test.each(ROWS)("%s answered with %s: %s", (stage, reply, what) => {
    const [code, enhanced = null] = reply.split(" ");

    const outcome = outcomeOfReply({ stage, code: Number(code), enhanced });

    expect(outcome).toEqual({
      kind: "failed",
      reason: expect.stringMatching(new RegExp(`^the mail server .*\\(${reply.replaceAll(".", "\\.")}\\)$`)),
      isPermanent: !what.startsWith("later"),
      ...(what.endsWith("ours") ? { isOurs: true } : {}),
      ...(what === "never again" ? { endsTarget: true } : {}),
    });
  });
});

import { describe, expect, test } from "vitest";
import { outcomeOfReply, type SmtpReply } from "../../src/domain/smtp-reply.ts";

type Row = [stage: SmtpReply["stage"], reply: string, what: "later" | "given up" | "never again"];
const ROWS: Row[] = [
  ["greeting", "554 5.7.1", "later"],
  ["greeting", "421", "later"],
  ["login", "535 5.7.8", "later"],
  ["login", "454 4.7.0", "later"],
  ["sender", "550 5.7.1", "later"],
  ["sender", "553 5.1.8", "later"],
  ["sender", "530 5.7.0", "later"],
  ["recipient", "450 4.2.1", "later"],
  ["recipient", "452 4.2.2", "later"],
  ["recipient", "530 5.7.0", "later"],
  ["recipient", "503", "later"],
  ["recipient", "550 5.1.1", "never again"],
  ["recipient", "501 5.1.3", "never again"],
  ["recipient", "550 5.1.10", "never again"],
  ["recipient", "550 5.2.1", "never again"],
  ["recipient", "550", "never again"],
  ["recipient", "551", "never again"],
  ["recipient", "553", "never again"],
  // About the sender's address, though it is said of a recipient.
  ["recipient", "550 5.1.7", "given up"],
  ["recipient", "550 5.1.8", "given up"],
  ["recipient", "550 5.7.1", "given up"],
  ["recipient", "552 5.2.2", "given up"],
  ["recipient", "552", "given up"],
  ["recipient", "554", "given up"],
  ["message", "451 4.3.0", "later"],
  ["message", "421 4.7.0", "later"],
  ["message", "550 5.7.1", "given up"],
  ["message", "550 5.1.1", "given up"],
  ["message", "552 5.3.4", "given up"],
  ["message", "554", "given up"],
];

describe("what a mail server's answer means", () => {
  test.each(ROWS)("%s answered with %s: %s", (stage, reply, what) => {
    const [code, enhanced = null] = reply.split(" ");

    const outcome = outcomeOfReply({ stage, code: Number(code), enhanced });

    expect(outcome).toEqual({
      kind: "failed",
      reason: expect.stringMatching(new RegExp(`^the mail server .*\\(${reply.replaceAll(".", "\\.")}\\)$`)),
      isPermanent: what !== "later",
      ...(what === "never again" ? { endsTarget: true } : {}),
    });
  });
});

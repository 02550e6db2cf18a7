// Whether each command that clients sent is there whole or not at all, whenever the daemon was killed.
import { hash } from "node:crypto";
import type Database from "better-sqlite3";
import { expect } from "vitest";
import type { StoredEvent } from "../../src/domain/events.ts";
import { eventsOf } from "./crash-claims.ts";
import type { Command } from "./recorder.ts";
import { transactionsOf } from "./replay.ts";

type Db = Database.Database;

/** Each command whole or absent: its record, its audit row and its transaction in the log are there together, once. */
export const claimWholeOrAbsent = (db: Db, commands: readonly Command[]): void => {
  const transactions = transactionsOf(eventsOf(db));
  const marks = Map.groupBy(
    transactions.flatMap((transaction) => [...new Set(transaction.flatMap(marksOf))]),
    (mark) => mark,
  );
  const find = db.prepare<[string]>("SELECT outcome FROM idempotency WHERE key = ?").pluck();
  const left: string[] = [];
  const [recorded, unrecorded] = [[] as Command[], [] as Command[]];
  for (const command of commands) {
    const copies = marks.get(command.mark)?.length ?? 0;
    if (command.method) {
      claimOnceAtMost(command, copies);
      unrecorded.push(command);
      continue;
    }
    const text = find.get(hash("sha256", command.mark, "base64")) as string | undefined;
    const outcome: Outcome = text === undefined ? {} : JSON.parse(text);
    if (text !== undefined) recorded.push(command);
    const { leaves } = command;
    if (outcome.result === "changed" && leaves) left.push(`${leaves.type} ${leaves.id}`);
    const isInLog = outcome.result === "changed" && !leaves;
    expect(copies, `transactions of ${command.mark} (${text})`).toBe(isInLog ? 1 : 0);
    if (command.reply) claimKept(command, outcome);
  }
  const found = transactions.flat().flatMap((event) => {
    if (event.type === "maintenance:cancelled") return [`${event.type} ${event.maintenanceId}`];
    return event.type === "incident:merged" ? [`${event.type} ${event.incidentId}`] : [];
  });
  expect(found.sort()).toEqual(left.sort());
  const audited = db
    .prepare<[], { isRecorded: number; count: number }>(
      `SELECT verb NOT IN ('editIncident', 'setOverride') AS isRecorded, count(*) AS count FROM audit
       WHERE actor_name LIKE 'client%' GROUP BY 1`,
    )
    .all();
  const auditedOf = (isRecorded: 0 | 1): number => audited.find((row) => row.isRecorded === isRecorded)?.count ?? 0;
  expect(auditedOf(1), "one audit row for each command that has a record").toBe(recorded.length);
  const answered = unrecorded.filter(({ reply }) => reply !== undefined).length;
  expect(auditedOf(0), "an audit row for each answer to the others").toBeGreaterThanOrEqual(answered);
  expect(auditedOf(0)).toBeLessThanOrEqual(unrecorded.length);
};

/** A command without a record: done as it was answered; without an answer whole or absent. */
const claimOnceAtMost = ({ mark, reply }: Command, copies: number): void => {
  if (!reply) {
    expect(copies, `transactions of ${mark}, unanswered`).toBeLessThanOrEqual(1);
    return;
  }
  expect(reply.status, `${mark} was refused for an inner reason: ${JSON.stringify(reply.body)}`).toBeLessThan(500);
  expect(copies, `transactions of ${mark}`).toBe(reply.result === "changed" ? 1 : 0);
};

interface Outcome {
  result?: string;
  reply?: unknown;
  problem?: { status: number };
}

/** What was answered is on disk, as it was answered. */
const claimKept = ({ mark, reply }: Command, outcome: Outcome): void => {
  expect(reply!.status, `${mark} was refused for an inner reason: ${JSON.stringify(reply!.body)}`).toBeLessThan(500);
  if (outcome.problem) expect(reply!.status, mark).toBe(outcome.problem.status);
  else
    expect({ result: reply!.result, body: reply!.body }, mark).toEqual({ result: outcome.result, body: outcome.reply });
};

const marksOf = (event: StoredEvent): string[] => {
  if (!event.actor.name.startsWith("client") || QUOTES_ANOTHER.has(event.type)) return [];
  if (event.type === "incident:edited") return event.data.title ? [event.data.title.to] : [];
  const { title, note, text, message, reason } = event.data as Partial<Record<Marked, string>>;
  return [title, note, text, message, event.type === "override:set" ? reason : undefined].filter(
    (mark) => mark !== undefined,
  );
};
type Marked = "title" | "note" | "text" | "message" | "reason";
/** Their titles are the marks of those who opened or planned what they are about. */
const QUOTES_ANOTHER: ReadonlySet<string> = new Set(["maintenance:cancelled", "incident:absorbed"]);

// What is kept beside a command: its idempotency record and its audit row.
import type { Actor } from "../../domain/actor.ts";
import type { Db } from "./database.ts";

export interface IdempotencyKey {
  actor: string;
  route: string;
  /** A hash of the client's key. */
  key: string;
}
export interface AuditEntry {
  at: number;
  actor: Actor;
  verb: string;
  target: string | null;
  /** `changed`, `unchanged`, or the code of the refusal. */
  outcome: string;
  /** Entrance and address: `unix`, `tcp 10.0.0.7`, `clock`. */
  origin: string;
  requestId: string;
}

export const createRecords = (db: Db) => {
  const find = db.prepare("SELECT body_hash, outcome FROM idempotency WHERE actor = ? AND route = ? AND key = ?");
  const remember = db.prepare(
    "INSERT INTO idempotency (actor, route, key, body_hash, outcome, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const forget = db.prepare(
    "DELETE FROM idempotency WHERE at < ? AND id IN (SELECT id FROM idempotency ORDER BY id LIMIT ?)",
  );
  const audit = db.prepare(
    "INSERT INTO audit (at, actor_kind, actor_name, verb, target, outcome, origin, request_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );

  return {
    findReply: ({ actor, route, key }: IdempotencyKey): { bodyHash: string; outcome: string } | undefined => {
      const row = find.get(actor, route, key) as { body_hash: string; outcome: string } | undefined;
      return row && { bodyHash: row.body_hash, outcome: row.outcome };
    },
    rememberReply: ({ actor, route, key }: IdempotencyKey, bodyHash: string, outcome: string, at: number): void => {
      remember.run(actor, route, key, bodyHash, outcome, at);
    },
    /** Prunes in small bites; returns how many went. */
    forgetReplies: (before: number, limit: number): number => forget.run(before, limit).changes,
    audit: (entry: AuditEntry): void => {
      const { at, actor, verb, target, outcome, origin, requestId } = entry;
      audit.run(at, actor.kind, actor.name, verb, target, outcome, origin, requestId);
    },
  };
};

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

export interface AuditRow extends AuditEntry {
  id: number;
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

  const page = db.prepare(auditQuery(false));
  const pageOfDenied = db.prepare(auditQuery(true));

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
    /** Newest first, those before an id; only the attempts that were denied, or all. */
    listAudit: (filter: { isDenied: boolean; before: number; limit: number }): AuditRow[] => {
      const rows = (filter.isDenied ? pageOfDenied : page).all(filter.before, filter.limit) as AuditTableRow[];
      return rows.map((row) => ({
        ...{ id: row.id, at: row.at, actor: { kind: row.actor_kind, name: row.actor_name }, verb: row.verb },
        ...{ target: row.target, outcome: row.outcome, origin: row.origin, requestId: row.request_id },
      }));
    },
  };
};

interface AuditTableRow {
  id: number;
  at: number;
  actor_kind: Actor["kind"];
  actor_name: string;
  verb: string;
  target: string | null;
  outcome: string;
  origin: string;
  request_id: string;
}

/** Exported for the test that reads EXPLAIN. The condition is, word for word, that of the index `audit_denied`. */
export const auditQuery = (isDenied: boolean): string =>
  `SELECT * FROM audit WHERE id < ?${isDenied ? " AND outcome IN ('forbidden', 'unauthenticated')" : ""} ORDER BY id DESC LIMIT ?`;

// When the team is paged again about an incident that nobody has acked.
import type { Db } from "./database.ts";

export interface Reminder {
  incidentId: number;
  /** First seq of the transaction that it counts from. */
  causeSeq: number;
  dueAt: number;
  /** How often it was paged again already. */
  count: number;
}

export const createReminders = (db: Db) => {
  const set = db.prepare(
    `INSERT INTO reminders (incident_id, cause_seq, due_at, count) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cause_seq = excluded.cause_seq, due_at = excluded.due_at, count = excluded.count`,
  );
  const one = db.prepare(
    "SELECT incident_id AS incidentId, cause_seq AS causeSeq, due_at AS dueAt, count FROM reminders WHERE incident_id = ?",
  );
  const drop = db.prepare("DELETE FROM reminders WHERE incident_id = ?");
  const due = db.prepare(
    "SELECT incident_id AS incidentId, cause_seq AS causeSeq, due_at AS dueAt, count FROM reminders WHERE due_at <= ? ORDER BY due_at LIMIT ?",
  );
  const next = db.prepare("SELECT min(due_at) FROM reminders").pluck();

  return {
    set: ({ incidentId, causeSeq, dueAt, count }: Reminder): void => {
      set.run(incidentId, causeSeq, dueAt, count);
    },
    get: (incidentId: number): Reminder | undefined => one.get(incidentId) as Reminder | undefined,
    drop: (incidentId: number): void => {
      drop.run(incidentId);
    },
    due: (now: number, limit: number): Reminder[] => due.all(now, limit) as Reminder[],
    nextDue: (): number | null => next.get() as number | null,
  };
};

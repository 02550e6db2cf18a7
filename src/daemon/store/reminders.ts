// When the team is paged again about an incident that nobody has acked.
import type { Db } from "./database.ts";

export interface Reminder {
  incidentId: number;
  /** First seq of the transaction that it counts from. */
  causeSeq: number;
  dueAt: number;
  /** How often it was paged again already. */
  count: number;
  /** It says that a snooze has ended, also where nobody is reminded otherwise. */
  endsSnooze: boolean;
}
type ReminderRow = Omit<Reminder, "endsSnooze"> & { endsSnooze: number };

export const createReminders = (db: Db) => {
  const set = db.prepare(
    `INSERT INTO reminders (incident_id, cause_seq, due_at, count, ends_snooze) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cause_seq = excluded.cause_seq, due_at = excluded.due_at, count = excluded.count, ends_snooze = excluded.ends_snooze`,
  );
  const drop = db.prepare("DELETE FROM reminders WHERE incident_id = ?");
  const due = db.prepare(
    `SELECT incident_id AS incidentId, cause_seq AS causeSeq, due_at AS dueAt, count, ends_snooze AS endsSnooze
     FROM reminders WHERE due_at <= ? ORDER BY due_at LIMIT ?`,
  );
  const next = db.prepare("SELECT min(due_at) FROM reminders").pluck();

  return {
    set: ({ incidentId, causeSeq, dueAt, count, endsSnooze }: Reminder): void => {
      set.run(incidentId, causeSeq, dueAt, count, endsSnooze ? 1 : 0);
    },
    drop: (incidentId: number): void => {
      drop.run(incidentId);
    },
    due: (now: number, limit: number): Reminder[] =>
      (due.all(now, limit) as ReminderRow[]).map((row) => ({ ...row, endsSnooze: row.endsSnooze === 1 })),
    nextDue: (): number | null => next.get() as number | null,
  };
};

// Notices and their delivery rows: the only alarm of the delivery room. Redis, where there is one, is transport.
import type { LevelChange } from "../../domain/telling.ts";
import type { Db } from "./database.ts";

export type NoticeKind =
  | "status"
  | "settled"
  | "maintenance:started"
  | "maintenance:completed"
  | "maintenance:cancelled";
export interface Notice {
  id: number;
  kind: NoticeKind;
  causeSeq: number;
  at: number;
  /** Empty for a window's notice: its levels are read when it is sent. */
  changes: LevelChange[];
  maintenanceId: number | null;
  /** Id of the last subscriber it was planned for; null once it was planned for all. */
  fannedOutTo: number | null;
}
export const UNSETTLED = ["queued", "retrying", "sending"] as const;
export type DeliveryState = (typeof UNSETTLED)[number] | "sent" | "dead" | "suppressed";
export interface Delivery {
  id: number;
  noticeId: number;
  subscriberId: number;
  /** The same on every attempt, so that a receiver can tell a repeat. */
  messageId: string;
  /** What this target is told; a part of the notice's changes. */
  changes: LevelChange[];
  state: DeliveryState;
  reason: string | null;
  /** Tries that reached out to the target, or may have. */
  attempts: number;
  /** How often it was handed to an engine; part of the job's id. */
  claims: number;
  /** A try ended without an answer after the message had left: the target may know it. */
  mayHaveArrived: boolean;
  dueAt: number;
  leaseUntil: number | null;
  createdAt: number;
  sentAt: number | null;
}
interface NoticeRow {
  id: number;
  kind: NoticeKind;
  cause_seq: number;
  at: number;
  changes: string;
  maintenance_id: number | null;
  fanned_out_to: number | null;
}
interface DeliveryRow {
  id: number;
  notice_id: number;
  subscriber_id: number;
  message_id: string;
  changes: string;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  claims: number;
  may_have_arrived: number;
  due_at: number;
  lease_until: number | null;
  created_at: number;
  sent_at: number | null;
}

export const createDeliveries = (db: Db) => {
  const addNotice = db.prepare(
    `INSERT INTO notices (kind, cause_seq, at, changes, maintenance_id, fanned_out_to) VALUES (?, ?, ?, ?, ?, 0)
     ON CONFLICT DO NOTHING`,
  );
  const notice = db.prepare("SELECT * FROM notices WHERE id = ?");
  const unplanned = db.prepare("SELECT * FROM notices WHERE fanned_out_to IS NOT NULL ORDER BY id LIMIT 1");
  const progress = db.prepare("UPDATE notices SET fanned_out_to = ? WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO deliveries (notice_id, subscriber_id, message_id, changes, state, due_at, created_at) VALUES (?, ?, ?, ?, 'queued', ?, ?)
     ON CONFLICT (notice_id, subscriber_id) DO NOTHING`,
  );
  const one = db.prepare("SELECT * FROM deliveries WHERE id = ?");
  const update = db.prepare(
    "UPDATE deliveries SET changes = ?, state = ?, reason = ?, attempts = ?, claims = ?, may_have_arrived = ?, due_at = ?, lease_until = ?, sent_at = ? WHERE id = ?",
  );
  // A target with a send under way waits, so that its messages arrive in order.
  const due = db.prepare(
    `SELECT * FROM deliveries AS due WHERE state IN ('queued', 'retrying') AND due_at <= ?
       AND NOT EXISTS (SELECT 1 FROM deliveries AS busy WHERE busy.subscriber_id = due.subscriber_id AND busy.state = 'sending')
     ORDER BY due_at, id LIMIT ?`,
  );
  const nextDue = db.prepare("SELECT min(due_at) FROM deliveries WHERE state IN ('queued', 'retrying')").pluck();
  const sending = db.prepare("SELECT * FROM deliveries WHERE state = 'sending' ORDER BY lease_until LIMIT 1000");
  const unsettledOf = db.prepare(
    "SELECT * FROM deliveries WHERE subscriber_id = ? AND state IN ('queued', 'retrying', 'sending') ORDER BY id",
  );
  const list = db.prepare("SELECT * FROM deliveries WHERE id < ? ORDER BY id DESC LIMIT ?");
  const listOfState = db.prepare("SELECT * FROM deliveries WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?");
  const counts = db.prepare(
    "SELECT state, count(*) AS count FROM deliveries WHERE state IN ('queued', 'retrying', 'sending', 'dead') GROUP BY state",
  );
  const many = (rows: unknown[]): Delivery[] => (rows as DeliveryRow[]).map(fromRow);

  return {
    /** false when this cause has its notice already. */
    addNotice: (added: {
      kind: NoticeKind;
      causeSeq: number;
      at: number;
      changes: LevelChange[];
      maintenanceId?: number;
    }): boolean =>
      addNotice.run(added.kind, added.causeSeq, added.at, JSON.stringify(added.changes), added.maintenanceId ?? null)
        .changes === 1,
    notice: (id: number): Notice | undefined => noticeFrom(notice.get(id)),
    /** The oldest notice that is not yet planned for every subscriber. */
    unplanned: (): Notice | undefined => noticeFrom(unplanned.get()),
    saveProgress: (id: number, fannedOutTo: number | null): void => {
      progress.run(fannedOutTo, id);
    },
    insert: (added: {
      noticeId: number;
      subscriberId: number;
      messageId: string;
      changes: readonly LevelChange[];
      now: number;
    }): void => {
      const { noticeId, subscriberId, messageId, changes, now } = added;
      insert.run(noticeId, subscriberId, messageId, JSON.stringify(changes), now, now);
    },
    save: (delivery: Delivery): void => {
      const d = delivery;
      update.run(
        JSON.stringify(d.changes),
        d.state,
        d.reason,
        d.attempts,
        d.claims,
        d.mayHaveArrived ? 1 : 0,
        d.dueAt,
        d.leaseUntil,
        d.sentAt,
        d.id,
      );
    },
    get: (id: number): Delivery | undefined => many([one.get(id)].filter(Boolean))[0],
    due: (now: number, limit: number): Delivery[] => many(due.all(now, limit)),
    nextDue: (): number | null => nextDue.get() as number | null,
    sending: (): Delivery[] => many(sending.all()),
    unsettledOf: (subscriberId: number): Delivery[] => many(unsettledOf.all(subscriberId)),
    list: (state: DeliveryState | undefined, beforeId: number, limit: number): Delivery[] =>
      many(state ? listOfState.all(state, beforeId, limit) : list.all(beforeId, limit)),
    /** How many wait, run and died; states with none are missing. */
    counts: (): Map<DeliveryState, number> =>
      new Map((counts.all() as { state: DeliveryState; count: number }[]).map(({ state, count }) => [state, count])),
  };
};

const noticeFrom = (found: unknown): Notice | undefined => {
  const row = found as NoticeRow | undefined;
  return (
    row && {
      id: row.id,
      kind: row.kind,
      causeSeq: row.cause_seq,
      at: row.at,
      changes: JSON.parse(row.changes),
      maintenanceId: row.maintenance_id,
      fannedOutTo: row.fanned_out_to,
    }
  );
};

const fromRow = (row: DeliveryRow): Delivery => ({
  id: row.id,
  noticeId: row.notice_id,
  subscriberId: row.subscriber_id,
  messageId: row.message_id,
  changes: JSON.parse(row.changes),
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  claims: row.claims,
  mayHaveArrived: row.may_have_arrived === 1,
  dueAt: row.due_at,
  leaseUntil: row.lease_until,
  createdAt: row.created_at,
  sentAt: row.sent_at,
});

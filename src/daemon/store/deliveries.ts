// Delivery rows, one for each notice and target: the only alarm of the delivery room. Redis, where there is one, is transport.

import { LANES, type Lane } from "../../domain/lane.ts";
import type { LevelChange } from "../../domain/telling.ts";
import type { Db } from "./database.ts";
import { type DeliveryFilter, deliveryListQuery } from "./delivery-list.ts";
import type { NoticeKind } from "./notices.ts";

export const UNSETTLED = ["queued", "retrying", "sending"] as const;
export type DeliveryState = (typeof UNSETTLED)[number] | "sent" | "dead" | "suppressed";
export interface Delivery {
  id: number;
  noticeId: number;
  subscriberId: number;
  lane: Lane;
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
  /** Its target had too many within an hour: it is told in a summary. */
  isCapped: boolean;
  /** The delivery whose summary told it. */
  toldIn: number | null;
  dueAt: number;
  leaseUntil: number | null;
  createdAt: number;
  sentAt: number | null;
}
interface DeliveryRow {
  id: number;
  notice_id: number;
  subscriber_id: number;
  lane: Lane;
  message_id: string;
  changes: string;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  claims: number;
  may_have_arrived: number;
  is_capped: number;
  told_in: number | null;
  due_at: number;
  lease_until: number | null;
  created_at: number;
  sent_at: number | null;
}

/** Left to itself SQLite would walk all that a target was ever told. Exported for the test that reads EXPLAIN. */
export const UNSETTLED_OF = `SELECT * FROM deliveries INDEXED BY deliveries_unsettled
  WHERE subscriber_id = ? AND state IN ('queued', 'retrying', 'sending') ORDER BY id`;
export const UNSETTLED_OF_MANY = `SELECT deliveries.* FROM json_each(?) AS wanted
  CROSS JOIN deliveries INDEXED BY deliveries_unsettled ON deliveries.subscriber_id = wanted.value
  WHERE deliveries.state IN ('queued', 'retrying', 'sending') ORDER BY deliveries.id`;
export const DUE = `SELECT * FROM deliveries AS due INDEXED BY deliveries_due
  WHERE state IN ('queued', 'retrying') AND lane = ? AND due_at <= ?
    AND NOT EXISTS (SELECT 1 FROM deliveries AS busy INDEXED BY deliveries_unsettled
      WHERE busy.subscriber_id = due.subscriber_id AND busy.state IN ('queued', 'retrying', 'sending') AND busy.state = 'sending')
  ORDER BY due_at, id LIMIT ?`;

/** What it was sent of these windows, also in a summary, or what may have arrived. Exported for the test that reads EXPLAIN. */
export const TOLD_OF_WINDOWS = `SELECT EXISTS (SELECT 1 FROM json_each(:windows) AS wanted
  CROSS JOIN notices INDEXED BY notices_of_maintenance ON notices.maintenance_id = wanted.value
  CROSS JOIN deliveries ON deliveries.notice_id = notices.id AND deliveries.subscriber_id = :subscriberId
  LEFT JOIN deliveries AS carrier ON carrier.id = deliveries.told_in
  WHERE notices.id < :before AND (:kind IS NULL OR notices.kind = :kind)
    AND (deliveries.state IN ('sent', 'sending') OR deliveries.may_have_arrived = 1
      OR carrier.state IN ('sent', 'sending') OR carrier.may_have_arrived = 1))`;

interface PageRow {
  kind: NoticeKind;
  how: string | null;
  state: DeliveryState;
  mayHaveArrived: number;
}

export const createDeliveries = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO deliveries (notice_id, incident_id, subscriber_id, lane, message_id, changes, state, due_at, created_at)
     VALUES (?, (SELECT incident_id FROM notices WHERE id = ?), ?, ?, ?, ?, 'queued', ?, ?)
     ON CONFLICT (notice_id, subscriber_id) DO NOTHING`,
  );
  const one = db.prepare("SELECT * FROM deliveries WHERE id = ?");
  const update = db.prepare(
    `UPDATE deliveries SET changes = ?, state = ?, reason = ?, attempts = ?, claims = ?, may_have_arrived = ?, is_capped = ?, told_in = ?,
       lane = ?, due_at = ?, lease_until = ?, sent_at = ? WHERE id = ?`,
  );
  // A target with a send under way waits, so that its messages arrive in order.
  const due = db.prepare(DUE);
  const nextDue = db
    .prepare("SELECT min(due_at) FROM deliveries WHERE state IN ('queued', 'retrying') AND lane = ?")
    .pluck();
  const sending = db.prepare("SELECT * FROM deliveries WHERE state = 'sending' ORDER BY lease_until LIMIT 1000");
  const unsettledOf = db.prepare(UNSETTLED_OF);
  const unsettledOfMany = db.prepare(UNSETTLED_OF_MANY);
  const countDead = db.prepare("SELECT count(*) FROM deliveries WHERE state = 'dead'").pluck();
  const sentSince = db
    .prepare(
      "SELECT sent_at FROM deliveries WHERE subscriber_id = ? AND sent_at > ? ORDER BY sent_at DESC LIMIT 1 OFFSET ?",
    )
    .pluck();
  const sentAfter = db.prepare(
    "SELECT * FROM deliveries INDEXED BY deliveries_of WHERE subscriber_id = ? AND id > ? AND state = 'sent' ORDER BY id LIMIT 100",
  );
  const toldIn = db.prepare("SELECT * FROM deliveries WHERE told_in = ? ORDER BY id");
  const sendingIn = db.prepare(
    "SELECT * FROM deliveries WHERE state = 'sending' AND lane = ? ORDER BY lease_until LIMIT 1000",
  );
  const lastPost = db
    .prepare(
      `SELECT notices.post_id FROM notices JOIN deliveries ON deliveries.notice_id = notices.id AND deliveries.subscriber_id = ?
       WHERE notices.incident_id = ? AND notices.kind = 'post' AND notices.id < ?
         AND (deliveries.state IN ('sent', 'sending') OR deliveries.may_have_arrived = 1)
       ORDER BY notices.id DESC LIMIT 1`,
    )
    .pluck();
  const pages = db.prepare(
    `SELECT notices.kind, notices.detail ->> 'how' AS how, deliveries.state, deliveries.may_have_arrived AS mayHaveArrived
     FROM notices JOIN deliveries ON deliveries.notice_id = notices.id AND deliveries.subscriber_id = ?
     WHERE notices.incident_id = ? AND notices.kind IN ('page', 'page:ended') ORDER BY notices.id DESC LIMIT 100`,
  );
  const toldOfWindows = db.prepare(TOLD_OF_WINDOWS).pluck();
  const many = (rows: unknown[]): Delivery[] => (rows as DeliveryRow[]).map(fromRow);
  return {
    insert: (added: {
      noticeId: number;
      subscriberId: number;
      lane: Lane;
      messageId: string;
      changes: readonly LevelChange[];
      now: number;
      /** Due now, if not later. */
      dueAt?: number;
    }): void => {
      const { noticeId, subscriberId, lane, messageId, changes, now, dueAt = now } = added;
      insert.run(noticeId, noticeId, subscriberId, lane, messageId, JSON.stringify(changes), dueAt, now);
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
        d.isCapped ? 1 : 0,
        d.toldIn,
        d.lane,
        d.dueAt,
        d.leaseUntil,
        d.sentAt,
        d.id,
      );
    },
    get: (id: number): Delivery | undefined => many([one.get(id)].filter(Boolean))[0],
    due: (lane: Lane, now: number, limit: number): Delivery[] => many(due.all(lane, now, limit)),
    nextDueIn: (lane: Lane): number | null => nextDue.get(lane) as number | null,
    nextDue: (): number | null => {
      const moments = LANES.flatMap((lane) => (nextDue.get(lane) as number | null) ?? []);
      return moments.length === 0 ? null : Math.min(...moments);
    },
    sending: (): Delivery[] => many(sending.all()),
    sendingIn: (lane: Lane): Delivery[] => many(sendingIn.all(lane)),
    /** When this target was sent the nth message before now (1: the newest); null where it had fewer since then. */
    nthSentSince: (subscriberId: number, since: number, nth: number): number | null =>
      (sentSince.get(subscriberId, since, nth - 1) as number | undefined) ?? null,
    /** What a summary told beside its own row. */
    toldIn: (id: number): Delivery[] => many(toldIn.all(id)),
    /** The newest post about an incident, before that of this notice, that this target was told, or may have been; null: none. */
    lastPostTold: (subscriberId: number, incidentId: number, noticeId: number): number | null =>
      (lastPost.get(subscriberId, incidentId, noticeId) as number | undefined) ?? null,
    /** Was this target told of one of these windows, or may it have been, before that notice? `kind`: by such a one. */
    isToldOfWindows: (
      subscriberId: number,
      windows: readonly number[],
      { before, kind = null }: { before: number; kind?: NoticeKind | null },
    ): boolean => toldOfWindows.get({ subscriberId, windows: JSON.stringify(windows), before, kind }) === 1,
    /** What this target was sent that was planned after this one. */
    sentAfter: ({ subscriberId, id }: Delivery): Delivery[] => many(sentAfter.all(subscriberId, id)),
    /** Was this target paged about an incident, and not yet told that it is over? `planned`: a page still waits. */
    pageStateOf: (subscriberId: number, incidentId: number): "none" | "planned" | "told" => {
      let state: "none" | "planned" | "told" = "none";
      for (const row of pages.all(subscriberId, incidentId) as PageRow[]) {
        const hasArrived = row.state === "sent" || row.mayHaveArrived === 1;
        if (row.kind === "page:ended") {
          if (hasArrived && row.how !== "acknowledged") break;
        } else if (hasArrived) return "told";
        else if (row.state !== "suppressed" && row.state !== "dead") state = "planned";
      }
      return state;
    },
    unsettledOf: (subscriberId: number): Delivery[] => many(unsettledOf.all(subscriberId)),
    /** By target; those that have none are missing. */
    unsettledOfMany: (subscriberIds: readonly number[]): Map<number, Delivery[]> =>
      Map.groupBy(many(unsettledOfMany.all(JSON.stringify(subscriberIds))), ({ subscriberId }) => subscriberId),
    /** Newest first, those before an id. */
    list: (
      state: DeliveryState | undefined,
      beforeId: number,
      limit: number,
      about: Omit<DeliveryFilter, "state"> = {},
    ): Delivery[] => {
      const { sql, values } = deliveryListQuery({ ...about, state }, beforeId, limit);
      return many(db.prepare(sql).all(...values));
    },
    countDead: (): number => countDead.get() as number,
  };
};

const fromRow = (row: DeliveryRow): Delivery => ({
  id: row.id,
  noticeId: row.notice_id,
  subscriberId: row.subscriber_id,
  lane: row.lane,
  messageId: row.message_id,
  changes: JSON.parse(row.changes),
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  claims: row.claims,
  mayHaveArrived: row.may_have_arrived === 1,
  isCapped: row.is_capped === 1,
  toldIn: row.told_in,
  dueAt: row.due_at,
  leaseUntil: row.lease_until,
  createdAt: row.created_at,
  sentAt: row.sent_at,
});

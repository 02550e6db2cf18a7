import type { Channel } from "../../domain/channel.ts";
import type { Level } from "../../domain/level.ts";
import type { Db } from "./database.ts";

export interface Subscriber {
  id: number;
  channel: Channel;
  target: string;
  secret: string | null;
  /** Ids of the components it asked for; null: all that its page shows. */
  components: string[] | null;
  state: "active" | "quarantined" | "removed";
  reason: string | null;
  createdAt: number;
}
interface SubscriberRow {
  id: number;
  channel: Channel;
  target: string;
  secret: string | null;
  components: string | null;
  state: Subscriber["state"];
  reason: string | null;
  created_at: number;
}

export const createSubscribers = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO subscribers (channel, target, secret, components, state, created_at) VALUES (?, ?, ?, ?, 'active', ?)",
  );
  const one = db.prepare("SELECT * FROM subscribers WHERE id = ?");
  const byTarget = db.prepare("SELECT * FROM subscribers WHERE channel = ? AND target = ? AND state <> 'removed'");
  const list = db.prepare("SELECT * FROM subscribers WHERE id > ? AND state <> 'removed' ORDER BY id LIMIT ?");
  const active = db.prepare("SELECT * FROM subscribers WHERE id > ? AND state = 'active' ORDER BY id LIMIT ?");
  const revive = db.prepare("UPDATE subscribers SET state = 'active', reason = NULL, components = ? WHERE id = ?");
  const setState = db.prepare("UPDATE subscribers SET state = ?, reason = ? WHERE id = ?");
  const told = db.prepare("SELECT component_id, level FROM told WHERE subscriber_id = ?");
  const believed = db
    .prepare("SELECT DISTINCT component_id FROM told WHERE component_id IN (SELECT value FROM json_each(?))")
    .pluck();
  const tell = db.prepare(
    "INSERT INTO told (subscriber_id, component_id, level) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET level = excluded.level",
  );
  const untell = db.prepare("DELETE FROM told WHERE subscriber_id = ? AND component_id = ?");
  const hold = db.prepare(
    `INSERT INTO holds (component_id, cause_seq, due_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cause_seq = excluded.cause_seq, due_at = excluded.due_at
       WHERE excluded.cause_seq > cause_seq`,
  );
  const dueHolds = db.prepare(
    "SELECT component_id, cause_seq, due_at FROM holds WHERE due_at <= ? ORDER BY due_at LIMIT 500",
  );
  const nextHold = db.prepare("SELECT min(due_at) FROM holds").pluck();
  const dropHold = db.prepare("DELETE FROM holds WHERE component_id = ?");

  const rows = (found: unknown[]): Subscriber[] => (found as SubscriberRow[]).map(fromRow);

  return {
    insert: (
      subscriber: Pick<Subscriber, "channel" | "target" | "secret" | "components" | "createdAt">,
    ): Subscriber => {
      const { channel, target, secret, components, createdAt } = subscriber;
      const json = components && JSON.stringify(components);
      return fromRow(one.get(insert.run(channel, target, secret, json, createdAt).lastInsertRowid) as SubscriberRow);
    },
    get: (id: number): Subscriber | undefined => rows([one.get(id)].filter(Boolean))[0],
    byTarget: (channel: string, target: string): Subscriber | undefined =>
      rows([byTarget.get(channel, target)].filter(Boolean))[0],
    list: (afterId: number, limit: number): Subscriber[] => rows(list.all(afterId, limit)),
    active: (afterId: number, limit: number): Subscriber[] => rows(active.all(afterId, limit)),
    /** Asked for again: active, and with what it asks for now. */
    revive: (id: number, components: readonly string[] | null): Subscriber => {
      revive.run(components && JSON.stringify(components), id);
      return fromRow(one.get(id) as SubscriberRow);
    },
    setState: (id: number, state: Subscriber["state"], reason: string | null): void => {
      setState.run(state, reason, id);
    },
    /** What this target was last told, without what it believes operational. */
    told: (id: number): Map<string, Level> =>
      new Map((told.all(id) as { component_id: string; level: Level }[]).map((row) => [row.component_id, row.level])),
    /** Which of these somebody believes to be other than operational. */
    believedDown: (componentIds: readonly string[]): string[] => believed.all(JSON.stringify(componentIds)) as string[],
    tell: (id: number, componentId: string, level: Level): void => {
      if (level === "operational") untell.run(id, componentId);
      else tell.run(id, componentId, level);
    },
    /** A level moved: what is better than somebody believes is told once it has lasted until `dueAt`. A repaired old move never shortens the wait. */
    hold: (componentId: string, causeSeq: number, dueAt: number): void => {
      hold.run(componentId, causeSeq, dueAt);
    },
    dueHolds: (now: number): { componentId: string; causeSeq: number; dueAt: number }[] =>
      (dueHolds.all(now) as { component_id: string; cause_seq: number; due_at: number }[]).map((row) => ({
        componentId: row.component_id,
        causeSeq: row.cause_seq,
        dueAt: row.due_at,
      })),
    nextHold: (): number | null => nextHold.get() as number | null,
    dropHold: (componentId: string): void => {
      dropHold.run(componentId);
    },
  };
};

const fromRow = (row: SubscriberRow): Subscriber => ({
  id: row.id,
  channel: row.channel,
  target: row.target,
  secret: row.secret,
  components: row.components === null ? null : JSON.parse(row.components),
  state: row.state,
  reason: row.reason,
  createdAt: row.created_at,
});

import type { Audience, Channel, NewsKind, Scope, SubscriberState, WebhookFormat } from "../../domain/channel.ts";
import type { Level } from "../../domain/level.ts";
import type { Told, ToldLevel } from "../../domain/telling.ts";
import type { Db } from "./database.ts";

export interface Subscriber extends Scope {
  id: number;
  audience: Audience;
  channel: Channel;
  /** An address as its channel writes it; of the team the name that its target has in the config, where the address is. */
  target: string;
  secret: string | null;
  /** The secret before, which is signed with too until then, epoch ms. */
  oldSecret: string | null;
  oldSecretUntil: number | null;
  /** Of a webhook's body; null where the channel has one form only. */
  format: WebhookFormat | null;
  state: SubscriberState;
  reason: string | null;
  /** Messages that died in a row. */
  failures: number;
  createdAt: number;
  /** What happened before is no news for it; null: it was never active. */
  activeSince: number | null;
  /** A stranger asked for it on the page: nobody vouches for where it leads. */
  byForm: boolean;
}
interface SubscriberRow {
  id: number;
  audience: Audience;
  channel: Channel;
  target: string;
  secret: string | null;
  old_secret: string | null;
  old_secret_until: number | null;
  format: WebhookFormat | null;
  page: string | null;
  components: string | null;
  incidents: string | null;
  kinds: string | null;
  state: SubscriberState;
  reason: string | null;
  failures: number;
  created_at: number;
  active_since: number | null;
  by_form: number;
}
/** Of a list; what is absent narrows nothing. */
export interface SubscriberFilter {
  state?: SubscriberState | undefined;
  channel?: Channel | undefined;
  page?: string | undefined;
}
type NewSubscriber = Pick<Subscriber, "audience" | "channel" | "target" | "secret" | "format" | "state" | "createdAt"> &
  Scope & { byForm?: true };

const FILTER_FIELDS = ["state", "channel", "page"] as const;
/** By the fields that are asked for: the index in whose order a page walks. Left to itself SQLite would sort them all. */
const INDEX_OF_FIELDS = {
  "": "subscribers_listed",
  state: "subscribers_of_state",
  channel: "subscribers_of_channel",
  "state,channel": "subscribers_states",
  page: "subscribers_of_page",
  "state,page": "subscribers_of_page",
  "channel,page": "subscribers_of_page",
  "state,channel,page": "subscribers_of_page",
} as const;
export const LISTS = Object.entries(INDEX_OF_FIELDS).map(([fields, index]) => {
  const asked = fields.split(",").flatMap((field) => (field === "" ? [] : ` AND ${field} = ?`));
  const where = `audience = 'public' AND state <> 'removed'${asked.join("")}`;
  return { fields, sql: `SELECT * FROM subscribers INDEXED BY ${index} WHERE ${where} AND id > ? ORDER BY id LIMIT ?` };
});
export const FORGET_UNVERIFIED = `UPDATE subscribers SET state = 'removed', target = '', reason = NULL WHERE id IN (
    SELECT id FROM subscribers AS asked WHERE state = 'unverified' AND created_at < ?
      AND NOT EXISTS (SELECT 1 FROM confirmations WHERE subscriber_id = asked.id AND expires_at >= ?)
    ORDER BY created_at LIMIT ?)`;

export const COUNT_ASKED_FOR = `SELECT count(*) FROM
  (SELECT 1 FROM subscribers INDEXED BY subscribers_asked_for WHERE state = 'unverified' AND by_form = 1 LIMIT ?)`;
const FORGET_OLDEST = `UPDATE subscribers SET state = 'removed', target = '' WHERE id =
  (SELECT id FROM subscribers INDEXED BY subscribers_asked_for WHERE state = 'unverified' AND by_form = 1 ORDER BY id LIMIT 1)`;
/** Two ends of an index instead of all that believe. */
export const BELIEVED_OTHERWISE = `SELECT EXISTS (SELECT 1 FROM told INDEXED BY told_levels WHERE component_id = :id AND level < :level)
  OR EXISTS (SELECT 1 FROM told INDEXED BY told_levels WHERE component_id = :id AND level > :level)`;

export const createSubscribers = (db: Db) => {
  const insert = db.prepare(
    `INSERT INTO subscribers (audience, channel, target, secret, format, page, components, incidents, kinds, state, created_at, active_since, by_form)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE subscribers SET channel = ?, target = ?, secret = ?, old_secret = ?, old_secret_until = ?, format = ?, page = ?, components = ?,
       incidents = ?, kinds = ?, state = ?, reason = ?, failures = ?, active_since = ?, by_form = ? WHERE id = ?`,
  );
  const one = db.prepare("SELECT * FROM subscribers WHERE id = ?");
  const byTarget = db.prepare(
    "SELECT * FROM subscribers WHERE audience = 'public' AND channel = ? AND target = ? AND state <> 'removed'",
  );
  const team = db.prepare("SELECT * FROM subscribers WHERE audience = 'team' ORDER BY id");
  const lists = new Map(LISTS.map(({ fields, sql }) => [fields, db.prepare<unknown[]>(sql)]));
  const countAskedFor = db.prepare(COUNT_ASKED_FOR).pluck();
  const forgetOldest = db.prepare(FORGET_OLDEST);
  const forgetUnverified = db.prepare(FORGET_UNVERIFIED);
  const active = db.prepare(
    "SELECT * FROM subscribers WHERE audience = ? AND id > ? AND state = 'active' ORDER BY id LIMIT ?",
  );
  const told = db.prepare("SELECT component_id, level, is_unstable FROM told WHERE subscriber_id = ?");
  const toldMany = db.prepare(
    `SELECT told.subscriber_id, told.component_id, told.level, told.is_unstable FROM json_each(?) AS wanted
     CROSS JOIN told ON told.subscriber_id = wanted.value`,
  );
  const believedOtherwise = db.prepare(BELIEVED_OTHERWISE).pluck();
  const tell = db.prepare(
    `INSERT INTO told (subscriber_id, component_id, level, is_unstable) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET level = excluded.level, is_unstable = excluded.is_unstable`,
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
  const isHeld = db.prepare("SELECT 1 FROM holds WHERE component_id = ?");
  const dropHold = db.prepare("DELETE FROM holds WHERE component_id = ?");

  const rows = (found: unknown[]): Subscriber[] => (found as SubscriberRow[]).map(fromRow);

  return {
    insert: (added: NewSubscriber): Subscriber => {
      const { audience, channel, target, secret, format, state, createdAt } = added;
      const scope = [added.page, json(added.components), json(added.incidents), json(added.kinds)];
      const since = state === "active" ? createdAt : null;
      const row = [audience, channel, target, secret, format, ...scope, state, createdAt, since, added.byForm ? 1 : 0];
      return fromRow(one.get(insert.run(...row).lastInsertRowid) as SubscriberRow);
    },
    save: (subscriber: Subscriber): void => {
      const s = subscriber;
      update.run(
        ...[s.channel, s.target, s.secret, s.oldSecret, s.oldSecretUntil, s.format],
        ...[s.page, json(s.components), json(s.incidents), json(s.kinds)],
        ...[s.state, s.reason, s.failures, s.activeSince, s.byForm ? 1 : 0, s.id],
      );
    },
    get: (id: number): Subscriber | undefined => rows([one.get(id)].filter(Boolean))[0],
    /** A public one; removed ones have no target any more. */
    byTarget: (channel: Channel, target: string): Subscriber | undefined =>
      rows([byTarget.get(channel, target)].filter(Boolean))[0],
    /** All that the config ever named, removed ones too. */
    team: (): Subscriber[] => rows(team.all()),
    /** Public ones that are there, by id. */
    list: (filter: SubscriberFilter, afterId: number, limit: number): Subscriber[] => {
      const fields = FILTER_FIELDS.filter((field) => filter[field] !== undefined);
      return rows(lists.get(fields.join())!.all(...fields.map((field) => filter[field]), afterId, limit));
    },
    /** How many strangers' requests wait for their confirmation; counts no further than `most`. */
    countAskedFor: (most: number): number => countAskedFor.get(most) as number,
    /** The oldest of them is gone, with its address. */
    forgetOldestAskedFor: (): void => {
      forgetOldest.run();
    },
    /** Requests of before then that nobody has confirmed, and whose links have all run out, are gone with their address; how many. */
    forgetUnverified: (before: number, now: number, limit: number): number =>
      forgetUnverified.run(before, now, limit).changes,
    active: (audience: Audience, afterId: number, limit: number): Subscriber[] =>
      rows(active.all(audience, afterId, limit)),
    /** What this target was last told, without what it believes operational and stable. */
    told: (id: number): Told => toldFrom(told.all(id) as ToldRow[]),
    /** The same of many, by target; those that believe nothing else are missing. */
    toldMany: (ids: readonly number[]): Map<number, Told> => {
      const rows = toldMany.all(JSON.stringify(ids)) as (ToldRow & { subscriber_id: number })[];
      const byTarget = Map.groupBy(rows, (row) => row.subscriber_id);
      return new Map([...byTarget].map(([id, ofTarget]) => [id, toldFrom(ofTarget)]));
    },
    /** Was somebody told something else of it than this? Who was told nothing does not count. */
    isBelievedOtherwise: (id: string, level: Level): boolean => believedOtherwise.get({ id, level }) === 1,
    tell: (id: number, componentId: string, { level, isUnstable }: ToldLevel): void => {
      if (level === "operational" && !isUnstable) untell.run(id, componentId);
      else tell.run(id, componentId, level, isUnstable ? 1 : 0);
    },
    /** A level moved: what is better than somebody believes is told once it has lasted until `dueAt`. A repaired old move never shortens the wait. */
    hold: (componentId: string, causeSeq: number, dueAt: number): void => {
      hold.run(componentId, causeSeq, dueAt);
    },
    isHeld: (componentId: string): boolean => isHeld.get(componentId) !== undefined,
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

interface ToldRow {
  component_id: string;
  level: Level;
  is_unstable: number;
}
const toldFrom = (rows: readonly ToldRow[]): Told =>
  new Map(
    rows.map(({ component_id: id, level, is_unstable: unstable }) => [id, { level, isUnstable: unstable === 1 }]),
  );

const json = (value: readonly unknown[] | null): string | null => value && JSON.stringify(value);
const listOf = <T>(text: string | null): T[] | null => (text === null ? null : (JSON.parse(text) as T[]));

const fromRow = (row: SubscriberRow): Subscriber => ({
  id: row.id,
  audience: row.audience,
  channel: row.channel,
  target: row.target,
  secret: row.secret,
  oldSecret: row.old_secret,
  oldSecretUntil: row.old_secret_until,
  format: row.format,
  page: row.page,
  components: listOf<string>(row.components),
  incidents: listOf<number>(row.incidents),
  kinds: listOf<NewsKind>(row.kinds),
  state: row.state,
  reason: row.reason,
  failures: row.failures,
  createdAt: row.created_at,
  activeSince: row.active_since,
  byForm: row.by_form === 1,
});

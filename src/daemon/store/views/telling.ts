// What the doctor and /metrics say of deliveries and their targets. Each reads an index that holds little more than it counts.
import type { Audience, Channel, SubscriberState } from "../../../domain/channel.ts";
import type { Lane } from "../../../domain/lane.ts";
import type { Db } from "../database.ts";

/** So many dead ones are counted; more than this is said as "at least". */
export const MAX_DEAD_COUNTED = 1000;
/** And so many are looked at, since some went to targets that were given up. */
const MAX_DEAD_LOOKED_AT = 5000;

export interface Dead {
  channel: Channel;
  count: number;
  /** Of the one that died last. */
  reason: string | null;
}
/** So many of those that wait for another try are looked at, the newest. */
const MAX_RETRYING_LOOKED_AT = 1000;
export interface Retrying {
  channel: Channel;
  audience: Audience;
  count: number;
  /** To how many they go. */
  targets: number;
  /** Of the newest. */
  reason: string | null;
}
export interface Targets {
  audience: Audience;
  channel: Channel;
  state: SubscriberState;
  count: number;
}
export interface LastTries {
  sentAt: number | null;
  /** The newest that died, or waits for another try. */
  failure: { at: number; reason: string | null } | null;
  /** The newest that was settled by sending it or by giving up. */
  isNewestDead: boolean;
  /** Why the newest that failed and waits for another try did. */
  retrying: { reason: string | null } | null;
}

export interface Unsettled {
  state: "queued" | "retrying" | "sending";
  lane: Lane;
  channel: Channel;
  count: number;
}
/** Targets whose rows are counted at a time: a few milliseconds. */
const COUNTED_AT_ONCE = 2000;
/** In the order of targets, so that a hundred thousand are counted in bites. */
export const UNSETTLED = `SELECT deliveries.state, deliveries.lane, subscribers.channel, count(*) AS count
  FROM deliveries INDEXED BY deliveries_unsettled CROSS JOIN subscribers ON subscribers.id = deliveries.subscriber_id
  WHERE deliveries.state IN ('queued', 'retrying', 'sending') AND deliveries.subscriber_id > ? AND deliveries.subscriber_id <= ?
  GROUP BY deliveries.state, deliveries.lane, subscribers.channel`;
export const LAST_UNSETTLED = `SELECT max(subscriber_id) FROM deliveries INDEXED BY deliveries_unsettled
  WHERE state IN ('queued', 'retrying', 'sending')`;
export const WAITING_IN_LANES =
  "SELECT lane, count(*) AS count FROM deliveries INDEXED BY deliveries_due WHERE state IN ('queued', 'retrying') GROUP BY lane";
/** A dead row was due last when it was tried last. Where the target was given up or has left, there is nothing to mend. */
export const DEAD = `SELECT subscribers.channel, newest.reason
  FROM (SELECT subscriber_id, reason, due_at FROM deliveries INDEXED BY deliveries_dead WHERE state = 'dead' AND due_at > ? ORDER BY due_at DESC LIMIT ?) AS newest
  CROSS JOIN subscribers ON subscribers.id = newest.subscriber_id
  WHERE subscribers.state NOT IN ('quarantined', 'removed') ORDER BY newest.due_at DESC LIMIT ?`;
/** What never left has failed by no channel. */
export const RETRYING_NOW = `SELECT subscribers.channel, subscribers.audience, newest.subscriber_id AS id, newest.reason
  FROM (SELECT id, subscriber_id, reason, attempts FROM deliveries INDEXED BY deliveries_state WHERE state = 'retrying' ORDER BY id DESC LIMIT ?) AS newest
  CROSS JOIN subscribers ON subscribers.id = newest.subscriber_id
  WHERE newest.attempts > 0 ORDER BY newest.id DESC`;
export const TARGETS = `SELECT audience, channel, state, count(*) AS count FROM subscribers INDEXED BY subscribers_states
  WHERE state <> 'removed' GROUP BY audience, channel, state`;
export const LAST_SENT = "SELECT max(sent_at) FROM deliveries WHERE subscriber_id = ? AND sent_at IS NOT NULL";
export const LAST_DEAD =
  "SELECT id, due_at AS at, reason FROM deliveries WHERE subscriber_id = ? AND state = 'dead' ORDER BY id DESC LIMIT 1";
export const RETRYING = `SELECT id, created_at AS at, reason, attempts FROM deliveries INDEXED BY deliveries_unsettled
  WHERE subscriber_id = ? AND state IN ('queued', 'retrying', 'sending') AND state = 'retrying' ORDER BY id DESC LIMIT 1`;
export const SENT_SINCE = `SELECT EXISTS (SELECT 1 FROM deliveries
  WHERE subscriber_id = ? AND sent_at IS NOT NULL AND sent_at >= ?)`;

interface Failed {
  id: number;
  at: number;
  reason: string | null;
}
type RetryingRow = Pick<Retrying, "channel" | "audience" | "reason"> & { id: number };

export const createTellingFacts = (db: Db) => {
  const unsettled = db.prepare(UNSETTLED);
  const lastUnsettled = db.prepare(LAST_UNSETTLED).pluck();
  const waitingInLanes = db.prepare(WAITING_IN_LANES);
  const dead = db.prepare(DEAD);
  const retryingNow = db.prepare(RETRYING_NOW);
  const targets = db.prepare(TARGETS);
  const lastSent = db.prepare(LAST_SENT).pluck();
  const lastDead = db.prepare(LAST_DEAD);
  const retrying = db.prepare(RETRYING);
  const sentSince = db.prepare(SENT_SINCE).pluck();

  return {
    /** What is not settled, bite by bite; the same kind may come in several. */
    *unsettledInBites(): Generator<Unsettled[], void> {
      const last = (lastUnsettled.get() as number | null) ?? 0;
      for (let after = 0; after < last; after += COUNTED_AT_ONCE)
        yield unsettled.all(after, after + COUNTED_AT_ONCE) as Unsettled[];
    },
    /** Lanes in which nothing waits are missing. */
    waitingInLanes: (): Map<Lane, number> =>
      new Map((waitingInLanes.all() as { lane: Lane; count: number }[]).map(({ lane, count }) => [lane, count])),
    /** Those that were given up since then and whose targets were not, by channel; counted are the newest `MAX_DEAD_COUNTED`. */
    dead: (since: number): Dead[] => {
      const byChannel = new Map<Channel, Dead>();
      const rows = dead.all(since, MAX_DEAD_LOOKED_AT, MAX_DEAD_COUNTED) as Pick<Dead, "channel" | "reason">[];
      for (const { channel, reason } of rows) {
        const known = byChannel.get(channel) ?? { channel, count: 0, reason };
        byChannel.set(channel, { ...known, count: known.count + 1 });
      }
      return [...byChannel.values()];
    },
    /** What has failed and waits for another try. */
    retrying: (): Retrying[] => {
      const rows = retryingNow.all(MAX_RETRYING_LOOKED_AT) as RetryingRow[];
      const byKind = Map.groupBy(rows, ({ channel, audience }) => `${audience} ${channel}`);
      return [...byKind.values()].map((same) => {
        const { channel, audience, reason } = same[0]!;
        const targets = new Set(same.map(({ id }) => id)).size;
        return { channel, audience, reason, count: same.length, targets };
      });
    },
    /** How many targets there are of a kind. */
    targets: (): Targets[] => targets.all() as Targets[],
    lastTries: (subscriberId: number): LastTries => {
      const died = lastDead.get(subscriberId) as Failed | undefined;
      const waits = retrying.get(subscriberId) as (Failed & { attempts: number }) | undefined;
      const failed = (waits?.id ?? 0) > (died?.id ?? 0) ? waits : died;
      return {
        sentAt: lastSent.get(subscriberId) as number | null,
        failure: failed ? { at: failed.at, reason: failed.reason } : null,
        isNewestDead: died !== undefined && sentSince.get(subscriberId, died.at) === 0,
        retrying: waits && waits.attempts > 0 ? { reason: waits.reason } : null,
      };
    },
  };
};

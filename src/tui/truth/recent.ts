// What the feed told lately. What is read from the daemon may be older than what was told: this comes on top of it again.
import type { LiveEvent } from "../../contract/live.ts";

export interface Recent {
  /** Every event after this seq is in `events`, oldest first. */
  after: number;
  events: readonly LiveEvent[];
}
export const NO_RECENT: Recent = { after: 0, events: [] };

/** At a hundred a second some ten seconds, in which every read is answered or given up. */
const KEPT = 1_000;

export const withRecent = ({ after, events }: Recent, more: readonly LiveEvent[]): Recent => {
  const all = [...events, ...more];
  const dropped = all.length - KEPT;
  return dropped > 0 ? { after: all[dropped - 1]!.seq, events: all.slice(dropped) } : { after, events: all };
};

/** What was told after this seq; undefined: we no longer know all of it. */
export const toldAfter = ({ after, events }: Recent, seq: number): readonly LiveEvent[] | undefined => {
  if (seq < after) return undefined;
  const from = events.findIndex((event) => event.seq > seq);
  return from === -1 ? [] : events.slice(from);
};

// The incident that is looked at: its timeline, which grows as it happens, and its alerts.

import type { EventLike } from "../../contract/event-words.ts";
import type { Alert } from "../../contract/incidents.ts";
import type { LiveEvent } from "../../contract/live.ts";
import { detailRows } from "../rows/detail-rows.ts";
import type { State } from "../state.ts";
import { MAX_TIMELINE } from "./detail-of.ts";

export interface Detail {
  id: number;
  /** Oldest first, without a gap up to what the feed has told. */
  events: readonly EventLike[];
  /** Its end was read; until then only what happened meanwhile is there. */
  isRead: boolean;
  /** Nothing happened before the first of `events`. */
  isWhole: boolean;
  /** Somebody has scrolled to the end of what is there. */
  wantsOlder: boolean;
  alerts: readonly Alert[];
  /** Newest event that the alerts were read with, and the newest that says that they are others by now. */
  alertsReadAt: number;
  alertsMovedAt: number;
  error: string | null;
  /** There is no such incident. */
  isGone: boolean;
}

/** Of alerts: how many there are, which of them fire, or that they moved here with another incident. */
const MOVES_ALERTS: ReadonlySet<string> = new Set([
  ...["alert:fired", "alert:recovered", "incident:opened", "incident:absorbed", "incident:reopened"],
  ...["incident:resolved", "incident:edited", "incident:held", "incident:released"],
]);

/** What the feed told of the incident, at the end of its timeline. Who has scrolled into it keeps the lines where they are. */
export const withHappened = (state: State, events: readonly LiveEvent[]): State => {
  const { detail } = state;
  const own = detail ? events.filter(({ incidentId }) => incidentId === detail.id) : [];
  if (!detail || own.length === 0) return state;
  const next: Detail = {
    ...withEvents(detail, own),
    alertsMovedAt: own.findLast(({ type }) => MOVES_ALERTS.has(type))?.seq ?? detail.alertsMovedAt,
    // What came with another incident stands in the timeline, too.
    isRead: detail.isRead && !own.some(({ type }) => type === "incident:absorbed"),
  };
  return kept(state, { ...state, detail: next });
};

/** What is read is below what is shown where it is older; else it is above, and the screen moves with it. */
export const kept = (before: State, after: State): State => {
  if (before.screen !== "incident" || before.top === 0) return after;
  const grown = detailRows(after).length - detailRows(before).length;
  return grown > 0 ? { ...after, top: after.top + grown } : after;
};

/** Two parts of one timeline put together, by seq; beyond the limit the oldest go. */
export const withEvents = (detail: Detail, more: readonly EventLike[]): Detail => {
  const bySeq = new Map([...detail.events, ...more].map((event) => [event.seq, event]));
  const events = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const isCut = events.length > MAX_TIMELINE;
  return { ...detail, events: isCut ? events.slice(-MAX_TIMELINE) : events, isWhole: detail.isWhole && !isCut };
};

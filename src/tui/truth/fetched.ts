// What the screen still has to read from the daemon, as a list that follows from the state; and what was read, put on it.
import type { EventLike } from "../../contract/event-words.ts";
import type { Alert, Incident } from "../../contract/incidents.ts";
import type { ComponentDetail, Status } from "../../contract/status.ts";
import type { Delivery, Notify } from "../../contract/subscribers.ts";
import { assertNever } from "../../domain/assert.ts";
import { shownComponents } from "../rows/component-rows.ts";
import { deliveriesOf, isStale } from "../screens/deliveries.ts";
import { kept, withEvents } from "../screens/detail.ts";
import { MAX_TIMELINE } from "../screens/detail-of.ts";
import { isWanted } from "../screens/histories.ts";
import type { State } from "../state.ts";
import { ofBoard } from "./events-of-board.ts";
import { toldAfter } from "./recent.ts";
import { applySnapshot, reselected, withIncidents } from "./snapshot.ts";

export type Want =
  | { kind: "status" }
  | { kind: "incidents"; cursor: string | null }
  | { kind: "resolved" }
  | { kind: "incident"; id: number }
  | { kind: "timeline"; id: number; before: number | null }
  | { kind: "alerts"; id: number }
  | { kind: "history"; id: string }
  | { kind: "deliveries" };
/** `seq`: the newest event that the reading knows of. */
export type Fetched =
  | { kind: "status"; status: Status; notify: Notify }
  | { kind: "incidents"; incidents: readonly Incident[]; next: string | null; seq: number }
  | { kind: "resolved"; incidents: readonly Incident[]; seq: number }
  | { kind: "incident"; incident: Incident; seq: number }
  | { kind: "timeline"; id: number; before: number | null; events: readonly EventLike[]; isWhole: boolean; seq: number }
  | { kind: "alerts"; id: number; alerts: readonly Alert[]; seq: number }
  | { kind: "history"; detail: ComponentDetail; seq: number }
  | { kind: "deliveries"; pages: readonly (readonly Delivery[])[]; notify: Notify };

export const keyOf = (want: Want): string => JSON.stringify(want);

/** More than a small team can look through; the worst are there. */
export const MAX_INCIDENTS = 10_000;

/** Late deliveries and the like are no event. */
const HEALTH_MS = 60_000;

export const wantsOf = (state: State): Want[] => {
  const { screen, detail, now } = state;
  const wants: Want[] = [];
  if (state.isStale || now - state.healthReadAt >= HEALTH_MS) wants.push({ kind: "status" });
  for (const id of state.unsure) wants.push({ kind: "incident", id });
  if (!state.pages.isDone) wants.push({ kind: "incidents", cursor: state.pages.cursor });
  if (state.list.scope === "resolved" && !state.hasResolved) wants.push({ kind: "resolved" });
  if (screen === "incident" && detail && !detail.isGone) {
    const { id, isRead, wantsOlder, events } = detail;
    if (!isRead) wants.push({ kind: "timeline", id, before: null });
    else if (wantsOlder && events[0] && events.length < MAX_TIMELINE)
      wants.push({ kind: "timeline", id, before: events[0].seq });
    if (detail.alertsReadAt < detail.alertsMovedAt) wants.push({ kind: "alerts", id });
  }
  if (screen === "components")
    for (const id of shownComponents(state))
      if (isWanted(state.histories.get(id), now)) wants.push({ kind: "history", id });
  if (screen === "deliveries" && isStale(state.deliveries, now)) wants.push({ kind: "deliveries" });
  return wants;
};

export const applyFetched = (state: State, fetched: Fetched, now: number): State => {
  switch (fetched.kind) {
    case "status": {
      const { status, notify } = fetched;
      return { ...applySnapshot(state, status, { isReset: false }), notify, healthReadAt: now };
    }
    case "incidents": {
      const { next, incidents, seq } = fetched;
      const isCut = next !== null && state.incidents.size + incidents.length >= MAX_INCIDENTS;
      const pages = { cursor: next, isDone: next === null || isCut, isCut };
      const read = withIncidents(state, incidents, seq);
      return read ? { ...read, pages } : state;
    }
    case "resolved": {
      const read = withIncidents(state, fetched.incidents, fetched.seq);
      return read ? { ...read, hasResolved: true } : state;
    }
    case "incident":
      return withIncidents(state, [fetched.incident], fetched.seq) ?? state;
    case "timeline":
      return withTimeline(state, fetched);
    case "alerts": {
      const { detail } = state;
      if (detail?.id !== fetched.id) return state;
      const read = { ...state, detail: { ...detail, alerts: fetched.alerts, alertsReadAt: fetched.seq } };
      return detail.alertsReadAt < 0 ? read : kept(state, read);
    }
    case "history": {
      const { detail, seq } = fetched;
      const since = toldAfter(state.recent, seq);
      const isStale = since?.some((event) => event.componentId === detail.id && ofBoard(event)) ?? true;
      return { ...state, histories: new Map(state.histories).set(detail.id, { detail, readAt: now, isStale }) };
    }
    case "deliveries":
      return reselected(state, { ...state, notify: fetched.notify, deliveries: deliveriesOf(fetched.pages, now) });
    default:
      return assertNever(fetched);
  }
};

/** Events that came while it was read, and before it was looked at again, come on top: by seq the parts fit together. */
const withTimeline = (state: State, read: Fetched & { kind: "timeline" }): State => {
  const { detail } = state;
  const since = toldAfter(state.recent, read.seq);
  if (detail?.id !== read.id || !since) return state;
  const own = since.filter(({ incidentId }) => incidentId === read.id);
  const merged = { ...withEvents(detail, [...read.events, ...own]), error: null };
  const isEnd = read.before === null;
  const next = {
    ...{ ...merged, wantsOlder: false },
    // What came with another incident stands in the timeline, too.
    isRead: isEnd ? !own.some(({ type }) => type === "incident:absorbed") : detail.isRead,
    isWhole: merged.events.length < MAX_TIMELINE && (read.isWhole || (isEnd && detail.isWhole)),
  };
  // The first reading fills the place that somebody comes back to; what comes later grows above it.
  return isEnd && detail.isRead ? kept(state, { ...state, detail: next }) : { ...state, detail: next };
};

/** `isGone`: there is no such thing; anything else is tried again. */
export const applyUnfetched = (
  state: State,
  { want, why, isGone }: { want: Want; why: string; isGone: boolean },
): State => {
  if (want.kind === "deliveries") return { ...state, deliveries: { ...state.deliveries, error: why } };
  if (!("id" in want)) return state;
  const { detail } = state;
  const told =
    detail?.id === want.id ? { ...state, detail: { ...detail, error: why, isGone: detail.isGone || isGone } } : state;
  if (want.kind !== "incident" || !isGone) return told;
  return { ...told, unsure: new Set([...state.unsure].filter((id) => id !== want.id)) };
};

// What was read from the daemon, put on the screen; what the feed told since that reading comes on top again.
import type { Incident } from "../../contract/incidents.ts";
import type { Status } from "../../contract/status.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { isActive } from "../../domain/incident.ts";
import { incidentOf } from "../commands/verbs.ts";
import { boardOrder } from "../screens/board.ts";
import { detailOf } from "../screens/detail-of.ts";
import { orderOf } from "../screens/listed.ts";
import { windowOrder } from "../screens/windows.ts";
import type { State } from "../state.ts";
import { applyToBoard } from "./events-of-board.ts";
import { applyToIncident } from "./events-of-incidents.ts";
import { pictureOf } from "./picture.ts";
import { toldAfter } from "./recent.ts";

export interface Selected {
  incident: number | null;
  component: string | null;
  maintenance: number | null;
  delivery: number | null;
}

/** Of its own faults a daemon knows the newest, whatever else came out of order. */
export const applySnapshot = (state: State, status: Status, { isReset }: { isReset: boolean }): State => ({
  ...(isReset ? begin(state, status) : refresh(state, status)),
  degraded: status.degraded,
});

/** The whole of it, whatever was known before. */
const begin = (state: State, status: Status): State => {
  const incidents = new Map(status.incidents.filter((one) => isActive(one.state)).map((one) => [one.id, one]));
  const isAll = status.incidents.length < MAX_PAGE_SIZE;
  const looked = state.detail?.id;
  const unsure = new Set(looked === undefined || incidents.has(looked) ? [] : [looked]);
  return reselected(state, {
    ...state,
    ...{ seq: status.seq, recent: { after: status.seq, events: [] }, knownAt: new Map(), unsure },
    ...{ incidents, order: orderOf(incidents, state), hasResolved: false },
    pages: { cursor: null, isDone: isAll, isCut: false },
    ...boardIn(status),
    isStale: status.levelsSeq < status.seq,
    // What was read of the past may have a hole now: it is read anew.
    ...{ detail: state.detail && detailOf(state.detail.id), histories: new Map() },
    commands: state.commands.filter((command) => command.phase === "sent"),
  });
};

const boardIn = ({ components, maintenances }: Status) => ({
  components: new Map(components.map((one) => [one.id, one])),
  maintenances: new Map(maintenances.map((one) => [one.id, one])),
});

/**
 * Components and windows; incidents are kept by their events. The levels may be a little older than the rest, and the
 * rest told again comes to the same.
 */
const refresh = (state: State, status: Status): State => {
  const since = toldAfter(state.recent, status.levelsSeq);
  if (!since) return state; // it stays wanted
  const picture = { ...pictureOf(state), ...boardIn(status), isStale: false };
  for (const event of since) applyToBoard(picture, event);
  const { components, maintenances, isStale } = picture;
  const next = { ...state, components, maintenances, isStale };
  return reselected(state, merged(ahead(next, ["board"], status.levelsSeq), status.incidents, status.seq) ?? next);
};

/** What was read at a seq that the feed has not reached is told of by it once more: those events are to be passed over. */
const ahead = (state: State, what: readonly (number | "board")[], seq: number): State =>
  seq > state.seq && what.length > 0
    ? { ...state, knownAt: new Map([...state.knownAt, ...what.map((one) => [one, seq] as const)]) }
    : state;

/** Incidents as they were at a seq; undefined: it is too long ago to know what came after. */
export const withIncidents = (state: State, read: readonly Incident[], seq: number): State | undefined => {
  const next = merged(state, read, seq);
  return next && reselected(state, next);
};
const merged = (state: State, read: readonly Incident[], seq: number): State | undefined => {
  const since = toldAfter(state.recent, seq);
  if (!since) return undefined;
  const picture = pictureOf(state);
  // One that was asked for earlier may come later than a newer one: what is known is not made older.
  const newer = read.filter(({ id }) => seq >= (state.knownAt.get(id) ?? 0));
  const ids = new Set(newer.map(({ id }) => id));
  for (const { id } of read) picture.unsure.delete(id);
  for (const one of newer) picture.incidents.set(one.id, one);
  for (const event of since)
    if (event.incidentId !== undefined && ids.has(event.incidentId)) applyToIncident(picture, event);
  const { incidents, unsure } = picture;
  const next: State = { ...state, incidents, unsure, order: orderOf(incidents, state) };
  return ahead(next, [...ids], seq);
};

/** The list anew, after what it shows has changed. */
export const relisted = (state: State): State =>
  reselected(state, { ...state, order: orderOf(state.incidents, state) });

/** The selection stays on its thing; if that has left, it goes to the neighbour. A question about what left is over. */
export const reselected = (before: State, after: State): State => ({
  ...after,
  awaited: isAwaited(after) ? null : after.awaited,
  selected: {
    incident: isAwaited(after)
      ? after.awaited
      : before.order === after.order
        ? kept(after.selected.incident, after.order)
        : stay(after.selected.incident, before.order, after.order),
    component: stay(after.selected.component, boardOrder(before.components), boardOrder(after.components)),
    maintenance: stay(after.selected.maintenance, windowOrder(before.maintenances), windowOrder(after.maintenances)),
    delivery: stay(after.selected.delivery, before.deliveries.order, after.deliveries.order),
  },
  marked: after.marked.size === 0 ? after.marked : stillListed(after),
  confirm: isPointless(after) ? null : after.confirm,
});

const isAwaited = ({ awaited, order }: State): boolean => awaited !== null && order.includes(awaited);

const stillListed = ({ marked, order }: State): ReadonlySet<number> => {
  const shown = new Set(order);
  return new Set([...marked].filter((id) => shown.has(id)));
};

/** A question about incidents of which none can be what it asks for any more, or about a window that is gone. */
const isPointless = ({ confirm, incidents, maintenances }: State): boolean => {
  // One about a form goes with the form: else the answer would be a letter in it.
  if (!confirm || confirm.isOfForm || confirm.kind === "close") return false;
  if (confirm.drafts.every(({ about }) => about.kind === "maintenance" && !maintenances.has(about.id))) return true;
  const ids = confirm.drafts.flatMap((draft) => incidentOf(draft) ?? []);
  return ids.length > 0 && ids.every((id) => !isActive(incidents.get(id)?.state ?? "closed"));
};

const kept = <T>(selected: T | null, order: readonly T[]): T | null => selected ?? order[0] ?? null;
const stay = <T>(selected: T | null, old: readonly T[], present: readonly T[]): T | null => {
  const first = present[0] ?? null;
  if (selected === null || old === present) return selected ?? first;
  const there = new Set(present);
  if (there.has(selected)) return selected;
  const at = old.indexOf(selected);
  return (
    old.slice(at + 1).find((id) => there.has(id)) ??
    old.slice(0, Math.max(0, at)).findLast((id) => there.has(id)) ??
    first
  );
};

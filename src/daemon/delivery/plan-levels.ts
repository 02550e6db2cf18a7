// Levels that moved: worse is told at once, everything else once it has lasted, and too many moves as one message.
import type { StoredEvent, StoredEventOf } from "../../domain/events.ts";
import { isWorse, type Level } from "../../domain/level.ts";
import type { LevelChange } from "../../domain/telling.ts";
import type { Tx } from "../store/store.ts";
import { type PageScope, visibleOnSome } from "../store/views/public.ts";
import type { SettledDetail } from "./kinds/levels.ts";

export interface LevelRules {
  debounceMs: number;
  /** More moves of one component than this within the debounce are told as one message. */
  flap: number;
}
type Move = StoredEventOf<"status:changed">;

export const planLevels = (
  tx: Tx,
  transaction: readonly StoredEvent[],
  pages: readonly PageScope[],
  rules: LevelRules,
): void => {
  const groups = byCause(transaction);
  if (groups.size === 0) return;
  const names = new Map(visibleOnSome(tx, pages).map((component) => [component.id, component.name]));
  for (const [causeSeq, moves] of groups) {
    const shown = moves.filter(({ componentId }) => names.has(componentId!));
    if (shown.length > 0) planMoves(tx, shown, { causeSeq, names, rules });
  }
};

/** Level changes by what caused them; what the warm-up found has no cause but itself. */
const byCause = (transaction: readonly StoredEvent[]): Map<number, Move[]> => {
  const groups = new Map<number, Move[]>();
  for (const event of transaction) {
    if (event.type !== "status:changed") continue;
    const causeSeq = event.causeSeq ?? event.txSeq;
    groups.set(causeSeq, [...(groups.get(causeSeq) ?? []), event]);
  }
  return groups;
};

/** Worse than that somebody works on it. */
const isTrouble = (level: Level): boolean => isWorse(level, "under_maintenance");

interface Cause {
  causeSeq: number;
  names: ReadonlyMap<string, string>;
  rules: LevelRules;
}
const planMoves = (tx: Tx, moves: readonly Move[], { causeSeq, names, rules }: Cause): void => {
  const cause = tx.events.ofTransaction(causeSeq);
  if (cause.some(isSilentPost)) {
    // Nobody is to be told; but whoever was told something else before shall not go on believing it.
    const changes = moves.map((move) => changeOf(move, names, move.data.to));
    tx.notices.add({ kind: "silent", causeSeq, at: moves[0]!.at, changes });
    return;
  }
  // Worse than somebody believes is told at once; whatever else it is, once it has lasted.
  for (const move of moves) tx.subscribers.hold(move.componentId!, move.seq, move.at + rules.debounceMs);
  const isByWindow = cause.some(({ type }) => type.startsWith("maintenance:"));
  const told = moves.flatMap((move) => {
    // Whether maintenance goes on is told by the windows, or not at all where that is switched off.
    if ((isByWindow || move.data.cause.kind === "maintenance") && !isTrouble(move.data.to)) return [];
    const incidentId = incidentOf(tx, move, cause);
    if (isFlapping(tx, move, { causeSeq, names, rules })) return [];
    // The public is told by posts; what they leave out is told once it has lasted.
    if (incidentId !== undefined && isPosted(tx, incidentId)) return [];
    return [{ incidentId, change: changeOf(move, names, move.data.to) }];
  });
  if (!told.some(({ change }) => change.to !== "operational")) return;
  const incidentId = told[0]!.incidentId;
  tx.notices.add({
    ...{ kind: "status", causeSeq, at: moves[0]!.at, changes: told.map(({ change }) => change) },
    ...(incidentId === undefined ? {} : { incidentId }),
  });
};

/** The incident of the causing transaction, which may be about many, that moved this component. */
const incidentOf = (tx: Tx, { componentId, data }: Move, cause: readonly StoredEvent[]): number | undefined => {
  const ids = [...new Set(cause.flatMap((event) => event.incidentId ?? []))];
  const { cause: by } = data;
  if (by.kind === "incident" && ids.includes(by.id)) return by.id;
  const links = tx.incidents.linksOf(ids);
  return ids.find((id) => links.get(id)?.some((link) => link.componentId === componentId));
};

const isSilentPost = (event: StoredEvent): boolean => event.type === "incident:posted" && event.data.isSilent === true;
const isPosted = (tx: Tx, incidentId: number): boolean => (tx.incidents.get(incidentId)?.publicStatus ?? null) !== null;
const changeOf = ({ componentId, data }: Move, names: ReadonlyMap<string, string>, to: Level): LevelChange => ({
  ...{ componentId: componentId!, name: names.get(componentId!)!, from: data.from, to },
});

/** From the first move too many on, until it has lasted, each one more is no news. The message says the worst of them. */
const isFlapping = (tx: Tx, move: Move, { causeSeq, names, rules }: Cause): boolean => {
  const { componentId, at } = move;
  if (tx.flaps.get(componentId!)) return true;
  const recent = tx.events
    .levelMoves(componentId!, at - rules.debounceMs, rules.flap * 2)
    .filter((event): event is Move => event.type === "status:changed" && event.data.cause.kind !== "maintenance");
  const until = recent.filter(({ seq }) => seq <= move.seq);
  if (until.length <= rules.flap) return false;
  const worst = until.reduce((a, { data }) => (isWorse(data.to, a) ? data.to : a), move.data.to);
  tx.flaps.begin({ componentId: componentId!, causeSeq, since: at });
  tx.notices.add({
    ...{ kind: "unstable", causeSeq: move.seq, at, changes: [changeOf(move, names, worst)] },
    detail: { changes: until.length, withinMs: rules.debounceMs },
  });
  return true;
};

const windowsThatMoved = (tx: Tx, moveSeq: number): number[] => {
  const causeSeq = tx.events.get(moveSeq)?.causeSeq;
  return causeSeq === undefined
    ? []
    : tx.events.ofTransaction(causeSeq).flatMap(({ type, maintenanceId }) =>
        // One that covers less goes on: that it is over here is told by nobody else.
        type !== "maintenance:edited" && maintenanceId !== undefined ? maintenanceId : [],
      );
};

/** Levels that have lasted long enough: one notice of what they are now, for everybody who believes something else. */
export const flushHolds = (tx: Tx, pages: readonly PageScope[], now: number): void => {
  const visible = new Map(visibleOnSome(tx, pages).map((component) => [component.id, component]));
  // A level that has moved since has a hold to come, which the planner has not written yet. Each waits as long as it was to
  // when it was written: another debounce in the config moves no hold.
  const waitOf = (hold: { causeSeq: number; dueAt: number }): number =>
    hold.dueAt - (tx.events.get(hold.causeSeq)?.at ?? hold.dueAt);
  const due = tx.subscribers
    .dueHolds(now)
    .filter((hold) => now - (visible.get(hold.componentId)?.since ?? 0) >= waitOf(hold));
  if (due.length === 0) return;
  const windows: Record<string, number[]> = {};
  const changes = due.flatMap(({ componentId, causeSeq }): LevelChange[] => {
    const ended = windowsThatMoved(tx, causeSeq);
    if (ended.length > 0) windows[componentId] = ended;
    const component = visible.get(componentId);
    return component ? [{ componentId, name: component.name, from: component.level, to: component.level }] : [];
  });
  const causeSeq = Math.max(...due.map((hold) => hold.causeSeq));
  const detail = { windows } satisfies SettledDetail;
  if (changes.length > 0) tx.notices.add({ kind: "settled", causeSeq, at: now, changes, detail });
  for (const { componentId } of due) {
    tx.subscribers.dropHold(componentId);
    tx.flaps.end(componentId);
  }
};

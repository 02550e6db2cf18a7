// The second reader: what of the log is worth telling. It writes one notice per cause; fan-out makes the rows per target.
import type { StoredEvent, StoredEventOf } from "../../domain/events.ts";
import type { LevelChange } from "../../domain/telling.ts";
import { type Follower, follow } from "../store/follow.ts";
import type { Store, Tx } from "../store/store.ts";
import { type PageScope, visibleComponents, visibleWindow } from "../store/views/public.ts";

export interface PlannerOptions {
  store: Store;
  page: () => PageScope;
  debounceMs: () => number;
  now: () => number;
  onHandled: () => void;
  onWarning: (message: string, error: unknown) => void;
}

const WINDOW_EVENTS = ["maintenance:started", "maintenance:completed", "maintenance:cancelled"] as const;
type WindowEvent = StoredEventOf<(typeof WINDOW_EVENTS)[number]>;
const isWindowEvent = (event: StoredEvent): event is WindowEvent =>
  (WINDOW_EVENTS as readonly string[]).includes(event.type);
/** A window called off before it started has told nobody of a start. */
const isTold = (event: WindowEvent): boolean => event.type !== "maintenance:cancelled" || event.data.wasRunning;

export const createPlanner = (options: PlannerOptions): Follower => {
  const { store } = options;
  const handle = (tx: Tx, transaction: readonly StoredEvent[]): void => {
    const names = new Map(visibleComponents(tx, options.page()).map((component) => [component.id, component.name]));
    for (const event of transaction) {
      if (isWindowEvent(event) && isTold(event)) noticeWindow(tx, event, new Set(names.keys()));
      if (event.type === "config:reloaded") holdReturned(tx, event, options.debounceMs());
    }
    for (const [causeSeq, changes] of byCause(transaction))
      noticeLevels(tx, causeSeq, changes, names, options.debounceMs());
  };
  return follow({
    store,
    name: "delivery",
    now: options.now,
    onWarning: options.onWarning,
    onHandled: options.onHandled,
    concerns: (event) => event.type === "status:changed" || event.type === "config:reloaded" || isWindowEvent(event),
    handle,
    // A notice is unique per cause, so that planning twice tells once.
    repair: handle,
  });
};

const noticeWindow = (tx: Tx, event: WindowEvent, visible: ReadonlySet<string>): void => {
  const maintenanceId = event.maintenanceId!;
  const window = tx.maintenances.get(maintenanceId);
  if (!window || !visibleWindow(window, visible)) return;
  tx.deliveries.addNotice({ kind: event.type, causeSeq: event.txSeq, at: event.at, changes: [], maintenanceId });
};

/** A component comes back as a silent baseline; only who was told of its outage before it left is owed the end of that. */
const holdReturned = (tx: Tx, { seq, at, data }: StoredEventOf<"config:reloaded">, debounceMs: number): void => {
  for (const id of tx.subscribers.believedDown(data.added))
    if (tx.components.get(id)?.level === "operational") tx.subscribers.hold(id, seq, at + debounceMs);
};

/** Level changes by what caused them; what the warm-up found has no cause but itself. */
const byCause = (transaction: readonly StoredEvent[]): Map<number, StoredEventOf<"status:changed">[]> => {
  const groups = new Map<number, StoredEventOf<"status:changed">[]>();
  for (const event of transaction) {
    if (event.type !== "status:changed") continue;
    const causeSeq = event.causeSeq ?? event.txSeq;
    groups.set(causeSeq, [...(groups.get(causeSeq) ?? []), event]);
  }
  return groups;
};

const noticeLevels = (
  tx: Tx,
  causeSeq: number,
  events: readonly StoredEventOf<"status:changed">[],
  names: ReadonlyMap<string, string>,
  debounceMs: number,
): void => {
  const changes = events.flatMap((event): LevelChange[] => {
    const name = names.get(event.componentId!);
    return name === undefined
      ? []
      : [{ componentId: event.componentId!, name, from: event.data.from, to: event.data.to }];
  });
  if (changes.length === 0) return;
  // Worse than somebody believes is told at once; whatever else it is, once it has lasted.
  for (const event of events) tx.subscribers.hold(event.componentId!, event.seq, event.at + debounceMs);
  const isByWindow = tx.events.ofTransaction(causeSeq).some(isWindowEvent); // then the window's own notice tells it
  if (!isByWindow && changes.some((change) => change.to !== "operational"))
    tx.deliveries.addNotice({ kind: "status", causeSeq, at: events[0]!.at, changes });
};

/** Levels that have lasted long enough: one notice of what they are now, for everybody who believes something else. */
export const flushHolds = (tx: Tx, page: PageScope, now: number): void => {
  const visible = new Map(visibleComponents(tx, page).map((component) => [component.id, component]));
  // A level that has moved since has a hold to come, which the planner has not written yet. Each waits as long as it was to
  // when it was written: another debounce in the config moves no hold.
  const waitOf = (hold: { causeSeq: number; dueAt: number }): number =>
    hold.dueAt - (tx.events.get(hold.causeSeq)?.at ?? hold.dueAt);
  const due = tx.subscribers
    .dueHolds(now)
    .filter((hold) => now - (visible.get(hold.componentId)?.since ?? 0) >= waitOf(hold));
  if (due.length === 0) return;
  const changes = due.flatMap(({ componentId }): LevelChange[] => {
    const component = visible.get(componentId);
    return component ? [{ componentId, name: component.name, from: component.level, to: component.level }] : [];
  });
  const causeSeq = Math.max(...due.map((hold) => hold.causeSeq));
  if (changes.length > 0) tx.deliveries.addNotice({ kind: "settled", causeSeq, at: now, changes });
  for (const hold of due) tx.subscribers.dropHold(hold.componentId);
};

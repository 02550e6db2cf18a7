// The second reader: what of the log is worth telling. It writes one notice per cause; fan-out makes the rows per target.
import type { EventType, StoredEvent, StoredEventOf } from "../../domain/events.ts";
import { type Follower, follow } from "../store/follow.ts";
import type { Store, Tx } from "../store/store.ts";
import { type PageScope, visibleComponents, visibleWindow } from "../store/views/public.ts";
import type { TeamFacts } from "./kinds/kind.ts";
import { type LevelRules, planLevels } from "./plan-levels.ts";
import { isAboutTeam, planTeam } from "./plan-team.ts";

export interface PlannerOptions {
  store: Store;
  page: () => PageScope;
  rules: () => LevelRules;
  team: () => TeamFacts;
  now: () => number;
  onHandled: () => void;
  onWarning: (message: string, error: unknown) => void;
}

type Planned = {
  [T in EventType]?: (tx: Tx, event: StoredEventOf<T>, options: PlannerOptions) => void;
};
/** Events that are told by a notice of their own. */
const PLANNED: Planned = {
  "maintenance:started": (tx, event, options) => noticeWindow(tx, event, options),
  "maintenance:completed": (tx, event, options) => noticeWindow(tx, event, options),
  // A window called off before it started has told nobody of a start.
  "maintenance:cancelled": (tx, event, options) => {
    if (event.data.wasRunning) noticeWindow(tx, event, options);
  },
  "incident:posted": (tx, event, options) => noticePost(tx, event, options.rules().debounceMs),
  "config:reloaded": (tx, event, options) => holdReturned(tx, event, options.rules().debounceMs),
  "subscriber:requested": (tx, { seq, at, data: { subscriberId, confirmationId } }) => {
    tx.deliveries.addNotice({ kind: "confirm", causeSeq: seq, at, subscriberId, detail: { confirmationId } });
  },
  "delivery:tested": (tx, { seq, at, actor, data: { subscriberId } }) => {
    tx.deliveries.addNotice({ kind: "test", causeSeq: seq, at, subscriberId, detail: { by: actor.name } });
  },
  // Mail that bounces is many readers' everyday; the doctor counts it.
  "subscriber:quarantined": (tx, { seq, at, data: { subscriberId: of, channel, reason } }) => {
    if (channel !== "email")
      tx.deliveries.addNotice({ kind: "quarantined", causeSeq: seq, at, detail: { of, channel, reason } });
  },
};

export const createPlanner = (options: PlannerOptions): Follower => {
  const { store } = options;
  const handle = (tx: Tx, transaction: readonly StoredEvent[]): void => {
    for (const event of transaction) {
      // Each rule is found by the type of the very event that it takes.
      const plan = PLANNED[event.type] as ((tx: Tx, event: StoredEvent, options: PlannerOptions) => void) | undefined;
      plan?.(tx, event, options);
    }
    planTeam(tx, transaction, options.team());
    planLevels(tx, transaction, options.page(), options.rules());
  };
  return follow({
    store,
    name: "delivery",
    now: options.now,
    onWarning: options.onWarning,
    onHandled: options.onHandled,
    concerns: (event) => event.type === "status:changed" || event.type in PLANNED || isAboutTeam(event),
    handle,
    // A notice is unique per cause, so that planning twice tells once.
    repair: handle,
  });
};

type WindowEvent = StoredEventOf<"maintenance:started" | "maintenance:completed" | "maintenance:cancelled">;
const noticeWindow = (tx: Tx, event: WindowEvent, { page }: PlannerOptions): void => {
  const maintenanceId = event.maintenanceId!;
  const window = tx.maintenances.get(maintenanceId);
  const visible = new Set(visibleComponents(tx, page()).map(({ id }) => id));
  if (!window || !visibleWindow(window, visible)) return;
  tx.deliveries.addNotice({ kind: event.type, causeSeq: event.txSeq, at: event.at, maintenanceId });
};

/** What a person says goes out at once; what was said by itself, as a recovery is, once it has lasted. */
const noticePost = (tx: Tx, event: StoredEventOf<"incident:posted">, debounceMs: number): void => {
  const { postId, status, isAuto, isSilent } = event.data;
  if (isSilent) return;
  const isHeld = isAuto && status === "resolved" && event.actor.kind !== "person" && event.actor.kind !== "token";
  tx.deliveries.addNotice({
    ...{ kind: "post", causeSeq: event.txSeq, part: postId, at: event.at, incidentId: event.incidentId!, postId },
    ...(isHeld ? { detail: { dueAt: event.at + debounceMs } } : {}),
  });
};

/** A component comes back as a silent baseline; only who was told of its outage before it left is owed the end of that. */
const holdReturned = (tx: Tx, { seq, at, data }: StoredEventOf<"config:reloaded">, debounceMs: number): void => {
  for (const id of tx.subscribers.believedDown(data.added))
    if (tx.components.get(id)?.level === "operational") tx.subscribers.hold(id, seq, at + debounceMs);
};

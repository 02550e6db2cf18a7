// The second reader: what of the log is worth telling. It writes one notice per cause; fan-out makes the rows per target.
import type { EventType, StoredEvent, StoredEventOf } from "../../domain/events.ts";
import { type Follower, follow } from "../store/follow.ts";
import type { Store, Tx } from "../store/store.ts";
import { type PageScope, visibleOnSome } from "../store/views/public.ts";
import type { TeamFacts } from "./kinds/kind.ts";
import { type LevelRules, planLevels } from "./plan-levels.ts";
import { isAboutTeam, planTeam } from "./plan-team.ts";
import { isAboutWindows, planWindows } from "./plan-windows.ts";

export interface PlannerOptions {
  store: Store;
  /** Of the config; what none of them shows, nobody is told. */
  pages: () => readonly PageScope[];
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
  "incident:posted": (tx, event, options) => noticePost(tx, event, options.rules().debounceMs),
  "config:reloaded": (tx, event, options) => holdMissed(tx, event, options),
  "subscriber:requested": (tx, { seq, at, data: { subscriberId, confirmationId } }) => {
    tx.notices.add({ kind: "confirm", causeSeq: seq, at, subscriberId, detail: { confirmationId } });
  },
  "delivery:tested": (tx, { seq, at, actor, data: { subscriberId } }) => {
    tx.notices.add({ kind: "test", causeSeq: seq, at, subscriberId, detail: { by: actor.name } });
  },
  // Mail that bounces is many readers' everyday; the doctor counts it. Of others there may be many at once: they wait for each other.
  "subscriber:quarantined": (tx, { seq, at, data: { subscriberId: of, channel, reason } }) => {
    const detail = { of, channel, reason, dueAt: at + QUARANTINES_MS };
    if (channel !== "email") tx.notices.add({ kind: "quarantined", causeSeq: seq, at, detail });
  },
};

/** So long several of them become one message. */
const QUARANTINES_MS = 5 * 60_000;

export const createPlanner = (options: PlannerOptions): Follower => {
  const { store } = options;
  const handle = (tx: Tx, transaction: readonly StoredEvent[]): void => {
    for (const event of transaction) {
      // Each rule is found by the type of the very event that it takes.
      const plan = PLANNED[event.type] as ((tx: Tx, event: StoredEvent, options: PlannerOptions) => void) | undefined;
      plan?.(tx, event, options);
    }
    planWindows(tx, transaction, options.pages());
    planTeam(tx, transaction, options.team());
    planLevels(tx, transaction, options.pages(), options.rules());
  };
  return follow({
    store,
    name: "delivery",
    now: options.now,
    onWarning: options.onWarning,
    onHandled: options.onHandled,
    // An ack costs no second commit where nobody is paged.
    concerns: (event) =>
      event.type === "status:changed" ||
      event.type in PLANNED ||
      isAboutWindows(event) ||
      (isAboutTeam(event) && options.team().targets.size > 0),
    handle,
    // A notice is unique per cause, so that planning twice tells once.
    repair: handle,
  });
};

/** What a person says goes out at once; what was said by itself, as a recovery is, once it has lasted. */
const noticePost = (tx: Tx, event: StoredEventOf<"incident:posted">, debounceMs: number): void => {
  const { postId, status, isAuto, isSilent } = event.data;
  if (isSilent) return;
  const isHeld = isAuto && status === "resolved" && event.actor.kind !== "person" && event.actor.kind !== "token";
  tx.notices.add({
    ...{ kind: "post", causeSeq: event.txSeq, part: postId, at: event.at, incidentId: event.incidentId!, postId },
    ...(isHeld ? { detail: { dueAt: event.at + debounceMs } } : {}),
  });
};

/**
 * A component that comes back, or is shown again, is a silent baseline; only who was told of its outage before is owed the end
 * of that.
 */
const holdMissed = (tx: Tx, { seq, at }: StoredEventOf<"config:reloaded">, { pages, rules }: PlannerOptions): void => {
  for (const { id, level } of visibleOnSome(tx, pages()))
    if (!tx.subscribers.isHeld(id) && tx.subscribers.isBelievedOtherwise(id, level))
      tx.subscribers.hold(id, seq, at + rules().debounceMs);
};

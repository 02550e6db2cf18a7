// From one notice to one row per target, in bites, so that many subscribers never block the loop.
import { isWanted, type LevelChange, newsFor, type Told } from "../../domain/telling.ts";
import type { Delivery, Notice } from "../store/deliveries.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";

const BITE = 200;

export interface FanOutOptions {
  now: number;
  newMessageId: () => string;
  seam: (name: "planner-chunk") => void;
}

/** Plans the oldest unfinished notice for the next targets; false when every notice is planned for all. */
export const fanOutBite = (tx: Tx, options: FanOutOptions): boolean => {
  const notice = tx.deliveries.unplanned();
  if (!notice) return false;
  const targets = tx.subscribers.active(notice.fannedOutTo ?? 0, BITE);
  for (const target of targets) planFor(tx, notice, target, options);
  tx.deliveries.saveProgress(notice.id, targets.length < BITE ? null : targets.at(-1)!.id);
  options.seam("planner-chunk");
  return true;
};

const planFor = (tx: Tx, notice: Notice, target: Subscriber, options: FanOutOptions): void => {
  const row = { noticeId: notice.id, subscriberId: target.id, messageId: options.newMessageId(), now: options.now };
  if (notice.maintenanceId !== null) {
    const covered = tx.maintenances.get(notice.maintenanceId)?.components ?? [];
    if (covered.some((id) => isWanted(target.components, id))) tx.deliveries.insert({ ...row, changes: [] });
    return;
  }
  const onItsWay = notice.kind === "settled" ? tx.deliveries.unsettledOf(target.id) : [];
  const wanted = notice.changes.filter(
    (change) => isWanted(target.components, change.componentId) && isStill(tx, change) && !says(onItsWay, change),
  );
  const changes = newsFor(wanted, believedBy(tx, target.id), notice.kind === "status" ? "at-once" : "settled");
  supersede(tx, target.id, new Set(wanted.map((change) => change.componentId)));
  if (changes.length > 0) tx.deliveries.insert({ ...row, changes });
};

/** What has moved since has a notice of its own; an old one, repaired late, must not replace that. */
const isStill = (tx: Tx, { componentId, to }: LevelChange): boolean => tx.components.get(componentId)?.level === to;

/** A level that has lasted is no news beside a message that is still being tried and says it: one thing, one id. */
const says = (deliveries: readonly Delivery[], { componentId, to }: LevelChange): boolean =>
  deliveries.some(({ changes }) => changes.some((change) => change.componentId === componentId && change.to === to));

/** What a target was told, and what it may know: a message that is being sent, or left and was never answered. */
const believedBy = (tx: Tx, subscriberId: number): Told => {
  const told = tx.subscribers.told(subscriberId);
  for (const delivery of tx.deliveries.unsettledOf(subscriberId))
    if (delivery.state === "sending" || delivery.mayHaveArrived)
      for (const change of delivery.changes) told.set(change.componentId, change.to);
  return told;
};

/** Older news of the same components that waits is no news any more. */
const supersede = (tx: Tx, subscriberId: number, componentIds: ReadonlySet<string>): void => {
  for (const older of tx.deliveries.unsettledOf(subscriberId)) {
    if (older.state === "sending" || tx.deliveries.notice(older.noticeId)?.maintenanceId !== null) continue;
    const changes = older.changes.filter((change) => !componentIds.has(change.componentId));
    if (changes.length === older.changes.length) continue;
    if (changes.length === 0) suppress(tx, older, "newer news replaced it before it was sent");
    else {
      countAsTold(tx, older);
      tx.deliveries.save({ ...older, changes });
    }
  }
};

/** It goes out no more. Where it may have arrived it counts as told, so that its end is told too. */
export const suppress = (tx: Tx, delivery: Delivery, reason: string): void => {
  tx.deliveries.save({ ...delivery, state: "suppressed", reason, leaseUntil: null });
  countAsTold(tx, delivery);
};

export const countAsTold = (tx: Tx, delivery: Delivery): void => {
  if (!delivery.mayHaveArrived) return;
  for (const change of delivery.changes) tx.subscribers.tell(delivery.subscriberId, change.componentId, change.to);
};

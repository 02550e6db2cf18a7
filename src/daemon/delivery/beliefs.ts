// What a target believes, and what becomes of rows that go out no more.
import { believedLevel, type LevelChange, type Told } from "../../domain/telling.ts";
import type { Component } from "../store/components.ts";
import type { Delivery } from "../store/deliveries.ts";
import { ABOUT_LEVELS, type Notice } from "../store/notices.ts";
import type { Tx } from "../store/store.ts";

/** A row that is not settled, with what it tells of. */
export type Waiting = Delivery & { notice: Notice };

/** What a target was told, and what it may know: a message that is being sent, or left and was never answered. */
export const believedBy = (told: Told, unsettled: readonly Waiting[]): Told => {
  const believed = new Map(told);
  for (const delivery of unsettled)
    if (delivery.state === "sending" || delivery.mayHaveArrived)
      for (const change of delivery.changes) believed.set(change.componentId, toldBy(delivery.notice, change));
  return believed;
};

/** Levels as they are now, each from what the target believes. */
export const levelsNow = (components: readonly Component[], told: Told): LevelChange[] =>
  components.map(({ id, name, level }) => ({ componentId: id, name, from: believedLevel(told, id), to: level }));

/** It was sent, or counts as sent. */
export const recordTold = (tx: Tx, delivery: Delivery): void => {
  const notice = tx.notices.get(delivery.noticeId)!;
  for (const change of delivery.changes)
    tx.subscribers.tell(delivery.subscriberId, change.componentId, toldBy(notice, change));
};

const toldBy = ({ kind }: Notice, { to }: LevelChange) => ({ level: to, isUnstable: kind === "unstable" });

/**
 * It goes out no more. Where it may have arrived it counts as told, so that its end is told too; where not, what it was to tell
 * beside its own news waits for itself again.
 */
export const suppress = (tx: Tx, delivery: Delivery, reason: string): void => {
  tx.deliveries.save({ ...delivery, state: "suppressed", reason, leaseUntil: null });
  countAsTold(tx, delivery);
  if (!delivery.isCapped || delivery.mayHaveArrived) return;
  for (const row of tx.deliveries.toldIn(delivery.id))
    tx.deliveries.save({ ...row, state: "queued", reason: null, toldIn: null, isCapped: true, dueAt: delivery.dueAt });
};

/** Of what it says only what no newer message has said since. */
export const countAsTold = (tx: Tx, delivery: Delivery): void => {
  if (!delivery.mayHaveArrived || delivery.changes.length === 0) return;
  const newer = new Set(
    tx.deliveries.sentAfter(delivery).flatMap(({ changes }) => changes.map(({ componentId }) => componentId)),
  );
  recordTold(tx, { ...delivery, changes: delivery.changes.filter(({ componentId }) => !newer.has(componentId)) });
};

export const isAboutLevels = ({ kind }: Notice): boolean => ABOUT_LEVELS.has(kind);

export const says = (changes: readonly LevelChange[], { componentId, to }: LevelChange): boolean =>
  changes.some((change) => change.componentId === componentId && change.to === to);

/** Older news of the same components that waits is no news any more. */
export const supersedeLevels = (
  tx: Tx,
  unsettled: readonly Waiting[],
  componentIds: ReadonlySet<string>,
  reason = "newer news replaced it before it was sent",
): void => {
  for (const older of unsettled) {
    if (older.state === "sending" || !isAboutLevels(older.notice)) continue;
    const changes = older.changes.filter((change) => !componentIds.has(change.componentId));
    if (changes.length === older.changes.length) continue;
    if (changes.length === 0) suppress(tx, older, reason);
    else {
      countAsTold(tx, older);
      tx.deliveries.save({ ...older, changes });
    }
  }
};

// What a target believes, and what becomes of rows that go out no more.
import { believedLevel, type LevelChange, type Told } from "../../domain/telling.ts";
import type { Component } from "../store/components.ts";
import { ABOUT_LEVELS, type Delivery, type Notice } from "../store/deliveries.ts";
import type { Tx } from "../store/store.ts";

/** What a target was told, and what it may know: a message that is being sent, or left and was never answered. */
export const believedBy = (tx: Tx, subscriberId: number, unsettled: readonly Delivery[]): Told => {
  const told = tx.subscribers.told(subscriberId);
  for (const delivery of unsettled)
    if (delivery.state === "sending" || delivery.mayHaveArrived)
      for (const change of delivery.changes) told.set(change.componentId, toldBy(tx, delivery, change));
  return told;
};

/** Levels as they are now, each from what the target believes. */
export const levelsNow = (components: readonly Component[], told: Told): LevelChange[] =>
  components.map(({ id, name, level }) => ({ componentId: id, name, from: believedLevel(told, id), to: level }));

/** It was sent, or counts as sent. */
export const recordTold = (tx: Tx, delivery: Delivery): void => {
  for (const change of delivery.changes)
    tx.subscribers.tell(delivery.subscriberId, change.componentId, toldBy(tx, delivery, change));
};

const toldBy = (tx: Tx, { noticeId }: Delivery, { to }: LevelChange) => ({
  level: to,
  isUnstable: tx.deliveries.notice(noticeId)?.kind === "unstable",
});

/** It goes out no more. Where it may have arrived it counts as told, so that its end is told too. */
export const suppress = (tx: Tx, delivery: Delivery, reason: string): void => {
  tx.deliveries.save({ ...delivery, state: "suppressed", reason, leaseUntil: null });
  countAsTold(tx, delivery);
};

export const countAsTold = (tx: Tx, delivery: Delivery): void => {
  if (delivery.mayHaveArrived) recordTold(tx, delivery);
};

export const isAboutLevels = (notice: Notice | undefined): boolean => !!notice && ABOUT_LEVELS.has(notice.kind);

export const says = (changes: readonly LevelChange[], { componentId, to }: LevelChange): boolean =>
  changes.some((change) => change.componentId === componentId && change.to === to);

/** Older news of the same components that waits is no news any more. */
export const supersedeLevels = (
  tx: Tx,
  unsettled: readonly Delivery[],
  componentIds: ReadonlySet<string>,
  reason = "newer news replaced it before it was sent",
): void => {
  for (const older of unsettled) {
    if (older.state === "sending" || !isAboutLevels(tx.deliveries.notice(older.noticeId))) continue;
    const changes = older.changes.filter((change) => !componentIds.has(change.componentId));
    if (changes.length === older.changes.length) continue;
    if (changes.length === 0) suppress(tx, older, reason);
    else {
      countAsTold(tx, older);
      tx.deliveries.save({ ...older, changes });
    }
  }
};

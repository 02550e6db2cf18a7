// One target gets so many messages in an hour. What is more waits until the hour is over, and is then told in one summary.
import type { Delivery } from "../store/deliveries.ts";
import type { Notice } from "../store/notices.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { isAboutLevels, says, suppress } from "./beliefs.ts";
import { KINDS } from "./kinds/index.ts";
import type { Look } from "./kinds/kind.ts";
import type { Situation } from "./situation.ts";

const HOUR_MS = 3600_000;
/** More than this in a summary help nobody: the page says it all. */
const MAX_ITEMS = 50;

const isCapped = (tx: Tx, { noticeId }: Delivery): boolean =>
  KINDS[tx.notices.get(noticeId)!.kind].audience === "public";

/** The row as it waits for the end of the hour; null: it may be sent now. */
export const capped = (tx: Tx, delivery: Delivery, target: Subscriber, { now, cap }: Situation): Delivery | null => {
  // A try that went wrong is no other message.
  if (delivery.attempts > 0 || delivery.isCapped || !isCapped(tx, delivery)) return null;
  const first = tx.deliveries.nthSentSince(target.id, now - HOUR_MS, cap);
  if (first === null) return null;
  const reason = `it had ${cap} messages within an hour; a summary tells it`;
  return { ...delivery, isCapped: true, reason, dueAt: first + HOUR_MS };
};

/** A row that waited takes all others in that wait with it, where they are wanted still. */
export const foldCapped = (
  tx: Tx,
  carrier: Delivery,
  { now }: Situation,
  lookAt: (row: Delivery, of: Notice) => Look,
): Delivery => {
  if (!carrier.isCapped || carrier.attempts > 0) return carrier;
  const changes = [...carrier.changes];
  let items = 1;
  for (const row of tx.deliveries.unsettledOf(carrier.subscriberId)) {
    if (row.id === carrier.id || row.state === "sending" || !isCapped(tx, row) || row.dueAt > now) continue;
    if (row.attempts > 0) continue; // it may have arrived: a receiver that drops repeats would never see it in here
    if (items >= MAX_ITEMS) break;
    const notice = tx.notices.get(row.noticeId)!;
    const look = lookAt(row, notice);
    if ("later" in look) continue;
    if ("unwanted" in look) {
      suppress(tx, row, look.unwanted);
      continue;
    }
    if (isAboutLevels(notice) && look.changes.every((change) => says(changes, change))) {
      suppress(tx, row, `delivery ${carrier.id} says it already`);
      continue;
    }
    const reason = `told in the summary of delivery ${carrier.id}`;
    tx.deliveries.save({ ...row, state: "suppressed", reason, changes: look.changes, toldIn: carrier.id });
    changes.push(...look.changes);
    items += 1;
  }
  return { ...carrier, changes: lastOfEach(changes) };
};

const lastOfEach = (changes: Delivery["changes"]): Delivery["changes"] => [
  ...new Map(changes.map((change) => [change.componentId, change])).values(),
];

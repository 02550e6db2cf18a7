// A row that comes due is looked at once more: still wanted, still true. Then it is leased and becomes a message.
import type { Channel } from "../../domain/channel.ts";
import type { Maintenance } from "../../domain/maintenance.ts";
import { isWanted, newsFor } from "../../domain/telling.ts";
import type { Delivery, Notice } from "../store/deliveries.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type PageScope, visibleComponents } from "../store/views/public.ts";
import type { Message } from "./channels/message.ts";
import { suppress } from "./fan-out.ts";

/** Longer than any send may take, and than a job may wait on Redis. */
export const LEASE_MS = 120_000;
const LATER_MS = 1000;

export interface Claimed {
  delivery: Delivery;
  channel: Channel;
  message: Message;
}

/** Claims up to `limit` due rows, none twice for one target; those no longer wanted are suppressed with the reason. */
export const claimDue = (
  tx: Tx,
  limit: number,
  now: number,
  page: PageScope,
): { claimed: Claimed[]; looked: number } => {
  const claimed: Claimed[] = [];
  const busy = new Set<number>();
  const visible = visibleComponents(tx, page);
  const due = tx.deliveries.due(now, limit);
  for (const delivery of due) {
    if (busy.has(delivery.subscriberId)) continue;
    const answer = look(tx, delivery, visible);
    if ("later" in answer) {
      tx.deliveries.save({ ...delivery, dueAt: now + LATER_MS });
      continue;
    }
    if ("unwanted" in answer) {
      suppress(tx, delivery, answer.unwanted);
      continue;
    }
    const leased = lease(delivery, answer.changes, now);
    tx.deliveries.save(leased);
    busy.add(delivery.subscriberId);
    claimed.push({ delivery: leased, channel: answer.target.channel, message: messageOf(tx, leased, answer) });
  }
  return { claimed, looked: due.length };
};

/**
 * A row whose sender went away may have been told or not. It goes out once more, as it was and under its id, also where it is
 * no longer so: a target that was told is owed the end of the story, and that is only told to those who know its beginning.
 */
export const claimAgain = (tx: Tx, lost: Delivery, now: number): Claimed | null => {
  const delivery = tx.deliveries.get(lost.id);
  if (delivery?.state !== "sending" || delivery.claims !== lost.claims) return null; // settled or claimed meanwhile
  const target = tx.subscribers.get(delivery.subscriberId);
  if (target?.state !== "active") {
    suppress(tx, delivery, unreachable(target));
    return null;
  }
  const leased = lease(delivery, delivery.changes, now);
  tx.deliveries.save(leased);
  return {
    delivery: leased,
    channel: target.channel,
    message: messageOf(tx, leased, { target, notice: tx.deliveries.notice(delivery.noticeId)! }),
  };
};

const lease = (delivery: Delivery, changes: Delivery["changes"], now: number): Delivery => ({
  ...{ ...delivery, changes, state: "sending", reason: null, leaseUntil: now + LEASE_MS },
  ...{ attempts: delivery.attempts + 1, claims: delivery.claims + 1 },
});

const unreachable = (target: Subscriber | undefined): string => `the subscriber is ${target?.state ?? "gone"}`;

interface Address {
  target: Subscriber;
  notice: Notice;
}
type Look = { unwanted: string } | { later: true } | (Address & { changes: Delivery["changes"] });
type Visible = ReturnType<typeof visibleComponents>;

const look = (tx: Tx, delivery: Delivery, visible: Visible): Look => {
  const target = tx.subscribers.get(delivery.subscriberId);
  if (target?.state !== "active") return { unwanted: unreachable(target) };
  const notice = tx.deliveries.notice(delivery.noticeId)!;
  return notice.maintenanceId === null
    ? lookAtLevels(tx, delivery, notice, target, visible)
    : lookAtWindow(tx, notice, target, visible);
};

/** Still as the message says, and still news. What has changed since has a notice of its own, or is held. */
const lookAtLevels = (tx: Tx, delivery: Delivery, notice: Notice, target: Subscriber, visible: Visible): Look => {
  const levels = new Map(visible.map((component) => [component.id, component.level]));
  const still = delivery.changes.filter((change) => levels.get(change.componentId) === change.to);
  const changes = newsFor(still, tx.subscribers.told(target.id), "settled");
  if (changes.length === 0) return { unwanted: "it was no longer so when it came due" };
  return { target, notice, changes };
};

/** A window's message says the levels it led to; so it waits until the status engine has seen the transition. */
const lookAtWindow = (tx: Tx, notice: Notice, target: Subscriber, visible: Visible): Look => {
  if (tx.readers.cursor("status") < notice.causeSeq) return { later: true };
  const window = tx.maintenances.get(notice.maintenanceId!)!;
  if (window.state !== STATE_TOLD[notice.kind as WindowNotice]) return { unwanted: "the window has moved on" };
  const covered = visible.filter(({ id }) => window.components.includes(id) && isWanted(target.components, id));
  if (covered.length === 0) return { unwanted: "none of its components is shown any more" };
  const told = tx.subscribers.told(target.id);
  const changes = covered.map(({ id, name, level }) => ({
    ...{ componentId: id, name, to: level },
    from: told.get(id) ?? ("operational" as const),
  }));
  return { target, notice, changes };
};

/** Made of nothing but the claimed row and its notice, so that a second copy under one id reads as the first. */
const messageOf = (tx: Tx, delivery: Delivery, { target, notice }: Address): Message => ({
  ...{ messageId: delivery.messageId, target: target.target, secret: target.secret },
  ...(notice.maintenanceId === null
    ? { type: "status.changed", data: levelsOf(delivery) }
    : { type: notice.kind.replace(":", "."), data: windowOf(tx, delivery, notice) }),
  at: notice.at,
});

const levelsOf = ({ changes }: Delivery): unknown => ({
  changes: changes.map(({ componentId, name, from, to }) => ({ component: { id: componentId, name }, from, to })),
});

const windowOf = (tx: Tx, { changes }: Delivery, notice: Notice): unknown => {
  const window = tx.maintenances.get(notice.maintenanceId!)!;
  return {
    maintenance: {
      ...{ id: window.id, title: window.title, state: STATE_TOLD[notice.kind as WindowNotice] },
      ...{ startsAt: new Date(window.startsAt).toISOString(), endsAt: new Date(window.endsAt).toISOString() },
      components: changes.map(({ componentId, name, to }) => ({ id: componentId, name, level: to })),
    },
  };
};

type WindowNotice = Exclude<Notice["kind"], "status" | "settled">;
/** The state that a notice tells of; the window itself may be further by now. */
const STATE_TOLD: Record<WindowNotice, Maintenance["state"]> = {
  "maintenance:started": "in_progress",
  "maintenance:completed": "completed",
  "maintenance:cancelled": "cancelled",
};

// A row that comes due is looked at once more: still wanted, still true. Then it is leased and becomes a message.
import { isLaneOfTeam, LANES, type Lane } from "../../domain/lane.ts";
import type { Delivery } from "../store/deliveries.ts";
import type { Notice } from "../store/notices.ts";
import type { Pause } from "../store/pauses.ts";
import type { Tables, Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { suppress } from "./beliefs.ts";
import { capped, foldCapped } from "./cap.ts";
import type { Message } from "./channels/message.ts";
import { messageOf } from "./compose.ts";
import { KINDS } from "./kinds/index.ts";
import type { Facts, Look } from "./kinds/kind.ts";
import { settle } from "./settle.ts";
import { factsFor, NO_PAGE, type Situation } from "./situation.ts";

/** Longer than any send may take, and than a job may wait on Redis. */
export const LEASE_MS = 120_000;
const LATER_MS = 1000;

export interface Claimed {
  delivery: Delivery;
  message: Message;
}
export interface ClaimedRows {
  claimed: Claimed[];
  /** How many rows were due; 0: there is nothing more to do. */
  looked: number;
}

/** Claims what is due, so many of each lane and none twice for one target; what is no longer wanted is suppressed with the reason. */
export const claimDue = (tx: Tx, room: Readonly<Record<Lane, number>>, situation: Situation): ClaimedRows => {
  const pause = tx.pauses.inForce(situation.now);
  const result: ClaimedRows = { claimed: [], looked: 0 };
  const busy = new Set<number>();
  for (const lane of LANES) {
    if (room[lane] <= 0 || isPaused(pause, lane)) continue;
    for (const delivery of tx.deliveries.due(lane, situation.now, room[lane])) {
      result.looked += 1;
      if (busy.has(delivery.subscriberId)) continue;
      const claimed = orFailed(tx, delivery, situation, () => claimOne(tx, delivery, situation));
      if (!claimed) continue;
      busy.add(delivery.subscriberId);
      result.claimed.push(claimed);
    }
  }
  return result;
};

/** A row that nobody can make a message of is a failed try of its own; the others go out. */
const orFailed = (tx: Tx, delivery: Delivery, { now }: Situation, claim: () => Claimed | null): Claimed | null => {
  try {
    return tx.attempt(claim);
  } catch (error) {
    const leased = lease(delivery, now);
    tx.deliveries.save(leased);
    const reason = `its message could not be written: ${(error as Error).message}`;
    const job = { deliveryId: leased.id, claim: leased.claims };
    settle(tx, job, { kind: "failed", reason, isPermanent: false }, { now, random: 0 });
    return null;
  }
};

export const isPaused = (pause: Pause | undefined, lane: Lane): boolean =>
  pause !== undefined && (pause.scope === "everybody" || !isLaneOfTeam(lane));

const claimOne = (tx: Tx, delivery: Delivery, situation: Situation): Claimed | null => {
  const notice = tx.notices.get(delivery.noticeId)!;
  const found = findTarget(tx, delivery, notice, situation);
  if ("unwanted" in found) {
    suppress(tx, delivery, found.unwanted);
    return null;
  }
  const { target, facts } = found;
  // What carries others was composed when it was first claimed, and goes out as it was: a receiver may drop a second copy.
  const isCarrier = delivery.isCapped && tx.deliveries.toldIn(delivery.id).length > 0;
  if (isCarrier) return leaseAndCompose(tx, delivery, target, facts);
  const look = lookAt(tx, delivery, notice, { target, facts });
  if ("later" in look) {
    tx.deliveries.save({ ...delivery, dueAt: facts.now + LATER_MS });
    return null;
  }
  if ("unwanted" in look) {
    suppress(tx, delivery, look.unwanted);
    return null;
  }
  const later = capped(tx, delivery, target, situation);
  if (later) {
    tx.deliveries.save(later);
    return null;
  }
  const wanted = foldCapped(tx, { ...delivery, changes: look.changes }, situation, (row, of) =>
    lookAt(tx, row, of, found),
  );
  return leaseAndCompose(tx, wanted, target, facts);
};

/**
 * A row whose sender went away may have been told or not. It goes out once more, as it was and under its id, also where it is
 * no longer so: a target that was told is owed the end of the story, and that is only told to those who know its beginning. Pages
 * are not: whoever has acked is not to be woken.
 */
export const claimAgain = (tx: Tx, lost: Delivery, situation: Situation): Claimed | null => {
  const delivery = tx.deliveries.get(lost.id);
  if (delivery?.state !== "sending" || delivery.claims !== lost.claims) return null; // settled or claimed meanwhile
  const notice = tx.notices.get(delivery.noticeId)!;
  const found = findTarget(tx, delivery, notice, situation);
  if ("unwanted" in found) {
    // Of one whose page is gone the end is told once that is back, should this have arrived.
    const mayHaveArrived = delivery.mayHaveArrived || found.unwanted === NO_PAGE;
    suppress(tx, { ...delivery, mayHaveArrived }, found.unwanted);
    return null;
  }
  const { target, facts } = found;
  const look = KINDS[notice.kind].audience === "team" ? lookAt(tx, delivery, notice, found) : null;
  if (look && "unwanted" in look) {
    // Nobody is woken after an ack. It may have arrived, so that its end is told.
    suppress(tx, { ...delivery, mayHaveArrived: true }, look.unwanted);
    return null;
  }
  return orFailed(tx, delivery, situation, () => leaseAndCompose(tx, delivery, target, facts));
};

const leaseAndCompose = (tx: Tx, delivery: Delivery, target: Subscriber, facts: Facts): Claimed => {
  const leased = lease(delivery, facts.now);
  tx.deliveries.save(leased);
  return { delivery: leased, message: messageOf(tx, leased, target, facts) };
};

const lease = (delivery: Delivery, now: number): Delivery => ({
  ...{ ...delivery, state: "sending", reason: null, leaseUntil: now + LEASE_MS },
  ...{ attempts: delivery.attempts + 1, claims: delivery.claims + 1 },
});

interface Found {
  target: Subscriber;
  facts: Facts;
}
/** Whom a row is for and what they may know, or why nobody is there. */
const findTarget = (
  tables: Tables,
  { subscriberId }: Delivery,
  notice: Notice,
  situation: Situation,
): Found | { unwanted: string } => {
  const target = tables.subscribers.get(subscriberId);
  if (!target || !isReachable(notice, target)) return { unwanted: `the subscriber is ${target?.state ?? "gone"}` };
  const facts = factsFor(tables, notice, target, situation);
  return facts ? { target, facts } : { unwanted: NO_PAGE };
};

const lookAt = (tx: Tables, delivery: Delivery, notice: Notice, { target, facts }: Found): Look => {
  const { news, look } = KINDS[notice.kind];
  if (news !== null && target.kinds !== null && !target.kinds.includes(news))
    return { unwanted: "the subscriber asks for something else by now" };
  return look(tx, delivery, notice, target, facts);
};

/** Is a row that is on its way not wanted any more? */
export const isUnwanted = (tables: Tables, delivery: Delivery, situation: Situation): boolean => {
  const notice = tables.notices.get(delivery.noticeId)!;
  const found = findTarget(tables, delivery, notice, situation);
  return "unwanted" in found || "unwanted" in lookAt(tables, delivery, notice, found);
};

/** What is for one target alone (a confirmation, a test) is for it while it is not active, too. */
const isReachable = ({ subscriberId }: Notice, { state }: Subscriber): boolean =>
  state === "active" || (subscriberId !== null && state !== "removed");

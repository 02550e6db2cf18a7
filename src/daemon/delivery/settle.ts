// What became of an attempt goes into the row; only then has it happened.
import { SYSTEM } from "../../domain/actor.ts";
import type { Channel } from "../../domain/channel.ts";
import type { NewEvent } from "../../domain/events.ts";
import { laneAfterTrouble } from "../../domain/lane.ts";
import { nextStep, type Outcome } from "../../domain/retry.ts";
import type { Delivery } from "../store/deliveries.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { countAsTold, recordTold } from "./beliefs.ts";
import type { JobName } from "./engine.ts";

/** So many messages that died one after the other: there is nobody there. */
const DEAD_IN_A_ROW = 5;

export interface Settled {
  deliveryId: number;
  subscriberId: number;
  /** As the config calls it; null: a subscriber, who has no name. */
  teamName: string | null;
  channel: Channel;
  outcome: "sent" | "failed" | "dead";
  /** From the row's making until now. */
  seconds: number;
  /** Counts from 1. */
  attempt: number;
  /** Why it did not arrive. */
  reason: string | null;
  /** With it the target was given up. */
  isQuarantined: boolean;
  /** false: it never left. */
  isTried: boolean;
  /** It says nothing of the target. */
  isOurs: boolean;
}

/** null when the row has moved on: another claim of it is under way, or it was settled already. */
export const settle = (tx: Tx, job: JobName, outcome: Outcome, at: { now: number; random: number }): Settled | null => {
  const delivery = tx.deliveries.get(job.deliveryId);
  if (delivery?.state !== "sending" || delivery.claims !== job.claim) return null;
  const target = tx.subscribers.get(delivery.subscriberId)!;
  const step = nextStep(outcome, delivery.attempts, at.random);
  const mayHaveArrived = delivery.mayHaveArrived || (outcome.kind === "failed" && outcome.mayHaveArrived === true);
  const settled = { ...delivery, mayHaveArrived, leaseUntil: null };
  const result = {
    ...{ deliveryId: delivery.id, subscriberId: target.id, attempt: delivery.attempts },
    teamName: target.audience === "team" ? target.target : null,
    ...{ reason: step.kind === "sent" ? null : step.reason, isQuarantined: false },
    ...{ channel: target.channel, seconds: (at.now - delivery.createdAt) / 1000 },
    ...{ isTried: outcome.kind !== "unsent", isOurs: outcome.kind === "failed" && outcome.isOurs === true },
  };
  switch (step.kind) {
    case "sent":
      tx.deliveries.save({ ...settled, state: "sent", reason: null, sentAt: at.now });
      recordTold(tx, delivery);
      if (target.failures > 0) tx.subscribers.save({ ...target, failures: 0 });
      return { ...result, outcome: "sent" };
    case "retry": {
      // What never left costs no attempt, and says nothing of its target.
      const isUnsent = outcome.kind === "unsent";
      tx.deliveries.save({
        ...{ ...settled, state: "retrying", attempts: delivery.attempts - (isUnsent ? 1 : 0) },
        ...{ reason: step.reason, dueAt: at.now + step.afterMs },
        lane: isUnsent ? delivery.lane : laneAfterTrouble(delivery.lane),
      });
      return { ...result, outcome: "failed" };
    }
    case "dead": {
      tx.deliveries.save({ ...settled, state: "dead", reason: step.reason });
      countAsTold(tx, settled);
      const events = diedOf(tx, settled, target, step);
      tx.events.append(events, at.now, SYSTEM);
      const isQuarantined = events.some(({ type }) => type === "subscriber:quarantined");
      return { ...result, outcome: "dead", isQuarantined };
    }
  }
};

/** The message is dead; where its target is too, that is sent nothing more until somebody asks for it again. */
const diedOf = (
  tx: Tx,
  delivery: Delivery,
  target: Subscriber,
  { reason, endsTarget, isOurs }: { reason: string; endsTarget: boolean; isOurs: boolean },
): NewEvent[] => {
  const { id, channel } = target;
  const incidentId = tx.notices.get(delivery.noticeId)?.incidentId;
  const failed: NewEvent = {
    ...{ type: "delivery:failed", data: { deliveryId: delivery.id, channel, reason, subscriberId: id } },
    ...(incidentId ? { incidentId } : {}),
  };
  const failures = target.failures + (isOurs ? 0 : 1);
  const isOver = target.audience === "public" && target.state === "active" && (endsTarget || failures >= DEAD_IN_A_ROW);
  tx.subscribers.save({ ...target, failures, ...(isOver ? { state: "quarantined", reason } : {}) });
  return isOver ? [failed, { type: "subscriber:quarantined", data: { subscriberId: id, channel, reason } }] : [failed];
};

// What became of an attempt goes into the row; only then has it happened.
import { SYSTEM } from "../../domain/actor.ts";
import { nextStep, type Outcome } from "../../domain/retry.ts";
import type { Tx } from "../store/store.ts";
import type { JobName } from "./engine.ts";
import { countAsTold } from "./fan-out.ts";

/** false when the row has moved on: another claim of it is under way, or it was settled already. */
export const settle = (tx: Tx, job: JobName, outcome: Outcome, at: { now: number; random: number }): boolean => {
  const delivery = tx.deliveries.get(job.deliveryId);
  if (delivery?.state !== "sending" || delivery.claims !== job.claim) return false;
  const step = nextStep(outcome, delivery.attempts, at.random);
  const mayHaveArrived = delivery.mayHaveArrived || (outcome.kind === "failed" && outcome.mayHaveArrived === true);
  const settled = { ...delivery, mayHaveArrived, leaseUntil: null };
  switch (step.kind) {
    case "sent":
      tx.deliveries.save({ ...settled, state: "sent", reason: null, sentAt: at.now });
      for (const change of delivery.changes) tx.subscribers.tell(delivery.subscriberId, change.componentId, change.to);
      return true;
    case "retry": {
      // What never left costs no attempt.
      const attempts = outcome.kind === "unsent" ? delivery.attempts - 1 : delivery.attempts;
      tx.deliveries.save({
        ...{ ...settled, state: "retrying", attempts },
        ...{ reason: step.reason, dueAt: at.now + step.afterMs },
      });
      return true;
    }
    case "dead": {
      tx.deliveries.save({ ...settled, state: "dead", reason: step.reason });
      countAsTold(tx, settled);
      const subscriber = tx.subscribers.get(delivery.subscriberId);
      if (step.endsTarget && subscriber?.state === "active")
        tx.subscribers.setState(delivery.subscriberId, "quarantined", step.reason);
      const data = { deliveryId: delivery.id, channel: subscriber?.channel ?? "unknown", reason: step.reason };
      tx.events.append([{ type: "delivery:failed", data }], at.now, SYSTEM);
      return true;
    }
  }
};

import { type Problem, problem } from "../../contract/problem.ts";
import { isOldNews } from "../../domain/old-news.ts";
import type { Delivery, DeliveryState } from "../store/deliveries.ts";
import { ABOUT_LEVELS } from "../store/notices.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { appendOf, saveScope } from "./check-subscription.ts";
import { type ActionContext, allow, changed, type Done, notFound, unchanged } from "./context.ts";

/** It is due now, also where it waited for the hour of its target's cap to end, and has all its tries again; the deliverer still looks whether it is wanted before it goes out. */
export const retryDelivery = (tx: Tx, ctx: ActionContext, { id }: { id: number }): Done<Delivery> => {
  allow(ctx, "retryDelivery");
  const delivery = tx.deliveries.get(id);
  if (!delivery) throw notFound("delivery", id, "tocsin delivery list");
  if (delivery.state === "queued" && delivery.dueAt <= ctx.now) return unchanged(delivery);
  const subscriber = tx.subscribers.get(delivery.subscriberId)!;
  refuseSettled(delivery);
  refuseGone(delivery, subscriber);
  refuseOld(tx, ctx, delivery);

  const queued: Delivery = { ...delivery, state: "queued", attempts: 0, reason: null, dueAt: ctx.now };
  tx.deliveries.save(queued);
  const { channel } = subscriber;
  if (subscriber.state === "quarantined") {
    saveScope(tx, ctx, subscriber, { ...subscriber, state: "active", reason: null, failures: 0 });
    appendOf(tx, ctx, "subscriber:changed", subscriber);
  }
  tx.events.append([{ type: "delivery:retried", data: { deliveryId: id, channel } }], ctx.now, ctx.actor);
  return changed(queued);
};

const iso = (ms: number): string => new Date(ms).toISOString();

/** Why there is nothing to try again, and what to do instead. */
const SETTLED: Partial<Record<DeliveryState, (delivery: Delivery) => Problem>> = {
  sending: ({ id }) =>
    problem("conflict", `Delivery ${id} is being sent at this moment.`, {
      hint: `See \`tocsin delivery show ${id}\`.`,
    }),
  sent: ({ id, sentAt }) =>
    problem(
      "conflict",
      `Delivery ${id} was sent${sentAt === null ? "" : ` at ${iso(sentAt)}`}; nothing is told twice.`,
      {
        hint: "To try the way to its target, use `tocsin delivery test`.",
      },
    ),
  suppressed: ({ id, reason }) =>
    problem("conflict", `Delivery ${id} was not sent on purpose: ${reason ?? "it was no longer wanted"}.`, {
      hint: "Only what is dead or waits for its next try can be tried again.",
    }),
};
const refuseSettled = (delivery: Delivery): void => {
  const refusal = SETTLED[delivery.state];
  if (refusal) throw refusal(delivery);
};

const refuseGone = ({ id }: Delivery, subscriber: Subscriber): void => {
  if (subscriber.state !== "removed") return;
  throw problem("conflict", `The target of delivery ${id}, subscriber ${subscriber.id}, was removed.`, {
    hint:
      subscriber.audience === "team"
        ? "Name it under `notify.team` in the config again, and `tocsin reload`."
        : "Add it again with `tocsin subscriber add`; it is told what happens from then on.",
  });
};

/** Who reads old words takes them for new ones. */
const refuseOld = (tx: Tx, ctx: ActionContext, { id, noticeId }: Delivery): void => {
  const notice = tx.notices.get(noticeId)!;
  if (ABOUT_LEVELS.has(notice.kind) || !isOldNews(notice, ctx.now)) return;
  throw problem(
    "conflict",
    `Delivery ${id} tells of ${iso(notice.at)}, more than a day ago: that is no news any more.`,
    {
      hint: "Say what is so now, with `tocsin post`; to try the way to its target, use `tocsin delivery test`.",
    },
  );
};

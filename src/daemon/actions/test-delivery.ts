import { problem } from "../../contract/problem.ts";
import type { Channel, SubscriberState } from "../../domain/channel.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

export interface TestAsked {
  subscriberId: number;
  channel: Channel;
  /** Of the event that the message follows from. */
  causeSeq: number;
}

/** Only asks for the message; what becomes of it stands in its delivery. Each is a message of its own. */
export const testDelivery = (tx: Tx, ctx: ActionContext, { target }: { target: string }): Done<TestAsked> => {
  allow(ctx, "testDelivery");
  const { id: subscriberId, channel, ...found } = reachable(find(tx, target), target);
  const data = { subscriberId, channel, ...(found.audience === "team" ? { team: found.target } : {}) };
  const [causeSeq] = tx.events.append([{ type: "delivery:tested", data }], ctx.now, ctx.actor);
  return changed({ subscriberId, channel, causeSeq: causeSeq! });
};

/** The name of a target of the team, which may be a number too, or the id of a subscriber. */
const find = (tx: Tx, target: string): Subscriber => {
  const team = tx.subscribers.team().filter((one) => one.state !== "removed");
  const named = team.find((one) => one.target === target);
  const found = named ?? (/^[1-9]\d{0,14}$/.test(target) ? tx.subscribers.get(Number(target)) : undefined);
  if (found && found.state !== "removed") return found;
  const names = team.map((one) => one.target);
  const meant = nearest(target, names);
  throw problem("not_found", `There is no target \`${target}\`${meant ? `; did you mean \`${meant}\`?` : "."}`, {
    hint: `Give a name of \`tocsin notify status\`, or the id of a subscriber (\`tocsin subscriber list\`).`,
  });
};

const REFUSED: Partial<Record<SubscriberState, { is: (subscriber: Subscriber) => string; hint: string }>> = {
  unverified: { is: () => "has not confirmed yet, and is sent nothing else", hint: "It has a message with a link." },
  quarantined: {
    is: ({ reason }) => `is sent nothing any more: ${reason ?? "too many messages to it failed"}`,
    hint: "Mend its way, then `tocsin delivery retry` of a dead one, or add it again with `tocsin subscriber add`.",
  },
};
const reachable = (subscriber: Subscriber, target: string): Subscriber => {
  const refused = REFUSED[subscriber.state];
  if (!refused) return subscriber;
  throw problem("conflict", `${target} (${subscriber.channel}) ${refused.is(subscriber)}.`, { hint: refused.hint });
};

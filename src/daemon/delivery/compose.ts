// A claimed row as a message: made of nothing but the row, its notice and its target.
import { signLink } from "../../domain/link-token.ts";
import type { Delivery } from "../store/deliveries.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { isAboutLevels } from "./beliefs.ts";
import type { Address, Content, Message } from "./channels/message.ts";
import { KINDS } from "./kinds/index.ts";
import type { Facts } from "./kinds/kind.ts";

export const messageOf = (tx: Tx, delivery: Delivery, target: Subscriber, facts: Facts): Message => {
  const notice = tx.notices.get(delivery.noticeId)!;
  return {
    ...{ messageId: delivery.messageId, thread: KINDS[notice.kind].thread(notice), to: addressOf(target, facts) },
    ...{ at: notice.at, content: contentOf(tx, delivery, target, facts), page: facts.page },
    links: linksOf(tx, target, facts),
  };
};

const contentOf = (tx: Tx, delivery: Delivery, target: Subscriber, facts: Facts): Content => {
  const one = (row: Delivery) => {
    const notice = tx.notices.get(row.noticeId)!;
    return KINDS[notice.kind].content(tx, row, notice, target, facts);
  };
  const folded = delivery.isCapped ? tx.deliveries.toldIn(delivery.id) : [];
  if (folded.length === 0) return one(delivery);
  const items = [withoutOthers(delivery, folded), ...folded].sort((a, b) => a.id - b.id);
  const saysSomething = (row: Delivery): boolean =>
    row.changes.length > 0 || !isAboutLevels(tx.notices.get(row.noticeId)!);
  return { kind: "summary", items: items.filter(saysSomething).map(one) };
};

/** Its row has the changes of all of them, since all count as told with it; in the message each says its own. */
const withoutOthers = (carrier: Delivery, folded: readonly Delivery[]): Delivery => {
  const others = new Set(folded.flatMap(({ changes }) => changes.map(({ componentId }) => componentId)));
  return { ...carrier, changes: carrier.changes.filter(({ componentId }) => !others.has(componentId)) };
};

/** A team's target stands in the config; one that has left it is removed, and nothing is claimed for it. */
const addressOf = (target: Subscriber, { team, now }: Facts): Address => {
  const { channel, format } = target;
  if (target.audience === "team") {
    const found = team.targets.get(target.target);
    if (!found) throw new Error(`\`notify.team\` has no target ${target.target} any more`);
    return {
      channel,
      target: found.target,
      secrets: found.secret ? [found.secret] : [],
      format: null,
    };
  }
  const isOldValid = target.oldSecret !== null && (target.oldSecretUntil ?? 0) > now;
  const secrets = [target.secret, isOldValid ? target.oldSecret : null].filter((one) => one !== null);
  return { channel, target: target.target, secrets, format, isStrangers: target.byForm };
};

const linksOf = (tx: Tx, { id, audience, state }: Subscriber, { page: { root } }: Facts): Message["links"] => {
  if (audience === "team" || state === "unverified") return null;
  const token = signLink(tx.linkKey, "manage", [id]);
  return { manage: `${root}/subscription/${token}`, unsubscribe: `${root}/unsubscribe/${token}` };
};

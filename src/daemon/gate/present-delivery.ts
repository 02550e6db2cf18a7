// Deliveries, and who of the team is told, as the contract has them. The addresses of the team stand in the config alone.
import type {
  DeliveryDetail as DeliveryDetailReply,
  Delivery as DeliveryReply,
  Notify as NotifyReply,
} from "../../contract/subscribers.ts";
import type { Role } from "../../domain/actor.ts";
import type { Channel } from "../../domain/channel.ts";
import type { Severity } from "../../domain/level.ts";
import { maskTarget } from "../../domain/target.ts";
import type { Delivery } from "../store/deliveries.ts";
import type { Pause } from "../store/pauses.ts";
import type { Tables } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { iso, maybe, maybeIso } from "./fields.ts";

/** A target of the team, as the config has it. */
export interface TeamAddress {
  name: string;
  channel: Channel;
  target: string;
  min_severity: Severity;
  person?: string | undefined;
}
/** Who asks, and what the config says. */
export interface Viewer {
  role: Role | null;
  team: readonly TeamAddress[];
}

export const presentDelivery = (tables: Tables, delivery: Delivery, viewer: Viewer): DeliveryReply => {
  const subscriber = tables.subscribers.get(delivery.subscriberId)!;
  const notice = tables.notices.get(delivery.noticeId)!;
  const isWaiting = delivery.state === "queued" || delivery.state === "retrying";
  return {
    id: delivery.id,
    subscriberId: subscriber.id,
    ...(subscriber.audience === "team" ? { team: subscriber.target } : {}),
    channel: subscriber.channel,
    target: addressOf(subscriber, viewer),
    notice: {
      kind: notice.kind,
      causeSeq: notice.causeSeq,
      ...maybe("incidentId", notice.incidentId),
      ...maybe("maintenanceId", notice.maintenanceId),
      ...maybe("postId", notice.postId),
    },
    state: delivery.state,
    ...maybe("reason", delivery.reason),
    attempts: delivery.attempts,
    createdAt: iso(delivery.createdAt),
    ...(isWaiting ? { dueAt: iso(delivery.dueAt) } : {}),
    ...maybeIso("sentAt", delivery.sentAt),
    ...maybe("toldIn", delivery.toldIn),
  };
};

export const presentDeliveryDetail = (tables: Tables, delivery: Delivery, viewer: Viewer): DeliveryDetailReply => ({
  ...presentDelivery(tables, delivery, viewer),
  messageId: delivery.messageId,
  lane: delivery.lane,
  changes: delivery.changes.map(({ componentId, name, from, to }) => ({ id: componentId, name, from, to })),
});

export const presentNotify = (tables: Tables, now: number, viewer: Viewer): NotifyReply => {
  const pause = tables.pauses.inForce(now);
  const rows = new Map(tables.subscribers.team().map((row) => [row.target, row]));
  const waiting = [...tables.tellingFacts.waitingInLanes().values()];
  return {
    ...(pause ? { paused: presentPause(pause) } : {}),
    team: viewer.team.flatMap((one) => {
      const row = rows.get(one.name);
      return row ? [presentTeamTarget(tables, one, row, viewer)] : [];
    }),
    waiting: waiting.reduce((sum, count) => sum + count, 0),
  };
};

export const presentPause = ({ scope, until, reason, author, at }: Pause): NonNullable<NotifyReply["paused"]> => ({
  scope,
  ...maybeIso("until", until),
  ...maybe("reason", reason),
  by: author,
  since: iso(at),
});

const presentTeamTarget = (
  tables: Tables,
  one: TeamAddress,
  row: Subscriber,
  viewer: Viewer,
): NotifyReply["team"][number] => {
  const { sentAt, failure } = tables.tellingFacts.lastTries(row.id);
  return {
    name: one.name,
    subscriberId: row.id,
    channel: one.channel,
    target: addressOf(row, viewer),
    minSeverity: one.min_severity,
    ...maybe("person", one.person),
    ...maybeIso("lastSentAt", sentAt),
    ...(failure ? { lastFailure: { at: iso(failure.at), reason: failure.reason ?? "it was given up" } } : {}),
  };
};

/** For admins the address; masked for everybody else. Nobody's any more: empty for who left, the name for who left the team. */
const addressOf = ({ audience, channel, target }: Subscriber, { role, team }: Viewer): string => {
  const configured = audience === "team" ? team.find(({ name }) => name === target) : undefined;
  const address = audience === "team" ? configured?.target : target;
  if (!address) return target;
  return role === "admin" ? address : maskTarget(configured?.channel ?? channel, address);
};

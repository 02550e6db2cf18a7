// Messages in an operator's words.
import type { Delivery, DeliveryDetail } from "../../contract/subscribers.ts";
import { longTime, relative, shortTime, spaced } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { columns } from "../table.ts";

const STYLE_OF_DELIVERY = {
  queued: "cyan",
  sending: "cyan",
  sent: "green",
  retrying: "yellow",
  dead: "red",
  suppressed: "dim",
} as const satisfies Record<Delivery["state"], string>;

/** `team ops-chat`, or `subscriber 12`. */
const whomOf = (one: Delivery): string => (one.team ? `team ${one.team}` : `subscriber ${one.subscriberId}`);

export const deliveryTable = (context: Context, deliveries: readonly Delivery[]): string[] => {
  const { now, timeZone } = context.io;
  const when = (one: Delivery): string => {
    if (one.sentAt) return `sent ${shortTime(one.sentAt, timeZone)}`;
    return one.dueAt ? `due ${relative(one.dueAt, now())}` : "-";
  };
  const shape: Column<Delivery>[] = [
    { title: "ID", of: (one) => String(one.id) },
    { title: "STATE", of: (one) => one.state, style: (one) => STYLE_OF_DELIVERY[one.state] },
    { title: "NOTICE", of: (one) => one.notice.kind },
    { title: "ABOUT", of: aboutOf },
    { title: "TRIES", of: (one) => String(one.attempts) },
    { title: "WHEN", of: when },
    { title: "TO", of: (one) => `${one.team ?? one.subscriberId} ${one.channel} ${one.target}`, gives: true },
    { title: "REASON", of: (one) => one.reason ?? "-" },
  ];
  return deliveries.length === 0 ? [] : tableOf(context, deliveries, shape);
};

const aboutOf = ({ notice }: Delivery): string => {
  if (notice.incidentId) return `incident ${notice.incidentId}`;
  return notice.maintenanceId ? `maintenance ${notice.maintenanceId}` : `seq ${notice.causeSeq}`;
};

export const deliveryDetail = (context: Context, one: DeliveryDetail): string[] => {
  const { paint } = context;
  const { now, timeZone } = context.io;
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now())}`;
  const fields: [string, string | undefined][] = [
    ["state", paint(STYLE_OF_DELIVERY[one.state], one.state)],
    ["reason", one.reason && safeLine(one.reason)],
    ["to", `${safeLine(whomOf(one))}, by ${one.channel} at ${safeLine(one.target)}`],
    ["notice", `${one.notice.kind}, of ${aboutOf(one)}${one.notice.postId ? `, post ${one.notice.postId}` : ""}`],
    ["caused by", `seq ${one.notice.causeSeq}`],
    ["tries", String(one.attempts)],
    ["made", when(one.createdAt)],
    ["due", one.dueAt && when(one.dueAt)],
    ["sent", one.sentAt && when(one.sentAt)],
    ["told in", one.toldIn === undefined ? undefined : `the summary of delivery ${one.toldIn}`],
    ["message id", safeLine(one.messageId)],
    ["lane", one.lane],
    ...one.changes.map(({ id, from, to }): [string, string] => [
      "says",
      `${safeLine(id)}: ${spaced(from)} -> ${spaced(to)}`,
    ]),
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [paint("bold", `delivery ${one.id}`), ...columns(rows, "  ")];
};

// One event of the log in words, for timelines and for `watch`.
import type { EventData, EventType } from "../domain/events.ts";
import { isoOf } from "../domain/incident.ts";
import { safeJson, safeLine } from "../domain/safe-text.ts";
import { shortTime, spaced } from "./words.ts";

/** An event as the API sends it; a newer daemon may send types that this program does not know. */
export interface EventLike {
  seq: number;
  at: string;
  type: string;
  actor: { kind: string; name: string };
  incidentId?: number | undefined;
  componentId?: string | undefined;
  maintenanceId?: number | undefined;
  data: unknown;
}

const quoted = (text: string): string => `“${safeLine(text)}”`;
const list = (ids: readonly string[]): string => (ids.length > 0 ? ids.map(safeLine).join(", ") : "no component");
const links = (all: readonly { componentId: string; level: string | null }[]): string =>
  list(all.map(({ componentId, level }) => (level === null ? componentId : `${componentId}=${level}`)));
const labels = (all: Record<string, string>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .map(safeLine)
    .join(" ");

const RELEASED: Record<EventData["incident:released"]["why"], (ids: string) => string> = {
  // Its window has ended, or was edited to cover something else or to hold nothing.
  over: (ids) => `${ids}: no running window holds it any more, and alerts still fire`,
  touched: (ids) => `${ids} no longer held by maintenance; somebody took it up`,
  joined: () => "counts from now on; something fires that no maintenance covers",
};

/** A moment of an event's data in the zone of whoever reads. */
type Moment = (iso: string) => string;
type Words = { [T in EventType]: (data: EventData[T], moment: Moment) => string };
/** What happened, without who, when and to which incident. */
const WORDS: Words = {
  "incident:opened": ({ title, severity, components }) =>
    `opened as ${severity}: ${quoted(title)}${components.length > 0 ? ` on ${links(components)}` : ""}`,
  "incident:acknowledged": ({ owner, until }, moment) =>
    `acknowledged; owner ${safeLine(owner)}${until ? ` until ${moment(until)}` : ""}`,
  "incident:unacknowledged": ({ owner, reason }) =>
    `${reason === "expired" ? "open again, since its ack ran out" : "open again, given back"}${owner ? `; it was ${safeLine(owner)}'s` : ""}`,
  "incident:resolved": ({ forced }) => (forced ? "resolved by force, its firing alerts muted" : "resolved"),
  "incident:closed": () => "closed",
  "incident:reopened": ({ severity, reason }) =>
    `reopened as ${severity}${reason === "recurrence" ? ", since it came back" : ""}`,
  "incident:merged": ({ into }) => `merged into incident ${into}, and closed`,
  "incident:absorbed": ({ from, title, alerts, severity, components }) =>
    `took in incident ${from} ${quoted(title)}${alerts > 0 ? ` with ${alerts} ${alerts === 1 ? "alert" : "alerts"}` : ""}; now ${severity}${components.length > 0 ? ` on ${links(components)}` : ""}`,
  "incident:assigned": ({ from, to }) => `assigned to ${safeLine(to)}${from ? `; it was ${safeLine(from)}'s` : ""}`,
  "incident:snoozed": ({ until }, moment) => (until ? `snoozed until ${moment(until)}` : "no longer snoozed"),
  "incident:edited": ({ title, severity, components }) =>
    [
      title ? `title ${quoted(title.from)} -> ${quoted(title.to)}` : "",
      severity ? `severity ${severity.from} -> ${severity.to}` : "",
      components ? `components now ${links(components)}` : "",
    ]
      .filter(Boolean)
      .join("; ") || "edited",
  "incident:held": ({ components, isWhole }) =>
    isWhole
      ? `held by maintenance of ${list(components)}: it pages nobody until that is over`
      : `what alerts say of ${list(components)} is held by maintenance`,
  "incident:released": ({ components, why, severity }) =>
    [RELEASED[why](list(components)), severity ? `severity ${severity.from} -> ${severity.to}` : ""]
      .filter(Boolean)
      .join("; "),
  "incident:noted": () => "note",
  "incident:posted": ({ postId, status, levels, isSilent, isAuto, public: words }) =>
    [
      `posted ${status}${isAuto ? " by itself" : ""} (post ${postId}${words ? `, ${quoted(words.title)}` : ""})`,
      levels.length > 0 ? `set ${list(levels.map(({ componentId, to }) => `${componentId}=${to}`))}` : "",
      isSilent ? "nobody is sent it" : "",
    ]
      .filter(Boolean)
      .join("; "),
  "post:edited": ({ postId, text, status, at }, moment) =>
    [
      `post ${postId} corrected`,
      status ? `${status.from} -> ${status.to}` : "",
      at ? `said at ${moment(at.to)}` : "",
      text ? `now ${quoted(text.to)}` : "",
    ]
      .filter(Boolean)
      .join("; "),
  "alert:fired": ({ source, severity, labels: all, fingerprint }) =>
    `alert fired from ${safeLine(source)} as ${severity}: ${labels(all) || safeLine(fingerprint)}`,
  "alert:recovered": ({ source, labels: all, fingerprint, expired }) =>
    expired
      ? `nothing heard any more of an alert of ${safeLine(source)}: ${labels(all) || safeLine(fingerprint)}`
      : `alert of ${safeLine(source)} recovered: ${labels(all) || safeLine(fingerprint)}`,
  "override:set": ({ level, reason, until }, moment) =>
    `pinned at ${spaced(level)}${until ? ` until ${moment(until)}` : ""}: ${safeLine(reason)}`,
  "override:cleared": ({ level, why }) =>
    `no longer pinned at ${spaced(level)}${why === "manual" ? "" : why === "expired" ? ", its time is over" : ", another pin took its place"}`,
  "maintenance:scheduled": ({ title, components, startsAt }, moment) =>
    `scheduled for ${moment(isoOf(startsAt))}: ${quoted(title)} on ${list(components)}`,
  "maintenance:announced": ({ title }) => `announced: ${quoted(title)}`,
  "maintenance:reminded": ({ title }) => `subscribers reminded: ${quoted(title)}`,
  "maintenance:edited": ({ title, startsAt, endsAt, moved, fields, isSilent }, moment) =>
    [
      moved
        ? `moved to ${moment(isoOf(startsAt))} - ${moment(isoOf(endsAt))}: ${quoted(title)}`
        : `edited: ${quoted(title)}${fields.length > 0 ? ` (${fields.map(safeLine).join(", ")})` : ""}`,
      moved && isSilent ? "nobody is sent it" : "",
    ]
      .filter(Boolean)
      .join("; "),
  "maintenance:updated": ({ title, isSilent }) => `update on ${quoted(title)}${isSilent ? "; nobody is sent it" : ""}`,
  "maintenance:verifying": ({ title }) => `being verified: ${quoted(title)}`,
  "maintenance:started": ({ title, components }) => `started: ${quoted(title)} on ${list(components)}`,
  "maintenance:completed": ({ title }) => `completed: ${quoted(title)}`,
  "maintenance:cancelled": ({ title, wasRunning, why }) => {
    if (why === "skipped") return `skipped: ${quoted(title)}`;
    if (why === "lapsed") return `called off, since nobody started it: ${quoted(title)}`;
    return `cancelled${wasRunning ? " while running" : ""}: ${quoted(title)}`;
  },
  "status:changed": ({ from, to, cause }) =>
    `${spaced(from)} -> ${spaced(to)}${cause.kind === "none" ? "" : ` because of ${cause.kind} ${cause.id}`}`,
  "component:amended": ({ from, to, level, reason }, moment) =>
    `${moment(from)} - ${moment(to)} counts ${level === null ? "as it was recorded" : `as ${spaced(level)}`}: ${safeLine(reason)}`,
  "delivery:failed": ({ deliveryId, channel, reason }) =>
    `delivery ${deliveryId} by ${safeLine(channel)} given up: ${safeLine(reason)}`,
  "delivery:retried": ({ deliveryId, channel }) => `delivery ${deliveryId} by ${safeLine(channel)} is tried again`,
  "delivery:tested": ({ subscriberId, channel, team }) =>
    `test message to ${team === undefined ? `subscriber ${subscriberId}` : safeLine(team)} (${safeLine(channel)})`,
  "notify:paused": ({ scope, until, reason }, moment) =>
    `sending to ${scope} paused${until ? ` until ${moment(until)}` : ""}${reason ? `: ${safeLine(reason)}` : ""}`,
  "notify:resumed": ({ scope }) => `sending to ${scope} goes on`,
  "subscriber:requested": ({ subscriberId, channel }) =>
    `subscriber ${subscriberId} (${safeLine(channel)}) was asked to confirm`,
  "subscriber:confirmed": ({ subscriberId, channel }) => `subscriber ${subscriberId} (${safeLine(channel)}) confirmed`,
  "subscriber:changed": ({ subscriberId, channel }) =>
    `subscriber ${subscriberId} (${safeLine(channel)}) asks for something else now`,
  "subscriber:rotated": ({ subscriberId, channel }) =>
    `subscriber ${subscriberId} (${safeLine(channel)}) has a new secret`,
  "subscriber:quarantined": ({ subscriberId, channel, reason }) =>
    `subscriber ${subscriberId} (${safeLine(channel)}) is sent nothing any more: ${safeLine(reason)}`,
  "subscriber:added": ({ subscriberId, channel }) => `subscriber ${subscriberId} (${safeLine(channel)}) added`,
  "subscriber:removed": ({ subscriberId, channel }) => `subscriber ${subscriberId} (${safeLine(channel)}) removed`,
  "token:created": ({ tokenId, name }) => `token ${tokenId} ${quoted(name)} created`,
  "token:revoked": ({ tokenId, name }) => `token ${tokenId} ${quoted(name)} revoked`,
  "page:token_rotated": ({ page }) => `page ${safeLine(page)} has a new token`,
  "reader:faulted": ({ reader, seq, error }) => `${safeLine(reader)} passed over event ${seq}: ${safeLine(error)}`,
  "reader:repaired": ({ reader, seq }) => `${safeLine(reader)} made good for event ${seq}`,
  "config:reloaded": ({ added, removed, changed }) =>
    [
      "config reloaded",
      added.length > 0 ? `components added: ${list(added)}` : "",
      removed.length > 0 ? `components removed: ${list(removed)}` : "",
      changed && changed.length > 0 ? `changed: ${list(changed)}` : "",
    ]
      .filter(Boolean)
      .join("; "),
};

/** The event in one line: "incident 42 acknowledged; owner ann". */
export const eventLine = (event: EventLike, timeZone: string): string =>
  `${subject(event)}${eventWords(event, timeZone)}`;

export const eventWords = (event: EventLike, timeZone: string): string => {
  // The daemon's word for the pair of type and data, which its own types tie together; a type we do not know is shown as it is.
  const words = (WORDS as Record<string, (data: unknown, moment: Moment) => string>)[event.type];
  return words
    ? words(event.data, (iso) => shortTime(iso, timeZone))
    : `${safeLine(event.type)} ${safeJson(event.data)}`;
};

/** Who did it, and two spaces; nothing where the words begin with them: a subscriber who leaves, confirms, asks for something else. */
export const actorLead = ({ type, actor, data }: EventLike): string => {
  const { subscriberId } = data as { subscriberId?: unknown };
  const isOfItself = type.startsWith("subscriber:") && actor.name === `subscriber ${subscriberId}`;
  return isOfItself ? "" : `${safeLine(actor.name)}  `;
};

/** What somebody wrote: a note, or the message it was opened with. May have several lines. */
export const eventNote = (event: EventLike): string | undefined => {
  const { note, text, message } = event.data as { note?: unknown; text?: unknown; message?: unknown };
  const said = note ?? text ?? message;
  return typeof said === "string" ? said : undefined; // a corrected post has both texts there
};

const subject = (event: EventLike): string => {
  if (event.type.startsWith("maintenance:")) return `maintenance ${event.maintenanceId} `;
  if (event.type === "status:changed" || /^(override|component):/.test(event.type))
    return `component ${safeLine(event.componentId ?? "?")} `;
  return event.incidentId === undefined ? "" : `incident ${event.incidentId} `;
};

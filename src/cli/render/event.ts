// One event of the log in words, for timelines and for `watch`.
import type { EventData, EventType } from "../../domain/events.ts";
import { safeJson, safeLine } from "../text.ts";
import { spaced } from "../words.ts";

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
const labels = (all: Record<string, string>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .map(safeLine)
    .join(" ");

type Words = { [T in EventType]: (data: EventData[T]) => string };
/** What happened, without who, when and to which incident. */
const WORDS: Words = {
  "incident:opened": ({ title, severity, components }) =>
    `opened as ${severity}: ${quoted(title)}${components.length > 0 ? ` on ${list(components.map((link) => link.componentId))}` : ""}`,
  "incident:acknowledged": ({ owner }) => `acknowledged; owner ${safeLine(owner)}`,
  "incident:resolved": ({ forced }) => (forced ? "resolved by force, its firing alerts muted" : "resolved"),
  "incident:closed": () => "closed",
  "incident:reopened": ({ severity }) => `reopened as ${severity}, since it came back`,
  "incident:edited": ({ severity, components }) =>
    [
      severity ? `severity ${severity.from} -> ${severity.to}` : "",
      components ? `components now ${list(components.map((link) => link.componentId))}` : "",
    ]
      .filter(Boolean)
      .join("; ") || "edited",
  "incident:noted": () => "note",
  "alert:fired": ({ source, severity, labels: all }) =>
    `alert fired from ${safeLine(source)} as ${severity}: ${labels(all)}`,
  "alert:recovered": ({ source, labels: all }) => `alert of ${safeLine(source)} recovered: ${labels(all)}`,
  "maintenance:scheduled": ({ title, components }) => `scheduled: ${quoted(title)} on ${list(components)}`,
  "maintenance:started": ({ title, components }) => `started: ${quoted(title)} on ${list(components)}`,
  "maintenance:completed": ({ title }) => `completed: ${quoted(title)}`,
  "maintenance:cancelled": ({ title, wasRunning }) =>
    `cancelled${wasRunning ? " while running" : ""}: ${quoted(title)}`,
  "status:changed": ({ from, to, cause }) =>
    `${spaced(from)} -> ${spaced(to)}${cause.kind === "none" ? "" : ` because of ${cause.kind} ${cause.id}`}`,
  "delivery:failed": ({ deliveryId, channel, reason }) =>
    `delivery ${deliveryId} by ${safeLine(channel)} given up: ${safeLine(reason)}`,
  "subscriber:added": ({ subscriberId, channel }) => `subscriber ${subscriberId} (${safeLine(channel)}) added`,
  "subscriber:removed": ({ subscriberId, channel }) => `subscriber ${subscriberId} (${safeLine(channel)}) removed`,
  "token:created": ({ tokenId, name }) => `token ${tokenId} ${quoted(name)} created`,
  "token:revoked": ({ tokenId, name }) => `token ${tokenId} ${quoted(name)} revoked`,
  "reader:faulted": ({ reader, seq, error }) => `${safeLine(reader)} passed over event ${seq}: ${safeLine(error)}`,
  "reader:repaired": ({ reader, seq }) => `${safeLine(reader)} made good for event ${seq}`,
  "config:reloaded": ({ added, removed }) =>
    [
      "config reloaded",
      added.length > 0 ? `components added: ${list(added)}` : "",
      removed.length > 0 ? `components removed: ${list(removed)}` : "",
    ]
      .filter(Boolean)
      .join("; "),
};

/** The event in one line: "incident 42 acknowledged; owner ann". */
export const eventLine = (event: EventLike): string => `${subject(event)}${eventWords(event)}`;

export const eventWords = (event: EventLike): string => {
  // The daemon's word for the pair of type and data, which its own types tie together; a type we do not know is shown as it is.
  const words = (WORDS as Record<string, (data: unknown) => string>)[event.type];
  return words ? words(event.data) : `${safeLine(event.type)} ${safeJson(event.data)}`;
};

/** What somebody wrote: a note, or the message it was opened with. May have several lines. */
export const eventNote = (event: EventLike): string | undefined => {
  const { note, text, message } = event.data as { note?: string; text?: string; message?: string };
  return note ?? text ?? message;
};

const subject = (event: EventLike): string => {
  if (event.type.startsWith("maintenance:")) return `maintenance ${event.maintenanceId} `;
  if (event.type === "status:changed") return `component ${safeLine(event.componentId ?? "?")} `;
  return event.incidentId === undefined ? "" : `incident ${event.incidentId} `;
};

// What others did, in a line: the words of the toasts.
import type { LiveEvent, LiveEventOf } from "../contract/live.ts";
import { formatDuration } from "../contract/time.ts";
import type { EventType } from "../domain/events.ts";
import { WORDS_OF_LEVEL } from "./words.ts";

/** undefined: our own doing, or nothing that somebody at this screen must hear of. */
export const newsOf = (event: LiveEvent, me: string): string | undefined => (isOwn(event, me) ? undefined : say(event));

const isOwn = ({ actor }: LiveEvent, me: string): boolean => actor.name === me && actor.kind !== "source";

/** Worth a bell: something critical that pages, and that is not our own doing. */
export const isAlarming = (event: LiveEvent, me: string): boolean => {
  if (isOwn(event, me)) return false;
  switch (event.type) {
    case "incident:opened":
    case "incident:reopened":
      return event.data.severity === "critical" && !event.data.held;
    case "incident:edited":
      return event.data.severity?.to === "critical" && !event.data.held;
    case "incident:released":
      return event.data.severity?.to === "critical";
    default:
      return false;
  }
};

const say = <T extends EventType>(event: LiveEventOf<T>): string | undefined => NEWS[event.type]?.(event);

const NEWS: { [T in EventType]?: (event: LiveEventOf<T>) => string | undefined } = {
  "incident:opened": ({ incidentId, data }) =>
    `new #${incidentId}, ${data.severity}${data.held ? ", held by maintenance" : ""}: ${data.title}`,
  "incident:acknowledged": (event) =>
    `${event.actor.name} acknowledged #${event.incidentId}${forHowLong(event, event.data.until)}`,
  "incident:unacknowledged": ({ actor, incidentId, data }) =>
    data.reason === "expired"
      ? `#${incidentId} is open again: the ack${data.owner === null ? "" : ` of ${data.owner}`} ran out`
      : `${actor.name} gave #${incidentId} back`,
  "incident:assigned": ({ actor, incidentId, data }) => `${actor.name} assigned #${incidentId} to ${data.to}`,
  "incident:snoozed": (event) =>
    event.data.until === null
      ? `${event.actor.name} ended the snooze of #${event.incidentId}`
      : `${event.actor.name} snoozed #${event.incidentId}${forHowLong(event, event.data.until)}`,
  "incident:resolved": (event) => `${event.actor.name} resolved #${event.incidentId}`,
  // What closes by itself was over long ago.
  "incident:closed": ({ actor, incidentId }) =>
    actor.kind === "system" ? undefined : `${actor.name} closed #${incidentId}`,
  "incident:merged": ({ actor, incidentId, data }) => `${actor.name} merged #${incidentId} into #${data.into}`,
  "incident:reopened": ({ actor, incidentId, data }) =>
    data.reason === "manual"
      ? `${actor.name} reopened #${incidentId}, ${data.severity}`
      : `#${incidentId} is back, ${data.severity}`,
  "incident:edited": ({ data, incidentId }) => {
    if (data.severity) return `#${incidentId} is ${data.severity.to} now, was ${data.severity.from}`;
    return data.title && `#${incidentId} is called ${data.title.to} now`;
  },
  // By touch, what the person did says it; that something else fires too is said by its own events.
  "incident:released": ({ data, incidentId }) =>
    data.why === "over" ? `#${incidentId} is no longer held by maintenance, and still fires` : undefined,
  "incident:noted": (event) => `${event.actor.name} on #${event.incidentId}: ${event.data.text}`,
  "incident:posted": ({ actor, incidentId, data }) =>
    data.isAuto ? undefined : `${actor.name} told the public of #${incidentId}: ${data.status}`,
  "override:set": ({ actor, componentId, data }) =>
    `${actor.name} pinned ${componentId} at ${WORDS_OF_LEVEL[data.level].words}: ${data.reason}`,
  "override:cleared": ({ actor, componentId, data }) => {
    if (data.why === "replaced") return undefined; // the new word says it
    return data.why === "expired" ? `the pin of ${componentId} has run out` : `${actor.name} unpinned ${componentId}`;
  },
  "component:amended": ({ actor, componentId, data }) =>
    `${actor.name} amended the past of ${componentId}: ${data.reason}`,
  // What a series plans ahead by itself is no news.
  "maintenance:scheduled": ({ actor, data }) =>
    actor.kind === "system" ? undefined : `${actor.name} planned maintenance: ${data.title}`,
  "maintenance:started": (event) => `maintenance has started: ${event.data.title}`,
  "maintenance:completed": (event) => `maintenance is over: ${event.data.title}`,
  "maintenance:edited": ({ actor, data }) =>
    data.moved ? `${actor.name} moved maintenance: ${data.title}` : undefined,
  "maintenance:cancelled": (event) => `${event.actor.name} cancelled maintenance: ${event.data.title}`,
};

const forHowLong = ({ at }: { at: string }, until: string | undefined): string =>
  until === undefined ? "" : ` for ${formatDuration(Date.parse(until) - Date.parse(at))}`;

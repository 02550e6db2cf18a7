// What others did, in a line: the words of the toasts.
import type { LiveEvent, LiveEventOf } from "../contract/live.ts";
import type { EventType } from "../domain/events.ts";

/** undefined: our own doing, or nothing that somebody at this screen must hear of. */
export const newsOf = (event: LiveEvent, me: string): string | undefined =>
  event.actor.name === me && event.actor.kind !== "source" ? undefined : say(event);

const say = <T extends EventType>(event: LiveEventOf<T>): string | undefined => NEWS[event.type]?.(event);

const NEWS: { [T in EventType]?: (event: LiveEventOf<T>) => string | undefined } = {
  "incident:opened": (event) => `new #${event.incidentId}, ${event.data.severity}: ${event.data.title}`,
  "incident:acknowledged": (event) => `${event.actor.name} acknowledged #${event.incidentId}`,
  "incident:resolved": (event) => `${event.actor.name} resolved #${event.incidentId}`,
  "incident:closed": (event) => `${event.actor.name} closed #${event.incidentId}`,
  "incident:reopened": (event) => `#${event.incidentId} is back, ${event.data.severity}`,
  "incident:edited": ({ data, incidentId }) =>
    data.severity && `#${incidentId} is ${data.severity.to} now, was ${data.severity.from}`,
  "incident:noted": (event) => `${event.actor.name} on #${event.incidentId}: ${event.data.text}`,
  "maintenance:scheduled": (event) => `${event.actor.name} planned maintenance: ${event.data.title}`,
  "maintenance:started": (event) => `maintenance has started: ${event.data.title}`,
  "maintenance:completed": (event) => `maintenance is over: ${event.data.title}`,
  "maintenance:cancelled": (event) => `${event.actor.name} cancelled maintenance: ${event.data.title}`,
};

// Maintenance of a page, or of one component of it, as a calendar to subscribe to: RFC 5545, RFC 7986.
import ical, { escape as escapeText, ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import { isRunning } from "../../../domain/maintenance.ts";
import { calendarOf } from "../../store/views/public.ts";
import type { PublicWindow } from "../../store/views/public-windows.ts";
import { JSON_HEADERS } from "../documents.ts";
import type { Draft, Reading } from "../draft.ts";
import { cleanWindow, type PageModel } from "../model.ts";
import { textOf } from "../said.ts";
import { addressOfWindow, windowChangedAt } from "../windows.tsx";
import { lastingId } from "./lasting-id.ts";

/** How often programs are asked to look again; most look far less often. */
const TTL_SECONDS = 3600;
/** An event has to end after it began. */
const SHORTEST_MS = 1000;

export const readCalendar = ({ store, page, model }: Reading): Draft =>
  draft(`${model.title}: ${model.words.maintenance}`, calendarOf(store, page), model, store.linkKey);

/** null: the page shows no such component. */
export const readComponentCalendar = ({ store, page, model }: Reading, id: string): Draft | null => {
  const component = model.components.get(id);
  if (!component) return null;
  const windows = calendarOf(store, page, id);
  return draft(`${model.title}: ${component.name}`, windows, model, store.linkKey);
};

const draft = (name: string, windows: readonly PublicWindow[], model: PageModel, key: Buffer): Draft => {
  const clean = windows.map((window) => ({ ...cleanWindow(window), nextAt: [] }));
  return {
    ...{ contentType: "text/calendar; charset=utf-8", headers: JSON_HEADERS, facts: [name, clean] },
    make: () => calendarText(name, clean, model, key),
  };
};

const calendarText = (name: string, windows: readonly PublicWindow[], model: PageModel, key: Buffer): string => {
  const calendar = ical({
    prodId: { company: "Tocsin", product: "Status page", language: model.words.tag.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    // The one text that the library writes as it is.
    name: escapeText(name, false),
    ttl: TTL_SECONDS,
  });
  for (const window of windows) calendar.createEvent(eventOf(window, model, key));
  // A zone that is given to the library makes local times of ours, so that programs need rules for it: these are UTC. Its own
  // way to add a property puts it behind the events, where RFC 5545 has no place for one.
  return `${calendar.toString().replace("METHOD:PUBLISH\r\n", `$&X-WR-TIMEZONE:${model.timeZone}\r\n`)}\r\n`;
};

const eventOf = (window: PublicWindow, model: PageModel, key: Buffer) => {
  const { start, end } = spanOf(window);
  const changedAt = new Date(windowChangedAt(window));
  const url = model.url + addressOfWindow(window);
  return {
    ...{ id: lastingId(key, "maintenance", window.id), sequence: window.revision },
    ...{
      stamp: changedAt,
      lastModified: changedAt,
      created: window.createdAt === null ? null : new Date(window.createdAt),
    },
    ...{ start: new Date(start), end: new Date(Math.max(end, start + SHORTEST_MS)), summary: window.title, url },
    status: window.state === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // Nobody who subscribes is busy then.
    transparency: ICalEventTransparency.TRANSPARENT,
    description: descriptionOf(window, model, url),
  };
};

/** What was planned, until we know better: when it began, and when it was over. */
const spanOf = ({ state, startsAt, endsAt, startedAt, endedAt }: PublicWindow): { start: number; end: number } => {
  if (startedAt === null) return { start: startsAt, end: endsAt };
  return { start: startedAt, end: isRunning(state) ? endsAt : (endedAt ?? endsAt) };
};

const descriptionOf = (window: PublicWindow, { words, times, components }: PageModel, url: string): string => {
  const names = window.components.flatMap((id) => components.get(id)?.name ?? []);
  const blocks = [
    words.windowStates[window.state],
    ...window.updates.map((update) => `${words.update}, ${times.words(update.at)}\n${textOf(update.body)}`),
    ...(window.text === null ? [] : [textOf(window.text)]),
    ...(names.length > 0 ? [`${words.touched} ${names.join(", ")}`] : []),
    url,
  ];
  return blocks.join("\n\n");
};

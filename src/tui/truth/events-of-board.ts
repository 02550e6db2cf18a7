// What each event does to components, windows and what stands beside them.
import type { LiveEvent, LiveEventOf } from "../../contract/live.ts";
import type { Component } from "../../contract/status.ts";
import { askOf, type EventType } from "../../domain/events.ts";
import { isoOf } from "../../domain/incident.ts";
import type { CauseKind } from "../../domain/level.ts";
import type { Window } from "../state.ts";
import { nameOf } from "./links.ts";
import type { Picture } from "./picture.ts";

export const applyToBoard = <T extends EventType>(picture: Picture, event: LiveEventOf<T> & LiveEvent): void => {
  if (!picture.isStale && mayMoveACause(picture, event)) stale(picture);
  EVENTS[event.type]?.(picture, event);
};

/**
 * Why a component is at its level can become something else while the level stays, and no event tells that. Of several causes
 * the one that `decideLevel` takes: overrides before incidents before windows, the worst, and of two alike the older.
 */
const mayMoveACause = ({ components }: Picture, event: LiveEvent): boolean => {
  const ask = askOf(event);
  if (!ask) return false;
  return [...components.values()].some(({ id, level, cause }) => {
    const asked = ask.effects.find(({ componentId }) => componentId === id)?.level;
    if (cause.kind === ask.kind && cause.id === ask.id) return asked !== level;
    if (asked !== level) return false;
    return (
      cause.kind === "none" || RANK[ask.kind] < RANK[cause.kind] || (ask.kind === cause.kind && ask.id < cause.id!)
    );
  });
};
const RANK = { override: 0, incident: 1, maintenance: 2 } as const satisfies Record<CauseKind, number>;

/** Events that a component's past may be another after. */
export const ofBoard = ({ type }: LiveEvent): boolean => type === "status:changed" || type === "component:amended";

const stale = (picture: Picture): void => {
  picture.isStale = true;
};
const editComponent = (
  picture: Picture,
  event: { componentId?: string },
  change: (component: Component) => Component,
): void => {
  const component = picture.components.get(event.componentId ?? "");
  if (component) picture.components.set(component.id, change(component));
};
const editWindow = (picture: Picture, event: { maintenanceId?: number }, change: (window: Window) => Window): void => {
  const window = picture.maintenances.get(event.maintenanceId ?? 0);
  if (window) picture.maintenances.set(window.id, change(window));
  else stale(picture);
};
const dropWindow = (picture: Picture, { maintenanceId = 0 }: { maintenanceId?: number }): void =>
  void picture.maintenances.delete(maintenanceId);

type Planned = { title: string; startsAt: number; endsAt: number; components: string[] };
const planned = ({ components }: Picture, data: Planned) => ({
  ...{ title: data.title, startsAt: isoOf(data.startsAt), endsAt: isoOf(data.endsAt) },
  components: data.components.map((id) => ({ id, name: nameOf(components, id) })),
});

const EVENTS: { [T in EventType]?: (picture: Picture, event: LiveEventOf<T>) => void } = {
  "status:changed": (picture, event) => {
    if (!picture.components.has(event.componentId ?? "")) return stale(picture);
    const { to, cause } = event.data;
    editComponent(picture, event, (component) => ({ ...component, level: to, since: event.at, cause }));
  },
  "override:set": (picture, event) => {
    const { level, reason, until } = event.data;
    const pin = { level, reason, by: event.actor.name, since: event.at, ...(until === undefined ? {} : { until }) };
    editComponent(picture, event, (component) => ({ ...component, override: pin }));
  },
  "override:cleared": (picture, event) => editComponent(picture, event, ({ override: _, ...component }) => component),
  "maintenance:scheduled": (picture, event) => {
    const { maintenanceId: id, data } = event;
    if (id === undefined) return;
    const { text, seriesId, rrule } = data;
    picture.maintenances.set(id, {
      ...{ id, state: "scheduled", ...planned(picture, data) },
      ...(text === undefined ? {} : { text }),
      ...(seriesId === undefined ? {} : { seriesId }),
      ...(rrule === undefined ? {} : { rrule }),
    });
  },
  "maintenance:started": (picture, event) =>
    editWindow(picture, event, (window) => ({ ...window, state: "in_progress", startedAt: event.at })),
  "maintenance:verifying": (picture, event) =>
    editWindow(picture, event, (window) => ({ ...window, state: "verifying" })),
  "maintenance:edited": (picture, event) => {
    editWindow(picture, event, (window) => ({ ...window, ...planned(picture, event.data) }));
    if (event.data.fields.length > 0) stale(picture); // it says which others, and not what they are
  },
  "maintenance:completed": dropWindow,
  "maintenance:cancelled": dropWindow,
  "notify:paused": stale,
  "notify:resumed": stale,
  "config:reloaded": stale,
  "reader:faulted": stale,
  "reader:repaired": stale,
};

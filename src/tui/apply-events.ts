// Events put on the screen. A batch is applied to one copy of the maps and sorted once, so that a storm stays cheap.
import type { Incident } from "../contract/incidents.ts";
import type { LiveEvent, LiveEventOf } from "../contract/live.ts";
import type { Component } from "../contract/status.ts";
import { MAX_PAGE_SIZE } from "../contract/vocabulary.ts";
import type { EventType, PublicWords } from "../domain/events.ts";
import { linked, linkOf, nameOf } from "./links.ts";
import { newsOf } from "./news.ts";
import { orderOf, reselected } from "./snapshot.ts";
import type { State, Window } from "./state.ts";
import { freshToasts } from "./toasts.ts";

export const applyEvents = (state: State, events: readonly LiveEvent[], now: number): State => {
  const draft: Draft = {
    incidents: new Map(state.incidents),
    components: new Map(state.components),
    maintenances: new Map(state.maintenances),
    isReordered: false,
    isStale: state.isStale,
    settled: new Set(),
  };
  let { seq, toasts } = state;
  for (const event of events) {
    if (event.seq <= seq) continue; // a snapshot was newer
    seq = event.seq;
    apply(draft, event);
    const news = newsOf(event, state.me);
    if (news) toasts = freshToasts(toasts, now, { tone: "news", text: news });
  }
  // A snapshot carries the worst only: as they end, there is room for the others.
  if (state.isCut && draft.incidents.size < MAX_PAGE_SIZE / 2) draft.isStale = true;
  return reselected(state, {
    ...state,
    seq,
    toasts,
    incidents: draft.incidents,
    components: draft.components,
    maintenances: draft.maintenances,
    isStale: draft.isStale,
    order: draft.isReordered ? orderOf(draft.incidents) : state.order,
    commands: state.commands.filter((command) => command.phase === "sent" || !draft.settled.has(command.id)),
  });
};

interface Draft {
  incidents: Map<number, Incident>;
  components: Map<string, Component>;
  maintenances: Map<number, Window>;
  isReordered: boolean;
  isStale: boolean;
  /** Incidents that moved: what we asked of them and was granted is in the truth now. */
  settled: Set<number>;
}

const apply = <T extends EventType>(draft: Draft, event: LiveEventOf<T>): void => EVENTS[event.type]?.(draft, event);

/** What is not named here changes nothing that this screen shows. */
const EVENTS: { [T in EventType]?: (draft: Draft, event: LiveEventOf<T>) => void } = {
  "incident:opened": (draft, event) => {
    if (event.incidentId === undefined) return;
    draft.incidents.set(event.incidentId, opened(draft, event, event.incidentId));
    draft.isReordered = true;
  },
  "incident:acknowledged": (draft, event) => {
    const { owner, until } = event.data;
    edit(draft, event, ({ ackedUntil: _, ...incident }) => ({
      ...nextVersion(incident),
      state: "acknowledged",
      owner,
      acknowledgedAt: event.at,
      ...(until === undefined ? {} : { ackedUntil: until }),
    }));
    settle(draft, event);
  },
  "incident:unacknowledged": (draft, event) =>
    edit(draft, event, ({ owner: _, acknowledgedAt: __, ackedUntil: ___, ...incident }) => ({
      ...nextVersion(incident),
      state: "open",
    })),
  "incident:assigned": (draft, event) =>
    edit(draft, event, (incident) => ({ ...nextVersion(incident), owner: event.data.to })),
  "incident:snoozed": (draft, event) =>
    edit(draft, event, ({ snoozedUntil: _, ...incident }) => ({
      ...nextVersion(incident),
      ...(event.data.until === null ? {} : { snoozedUntil: event.data.until }),
    })),
  "incident:resolved": (draft, event) => end(draft, event),
  "incident:closed": (draft, event) => end(draft, event),
  // It left the list when it was resolved, and the event does not carry its title.
  "incident:reopened": (draft) => stale(draft),
  "incident:merged": (draft, event) => end(draft, event),
  "incident:absorbed": (draft, event) => {
    const { severity, components, effects, public: words } = event.data;
    edit(draft, event, (incident) => ({
      ...told(incident, words ?? null),
      severity,
      components: linked(draft.components, incident, components, effects),
    }));
    draft.isReordered = true;
    stale(draft); // how many of the alerts that came with it fire, the event does not say
  },
  "incident:edited": (draft, event) => {
    const { title, severity, components, alert, effects } = event.data;
    edit(draft, event, (incident) => ({
      ...nextVersion(incident),
      ...(title ? { title: title.to } : {}),
      ...(severity ? { severity: severity.to } : {}),
      ...(components || effects ? { components: linked(draft.components, incident, components, effects) } : {}),
    }));
    if (severity) draft.isReordered = true;
    if (alert) staleWhereHeld(draft, event);
  },
  "incident:held": (draft, event) => {
    const { components, isWhole } = event.data;
    edit(draft, event, (incident) => ({ ...setHeld(incident, components, true), held: isWhole }));
  },
  "incident:released": (draft, event) => {
    const { components, severity, effects } = event.data;
    edit(draft, event, (incident) => {
      const loose = setHeld(nextVersion(incident), components, false);
      return {
        ...loose,
        held: false,
        ...(severity ? { severity: severity.to } : {}),
        components: linked(draft.components, loose, undefined, effects),
      };
    });
    if (severity) draft.isReordered = true;
  },
  // The words themselves stand on no screen here; that there are some is part of the incident.
  "incident:posted": (draft, event) => edit(draft, event, (incident) => told(incident, event.data.public)),
  "post:edited": (draft, event) => edit(draft, event, (incident) => told(incident, event.data.public)),
  "alert:fired": (draft, event) =>
    edit(draft, event, (incident) => {
      const known = new Set(incident.components.map((component) => component.id));
      const fresh = event.data.components.filter((id) => !known.has(id));
      const links = [
        ...incident.components.map(linkOf),
        ...fresh.map((id) => ({ componentId: id, origin: "alert" as const, level: null })),
      ];
      return {
        ...incident,
        firing: incident.firing + 1,
        components: linked(draft.components, incident, links, event.data.effects),
      };
    }),
  "alert:recovered": (draft, event) => {
    edit(draft, event, (incident) => ({
      ...incident,
      firing: Math.max(0, incident.firing - 1),
      components: linked(draft.components, incident, undefined, event.data.effects),
    }));
    staleWhereHeld(draft, event);
  },
  "status:changed": (draft, event) => {
    const component = draft.components.get(event.componentId ?? "");
    if (!component) return stale(draft);
    draft.components.set(component.id, {
      ...component,
      level: event.data.to,
      since: event.at,
      cause: event.data.cause,
    });
  },
  "override:set": (draft, event) => {
    const { level, reason, until } = event.data;
    const pin = { level, reason, by: event.actor.name, since: event.at, ...(until === undefined ? {} : { until }) };
    editComponent(draft, event, (component) => ({ ...component, override: pin }));
  },
  "override:cleared": (draft, event) => editComponent(draft, event, ({ override: _, ...component }) => component),
  "maintenance:scheduled": (draft, event) => {
    const { title, startsAt, endsAt, components } = event.data;
    const id = event.maintenanceId;
    if (id === undefined) return;
    draft.maintenances.set(id, {
      id,
      title,
      state: "scheduled",
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      components: components.map((one) => ({ id: one, name: nameOf(draft.components, one) })),
    });
  },
  "maintenance:started": (draft, event) => {
    const window = draft.maintenances.get(event.maintenanceId ?? 0);
    if (!window) return stale(draft);
    draft.maintenances.set(window.id, { ...window, state: "in_progress", startedAt: event.at });
  },
  "maintenance:verifying": (draft, event) => {
    const window = draft.maintenances.get(event.maintenanceId ?? 0);
    if (window) draft.maintenances.set(window.id, { ...window, state: "verifying" });
  },
  "maintenance:edited": (draft, event) => {
    const window = draft.maintenances.get(event.maintenanceId ?? 0);
    if (!window) return stale(draft);
    const { title, startsAt, endsAt, components } = event.data;
    draft.maintenances.set(window.id, {
      ...{ ...window, title, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() },
      components: components.map((one) => ({ id: one, name: nameOf(draft.components, one) })),
    });
  },
  "maintenance:completed": (draft, event) => void draft.maintenances.delete(event.maintenanceId ?? 0),
  "maintenance:cancelled": (draft, event) => void draft.maintenances.delete(event.maintenanceId ?? 0),
  "config:reloaded": (draft) => stale(draft),
  "reader:faulted": (draft) => stale(draft),
  "reader:repaired": (draft) => stale(draft),
};

const stale = (draft: Draft): void => {
  draft.isStale = true;
};
/** An alert that ends or moves may end what is held, or leave nothing else: which, the event does not say. */
const staleWhereHeld = (draft: Draft, event: { incidentId?: number }): void => {
  if (draft.incidents.get(event.incidentId ?? 0)?.components.some(({ held }) => held)) stale(draft);
};
const setHeld = (incident: Incident, ids: readonly string[], held: boolean): Incident => ({
  ...incident,
  components: incident.components.map((one) =>
    one.origin === "alert" && ids.includes(one.id) ? { ...one, held } : one,
  ),
});

/** As the daemon counts them: moves and edits, not alerts. */
const nextVersion = <I extends Pick<Incident, "version">>(incident: I): I => ({
  ...incident,
  version: incident.version + 1,
});

const settle = (draft: Draft, event: { incidentId?: number }): void => {
  if (event.incidentId !== undefined) draft.settled.add(event.incidentId);
};

const edit = (draft: Draft, event: { incidentId?: number }, change: (incident: Incident) => Incident): void => {
  const incident = draft.incidents.get(event.incidentId ?? 0);
  if (incident) draft.incidents.set(incident.id, change(incident));
};

const editComponent = (
  draft: Draft,
  event: { componentId?: string },
  change: (component: Component) => Component,
): void => {
  const component = draft.components.get(event.componentId ?? "");
  if (component) draft.components.set(component.id, change(component));
};

const told = (incident: Incident, words: PublicWords): Incident => ({
  ...nextVersion(incident),
  ...(words ? { public: words } : {}),
});

const end = (draft: Draft, event: { incidentId?: number }): void => {
  if (draft.incidents.delete(event.incidentId ?? 0)) draft.isReordered = true;
  settle(draft, event);
};

const opened = (draft: Draft, event: LiveEventOf<"incident:opened">, id: number): Incident => {
  const { title, severity, source, key, components, held = false, effects } = event.data;
  const incident: Incident = {
    id,
    title,
    severity,
    state: "open",
    source,
    ...(key === undefined ? {} : { key }),
    components: [],
    held,
    firing: 0,
    openedAt: event.at,
    reopenCount: 0,
    alertCount: 0,
    posts: [],
    version: 1,
  };
  return { ...incident, components: linked(draft.components, incident, components, effects) };
};

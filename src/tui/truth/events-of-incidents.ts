// What each event does to the incident that it is about.
import type { Incident } from "../../contract/incidents.ts";
import type { LiveEventOf } from "../../contract/live.ts";
import type { EventData, EventType, PublicWords } from "../../domain/events.ts";
import { linked, linkOf, nameOf } from "./links.ts";
import type { Picture } from "./picture.ts";

export const applyToIncident = <T extends EventType>(picture: Picture, event: LiveEventOf<T>): void => {
  EVENTS[event.type]?.(picture, event);
  if ("effects" in event.data && isTiedTwice(picture, event)) unsure(picture, event);
};

/** Whose incident. */
type About = { incidentId?: number };

/** Of an incident that is not known here. */
const missed = ({ unsure, isReading }: Picture, { incidentId }: About): void => {
  if (isReading && incidentId !== undefined) unsure.add(incidentId);
};
const edit = (picture: Picture, event: About, change: (incident: Incident) => Incident): void => {
  const incident = picture.incidents.get(event.incidentId ?? 0);
  if (incident) picture.incidents.set(incident.id, change(incident));
  else missed(picture, event);
};
/** The event does not say what the incident is by now: it is asked for. */
const unsure = (picture: Picture, { incidentId }: About): void => {
  if (incidentId !== undefined) picture.unsure.add(incidentId);
};
/** By hand and by alerts: which of the two asks for what, the event does not say. */
const isTiedTwice = ({ incidents }: Picture, { incidentId }: About): boolean => {
  const { components = [] } = incidents.get(incidentId ?? 0) ?? {};
  return new Set(components.map(({ id }) => id)).size < components.length;
};
/** An alert that ends or moves may end what is held, or leave nothing else: which, the event does not say. */
const unsureWhereHeld = (picture: Picture, event: About): void => {
  if (picture.incidents.get(event.incidentId ?? 0)?.components.some(({ held }) => held)) unsure(picture, event);
};

type Handler<T extends EventType> = (picture: Picture, event: LiveEventOf<T>) => void;

/** What is not named here changes no incident as this screen shows it. */
const EVENTS: { [T in EventType]?: Handler<T> } = {
  "incident:opened": (picture, event) => {
    if (event.incidentId !== undefined)
      picture.incidents.set(event.incidentId, opened(picture, event, event.incidentId));
  },
  "incident:acknowledged": (picture, event) =>
    edit(picture, event, ({ ackedUntil: _, ...incident }) => ({
      ...nextVersion(incident),
      ...{ state: "acknowledged", owner: event.data.owner, acknowledgedAt: event.at },
      ...(event.data.until === undefined ? {} : { ackedUntil: event.data.until }),
    })),
  "incident:unacknowledged": (picture, event) =>
    edit(picture, event, (incident) => ({ ...nextVersion(unowned(incident)), state: "open" })),
  "incident:assigned": (picture, event) =>
    edit(picture, event, (incident) => ({ ...nextVersion(incident), owner: event.data.to })),
  "incident:snoozed": (picture, event) =>
    edit(picture, event, ({ snoozedUntil: _, ...incident }) => ({
      ...nextVersion(incident),
      ...(event.data.until === null ? {} : { snoozedUntil: event.data.until }),
    })),
  "incident:resolved": (picture, event) =>
    edit(picture, event, (incident) => ({
      ...nextVersion(atRest(incident)),
      // Forced, what fires is muted.
      ...{ state: "resolved", resolvedAt: event.at, firing: 0, held: false },
      components: linked(picture.components, incident, undefined, event.data.effects),
    })),
  "incident:closed": (picture, event) =>
    edit(picture, event, (incident) => ({ ...nextVersion(incident), state: "closed", closedAt: event.at })),
  "incident:merged": (picture, event) =>
    edit(picture, event, ({ public: _, ...incident }) => ({
      ...nextVersion(atRest(incident)),
      ...{ state: "closed", closedAt: event.at, mergedInto: event.data.into },
    })),
  "incident:reopened": (picture, event) => {
    edit(picture, event, ({ resolvedAt: _, ...incident }) => ({
      ...nextVersion(unowned(incident)),
      ...{ state: "open", severity: event.data.severity, reopenCount: incident.reopenCount + 1 },
      components: linked(picture.components, incident, undefined, event.data.effects),
    }));
    unsure(picture, event); // what fires of it
  },
  "incident:absorbed": (picture, event) => {
    const { severity, components, effects, public: words } = event.data;
    edit(picture, event, (incident) => ({
      ...told(incident, words ?? null),
      severity,
      components: linked(picture.components, incident, components, effects),
    }));
    unsure(picture, event); // how many of the alerts that came with it fire
  },
  "incident:edited": (picture, event) => {
    const { title, severity, components, alert, effects } = event.data;
    edit(picture, event, (incident) => ({
      ...nextVersion(incident),
      ...(title ? { title: title.to } : {}),
      ...(severity ? { severity: severity.to } : {}),
      ...(components || effects ? { components: linked(picture.components, incident, components, effects) } : {}),
    }));
    if (alert) unsureWhereHeld(picture, event);
  },
  "incident:held": (picture, event) => {
    const { components, isWhole } = event.data;
    edit(picture, event, (incident) => ({ ...setHeld(incident, components, true), held: isWhole }));
  },
  "incident:released": (picture, event) => {
    const { components, severity, effects } = event.data;
    edit(picture, event, (incident) => {
      const loose = setHeld(nextVersion(incident), components, false);
      return {
        ...{ ...loose, held: false },
        ...(severity ? { severity: severity.to } : {}),
        components: linked(picture.components, loose, undefined, effects),
      };
    });
  },
  "incident:posted": (picture, event) =>
    edit(picture, event, (incident) => ({
      ...told(incident, event.data.public),
      posts: [...incident.posts, postOf(picture, event)],
    })),
  "post:edited": (picture, event) =>
    edit(picture, event, (incident) => ({
      ...told(incident, event.data.public),
      posts: incident.posts.map((post) => (post.id === event.data.postId ? corrected(post, event) : post)),
    })),
  "alert:fired": (picture, event) =>
    edit(picture, event, (incident) => {
      const known = new Set(incident.components.map((component) => component.id));
      const fresh = event.data.components.filter((id) => !known.has(id));
      const links = [
        ...incident.components.map(linkOf),
        ...fresh.map((id) => ({ componentId: id, origin: "alert" as const, level: null })),
      ];
      return {
        ...incident,
        firing: incident.firing + 1,
        components: linked(picture.components, incident, links, event.data.effects),
      };
    }),
  "alert:recovered": (picture, event) => {
    edit(picture, event, (incident) => ({
      ...incident,
      firing: Math.max(0, incident.firing - 1),
      components: linked(picture.components, incident, undefined, event.data.effects),
    }));
    unsureWhereHeld(picture, event);
  },
};

const setHeld = (incident: Incident, ids: readonly string[], held: boolean): Incident => ({
  ...incident,
  components: incident.components.map((one) =>
    one.origin === "alert" && ids.includes(one.id) ? { ...one, held } : one,
  ),
});

/** As the daemon counts them: moves and edits, not alerts and notes. */
const nextVersion = <I extends Pick<Incident, "version">>(incident: I): I => ({
  ...incident,
  version: incident.version + 1,
});
const unowned = ({ owner: _, acknowledgedAt: __, ackedUntil: ___, ...incident }: Incident): Incident => incident;
/** Nothing waits for anything any more. */
const atRest = ({ ackedUntil: _, snoozedUntil: __, ...incident }: Incident): Incident => incident;
const told = (incident: Incident, words: PublicWords): Incident => ({
  ...nextVersion(incident),
  ...(words ? { public: words } : {}),
});

type Post = Incident["posts"][number];
const postOf = ({ components }: Picture, { at: createdAt, actor, data }: LiveEventOf<"incident:posted">): Post => ({
  ...{ id: data.postId, status: data.status, text: data.text, at: data.at, createdAt, by: actor.name },
  levels: data.levels.map(({ componentId: id, from, to }) => ({ id, name: nameOf(components, id), from, to })),
  ...{ auto: data.isAuto ?? false, silent: data.isSilent ?? false },
});
const corrected = (post: Post, { at: editedAt, actor, data }: LiveEventOf<"post:edited">): Post => ({
  ...{ ...post, editedAt, editedBy: actor.name },
  ...(data.text ? { text: data.text.to } : {}),
  ...(data.status ? { status: data.status.to } : {}),
  ...(data.at ? { at: data.at.to } : {}),
});

const opened = (
  picture: Picture,
  { at, data }: { at: string; data: EventData["incident:opened"] },
  id: number,
): Incident => {
  const { title, severity, source, key, components, held = false, effects } = data;
  const incident: Incident = {
    ...{ id, title, severity, state: "open", source },
    ...(key === undefined ? {} : { key }),
    ...{ components: [], held, firing: 0, openedAt: at, reopenCount: 0, alertCount: 0, posts: [], version: 1 },
  };
  return { ...incident, components: linked(picture.components, incident, components, effects) };
};

// Rows -> contract shapes, field by field: what is not named here never leaves the daemon.

import type { Alert as AlertReply, Incident as IncidentReply } from "../../contract/incidents.ts";
import type { LiveEvent } from "../../contract/live.ts";
import type { Component as ComponentReply, Status } from "../../contract/status.ts";
import type { Subscriber as SubscriberReply } from "../../contract/subscribers.ts";
import type { Token } from "../../contract/tokens.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import type { Role } from "../../domain/actor.ts";
import type { Alert } from "../../domain/alert.ts";
import type { StoredEvent } from "../../domain/events.ts";
import type { Incident } from "../../domain/incident.ts";
import { rollUp } from "../../domain/level.ts";
import { effectsOf, type Link } from "../../domain/link.ts";
import type { Post } from "../../domain/post.ts";
import { maskTarget } from "../../domain/target.ts";
import type { Component } from "../store/components.ts";
import { isHeldWhole } from "../store/held.ts";
import type { Tables } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import type { TokenRow } from "../store/tokens.ts";
import { iso, maybe, maybeIso } from "./fields.ts";
import { presentMaintenances } from "./present-maintenance.ts";

/** Many at once, in a constant number of queries, and two small ones for each that maintenance holds. */
export const presentIncidents = (tables: Tables, incidents: readonly Incident[]): IncidentReply[] => {
  const ids = incidents.map((incident) => incident.id);
  const links = tables.incidents.linksOf(ids);
  const alerted = incidents.filter((incident) => incident.alertCount > 0).map((incident) => incident.id);
  const firing = tables.alerts.countFiring(alerted);
  const firingComponents = tables.alerts.firingComponents(alerted);
  const told = incidents.filter((incident) => incident.publicStatus !== null).map((incident) => incident.id);
  const posts = tables.posts.ofIncidents(told);
  const set = [...posts.values()].flat().flatMap((post) => post.levels);
  const named = [...[...links.values()].flat(), ...set].map((one) => one.componentId);
  const names = tables.components.namesOf([...new Set(named)]);
  return incidents.map((incident) => {
    const ties = {
      links: links.get(incident.id) ?? [],
      firingComponents: firingComponents.get(incident.id) ?? new Set<string>(),
    };
    return presentKnownIncident(incident, {
      ...ties,
      isHeld: isHeldWhole(tables, incident, ties),
      firing: firing.get(incident.id) ?? 0,
      posts: posts.get(incident.id) ?? [],
      names,
    });
  });
};

export interface AboutIncident {
  links: readonly Link[];
  firing: number;
  firingComponents: ReadonlySet<string>;
  /** Maintenance holds all of it. */
  isHeld: boolean;
  /** Oldest first. */
  posts: readonly Post[];
  /** Of the components that the links and posts name. */
  names: ReadonlyMap<string, string>;
}
/** An incident whose surroundings are known already. */
export const presentKnownIncident = (incident: Incident, about: AboutIncident): IncidentReply => ({
  id: incident.id,
  title: incident.title,
  severity: incident.severity,
  state: incident.state,
  ...maybe("key", incident.key),
  source: incident.source,
  components: about.links.map((link) => ({
    id: link.componentId,
    name: about.names.get(link.componentId) ?? link.componentId,
    level: effectsOf(incident.severity, [link], about.firingComponents)[0]?.level ?? null,
    held: link.isHeld === true && about.firingComponents.has(link.componentId),
    origin: link.origin,
  })),
  ...maybe("owner", incident.owner),
  held: about.isHeld,
  firing: about.firing,
  openedAt: iso(incident.openedAt),
  ...maybeIso("acknowledgedAt", incident.acknowledgedAt),
  ...maybeIso("ackedUntil", incident.ackedUntil),
  ...maybeIso("snoozedUntil", incident.snoozedUntil),
  ...maybeIso("resolvedAt", incident.resolvedAt),
  ...maybeIso("closedAt", incident.closedAt),
  ...maybe("mergedInto", incident.mergedInto),
  reopenCount: incident.reopenCount,
  alertCount: incident.alertCount,
  ...(incident.publicStatus === null
    ? {}
    : { public: { title: incident.publicTitle ?? incident.title, status: incident.publicStatus } }),
  posts: about.posts.map((post) => presentPost(post, about.names)),
  version: incident.version,
});

const presentPost = (post: Post, names: ReadonlyMap<string, string>): IncidentReply["posts"][number] => ({
  id: post.id,
  status: post.status,
  text: post.body,
  at: iso(post.at),
  createdAt: iso(post.createdAt),
  by: post.author,
  levels: post.levels.map(({ componentId, from, to }) => ({
    id: componentId,
    name: names.get(componentId) ?? componentId,
    from,
    to,
  })),
  auto: post.isAuto,
  silent: post.isSilent,
  ...maybeIso("editedAt", post.editedAt),
  ...maybe("editedBy", post.editedBy),
});

export const presentIncident = (tables: Tables, incident: Incident): IncidentReply =>
  presentIncidents(tables, [incident])[0]!;

export const presentAlert = (alert: Alert): AlertReply => ({
  source: alert.source,
  fingerprint: alert.fingerprint,
  state: alert.state,
  muted: alert.isMuted,
  severity: alert.severity,
  labels: alert.labels,
  annotations: alert.annotations,
  components: alert.components,
  ...maybeIso("startsAt", alert.startsAt),
  firedAt: iso(alert.firedAt),
  updatedAt: iso(alert.updatedAt),
  repeats: alert.repeats,
});

/** The envelope of an event as API and live feed give it; engineers see all of its data. */
export const presentEvent = (event: StoredEvent): LiveEvent =>
  ({
    seq: event.seq,
    at: iso(event.at),
    type: event.type,
    actor: { kind: event.actor.kind, name: event.actor.name },
    ...maybe("causeSeq", event.causeSeq),
    ...maybe("incidentId", event.incidentId),
    ...maybe("componentId", event.componentId),
    ...maybe("maintenanceId", event.maintenanceId),
    data: event.data,
    // Type and data come from one typed row; TypeScript cannot see that they belong together once copied apart.
  }) as LiveEvent;

export const presentComponent = (component: Omit<Component, "createdAt">): ComponentReply => ({
  id: component.id,
  name: component.name,
  ...maybe("description", component.description),
  ...maybe("group", component.group),
  hidden: component.isHidden,
  level: component.level,
  since: iso(component.since),
  cause: component.cause,
  ...(component.override ? { override: presentOverride(component.override) } : {}),
});

const presentOverride = (override: NonNullable<Component["override"]>): ComponentReply["override"] => ({
  level: override.level,
  reason: override.reason,
  by: override.author,
  since: iso(override.setAt),
  ...maybeIso("until", override.endsAt),
});

/** How the daemon itself is, which the rows do not know. */
export interface Condition {
  /** What does not work as it should, in words. */
  degraded: string[];
  /** How far the status engine has come in the log. */
  levelsSeq: number;
}
/** The whole situation. */
export const presentStatus = (tables: Tables, now: number, { degraded, levelsSeq }: Condition): Status => {
  const components = tables.components.list();
  const { indicator, description } = rollUp(components.map((one) => one.level));
  return {
    level: indicator,
    description,
    components: components.map(presentComponent),
    incidents: presentIncidents(tables, tables.incidents.list({ state: "active", limit: MAX_PAGE_SIZE }).items),
    maintenances: presentMaintenances(tables, tables.maintenances.current(MAX_PAGE_SIZE).items),
    seq: tables.events.head(),
    levelsSeq,
    at: iso(now),
    degraded,
  };
};

/** Addresses are for admins; a webhook's path is often its password. */
const targetFor = ({ channel, target }: Pick<Subscriber, "channel" | "target">, role: Role | null): string =>
  role === "admin" ? target : maskTarget(channel, target);

/** Why one is in quarantine is for operators: it tells of our mail server and our network. */
export const presentSubscriber = (subscriber: Subscriber, role: Role | null): SubscriberReply => ({
  id: subscriber.id,
  channel: subscriber.channel,
  target: targetFor(subscriber, role),
  ...(subscriber.channel === "webhook" ? maybe("format", subscriber.format) : {}),
  ...maybe("page", subscriber.page),
  ...maybe("components", subscriber.components),
  ...maybe("incidents", subscriber.incidents),
  ...maybe("kinds", subscriber.kinds),
  state: subscriber.state,
  ...maybe("reason", role === null ? null : subscriber.reason),
  createdAt: iso(subscriber.createdAt),
  ...maybeIso("activeSince", subscriber.activeSince),
});

export const presentToken = (token: TokenRow): Token => ({
  id: token.id,
  name: token.name,
  role: token.role,
  ...maybe("person", token.person),
  createdAt: iso(token.created_at),
  ...maybeIso("expiresAt", token.expires_at),
  ...maybeIso("revokedAt", token.revoked_at),
});

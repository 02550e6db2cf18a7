// What a webhook's body says, by kind: types and fields are promises to programs, so fields are added and never renamed.
import type { MaintenanceState } from "../../../domain/maintenance.ts";
import type { Content, Message, PagedIncident, ToldComponent, WindowNews } from "./message.ts";

/** Of the body's shape. */
const VERSION_OF_BODY = 1;

export interface WebhookBody {
  type: string;
  timestamp: string;
  version: typeof VERSION_OF_BODY;
  data: Record<string, unknown>;
}

export const webhookBody = (message: Message): WebhookBody => {
  const { type, data } = say(message.content);
  const { title, url } = message.page;
  const isForReader = message.links !== null || message.content.kind === "confirm";
  return {
    type,
    timestamp: iso(message.at),
    version: VERSION_OF_BODY,
    data: {
      ...data,
      ...(isForReader ? { page: { title, url } } : {}),
      ...(message.links ? { manageUrl: message.links.manage } : {}),
    },
  };
};

type Of<K extends Content["kind"]> = Extract<Content, { kind: K }>;
interface Said {
  type: string;
  data: Record<string, unknown>;
}

const SAY: { [K in Content["kind"]]: (content: Of<K>) => Said } = {
  levels: ({ components }) => ({ type: "status.changed", data: { changes: changesOf(components) } }),
  unstable: ({ components, changes, withinMs }) => ({
    type: "component.unstable",
    data: { components: levelsOf(components), changeCount: changes, withinMs },
  }),
  window: ({ transition, id, title, url, text, state, startsAt, endsAt, says, components, ...more }) => ({
    type: `maintenance.${transition}`,
    data: {
      maintenance: {
        ...{ id, title, url, ...(text === null ? {} : { text }), state: STATE_AFTER[transition] ?? state },
        ...{ startsAt: iso(startsAt), endsAt: iso(endsAt) },
        // A level that is not told of must not be taken for one.
        components: says === "levels" ? levelsOf(components) : components.map(({ id, name }) => ({ id, name })),
      },
      ...(more.was ? { was: { startsAt: iso(more.was.startsAt), endsAt: iso(more.was.endsAt) } } : {}),
      ...(more.left ? { left: more.left } : {}),
      ...(more.update ? { update: { ...more.update, at: iso(more.update.at) } } : {}),
      ...(more.why ? { why: more.why } : {}),
      ...(more.withLater ? { withLater: true } : {}),
    },
  }),
  post: ({ incident, post, components }) => ({
    type: "incident.posted",
    data: {
      incident: { ...incident, openedAt: iso(incident.openedAt) },
      post: { id: post.id, status: post.status, text: post.body, at: iso(post.at) },
      changes: changesOf(components),
    },
  }),
  page: ({ reason, incident, ackUrl, times }) => ({
    type: "incident.paged",
    data: { reason, times, incident: pagedOf(incident), ackUrl },
  }),
  "page-ended": ({ how, by, note, incident }) => ({
    type: `incident.${how}`,
    data: { by, ...(note === undefined ? {} : { note }), incident: pagedOf(incident) },
  }),
  confirm: ({ url, expiresAt, components, incidents, kinds }) => ({
    type: "subscription.confirm",
    data: {
      ...{ confirmUrl: url, expiresAt: iso(expiresAt) },
      ...(components ? { components } : {}),
      ...(incidents ? { incidents } : {}),
      ...(kinds ? { kinds } : {}),
    },
  }),
  test: ({ by }) => ({ type: "test", data: { by } }),
  quarantined: ({ subscriberId, channel, reason, others }) => ({
    type: "subscriber.quarantined",
    data: { subscriberId, channel, reason, others },
  }),
  summary: ({ items }) => ({ type: "summary", data: { items: items.map(say) } }),
};
/** The entry of a kind takes contents of that kind, which the compiler cannot follow through the look-up. */
const say = (content: Content): Said => (SAY[content.kind] as (content: Content) => Said)(content);

/** Of others: the state at the time. */
const STATE_AFTER: { [N in WindowNews]?: MaintenanceState } = {
  ...{ announced: "scheduled", reminded: "scheduled" },
  ...{ started: "in_progress", completed: "completed", cancelled: "cancelled" },
};

const changesOf = (components: readonly ToldComponent[]) =>
  components.map(({ id, name, from, to }) => ({ component: { id, name }, from, to }));
const levelsOf = (components: readonly ToldComponent[]) =>
  components.map(({ id, name, to }) => ({ id, name, level: to }));
const pagedOf = ({ key, owner, openedAt, ...incident }: PagedIncident) => ({
  ...incident,
  ...(key === null ? {} : { key }),
  ...(owner === null ? {} : { owner }),
  openedAt: iso(openedAt),
});
const iso = (ms: number): string => new Date(ms).toISOString();

// Webhooks in the shape of Atlassian's Statuspage, for programs made for it. One message is one event there: a post or a
// window is an incident; levels are a component event of the worst one, and all of them stand in `components`, which the
// vendor's component events do not have and their readers pass over. What Statuspage has no event for has our own shape.
import { assertNever } from "../../../domain/assert.ts";
import { IMPACT_OF_LEVEL, isWorse, worstLevel } from "../../../domain/level.ts";
import type { MaintenanceState } from "../../../domain/maintenance.ts";
import { v2Id } from "../../../domain/v2-id.ts";
import { markdownToText } from "../../markdown/text.ts";
import type { Content, Message, ToldComponent, WindowNews } from "./message.ts";
import { timesOf } from "./say.ts";
import { windowWords } from "./window-words.ts";

/** Statuspage cuts names here. */
const MAX_NAME = 255;

/** null: there is no such event. */
export const statuspageBody = (message: Message): unknown => {
  const event = eventOf(message.content);
  if (!event) return null;
  const { page, links, at } = message;
  const iso = timesOf(page.timeZone).iso;
  const facts: Facts = { message, iso, pageId: v2Id("page", page.slug) };
  return {
    meta: {
      unsubscribe: links?.unsubscribe ?? page.url,
      documentation: `${page.root}/api/v1/openapi.json`,
      generated_at: iso(at),
    },
    page: { id: facts.pageId, status_indicator: page.indicator, status_description: page.description },
    ...event(facts),
  };
};

interface Facts {
  message: Message;
  iso: (ms: number) => string;
  pageId: string;
}
type Event = (facts: Facts) => Record<string, unknown>;
type Of<K extends Content["kind"]> = Extract<Content, { kind: K }>;

const eventOf = (content: Content): Event | null => {
  switch (content.kind) {
    case "levels":
    case "unstable":
      return componentEvent(content.components);
    case "window":
      return (facts) => ({ incident: windowIncident(content, content.components, facts) });
    case "post":
      return (facts) => ({ incident: postIncident(content, content.components, facts) });
    case "summary":
      return summaryEvent(content.items);
    case "page":
    case "page-ended":
    case "confirm":
    case "test":
    case "quarantined":
      return null;
    default:
      return assertNever(content);
  }
};

/** The newest words of all, and every component that any of it was about, as it is now. */
const summaryEvent = (items: Of<"summary">["items"]): Event | null => {
  const merged = new Map<string, ToldComponent>();
  for (const item of items)
    for (const component of componentsIn(item)) {
      const known = merged.get(component.id);
      // What only names them says nothing of how they are by now.
      const isNewer = item.kind !== "window" || item.says === "levels";
      if (isNewer || !known) merged.set(component.id, { ...component, from: known?.from ?? component.from });
    }
  const components = [...merged.values()];
  const words = items.findLast((item) => item.kind === "post" || item.kind === "window");
  if (words?.kind === "post") return (facts) => ({ incident: postIncident(words, components, facts) });
  if (words?.kind === "window") return (facts) => ({ incident: windowIncident(words, components, facts) });
  return componentEvent(components);
};

const componentsIn = (item: Content): readonly ToldComponent[] => {
  switch (item.kind) {
    case "levels":
    case "unstable":
    case "window":
    case "post":
      return item.components;
    default:
      return [];
  }
};

const componentEvent = (components: readonly ToldComponent[]): Event | null => {
  const [first, ...others] = components;
  if (!first) return null;
  const worst = others.reduce((found, one) => (isWorse(one.to, found.to) ? one : found), first);
  return (facts) => ({
    component: componentRecord(worst, components.indexOf(worst), facts),
    component_update: {
      id: v2Id("change", `${facts.message.messageId}:${worst.id}`),
      component_id: v2Id("component", worst.id),
      component_type: "Component",
      old_status: worst.from,
      new_status: worst.to,
      created_at: facts.iso(facts.message.at),
    },
    components: records(components, facts),
  });
};

const records = (components: readonly ToldComponent[], facts: Facts) =>
  components.map((component, index) => componentRecord(component, index, facts));

/** A message tells names and levels; the rest of a record is in the page's own API, and here only as its shape wants it. */
const componentRecord = ({ id, name, to }: ToldComponent, index: number, { message, iso, pageId }: Facts) => ({
  id: v2Id("component", id),
  page_id: pageId,
  group_id: null,
  name,
  status: to,
  created_at: iso(message.at),
  updated_at: iso(message.at),
  position: index + 1,
  description: null,
  showcase: false,
});

const postIncident = ({ incident, post }: Of<"post">, components: readonly ToldComponent[], facts: Facts) => {
  const { iso } = facts;
  const at = iso(post.at);
  const isPostmortem = post.status === "postmortem";
  const id = v2Id("incident", incident.id);
  return incidentRecord(facts, components, {
    ...{ id, name: incident.title, status: post.status, impact: impactOf(components), shortlink: incident.url },
    ...{ created_at: iso(incident.openedAt), updated_at: at },
    monitoring_at: post.status === "monitoring" ? at : null,
    resolved_at: post.status === "resolved" ? at : null,
    postmortem_body: isPostmortem ? post.body : null,
    postmortem_body_last_updated_at: isPostmortem ? at : null,
    postmortem_published_at: isPostmortem ? at : null,
    postmortem_notified_subscribers: isPostmortem,
    ...UNSCHEDULED,
    update: { id: v2Id("update", `post-${post.id}`), body: markdownToText(post.body), at },
  });
};

const windowIncident = (window: Of<"window">, components: readonly ToldComponent[], facts: Facts) => {
  const { iso, message } = facts;
  const status = statusOf(window);
  const isOver = status === "completed";
  return incidentRecord(facts, components, {
    ...{ id: v2Id("maintenance", window.id), name: window.title, status, impact: "maintenance", shortlink: window.url },
    ...{ created_at: iso(Math.min(window.startsAt, message.at)), updated_at: iso(message.at) },
    ...{ monitoring_at: null, resolved_at: isOver ? iso(message.at) : null },
    ...NO_POSTMORTEM,
    ...{ scheduled_for: iso(window.startsAt), scheduled_until: iso(window.endsAt) },
    ...{ scheduled_auto_in_progress: window.autoStart, scheduled_auto_completed: window.autoEnd },
    update: updateOf(window, iso(message.at)),
  });
};

/** Statuspage has no word for a window that was called off; for its readers it is over. */
const STATUS_OF_STATE = {
  ...{ scheduled: "scheduled", in_progress: "in_progress", verifying: "verifying" },
  ...{ completed: "completed", cancelled: "completed" },
} as const satisfies Record<MaintenanceState, string>;
const STATUS_AFTER: { [N in WindowNews]?: string } = {
  ...{ announced: "scheduled", reminded: "scheduled" },
  ...{ started: "in_progress", completed: "completed", cancelled: "completed" },
};
const statusOf = ({ transition, state }: Of<"window">): string => STATUS_AFTER[transition] ?? STATUS_OF_STATE[state];

/** What may be said of one window several times has its times in the id. */
const updateOf = (window: Of<"window">, at: string): Told["update"] => {
  const { id, transition, startsAt, endsAt, text, update } = window;
  const { sentence } = windowWords(window);
  if (update) return { id: v2Id("update", `maintenance-update-${update.id}`), body: markdownToText(update.text), at };
  const isOnce = transition !== "moved" && transition !== "reminded";
  return {
    id: v2Id("update", `maintenance-${id}-${transition}${isOnce ? "" : `-${startsAt}-${endsAt}`}`),
    body: transition === "announced" && text !== null ? markdownToText(text) : sentence,
    at,
  };
};

const UNSCHEDULED = {
  ...{ scheduled_for: null, scheduled_until: null },
  ...{ scheduled_auto_in_progress: false, scheduled_auto_completed: false },
} as const;
const NO_POSTMORTEM = {
  ...{ postmortem_body: null, postmortem_body_last_updated_at: null, postmortem_published_at: null },
  postmortem_notified_subscribers: false,
} as const;

interface Told {
  id: string;
  name: string;
  status: string;
  update: { id: string; body: string; at: string };
  [field: string]: unknown;
}
const incidentRecord = (facts: Facts, components: readonly ToldComponent[], { update, ...told }: Told) => ({
  ...told,
  name: [...told.name].slice(0, MAX_NAME).join(""),
  page_id: facts.pageId,
  impact_override: null,
  backfilled: false,
  postmortem_ignored: false,
  postmortem_notified_twitter: false,
  scheduled_remind_prior: false,
  scheduled_reminded_at: null,
  incident_updates: [
    {
      ...{ id: update.id, incident_id: told.id, status: told.status, body: update.body },
      ...{ created_at: update.at, updated_at: update.at, display_at: update.at },
      affected_components: affected(components),
      ...{ deliver_notifications: true, wants_twitter_update: false, twitter_updated_at: null, custom_tweet: null },
    },
  ],
  components: records(components, facts),
});

const affected = (components: readonly ToldComponent[]) =>
  components.length === 0
    ? null
    : components.map(({ id, name, from, to }) => ({
        ...{ code: v2Id("component", id), name, old_status: from, new_status: to },
      }));

/** By the worst that is told or was believed: the end of an outage does not make it a small one. */
const impactOf = (components: readonly ToldComponent[]): string =>
  IMPACT_OF_LEVEL[worstLevel(components.flatMap(({ from, to }) => [from, to]))];

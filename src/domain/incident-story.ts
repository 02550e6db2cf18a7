// An incident as it was at a moment: its events up to then, told again. What the rows say now is told by all of them.
import type { PublicWords, StoredEvent, StoredEventOf } from "./events.ts";
import { type Incident, isActive } from "./incident.ts";
import { type Effect, isWhollyHeld, type Link } from "./link.ts";
import type { Post } from "./post.ts";

export interface Story {
  incident: Incident;
  links: Link[];
  /** What fires, by source and fingerprint. */
  alerts: Map<string, FiringAlert>;
  /** What it asked of components, by its last event that says so. */
  effects: readonly Effect[];
  /** What was said in public, in the order in which it was written. */
  posts: Post[];
  /** People opened it, or one that was put into it. */
  isOfPeople: boolean;
}
interface FiringAlert {
  components: readonly string[];
  isMuted: boolean;
}

/** `merged` is the story, up to the same moment, of an incident that was put into this one. */
export const tellStory = (
  events: Iterable<StoredEvent>,
  merged: (id: number) => Story | undefined,
): Story | undefined => {
  let story: Story | undefined;
  for (const event of events) {
    if (event.type === "incident:opened") story = begin(event);
    else if (story) goOn(story, event, merged);
  }
  return story;
};

/** Alerts that count, and the components that they are about. */
export const firingOf = (story: Story): { count: number; components: Set<string> } => {
  const alerts = [...story.alerts.values()].filter((alert) => !alert.isMuted);
  return { count: alerts.length, components: new Set(alerts.flatMap((alert) => alert.components)) };
};

/** Did all of it wait for the end of maintenance? */
export const isHeldStory = (story: Story): boolean => {
  const hasStray = [...story.alerts.values()].some(({ isMuted, components }) => !isMuted && components.length === 0);
  const isWhole = isWhollyHeld(story.links, firingOf(story).components);
  return isWhole && !hasStray && !story.isOfPeople && isActive(story.incident.state);
};

const begin = ({ incidentId, data, at }: Extract<StoredEvent, { type: "incident:opened" }>): Story => ({
  incident: {
    ...{ id: incidentId!, title: data.title, severity: data.severity, state: "open" },
    ...{ source: data.source, key: data.key ?? null, ...UNOWNED, openedAt: at, firstAckedAt: null, firstAckedBy: null },
    ...{ snoozedUntil: null, resolvedAt: null, resolvedBy: null, closedAt: null, closedBy: null, mergedInto: null },
    ...{ reopenCount: 0, alertCount: 0, publicTitle: null, publicStatus: null, version: 1 },
  },
  links: [...data.components],
  alerts: new Map(),
  effects: data.effects,
  posts: [],
  isOfPeople: data.source === "manual",
});

const UNOWNED = { owner: null, acknowledgedAt: null, ackedUntil: null } as const;

const goOn = (story: Story, event: StoredEvent, merged: (id: number) => Story | undefined): void => {
  if ("effects" in event.data && event.data.effects) story.effects = event.data.effects;
  const { at, actor } = event;
  const incident = story.incident;
  const change = (to: Partial<Incident>): void => {
    story.incident = { ...incident, ...to, version: incident.version + 1 };
  };
  switch (event.type) {
    case "incident:acknowledged": {
      const { owner, until } = event.data;
      const first = incident.firstAckedAt === null ? { firstAckedAt: at, firstAckedBy: owner } : {};
      change({ state: "acknowledged", owner, acknowledgedAt: at, ackedUntil: moment(until), ...first });
      break;
    }
    case "incident:unacknowledged":
      change({ state: "open", ...UNOWNED });
      break;
    case "incident:resolved": {
      const ended = { ackedUntil: null, snoozedUntil: null };
      change({ state: "resolved", resolvedAt: at, resolvedBy: actor.name, ...ended });
      if (event.data.forced) muteAll(story, true);
      hold(story, false);
      break;
    }
    case "incident:closed":
      change({ state: "closed", closedAt: at, closedBy: actor.name });
      break;
    case "incident:reopened": {
      const { severity, reason } = event.data;
      const again = { snoozedUntil: null, resolvedAt: null, resolvedBy: null, reopenCount: incident.reopenCount + 1 };
      change({ state: "open", severity, ...UNOWNED, ...again });
      if (reason === "manual") muteAll(story, false);
      break;
    }
    case "incident:merged": {
      const closed = { closedAt: at, closedBy: actor.name, ackedUntil: null, snoozedUntil: null };
      change({ state: "closed", ...closed, mergedInto: event.data.into, ...toldPublic(null) });
      break;
    }
    case "incident:absorbed": {
      const taken = merged(event.data.from);
      story.links = [...event.data.components];
      for (const [key, alert] of taken?.alerts ?? []) story.alerts.set(key, alert);
      story.isOfPeople ||= taken?.isOfPeople ?? false;
      const alertCount = incident.alertCount + (taken?.incident.alertCount ?? event.data.alerts);
      story.posts.push(...(taken?.posts ?? []).map((post) => ({ ...post, incidentId: incident.id })));
      const words = event.data.public;
      change({ severity: event.data.severity, alertCount, ...(words === undefined ? {} : toldPublic(words)) });
      break;
    }
    case "incident:assigned":
      change({ owner: event.data.to });
      break;
    case "incident:snoozed":
      change({ snoozedUntil: moment(event.data.until) });
      break;
    case "incident:edited": {
      const { title, severity, components, alert } = event.data;
      if (alert) moveAlert(story, alert);
      if (components) story.links = [...components];
      change({ ...(title ? { title: title.to } : {}), ...(severity ? { severity: severity.to } : {}) });
      break;
    }
    case "alert:fired": {
      const { source, fingerprint, components } = event.data;
      story.alerts.set(`${source} ${fingerprint}`, { components, isMuted: false });
      for (const componentId of components) link(story, { componentId, origin: "alert", level: null });
      story.incident = { ...incident, alertCount: incident.alertCount + 1 };
      break;
    }
    case "alert:recovered": {
      story.alerts.delete(`${event.data.source} ${event.data.fingerprint}`);
      const { components } = firingOf(story);
      const still = story.links.flatMap((one) =>
        one.isHeld && components.has(one.componentId) ? one.componentId : [],
      );
      hold(story, false);
      hold(story, true, still);
      break;
    }
    case "incident:held":
      hold(story, true, event.data.components);
      break;
    case "incident:released": {
      const { components, severity } = event.data;
      hold(story, false, components);
      change(severity ? { severity: severity.to } : {});
      break;
    }
    case "incident:posted":
      story.posts.push(said(event, incident.id));
      change(toldPublic(event.data.public));
      break;
    case "post:edited":
      story.posts = story.posts.map((post) => (post.id === event.data.postId ? corrected(post, event) : post));
      change(toldPublic(event.data.public));
      break;
    default: // notes, and what is not about an incident, change nothing of it
  }
};

const said = ({ data, at, actor }: StoredEventOf<"incident:posted">, incidentId: number): Post => ({
  ...{ id: data.postId, incidentId, status: data.status, body: data.text, levels: data.levels },
  ...{ at: Date.parse(data.at), createdAt: at, author: actor.name },
  ...{ isAuto: data.isAuto ?? false, isSilent: data.isSilent ?? false, editedAt: null, editedBy: null },
});

const corrected = (post: Post, { data, at, actor }: StoredEventOf<"post:edited">): Post => {
  if (!data.text && !data.status && !data.at) return post; // only its incident's title was
  return {
    ...{ ...post, editedAt: at, editedBy: actor.name },
    ...{ body: data.text?.to ?? post.body, status: data.status?.to ?? post.status },
    at: data.at ? Date.parse(data.at.to) : post.at,
  };
};

const toldPublic = (words: PublicWords) => ({
  publicTitle: words?.title ?? null,
  publicStatus: words?.status ?? null,
});

const moment = (iso: string | null | undefined): number | null => (iso ? Date.parse(iso) : null);

const moveAlert = (
  story: Story,
  { source, fingerprint, components }: { source: string; fingerprint: string; components: string[] },
): void => {
  const known = story.alerts.get(`${source} ${fingerprint}`);
  if (known) story.alerts.set(`${source} ${fingerprint}`, { ...known, components });
};

const muteAll = (story: Story, isMuted: boolean): void => {
  for (const [key, alert] of story.alerts) story.alerts.set(key, { ...alert, isMuted });
};

/** What alerts tie it to: all of that, or these components. */
const hold = (story: Story, isHeld: boolean, components?: readonly string[]): void => {
  story.links = story.links.map((one) => {
    if (one.origin !== "alert" || (components && !components.includes(one.componentId))) return one;
    const { isHeld: _, ...loose } = one;
    return isHeld ? { ...loose, isHeld } : loose;
  });
};

const link = (story: Story, added: Link): void => {
  const isKnown = story.links.some((one) => one.componentId === added.componentId && one.origin === added.origin);
  if (!isKnown) story.links.push(added);
};

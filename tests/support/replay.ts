// The log alone, told again: what incidents, windows and component levels must be if the log is the truth. Written from
// DESIGN section 3 and not from the engine, so that the two can be compared.
import type { StoredEvent } from "../../src/domain/events.ts";
import type { CauseOfLevel, Level, Severity } from "../../src/domain/level.ts";

const WORST_FIRST: readonly Level[] = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "under_maintenance",
  "operational",
];
const ASKED_BY_SEVERITY: Record<Severity, Level | undefined> = {
  critical: "major_outage",
  high: "partial_outage",
  medium: "degraded_performance",
  low: undefined,
  info: undefined,
};
const rank = (level: Level): number => WORST_FIRST.indexOf(level);

export interface ReplayedIncident {
  title: string;
  state: "open" | "acknowledged" | "resolved" | "closed";
  severity: Severity;
  owner: string | null;
  openedAt: number;
  acknowledgedAt: number | null;
  /** The first ack of all. */
  firstAckedAt: number | null;
  ackedUntil: number | null;
  snoozedUntil: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  mergedInto: number | null;
  reopenCount: number;
  alertCount: number;
  /** What the public was told. */
  publicTitle: string | null;
  publicStatus: string | null;
  /** One more with each event that says what people see of it; alerts that come and go, and notes, do not. */
  version: number;
}
export interface ReplayedPost {
  id: number;
  incidentId: number;
  status: string;
  body: string;
  at: number;
  author: string;
  levels: readonly { componentId: string; from: Level; to: Level }[];
  editedAt: number | null;
}
export interface ReplayedWindow {
  state: "scheduled" | "in_progress" | "verifying" | "completed" | "cancelled";
  startedAt: number | null;
  endedAt: number | null;
}
/** A level that differs after a transaction from what it was before it. */
export interface LevelMove {
  componentId: string;
  from: Level;
  to: Level;
  cause: CauseOfLevel;
  /** The first seq of that transaction, and its time. */
  causeSeq: number;
  at: number;
}
export interface Replayed {
  incidents: Map<number, ReplayedIncident>;
  posts: Map<number, ReplayedPost>;
  windows: Map<number, ReplayedWindow>;
  /** Live ones, by their ids. */
  overrides: Map<number, { componentId: string; level: Level; endsAt: number | null }>;
  amendments: Map<
    number,
    { componentId: string; from: number; to: number; level: Level | null; reason: string; author: string }
  >;
  levels: Map<string, { level: Level; cause: CauseOfLevel }>;
  moves: LevelMove[];
  /** Events that came where the state before did not allow them, in words. */
  illegal: string[];
}

/** Folds the log transaction by transaction. What it says of levels itself (status:changed) is not looked at. */
export const replay = (events: readonly StoredEvent[], componentIds: readonly string[]): Replayed => {
  const story: Replayed = {
    ...{ incidents: new Map(), posts: new Map(), windows: new Map(), overrides: new Map() },
    ...{ amendments: new Map(), levels: new Map(), moves: [], illegal: [] },
  };
  const asks: Asks = { override: new Map(), incident: new Map(), maintenance: new Map() };
  for (const id of componentIds) story.levels.set(id, levelOf(id, asks));
  for (const transaction of transactionsOf(events.filter((event) => event.type !== "status:changed"))) {
    for (const event of transaction) {
      judge(story, event);
      tellIncident(story, asks, event);
      tellPost(story, event);
      tellWindow(story, asks, event);
      tellOverride(story, asks, event);
      tellAmendment(story, event);
    }
    const { txSeq, at } = transaction[0]!;
    for (const componentId of componentIds) {
      const before = story.levels.get(componentId)!;
      const after = levelOf(componentId, asks);
      story.levels.set(componentId, after);
      if (before.level !== after.level)
        story.moves.push({ componentId, from: before.level, to: after.level, cause: after.cause, causeSeq: txSeq, at });
    }
  }
  return story;
};

/** From which states an event may come. */
const MAY_FOLLOW: Partial<Record<StoredEvent["type"], readonly ReplayedIncident["state"][]>> = {
  "incident:acknowledged": ["open", "acknowledged"],
  "incident:unacknowledged": ["open", "acknowledged"],
  "incident:resolved": ["open", "acknowledged"],
  "incident:closed": ["resolved"],
  "incident:reopened": ["resolved"],
  "incident:merged": ["open", "acknowledged", "resolved"],
  "incident:absorbed": ["open", "acknowledged"],
  "incident:assigned": ["open", "acknowledged"],
  "incident:snoozed": ["open", "acknowledged"],
  "incident:edited": ["open", "acknowledged", "resolved"],
  "incident:held": ["open", "acknowledged"],
  "incident:released": ["open", "acknowledged"],
  "incident:posted": ["open", "acknowledged", "resolved", "closed"],
};
const judge = (story: Replayed, { type, incidentId, actor }: StoredEvent): void => {
  const known = story.incidents.get(incidentId!);
  const allowed = MAY_FOLLOW[type];
  if (allowed && (!known || !allowed.includes(known.state)))
    story.illegal.push(`${type} of incident ${incidentId} while ${known?.state}`);
  if (type === "incident:opened" && known) story.illegal.push(`incident ${incidentId} opened twice`);
  if (type === "incident:acknowledged" && known?.state === "acknowledged" && known.owner !== actor.name)
    story.illegal.push(`incident ${incidentId} of ${known.owner} taken by ${actor.name}`);
};

export const transactionsOf = (events: readonly StoredEvent[]): StoredEvent[][] => [
  ...Map.groupBy(events, (event) => event.txSeq).values(),
];

/** Subject id -> component -> level, of subjects that ask for something now. */
type Asks = Record<"override" | "incident" | "maintenance", Map<number, Map<string, Level>>>;

const tellIncident = (story: Replayed, asks: Asks, event: StoredEvent): void => {
  const id = event.incidentId;
  if (id === undefined) return;
  if (event.type === "incident:opened") {
    const { title, severity } = event.data;
    const empty = { ...UNOWNED, firstAckedAt: null, snoozedUntil: null, resolvedAt: null, closedAt: null };
    const counts = { reopenCount: 0, alertCount: 0, version: 1, publicTitle: null, publicStatus: null };
    story.incidents.set(id, {
      ...empty,
      ...counts,
      title,
      state: "open",
      severity,
      openedAt: event.at,
      mergedInto: null,
    });
    asks.incident.set(
      id,
      askedByLinks(
        event.data.components.filter(({ isHeld }) => !isHeld),
        severity,
      ),
    );
    return;
  }
  const incident = story.incidents.get(id)!;
  const set = (change: Partial<ReplayedIncident>): void => void Object.assign(incident, change);
  const isSeen = event.type.startsWith("incident:") && !UNSEEN.has(event.type);
  if (isSeen || event.type === "post:edited") set({ version: incident.version + 1 });
  if ("effects" in event.data && event.data.effects) asks.incident.set(id, askedByEffects(event.data.effects));
  switch (event.type) {
    case "incident:acknowledged": {
      const { owner, until } = event.data;
      set({ state: "acknowledged", owner, acknowledgedAt: event.at, ackedUntil: momentOf(until) });
      set({ firstAckedAt: incident.firstAckedAt ?? event.at });
      break;
    }
    case "incident:unacknowledged":
      set({ state: "open", ...UNOWNED });
      break;
    case "incident:assigned":
      set({ owner: event.data.to });
      break;
    case "incident:snoozed":
      set({ snoozedUntil: momentOf(event.data.until) });
      break;
    case "incident:resolved":
      set({ state: "resolved", resolvedAt: event.at, ackedUntil: null, snoozedUntil: null });
      asks.incident.delete(id);
      break;
    case "incident:closed":
      set({ state: "closed", closedAt: event.at });
      break;
    case "incident:reopened":
      set({ state: "open", ...UNOWNED, severity: event.data.severity, snoozedUntil: null, resolvedAt: null });
      set({ reopenCount: incident.reopenCount + 1 });
      break;
    case "incident:merged":
      set({ state: "closed", closedAt: event.at, mergedInto: event.data.into, ackedUntil: null, snoozedUntil: null });
      set({ publicTitle: null, publicStatus: null });
      asks.incident.delete(id);
      break;
    case "incident:absorbed": {
      const { from, severity } = event.data;
      set({ severity, alertCount: incident.alertCount + story.incidents.get(from)!.alertCount });
      const words = event.data.public;
      if (words) set({ publicTitle: words.title, publicStatus: words.status });
      break;
    }
    case "incident:edited":
      if (event.data.title) set({ title: event.data.title.to });
      if (event.data.severity) set({ severity: event.data.severity.to });
      break;
    case "incident:released":
      if (event.data.severity) set({ severity: event.data.severity.to });
      break;
    case "incident:posted":
    case "post:edited":
      set({ publicTitle: event.data.public?.title ?? null, publicStatus: event.data.public?.status ?? null });
      break;
    case "alert:fired":
      set({ alertCount: incident.alertCount + 1 });
      break;
    default: // notes move nothing, and a recovery only what it asks
  }
};

/** What people say to each other, and what alerts do, is no new version. */
const UNSEEN: ReadonlySet<string> = new Set(["incident:noted", "incident:held"]);

/** What was said of an incident is said of the one that it was put into. */
const tellPost = ({ posts, illegal }: Replayed, event: StoredEvent): void => {
  if (event.type === "incident:posted") {
    const { postId, status, text, at, levels } = event.data;
    posts.set(postId, {
      ...{ id: postId, incidentId: event.incidentId!, status, body: text, at: Date.parse(at), levels },
      ...{ author: event.actor.name, editedAt: null },
    });
  }
  if (event.type === "post:edited") {
    const { postId, text, status, at } = event.data;
    const post = posts.get(postId);
    if (post?.incidentId !== event.incidentId)
      illegal.push(`post ${postId} corrected of incident ${event.incidentId}, which has none such`);
    if (post && (text || status || at))
      Object.assign(post, {
        ...{ editedAt: event.at, body: text?.to ?? post.body, status: status?.to ?? post.status },
        at: at ? Date.parse(at.to) : post.at,
      });
  }
  if (event.type === "incident:absorbed")
    for (const post of posts.values())
      if (post.incidentId === event.data.from) Object.assign(post, { incidentId: event.incidentId });
};

const UNOWNED = { owner: null, acknowledgedAt: null, ackedUntil: null } as const;
const momentOf = (text: string | null | undefined): number | null => (text ? Date.parse(text) : null);

const tellOverride = (story: Replayed, asks: Asks, event: StoredEvent): void => {
  if (event.type === "override:set") {
    const { overrideId, level, until } = event.data;
    const componentId = event.componentId!;
    if ([...story.overrides.values()].some((live) => live.componentId === componentId))
      story.illegal.push(`${componentId} pinned twice`);
    story.overrides.set(overrideId, { componentId, level, endsAt: momentOf(until) });
    asks.override.set(overrideId, new Map([[componentId, level]]));
  }
  if (event.type === "override:cleared") {
    if (!story.overrides.delete(event.data.overrideId))
      story.illegal.push(`override ${event.data.overrideId} ended twice`);
    asks.override.delete(event.data.overrideId);
  }
};

const tellAmendment = (story: Replayed, event: StoredEvent): void => {
  if (event.type !== "component:amended") return;
  const { amendmentId, from, to, level, reason } = event.data;
  if (story.amendments.has(amendmentId)) story.illegal.push(`amendment ${amendmentId} made twice`);
  const span = { from: Date.parse(from), to: Date.parse(to) };
  story.amendments.set(amendmentId, {
    componentId: event.componentId!,
    ...span,
    level,
    reason,
    author: event.actor.name,
  });
};

const tellWindow = (story: Replayed, asks: Asks, event: StoredEvent): void => {
  const id = event.maintenanceId;
  if (id === undefined) return;
  const window = story.windows.get(id) ?? { state: "scheduled", startedAt: null, endedAt: null };
  story.windows.set(id, window);
  switch (event.type) {
    case "maintenance:started":
      Object.assign(window, { state: "in_progress", startedAt: event.at });
      asks.maintenance.set(id, new Map(event.data.components.map((component) => [component, "under_maintenance"])));
      break;
    case "maintenance:verifying":
      Object.assign(window, { state: "verifying" });
      break;
    case "maintenance:edited":
      if (window.startedAt !== null)
        asks.maintenance.set(id, new Map(event.data.components.map((component) => [component, "under_maintenance"])));
      break;
    case "maintenance:completed":
      Object.assign(window, { state: "completed", endedAt: event.at });
      asks.maintenance.delete(id);
      break;
    case "maintenance:cancelled":
      Object.assign(window, { state: "cancelled", endedAt: window.startedAt === null ? null : event.at });
      asks.maintenance.delete(id);
      break;
    default: // scheduled: it asks nothing yet
  }
};

const askedByLinks = (
  links: readonly { componentId: string; level: Level | null }[],
  severity: Severity,
): Map<string, Level> =>
  askedByEffects(
    links.flatMap(({ componentId, level }) => {
      const asked = level ?? ASKED_BY_SEVERITY[severity];
      return asked && asked !== "operational" ? [{ componentId, level: asked }] : [];
    }),
  );

const askedByEffects = (effects: readonly { componentId: string; level: Level }[]): Map<string, Level> => {
  const asked = new Map<string, Level>();
  for (const { componentId, level } of effects) {
    const known = asked.get(componentId);
    if (!known || rank(level) < rank(known)) asked.set(componentId, level);
  }
  return asked;
};

/** A person's word, else the worst active incident, else a running window, else operational. Of equals, the oldest is the reason. */
const levelOf = (componentId: string, asks: Asks): { level: Level; cause: CauseOfLevel } => {
  for (const kind of ["override", "incident", "maintenance"] as const) {
    const candidates = [...asks[kind]].flatMap(([id, asked]) => {
      const level = asked.get(componentId);
      return level ? [{ id, level }] : [];
    });
    const [worst] = candidates.sort((a, b) => rank(a.level) - rank(b.level) || a.id - b.id);
    if (worst) return { level: worst.level, cause: { kind, id: worst.id } };
  }
  return { level: "operational", cause: { kind: "none" } };
};

// What a page's readers may know of incidents: those of which somebody said something in public, by their public words alone.
import { type Incident, isActive } from "../../../domain/incident.ts";
import { type Level, worstLevel } from "../../../domain/level.ts";
import { effectsOf, type Link } from "../../../domain/link.ts";
import {
  newestWord,
  type Post,
  type PostedLevel,
  type PostStatus,
  PUBLIC_STATUSES,
  type PublicStatus,
} from "../../../domain/post.ts";
import type { Shown } from "../incidents-of-page.ts";
import type { Tables } from "../store.ts";

export interface PublicPost {
  id: number;
  status: PostStatus;
  /** Markdown, as it was written. */
  body: string;
  /** When readers are told that it was said, epoch ms. */
  at: number;
  createdAt: number;
  editedAt: number | null;
  levels: PostedLevel[];
  isSilent: boolean;
}
export interface PublicIncident {
  id: number;
  title: string;
  status: PublicStatus;
  startedAt: number;
  /** When the public was told that it is over; null while it was not. */
  resolvedAt: number | null;
  /** Visible ones that it touches, or that a post was about. */
  components: string[];
  /** The worst that it asks of a visible component now. */
  asks: Level;
  /** The worst that it ever asked of one while the public knew. */
  impact: Level;
  /** Newest first. */
  posts: PublicPost[];
}

/** Of each public status. */
export const MAX_PUBLIC_INCIDENTS = 50;
/** What is read may be another page's still: where posts moved components that are linked no more. */
const MAX_READS = 10;
/** Far more than people write; of one that comes and goes by itself the newest are shown. */
const MAX_POSTS_SHOWN = 100;

/** One that touches only what other pages show is theirs; one that touches nothing that anybody sees is everybody's. */
export const isOnPage = (componentIds: readonly string[], { here, anywhere }: Shown): boolean =>
  componentIds.some((id) => here.has(id)) || !componentIds.some((id) => anywhere.has(id));

/** Those that are not over and those that are, the newest of each, newest first. */
export const publicIncidents = (tables: Tables, visible: Shown): PublicIncident[] =>
  PUBLIC_STATUSES.flatMap((status) =>
    collect(tables, visible, MAX_PUBLIC_INCIDENTS, (on, before) =>
      tables.incidents.newestPublic(status, MAX_PUBLIC_INCIDENTS, on, before),
    ),
  ).sort((a, b) => b.id - a.id);

/** Opened from `from` until before `to`, newest first. */
export const incidentsBetween = (
  tables: Tables,
  visible: Shown,
  span: { from: number; to: number },
  limit: number,
): PublicIncident[] =>
  collect(tables, visible, limit, (on, before) => tables.incidents.publicBetween(span, limit, on, before));

/** The first that this page shows of what is read; mostly all are, so that it is read once. */
const collect = (
  tables: Tables,
  visible: Shown,
  limit: number,
  read: (on: Shown | null, before?: Incident) => Incident[],
): PublicIncident[] => {
  const on = visible.here.size === visible.anywhere.size ? null : visible;
  const found: PublicIncident[] = [];
  let last: Incident | undefined;
  for (let reads = 0; reads < MAX_READS && found.length < limit; reads++) {
    const some = read(on, last);
    found.push(...tell(tables, some, visible));
    if (some.length < limit) break;
    last = some.at(-1);
  }
  return found.slice(0, limit);
};

/** One of them, however old; null where this page does not show it. */
export const publicIncident = (tables: Tables, incident: Incident, visible: Shown): PublicIncident | null =>
  tell(tables, [incident], visible)[0] ?? null;

/** In a constant number of queries. */
const tell = (tables: Tables, incidents: readonly Incident[], visible: Shown): PublicIncident[] => {
  const ids = incidents.map(({ id }) => id);
  const links = tables.incidents.linksOf(ids);
  const firing = tables.alerts.firingComponents(ids);
  const posts = tables.posts.ofIncidents(ids);
  return incidents.flatMap((incident) => {
    const { id } = incident;
    // What maintenance holds is not known to anybody outside.
    const known = (links.get(id) ?? []).filter(({ isHeld }) => !isHeld);
    const about = { links: known, firing: firing.get(id) ?? new Set(), posts: posts.get(id) ?? [] };
    return asPublic(incident, about, visible) ?? [];
  });
};

interface About {
  links: readonly Link[];
  firing: ReadonlySet<string>;
  posts: readonly Post[];
}
const asPublic = (incident: Incident, { links, firing, posts }: About, visible: Shown): PublicIncident | null => {
  const set = posts.flatMap(({ levels }) => levels);
  const touched = [...new Set([...links, ...set].map(({ componentId }) => componentId))];
  if (incident.publicStatus === null || !isOnPage(touched, visible)) return null;
  const isShown = ({ componentId }: { componentId: string }): boolean => visible.here.has(componentId);
  const shown = links.filter(isShown);
  const asked = effectsOf(incident.severity, shown, firing).map(({ level }) => level);
  const couldAsk = effectsOf(incident.severity, shown, new Set(touched)).map(({ level }) => level);
  const said = set.filter(isShown).flatMap(({ from, to }) => [from, to]);
  const word = newestWord(posts);
  return {
    ...{ id: incident.id, title: incident.publicTitle ?? incident.title, status: incident.publicStatus },
    startedAt: Math.min(incident.openedAt, ...posts.map(({ at }) => at)),
    resolvedAt: incident.publicStatus === "resolved" ? (word?.at ?? incident.resolvedAt) : null,
    components: touched.filter((id) => visible.here.has(id)),
    asks: isActive(incident.state) && incident.publicStatus !== "resolved" ? worstLevel(asked) : "operational",
    impact: worstLevel([...couldAsk, ...said]),
    posts: posts
      .slice(-MAX_POSTS_SHOWN)
      .reverse()
      .map(({ id, status, body, at, createdAt, editedAt, levels, isSilent }) => ({
        ...{ id, status, body, at, createdAt, editedAt, isSilent },
        levels: levels.filter(isShown),
      })),
  };
};

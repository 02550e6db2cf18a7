// The one visibility filter: what a page's readers may know. HTML, JSON, public sockets and messages all read through it.
import { blend, type Indicator, type Level, rollUp } from "../../../domain/level.ts";
import type { Component } from "../components.ts";
import { MAX_MERGED } from "../incidents.ts";
import type { Tables } from "../store.ts";
import { type PublicIncident, publicIncident, publicIncidents, type Visible } from "./public-incidents.ts";
import { type PublicWindow, publicWindows } from "./public-windows.ts";

export interface PageScope {
  slug: string;
  title: string;
  time_zone: string;
  /** Ids in the page's order; without these and groups: all that are not hidden, in the order of the config. */
  components?: readonly string[] | undefined;
  /** Whose components are shown after those, in the order of the config. */
  groups?: readonly string[] | undefined;
}
/** A page of the config, with whom it is for. */
export interface KnownPage extends PageScope {
  /** Only for who has its token. */
  private: boolean;
  /** By this name it is found at `/`. */
  domain?: string | undefined;
}
export interface PublicComponent {
  id: string;
  name: string;
  description: string | null;
  group: string | null;
  level: Level;
  /** When the level last moved, epoch ms. */
  since: number;
  createdAt: number;
}
export interface PublicPage {
  slug: string;
  title: string;
  timeZone: string;
  indicator: Indicator;
  description: string;
  components: PublicComponent[];
  /** Running and coming ones that cover a visible component; each names only those. */
  maintenances: PublicWindow[];
  /** Of which somebody said something in public, newest first. */
  incidents: PublicIncident[];
  /** Newest change of anything shown, epoch ms; null when nothing has ever been. */
  updatedAt: number | null;
}

/** Components that a page shows, each once. Hidden ones are on no page, whatever the page names. */
export const visibleComponents = (tables: Tables, page: Shows): Component[] =>
  onPage(onAnyPage(tables.components.list()), page);

/** What at least one of these pages shows, in the order of the config. */
export const visibleOnSome = (tables: Tables, pages: readonly Shows[]): Component[] => {
  const all = onAnyPage(tables.components.list());
  const shown = new Set(pages.flatMap((page) => onPage(all, page)));
  return all.filter((component) => shown.has(component));
};

type Shows = Pick<PageScope, "components" | "groups">;
const onAnyPage = (components: readonly Component[]): Component[] =>
  components.filter((component) => !component.isHidden);
const onPage = (visible: Component[], { components, groups }: Shows): Component[] => {
  if (!components && !groups) return visible;
  const byId = new Map(visible.map((component) => [component.id, component]));
  const named = (components ?? []).flatMap((id) => byId.get(id) ?? []);
  const ofGroups = visible.filter(({ group }) => group !== null && groups?.includes(group));
  return [...new Set([...named, ...ofGroups])];
};

/** What a page shows, and what any page may. */
export const visibleTo = (tables: Tables, page: PageScope): Visible & { components: Component[] } => {
  const all = onAnyPage(tables.components.list());
  const components = onPage(all, page);
  const idsOf = (some: readonly Component[]): Set<string> => new Set(some.map(({ id }) => id));
  return { components, here: idsOf(components), anywhere: idsOf(all) };
};

/**
 * One incident as the page's readers see it, however old, or the one that it was put into; null where they know nothing of it.
 */
export const incidentOnPage = (tables: Tables, page: PageScope, id: number): PublicIncident | null => {
  let incident = tables.incidents.get(id);
  for (let hops = 0; incident && incident.mergedInto !== null && hops < MAX_MERGED; hops++)
    incident = tables.incidents.get(incident.mergedInto);
  return incident && incident.publicStatus !== null ? publicIncident(tables, incident, visibleTo(tables, page)) : null;
};

/** Everything a page shows, in a constant number of queries. */
export const publicPage = (tables: Tables, page: PageScope): PublicPage => {
  const visible = visibleTo(tables, page);
  const { components } = visible;
  const maintenances = publicWindows(tables, visible.here);
  const incidents = publicIncidents(tables, visible);
  const moments = [
    ...components.map((one) => one.since),
    ...maintenances.flatMap(({ startedAt, updates }) => [startedAt ?? 0, updates[0]?.at ?? 0]),
    ...incidents.flatMap(({ posts }) => posts.map((post) => post.editedAt ?? post.createdAt)),
  ];
  return {
    slug: page.slug,
    title: page.title,
    timeZone: page.time_zone,
    ...blend(
      rollUp(components.map((component) => component.level)),
      incidents.map((incident) => incident.asks),
    ),
    components: components.map(({ id, name, description, group, level, since, createdAt }) => ({
      id,
      name,
      description,
      group,
      level,
      since,
      createdAt,
    })),
    maintenances,
    incidents,
    updatedAt: moments.length > 0 ? Math.max(...moments) : null,
  };
};

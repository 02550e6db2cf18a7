// The one visibility filter: what a page's readers may know. HTML, JSON, public sockets and messages all read through it.
import { blend, type Description, type Indicator, type Level, rollUp } from "../../../domain/level.ts";
import type { Component } from "../components.ts";
import { MAX_MERGED } from "../incidents.ts";
import type { Shown } from "../incidents-of-page.ts";
import type { Tables } from "../store.ts";
import { incidentsBetween, type PublicIncident, publicIncident, publicIncidents } from "./public-incidents.ts";
import {
  calendarWindows,
  type PublicWindow,
  pastWindows,
  publicWindow,
  publicWindows,
  windowsBetween,
} from "./public-windows.ts";

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
  description: Description;
  components: PublicComponent[];
  /** Running and coming ones that cover a visible component; each names only those. */
  maintenances: PublicWindow[];
  /** The newest of those that are over. */
  pastMaintenances: PublicWindow[];
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
export const visibleTo = (tables: Tables, page: PageScope): Shown & { components: Component[] } => {
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

export const windowOnPage = (tables: Tables, page: PageScope, id: number): PublicWindow | null =>
  tables.maintenances.get(id) === undefined ? null : publicWindow(tables, id, visibleTo(tables, page).here);

/** Running, coming and past windows of a page, or of one component of it; every occurrence for itself. */
export const calendarOf = (tables: Tables, page: PageScope, componentId?: string): PublicWindow[] => {
  const { here } = visibleTo(tables, page);
  if (componentId === undefined) return calendarWindows(tables, here);
  return here.has(componentId) ? calendarWindows(tables, new Set([componentId])) : [];
};

export interface PageMonth {
  incidents: PublicIncident[];
  maintenances: PublicWindow[];
  /** There were more than are named. */
  isCut: boolean;
}
/** Incidents that were opened, and windows that were to start, from `from` until before `to`; newest first. */
export const publicMonth = (tables: Tables, page: PageScope, span: { from: number; to: number }): PageMonth => {
  const visible = visibleTo(tables, page);
  const incidents = incidentsBetween(tables, visible, span, MAX_OF_MONTH + 1);
  const maintenances = windowsBetween(tables, visible.here, span, MAX_OF_MONTH + 1);
  return {
    incidents: incidents.slice(0, MAX_OF_MONTH),
    maintenances: maintenances.slice(0, MAX_OF_MONTH),
    isCut: Math.max(incidents.length, maintenances.length) > MAX_OF_MONTH,
  };
};
const MAX_OF_MONTH = 200;

/** The first moment that an archive can have anything of; null while there is nothing. */
export const archiveBegin = ({ incidents, maintenances }: Tables): number | null => {
  const oldest = [incidents.oldestPublic(), maintenances.oldestOver()].filter((at) => at !== null);
  return oldest.length > 0 ? Math.min(...oldest) : null;
};

/** Everything a page shows, in a constant number of queries. */
export const publicPage = (tables: Tables, page: PageScope): PublicPage => {
  const visible = visibleTo(tables, page);
  const { components } = visible;
  const maintenances = publicWindows(tables, visible.here);
  const pastMaintenances = pastWindows(tables, visible.here);
  const incidents = publicIncidents(tables, visible);
  const moments = [
    ...components.map((one) => one.since),
    ...[...maintenances, ...pastMaintenances].flatMap(({ startedAt, endedAt, changedAt, updates }) => [
      ...[startedAt ?? 0, endedAt ?? 0, changedAt ?? 0, updates[0]?.at ?? 0],
    ]),
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
    pastMaintenances,
    incidents,
    updatedAt: moments.length > 0 ? Math.max(...moments) : null,
  };
};

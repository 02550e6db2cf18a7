// The one visibility filter: what a page's readers may know. HTML, JSON, public sockets and messages all read through it.
import { type Indicator, type Level, rollUp } from "../../../domain/level.ts";
import type { Maintenance } from "../../../domain/maintenance.ts";
import type { Component } from "../components.ts";
import type { Tables } from "../store.ts";

export interface PageScope {
  slug: string;
  title: string;
  time_zone: string;
  /** Ids in the page's order; absent: all that are not hidden, in the order of the config. */
  components?: readonly string[] | undefined;
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
  maintenances: Maintenance[];
  /** Newest change of anything shown, epoch ms; null when nothing has ever been. */
  updatedAt: number | null;
}

const MAX_WINDOWS = 50;

/** Components that a page shows. Hidden ones are on no page, whatever the page names. */
export const visibleComponents = (tables: Tables, page: PageScope): Component[] => {
  const visible = tables.components.list().filter((component) => !component.isHidden);
  if (!page.components) return visible;
  const byId = new Map(visible.map((component) => [component.id, component]));
  return page.components.flatMap((id) => byId.get(id) ?? []);
};

/** A window as the page's readers see it; null when it covers nothing that they do. */
export const visibleWindow = (window: Maintenance, visible: ReadonlySet<string>): Maintenance | null => {
  const components = window.components.filter((id) => visible.has(id));
  return components.length > 0 ? { ...window, components } : null;
};

/** Everything a page shows, in a constant number of queries. */
export const publicPage = (tables: Tables, page: PageScope): PublicPage => {
  const components = visibleComponents(tables, page);
  const ids = new Set(components.map((component) => component.id));
  const maintenances = tables.maintenances
    .current(MAX_WINDOWS)
    .items.flatMap((window) => visibleWindow(window, ids) ?? []);
  const moments = [...components.map((one) => one.since), ...maintenances.map((one) => one.startedAt ?? 0)];
  return {
    slug: page.slug,
    title: page.title,
    timeZone: page.time_zone,
    ...rollUp(components.map((component) => component.level)),
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
    updatedAt: moments.length > 0 ? Math.max(...moments) : null,
  };
};

// A page as every document of it sees it: clean text, components in their groups, windows running and to come.

import { cleanLine } from "../../domain/clean-text.ts";
import { type Indicator, isWorse, type Level } from "../../domain/level.ts";
import { isRunning } from "../../domain/maintenance.ts";
import type { Times } from "../../domain/times.ts";
import type { PublicComponent, PublicPage } from "../store/views/public.ts";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";

export interface Section {
  /** null: components without a group that stand together. */
  name: string | null;
  /** The worst of its components. */
  level: Level;
  components: PublicComponent[];
}
export interface PageModel {
  slug: string;
  title: string;
  /** Absolute, without a slash at its end. */
  url: string;
  canSubscribe: boolean;
  timeZone: string;
  times: Times;
  indicator: Indicator;
  description: string;
  sections: Section[];
  components: ReadonlyMap<string, PublicComponent>;
  running: PublicWindow[];
  coming: PublicWindow[];
  incidents: {
    /** Of which the public was not told that they are over. */
    current: PublicIncident[];
    /** Over since less than two weeks. */
    past: PublicIncident[];
    /** All of the newest, as the v2 API lists them. */
    newest: PublicIncident[];
  };
  /** When what is shown last changed, epoch ms. */
  updatedAt: number;
}

/** How long one that is over stands on the page. */
export const PAST_MS = 14 * 24 * 3600_000;
/** As many as Statuspage lists. */
const MAX_NEWEST = 50;

export interface ModelFacts {
  publicUrl: string;
  canSubscribe: boolean;
  updatedAt: number;
  times: Times;
  now: number;
}
export const modelOf = (page: PublicPage, facts: ModelFacts): PageModel => {
  const components = page.components.map(cleanComponent);
  const incidents = page.incidents.map(cleanIncident);
  const windows = page.maintenances.map((window) => ({ ...window, title: cleanLine(window.title) }));
  return {
    slug: page.slug,
    title: cleanLine(page.title),
    url: facts.publicUrl.replace(/\/+$/, ""),
    canSubscribe: facts.canSubscribe,
    timeZone: page.timeZone,
    times: facts.times,
    indicator: page.indicator,
    description: page.description,
    sections: sectionsOf(components),
    components: new Map(components.map((component) => [component.id, component])),
    running: windows.filter((window) => isRunning(window.state)),
    coming: windows.filter((window) => window.state === "scheduled"),
    incidents: {
      current: incidents.filter((incident) => incident.resolvedAt === null),
      past: incidents.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt > facts.now - PAST_MS),
      newest: incidents.slice(0, MAX_NEWEST),
    },
    updatedAt: facts.updatedAt,
  };
};

/** When the next of those that are over leaves the page; never, where none is there. */
export const nextLeaveOf = ({ incidents }: PageModel): number =>
  Math.min(...incidents.past.map(({ resolvedAt }) => (resolvedAt ?? 0) + PAST_MS));

/** In the page's order; a group stands where its first component does. */
const sectionsOf = (components: readonly PublicComponent[]): Section[] => {
  const sections: Section[] = [];
  const groups = new Map<string, Section>();
  for (const component of components) {
    const { group, level } = component;
    const last = sections.at(-1);
    const known = group === null ? (last?.name === null ? last : undefined) : groups.get(group);
    if (known) {
      known.components.push(component);
      if (isWorse(level, known.level)) known.level = level;
      continue;
    }
    const section: Section = { name: group, level, components: [component] };
    sections.push(section);
    if (group !== null) groups.set(group, section);
  }
  return sections;
};

export const cleanIncident = (incident: PublicIncident): PublicIncident => ({
  ...incident,
  title: cleanLine(incident.title),
});

const cleanComponent = (component: PublicComponent): PublicComponent => ({
  ...component,
  name: cleanLine(component.name),
  description: component.description === null ? null : cleanLine(component.description),
  group: component.group === null ? null : cleanLine(component.group),
});

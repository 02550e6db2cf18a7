// A page as every document of it sees it: clean text, components in their groups, windows running and to come.

import { cleanLine } from "../../domain/clean-text.ts";
import { type Description, type Indicator, isWorse, type Level } from "../../domain/level.ts";
import { isRunning } from "../../domain/maintenance.ts";
import type { Times } from "../../domain/times.ts";
import type { UptimeRule } from "../../domain/uptime.ts";
import type { PublicComponent, PublicPage } from "../store/views/public.ts";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import type { ComponentHistory } from "./component-history.ts";
import type { Words } from "./locales/index.ts";

export interface Section {
  /** null: components without a group that stand together. */
  name: string | null;
  /** The worst of its components. */
  level: Level;
  components: PublicComponent[];
}
/** Paths of what the page loads. */
export interface PageAssets {
  style: string;
  formStyle: string;
  script: string;
  /** The client of the live feed, and where the feed is. */
  socket: string;
  io: string;
  logo: string | null;
}
/** Where a page is, and how it speaks. */
export interface PageFacts {
  /** Absolute, without a slash at its end: what other programs and search engines know it by. */
  url: string;
  /** What stands before the paths of its own links; "" at the root of a host. */
  base: string;
  words: Words;
  times: Times;
  assets: PageAssets;
  /** How uptime is counted, as it stands below the bars. */
  uptimeRule: UptimeRule;
  canSubscribe: boolean;
  /** What the Statuspage API says while only maintenance is on. */
  maintenanceIndicator: "maintenance" | "none";
  isPrivate: boolean;
  /** Search engines may list it. */
  isIndexed: boolean;
}
export interface PageModel extends PageFacts {
  slug: string;
  title: string;
  timeZone: string;
  indicator: Indicator;
  description: Description;
  sections: Section[];
  components: ReadonlyMap<string, PublicComponent>;
  /** What the bars show, by component. */
  histories: ReadonlyMap<string, ComponentHistory>;
  running: PublicWindow[];
  coming: PublicWindow[];
  /** Over or called off, newest first. */
  pastWindows: PublicWindow[];
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

export const modelOf = (
  page: PublicPage,
  histories: PageModel["histories"],
  facts: PageFacts & Pick<PageModel, "updatedAt"> & { now: number },
): PageModel => {
  const { now, ...rest } = facts;
  const components = page.components.map(cleanComponent);
  const incidents = page.incidents.map(cleanIncident);
  const windows = page.maintenances.map(cleanWindow);
  return {
    ...rest,
    ...{ slug: page.slug, title: cleanLine(page.title), timeZone: page.timeZone },
    ...{ indicator: page.indicator, description: page.description },
    sections: sectionsOf(components),
    components: new Map(components.map((component) => [component.id, component])),
    histories,
    running: windows.filter((window) => isRunning(window.state)),
    coming: windows.filter((window) => window.state === "scheduled"),
    pastWindows: page.pastMaintenances.map(cleanWindow),
    incidents: {
      current: incidents.filter((incident) => incident.resolvedAt === null),
      past: incidents.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt > now - PAST_MS),
      newest: incidents.slice(0, MAX_NEWEST),
    },
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

export const cleanWindow = (window: PublicWindow): PublicWindow => ({ ...window, title: cleanLine(window.title) });

const cleanComponent = (component: PublicComponent): PublicComponent => ({
  ...component,
  name: cleanLine(component.name),
  description: component.description === null ? null : cleanLine(component.description),
  group: component.group === null ? null : cleanLine(component.group),
});

// What was, in the contract's shapes: the situation at a moment, one component with its history, a month in numbers.
import type { Incident as IncidentReply } from "../../contract/incidents.ts";
import type { Amendment as AmendmentReply, ComponentDetail, Report, Status } from "../../contract/status.ts";
import { MAX_PAGE_SIZE } from "../../contract/vocabulary.ts";
import { dayAfter, dayAt, daysFrom, spentByDay } from "../../domain/days.ts";
import { firingOf, isHeldStory, type Story } from "../../domain/incident-story.ts";
import { type Cause, decideLevel, rollUp } from "../../domain/level.ts";
import { effectsOf, inLinkOrder, type Link } from "../../domain/link.ts";
import type { Maintenance } from "../../domain/maintenance.ts";
import type { Post } from "../../domain/post.ts";
import { DELIVERIES_KEPT_MS } from "../../domain/retention.ts";
import { type Spent, type Uptime, type UptimeRule, uptimeOf } from "../../domain/uptime.ts";
import type { Amendment } from "../store/amendments.ts";
import type { Tables } from "../store/store.ts";
import type { KnownComponent, PastComponent } from "../store/views/past.ts";
import type { PersonNumbers } from "../store/views/report.ts";
import { iso, maybe } from "./fields.ts";
import { presentComponent, presentKnownIncident } from "./present.ts";
import type { TeamAddress } from "./present-delivery.ts";
import { presentMaintenances } from "./present-maintenance.ts";

const MAX_CHANGES_SHOWN = 50;
const MAX_AMENDMENTS_SHOWN = 50;

/** The whole situation at a moment that the log reaches back to. */
export const presentStatusAt = (tables: Tables, at: number): Status => {
  const { stories, isCut } = tables.pastIncidents.activeAt(tables.events, at, MAX_PAGE_SIZE);
  const windows = windowsAt(tables, at);
  const components = tables.past.componentsAt(at);
  const asked = asksOf(stories, windows);
  const { indicator, description } = rollUp(components.map((one) => one.level));
  const seq = tables.past.seqAt(at);
  return {
    level: indicator,
    description,
    components: components.map((one) => presentComponent({ ...one, cause: causeOf(one, asked) })),
    incidents: presentStories(tables, stories),
    maintenances: presentMaintenances(tables, windows),
    seq,
    levelsSeq: seq,
    at: iso(at),
    degraded: isCut ? [`More incidents were active at ${iso(at)} than are shown: these are the worst of them.`] : [],
  };
};

const windowsAt = (tables: Tables, at: number): Maintenance[] =>
  tables.pastIncidents.runningAt(at, MAX_PAGE_SIZE).flatMap((id) => {
    const window = tables.maintenances.get(id);
    return window ? [{ ...window, state: "in_progress" as const, endedAt: null }] : [];
  });

/** By component, what was asked of it. */
const asksOf = (stories: readonly Story[], windows: readonly Maintenance[]): Map<string, Cause[]> => {
  const asked = new Map<string, Cause[]>();
  const add = (componentId: string, cause: Cause): void => {
    asked.set(componentId, [...(asked.get(componentId) ?? []), cause]);
  };
  for (const { incident, effects } of stories)
    for (const { componentId, level } of effects) add(componentId, { kind: "incident", id: incident.id, level });
  for (const { id, components } of windows)
    for (const componentId of components) add(componentId, { kind: "maintenance", id, level: "under_maintenance" });
  return asked;
};

/** A level that stays while its reason changes is no event; so the reason is what the asks of then decide. */
const causeOf = ({ id, level, cause, override }: PastComponent, asked: ReadonlyMap<string, Cause[]>) => {
  const pinned: Cause[] = override ? [{ kind: "override", id: override.id, level: override.level }] : [];
  const decided = decideLevel([...pinned, ...(asked.get(id) ?? [])]);
  return decided.level === level ? decided.cause : cause;
};

const presentStories = (tables: Tables, stories: readonly Story[]): IncidentReply[] => {
  const known = stories.map((story) => {
    const firingComponents = firingComponentsOf(story);
    const links = linksOf(story, firingComponents);
    const posts = story.posts.toSorted(oldestFirst);
    return { story, firing: firingOf(story).count, firingComponents, isHeld: isHeldStory(story), links, posts };
  });
  const ids = known.flatMap(({ links, posts }) =>
    [...links, ...posts.flatMap(({ levels }) => levels)].map((one) => one.componentId),
  );
  const names = tables.components.namesOf([...new Set(ids)]);
  return known.map(({ story, ...about }) => presentKnownIncident(story.incident, { ...about, names }));
};

/** As the rows are read. */
const oldestFirst = (a: Post, b: Post): number => a.at - b.at || a.id - b.id;

/** Of before 0.4, an alert that moved to other components says so only by its effects: what only alerts can have asked is firing. */
const firingComponentsOf = (story: Story): Set<string> => {
  const { components } = firingOf(story);
  const byHand = new Set(story.links.flatMap((link) => (link.origin === "manual" ? [link.componentId] : [])));
  const asked = story.effects.map((effect) => effect.componentId);
  // What is held asks nothing; it is held only while it fires.
  const held = story.links.flatMap((link) => (link.isHeld ? [link.componentId] : []));
  return new Set([...asked.filter((id) => components.has(id) || !byHand.has(id)), ...held]);
};

/** A recurrence can bring links that no event names; what it asked of them stands in the effects. */
const linksOf = ({ incident, links, effects }: Story, firingComponents: ReadonlySet<string>): Link[] => {
  const told = new Set(effectsOf(incident.severity, links, firingComponents).map((effect) => effect.componentId));
  const untold = effects.filter((effect) => !told.has(effect.componentId));
  const more = untold.map(({ componentId, level }): Link => ({ componentId, origin: "manual", level }));
  return [...links.filter((link) => !more.some((one) => isSame(one, link))), ...more].sort(inLinkOrder);
};
const isSame = (a: Link, b: Link): boolean => a.componentId === b.componentId && a.origin === b.origin;

export interface DetailFacts {
  /** Over which its uptime is counted. */
  span: { from: number; to: number };
  rule: UptimeRule;
  /** So many that end with today in that zone. */
  days: number;
  timeZone: string;
}
export const presentComponentDetail = (
  tables: Tables,
  component: KnownComponent,
  { span, rule, days, timeZone }: DetailFacts,
): ComponentDetail => {
  const shown = daysFrom(dayAfter(dayAt(span.to, timeZone), 1 - days), days, timeZone);
  const [story] = tables.past.storiesOf([component], span);
  const [ofDays] = tables.past.storiesOf([component], { from: shown[0]!.from, to: span.to });
  const spent = spentByDay(ofDays!, shown);
  const present = tables.components.get(component.id) ?? { ...component, override: null };
  return {
    ...presentComponent(present),
    ...(component.isPresent ? {} : { removed: true as const }),
    uptime: presentUptime(uptimeOf(story!, rule)),
    uptimeRule: presentRule(rule),
    timeZone,
    days: shown.map(({ day }, at) => presentDay(day, spent[at]!)),
    amendments: tables.amendments
      .list(component.id, Number.MAX_SAFE_INTEGER, MAX_AMENDMENTS_SHOWN)
      .map(presentAmendment),
    changes: tables.past.newestChanges(component.id, MAX_CHANGES_SHOWN).map((change) => ({
      seq: change.seq,
      at: iso(change.at),
      from: change.from,
      to: change.to,
      cause: change.cause,
      ...maybe("causeSeq", change.causeSeq),
    })),
  };
};

const presentUptime = ({ from, to, ratio, downMs, maintenanceMs }: Uptime): ComponentDetail["uptime"] => ({
  from: iso(from),
  to: iso(to),
  ratio,
  downMs,
  maintenanceMs,
});

const presentDay = (day: string, spent: Spent): ComponentDetail["days"][number] => ({
  day,
  majorOutageMs: spent.major_outage,
  partialOutageMs: spent.partial_outage,
  degradedPerformanceMs: spent.degraded_performance,
  underMaintenanceMs: spent.under_maintenance,
  operationalMs: spent.operational,
});

export const presentAmendment = (amendment: Amendment): AmendmentReply => ({
  id: amendment.id,
  component: amendment.componentId,
  from: iso(amendment.from),
  to: iso(amendment.to),
  level: amendment.level ?? "recorded",
  reason: amendment.reason,
  by: amendment.author,
  at: iso(amendment.at),
});

const presentRule = ({ weights, maintenance }: UptimeRule): ComponentDetail["uptimeRule"] => ({
  weights: {
    majorOutage: weights.major_outage,
    partialOutage: weights.partial_outage,
    degradedPerformance: weights.degraded_performance,
  },
  maintenance,
});

export interface Month {
  month: string;
  timeZone: string;
  from: number;
  /** The first moment after it. */
  to: number;
}
export interface ReportFacts {
  now: number;
  /** Targets of the team, as the config has them. */
  team: readonly TeamAddress[];
  rule: UptimeRule;
}
/** The month that runs is counted to now. */
export const presentReport = (
  tables: Tables,
  { month, timeZone, from, to }: Month,
  { now, team, rule }: ReportFacts,
): Report => {
  const until = Math.min(to, now);
  const { total, bySeverity, mttaMs, mttrMs } = tables.reports.incidents({ from, to });
  const known = tables.past.knownAt(until);
  const stories = tables.past.storiesOf(known, { from, to: until });
  return {
    month,
    timeZone,
    from: iso(from),
    to: iso(until),
    incidents: { total, bySeverity },
    mttaMs,
    mttrMs,
    components: known.flatMap((component, index) => {
      const story = stories[index]!;
      const wasThere = component.isPresent || [...story.changes].some((change) => change.level !== null);
      return wasThere ? [{ id: component.id, name: component.name, ...presentUptime(uptimeOf(story, rule)) }] : [];
    }),
    uptimeRule: presentRule(rule),
    people: presentPeople(
      tables.reports.people({ from, to }),
      now - from > DELIVERIES_KEPT_MS ? null : pagesOfPeople(tables.reports.pages({ from, to }), team),
    ),
  };
};

/** By person; a target that is nobody's own counts for nobody. */
const pagesOfPeople = (
  paged: readonly { target: string; pages: number }[],
  team: readonly TeamAddress[],
): Map<string, number> => {
  const persons = new Map(team.map(({ name, person }) => [name, person]));
  const counts = new Map<string, number>();
  for (const { target, pages } of paged) {
    const person = persons.get(target);
    if (person !== undefined && pages > 0) counts.set(person, (counts.get(person) ?? 0) + pages);
  }
  return counts;
};

/** Those who did something, then those who were only paged. `paged` null: nobody knows any more. */
const presentPeople = (busy: readonly PersonNumbers[], paged: ReadonlyMap<string, number> | null): Report["people"] => {
  const known = new Set(busy.map(({ name }) => name));
  const idle = [...(paged?.keys() ?? [])].filter((name) => !known.has(name)).sort();
  return [...busy, ...idle.map((name) => ({ name, acknowledged: 0, resolved: 0 }))].map(
    ({ name, acknowledged, resolved }) => ({
      ...{ name, acknowledged, resolved },
      pages: paged === null ? null : (paged.get(name) ?? 0),
    }),
  );
};

// The Statuspage v2 public API, key for key and type for type, so that programs made for Atlassian's pages read ours.
import type { Maintenance } from "../../domain/maintenance.ts";
import { v2Id } from "../../domain/v2-id.ts";
import type { PublicComponent } from "../store/views/public.ts";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PageModel, Section } from "./model.ts";
import { incidentRecord, type V2Incident } from "./statuspage-incidents.ts";
import { cutName, type V2Component, type V2Page, type V2Status } from "./statuspage-shapes.ts";

interface V2Maintenance {
  id: string;
  name: string;
  status: "scheduled" | "in_progress";
  created_at: string;
  updated_at: string;
  monitoring_at: null;
  resolved_at: null;
  impact: "maintenance";
  shortlink: string;
  started_at: string;
  page_id: string;
  incident_updates: never[];
  components: V2Component[];
  reminder_intervals: null;
  scheduled_for: string;
  scheduled_until: string;
}
export interface V2Documents {
  status: { page: V2Page; status: V2Status };
  components: { page: V2Page; components: V2Component[] };
  summary: {
    page: V2Page;
    components: V2Component[];
    /** Those of which the public was not told that they are over. */
    incidents: V2Incident[];
    scheduled_maintenances: V2Maintenance[];
    status: V2Status;
  };
  incidents: { page: V2Page; incidents: V2Incident[] };
  unresolved: { page: V2Page; incidents: V2Incident[] };
}

export const v2Documents = (model: PageModel): V2Documents => {
  const page = pageRecord(model);
  const status = { indicator: model.indicator, description: model.description };
  const records = componentRecords(model, page.id);
  const components = [...records.values()];
  const windows = [...model.running, ...model.coming].map((window) =>
    maintenanceRecord(window, model, page.id, records),
  );
  const told = (incidents: readonly PublicIncident[]): V2Incident[] =>
    incidents.map((incident) => incidentRecord(incident, model, page.id, records));
  const unresolved = told(model.incidents.current);
  return {
    status: { page, status },
    components: { page, components },
    summary: { page, components, incidents: unresolved, scheduled_maintenances: windows, status },
    incidents: { page, incidents: told(model.incidents.newest) },
    unresolved: { page, incidents: unresolved },
  };
};

/** The place of a window on the page, which is what its short link leads to. */
export const anchorOf = (window: Maintenance): string => `maintenance-${window.id}`;

const pageRecord = (model: PageModel): V2Page => ({
  id: v2Id("page", model.slug),
  name: model.title,
  url: model.url,
  time_zone: model.timeZone,
  updated_at: model.times.iso(model.updatedAt),
});

/** Each group followed by its children; components without a group in between, as on the page. By id of ours. */
const componentRecords = (model: PageModel, pageId: string): Map<string, V2Component> => {
  const records = new Map<string, V2Component>();
  let position = 0;
  for (const section of model.sections) {
    if (section.name === null) {
      for (const component of section.components) {
        position += 1;
        records.set(component.id, componentRecord(component, { model, pageId, position, groupId: null }));
      }
      continue;
    }
    position += 1;
    const groupId = v2Id("group", section.name);
    // A component's id never has a colon, so the two kinds cannot meet in one map.
    records.set(`group:${section.name}`, groupRecord(section, section.name, { model, pageId, position }));
    section.components.forEach((component, index) => {
      records.set(component.id, componentRecord(component, { model, pageId, position: index + 1, groupId }));
    });
  }
  return records;
};

interface Place {
  model: PageModel;
  pageId: string;
  position: number;
}
const componentRecord = (
  component: PublicComponent,
  { model, pageId, position, groupId }: Place & { groupId: string | null },
): V2Component => ({
  id: v2Id("component", component.id),
  name: component.name,
  status: component.level,
  created_at: model.times.iso(component.createdAt),
  updated_at: model.times.iso(component.since),
  position,
  description: component.description,
  showcase: false,
  start_date: model.times.day(component.createdAt),
  group_id: groupId,
  page_id: pageId,
  group: false,
  only_show_if_degraded: false,
});

const groupRecord = (section: Section, name: string, { model, pageId, position }: Place): V2Component => ({
  id: v2Id("group", name),
  name,
  status: section.level,
  created_at: model.times.iso(Math.min(...section.components.map((component) => component.createdAt))),
  updated_at: model.times.iso(Math.max(...section.components.map((component) => component.since))),
  position,
  description: null,
  showcase: false,
  start_date: null,
  group_id: null,
  page_id: pageId,
  group: true,
  only_show_if_degraded: false,
  components: section.components.map((component) => v2Id("component", component.id)),
});

const maintenanceRecord = (
  window: Maintenance,
  model: PageModel,
  pageId: string,
  records: ReadonlyMap<string, V2Component>,
): V2Maintenance => {
  const { iso } = model.times;
  // A window's row does not keep when it was planned: no later than it began, nor than the page that first showed it.
  const known = iso(window.startedAt ?? Math.min(window.startsAt, model.updatedAt));
  return {
    id: v2Id("maintenance", window.id),
    name: cutName(window.title),
    status: window.state === "in_progress" ? "in_progress" : "scheduled",
    created_at: known,
    updated_at: known,
    monitoring_at: null,
    resolved_at: null,
    impact: "maintenance",
    shortlink: `${model.url}/#${anchorOf(window)}`,
    started_at: iso(window.startedAt ?? window.startsAt),
    page_id: pageId,
    incident_updates: [],
    components: window.components.flatMap((id) => records.get(id) ?? []),
    reminder_intervals: null,
    scheduled_for: iso(window.startsAt),
    scheduled_until: iso(window.endsAt),
  };
};

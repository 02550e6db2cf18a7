// The Statuspage v2 public API, key for key and type for type, so that programs made for Atlassian's pages read ours.
import { v2Id } from "../../domain/v2-id.ts";
import type { PublicComponent } from "../store/views/public.ts";
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import type { PageModel, Section } from "./model.ts";
import { incidentRecord, type V2Incident } from "./statuspage-incidents.ts";
import type { V2Component, V2Page, V2Status } from "./statuspage-shapes.ts";
import { maintenanceRecord, type V2Maintenance } from "./statuspage-windows.ts";

export interface V2Documents {
  status: () => { page: V2Page; status: V2Status };
  components: () => { page: V2Page; components: V2Component[] };
  summary: () => {
    page: V2Page;
    components: V2Component[];
    /** Those of which the public was not told that they are over. */
    incidents: V2Incident[];
    /** Running and coming. */
    scheduled_maintenances: V2Maintenance[];
    status: V2Status;
  };
  incidents: () => { page: V2Page; incidents: V2Incident[] };
  unresolved: () => { page: V2Page; incidents: V2Incident[] };
  scheduled: () => { page: V2Page; scheduled_maintenances: V2Maintenance[] };
  upcoming: () => { page: V2Page; scheduled_maintenances: V2Maintenance[] };
  active: () => { page: V2Page; scheduled_maintenances: V2Maintenance[] };
}
/** As many as Statuspage lists. */
const MAX_LISTED = 50;

/** Each is made when it is asked for. */
export const v2Documents = (model: PageModel): V2Documents => {
  const page = pageRecord(model);
  const status = statusRecord(model);
  const records = componentRecords(model, page.id);
  const components = [...records.values()];
  const planned = (windows: readonly PublicWindow[]): V2Maintenance[] =>
    windows.flatMap((window) => maintenanceRecord(window, model, page.id, records) ?? []).slice(0, MAX_LISTED);
  const told = (incidents: readonly PublicIncident[]): V2Incident[] =>
    incidents.map((incident) => incidentRecord(incident, model, page.id, records));
  const { running, coming, pastWindows, incidents } = model;
  const newestFirst = [...coming, ...running, ...pastWindows].sort((a, b) => b.startsAt - a.startsAt || b.id - a.id);
  return {
    status: () => ({ page, status }),
    components: () => ({ page, components }),
    summary: () => ({
      ...{ page, components, incidents: told(incidents.current) },
      ...{ scheduled_maintenances: planned([...running, ...coming]), status },
    }),
    incidents: () => ({ page, incidents: told(incidents.newest) }),
    unresolved: () => ({ page, incidents: told(incidents.current) }),
    scheduled: () => ({ page, scheduled_maintenances: planned(newestFirst) }),
    upcoming: () => ({ page, scheduled_maintenances: planned(coming) }),
    active: () => ({ page, scheduled_maintenances: planned(running) }),
  };
};

/** Some strict clients know no `maintenance`. */
const statusRecord = ({ indicator, description, maintenanceIndicator }: PageModel): V2Status => ({
  indicator: indicator === "maintenance" ? maintenanceIndicator : indicator,
  description,
});

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

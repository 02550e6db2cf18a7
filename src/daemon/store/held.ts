// Whether all of an incident waits for the end of maintenance: then it pages nobody and moves no level.
import { type Incident, isActive } from "../../domain/incident.ts";
import { isWhollyHeld, type Link } from "../../domain/link.ts";
import type { Tables } from "./store.ts";

/** As the rows have them. */
export interface Ties {
  links: readonly Link[];
  firingComponents: ReadonlySet<string>;
}

/** Also an alert that is about no component counts, and so does what people opened; those are only asked about where the links are held. */
export const isHeldWhole = (tables: Tables, incident: Incident, { links, firingComponents }: Ties): boolean =>
  isActive(incident.state) &&
  isWhollyHeld(links, firingComponents) &&
  !isOfPeople(tables, incident) &&
  !tables.alerts.hasStray(incident.id);

/** The same for one of which nothing was read yet: one small query for nearly all. */
export const isHeldNow = (tables: Tables, incident: Incident): boolean => {
  if (!tables.incidents.hasHeld(incident.id)) return false;
  const links = tables.incidents.linksOf([incident.id]).get(incident.id) ?? [];
  const firingComponents = tables.alerts.firingComponents([incident.id]).get(incident.id) ?? new Set();
  return isHeldWhole(tables, incident, { links, firingComponents });
};

/** People opened it, or one that was put into it. */
export const isOfPeople = ({ incidents }: Tables, { id, source }: Incident): boolean =>
  source === "manual" || incidents.hasTakenIn(id, "manual");

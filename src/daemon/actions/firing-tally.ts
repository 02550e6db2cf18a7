// What fires, and the links it has made, per incident: read once in a transaction and kept up to date, since asking the rows again
// for each of ten thousand alerts takes minutes.
import type { Incident } from "../../domain/incident.ts";
import { type Effect, effectsOf, type Link } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";

export interface FiringTally {
  /** Counts one alert in or out; says whether another set of components is fired at than before. */
  add: (incidentId: number, components: readonly string[], change: 1 | -1) => boolean;
  /** Ties components to the incident that are not yet; says whether any was new. */
  link: (incidentId: number, components: readonly string[]) => boolean;
  total: (incidentId: number) => number;
  links: (incidentId: number) => readonly Link[];
  /** What the incident asks of its components from now on. */
  effectsOf: (incident: Incident) => Effect[];
}
interface Tally {
  total: number;
  byComponent: Map<string, number>;
  /** null until somebody asks: a repeat never does. */
  links: Link[] | null;
}

export const tallyFiring = (tx: Tx): FiringTally => {
  const tallies = new Map<number, Tally>();
  const tallyOf = (incidentId: number): Tally => {
    const known = tallies.get(incidentId);
    if (known) return known;
    const read: Tally = { total: 0, byComponent: new Map(), links: null };
    for (const { components, count } of tx.alerts.tally(incidentId)) change(read, components, count);
    tallies.set(incidentId, read);
    return read;
  };
  const linksOf = (incidentId: number): Link[] => {
    const tally = tallyOf(incidentId);
    tally.links ??= tx.incidents.linksOf([incidentId]).get(incidentId) ?? [];
    return tally.links;
  };
  return {
    add: (incidentId, components, by) => change(tallyOf(incidentId), components, by),
    link: (incidentId, components) => {
      const links = linksOf(incidentId);
      const added = components
        .filter((id) => !links.some((link) => link.componentId === id && link.origin === "alert"))
        .map((componentId): Link => ({ componentId, origin: "alert", level: null }));
      tx.incidents.addLinks(incidentId, added);
      links.push(...added);
      return added.length > 0;
    },
    total: (incidentId) => tallyOf(incidentId).total,
    links: linksOf,
    effectsOf: (incident) => {
      const firing = [...tallyOf(incident.id).byComponent].flatMap(([id, count]) => (count > 0 ? [id] : []));
      return effectsOf(incident.severity, linksOf(incident.id), new Set(firing));
    },
  };
};

const change = (tally: Tally, ids: readonly string[], by: number): boolean => {
  tally.total += by;
  let hasChanged = false;
  for (const id of ids) {
    const before = tally.byComponent.get(id) ?? 0;
    tally.byComponent.set(id, before + by);
    if (before > 0 !== before + by > 0) hasChanged = true;
  }
  return hasChanged;
};

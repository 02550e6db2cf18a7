// What fires, and the links it has made, per incident: read once in a transaction and kept up to date, since asking the rows again
// for each of ten thousand alerts takes minutes. Here is decided what maintenance holds.
import { type Incident, isActive } from "../../domain/incident.ts";
import { type Effect, effectsOf, isWhollyHeld, type Link } from "../../domain/link.ts";
import { isOfPeople } from "../store/held.ts";
import type { Tx } from "../store/store.ts";

export interface FiringTally {
  /** Counts one alert in, and ties the incident to what it is about. */
  join: (incident: Incident, components: readonly string[]) => Joined;
  /** Counts one alert out; says whether another set of components is fired at than before. */
  leave: (incidentId: number, components: readonly string[]) => boolean;
  /** One alert is about other components than before. */
  move: (incident: Incident, before: readonly string[], now: readonly string[]) => Joined;
  total: (incidentId: number) => number;
  links: (incidentId: number) => readonly Link[];
  /** Does an alert that is about these count for nothing until maintenance is over? */
  isHeld: (incidentId: number, components: readonly string[]) => boolean;
  /** Is that so of all of an active incident? */
  isHeldWhole: (incident: Incident) => boolean;
  /** What the incident asks of its components from now on. */
  effectsOf: (incident: Incident) => Effect[];
  /** Somebody else has changed its rows. */
  forget: (incidentId: number) => void;
}
export interface Joined {
  /** Another set of components is fired at than before. */
  isElsewhere: boolean;
  /** It is tied to a component that it was not. */
  isLinked: boolean;
  /** Components that maintenance holds from now on. */
  held: string[];
}
interface Tally {
  total: number;
  /** Alerts that are about no component. */
  strays: number;
  byComponent: Map<string, number>;
  /** null until somebody asks: a repeat never does. */
  links: Link[] | null;
  /** null: to be looked at again. */
  isHeldWhole: boolean | null;
}

export const tallyFiring = (tx: Tx): FiringTally => {
  const tallies = new Map<number, Tally>();
  /** No window begins or ends within a transaction of alerts. */
  let holding: ReadonlySet<string> | undefined;
  const isCovered = (component: string): boolean => {
    holding ??= tx.maintenances.holding();
    return holding.has(component);
  };
  const tallyOf = (incidentId: number): Tally => {
    const known = tallies.get(incidentId);
    if (known) return known;
    const read: Tally = { total: 0, strays: 0, byComponent: new Map(), links: null, isHeldWhole: null };
    for (const { components, count } of tx.alerts.tally(incidentId)) change(read, components, count);
    tallies.set(incidentId, read);
    return read;
  };
  const linksOf = (incidentId: number): Link[] => {
    const tally = tallyOf(incidentId);
    tally.links ??= tx.incidents.linksOf([incidentId]).get(incidentId) ?? [];
    return tally.links;
  };
  const firingOf = (incidentId: number): Set<string> =>
    new Set([...tallyOf(incidentId).byComponent].flatMap(([id, count]) => (count > 0 ? [id] : [])));

  /**
   * What people know of stays visible: what somebody tied by hand, or said in public how bad it is; and of an incident that goes
   * on, what counted in it before or was taken up, however often it flaps.
   */
  const isToHold = (incident: Incident, component: string, isNew: boolean): boolean =>
    isCovered(component) &&
    !linksOf(incident.id).some(
      (link) => link.componentId === component && (link.origin === "manual" || link.level !== null),
    ) &&
    (isNew || !isActive(incident.state) || tx.incidents.wasHeld(incident.id, component));
  const setHeld = (incidentId: number, component: string, isHeld: boolean): void => {
    const links = linksOf(incidentId);
    const at = links.findIndex((link) => link.componentId === component && link.origin === "alert");
    const known = links[at];
    if (!known || Boolean(known.isHeld) === isHeld) return;
    const { isHeld: _, ...loose } = known;
    links[at] = isHeld ? { ...loose, isHeld } : loose;
    tx.incidents.holdLinks(incidentId, [component], isHeld ? "held" : "was held");
  };
  /** `fresh`: those that nothing fired at before. A link that counts already is left as it is, also while a window runs. */
  const link = (incident: Incident, components: readonly string[], fresh: readonly string[]) => {
    const incidentId = incident.id;
    const links = linksOf(incidentId);
    const isKnown = (id: string): boolean => links.some((one) => one.componentId === id && one.origin === "alert");
    const added = components.filter((id) => !isKnown(id));
    const held = [...new Set([...fresh, ...added])].filter((id) => isToHold(incident, id, added.includes(id)));
    const made = added.map(
      (componentId): Link => ({
        ...{ componentId, origin: "alert", level: null },
        ...(held.includes(componentId) ? { isHeld: true as const } : {}),
      }),
    );
    tx.incidents.addLinks(incidentId, made);
    links.push(...made);
    for (const id of held) setHeld(incidentId, id, true);
    if (added.length + held.length > 0) tallyOf(incidentId).isHeldWhole = null;
    return { isLinked: added.length > 0, held };
  };
  const letGo = (incidentId: number, components: readonly string[]): void => {
    for (const id of components) setHeld(incidentId, id, false);
  };

  return {
    join: (incident, components) => {
      const fresh = change(tallyOf(incident.id), components, 1);
      return { isElsewhere: fresh.length > 0, ...link(incident, components, fresh) };
    },
    leave: (incidentId, components) => {
      const gone = change(tallyOf(incidentId), components, -1);
      letGo(incidentId, gone);
      return gone.length > 0;
    },
    move: (incident, before, now) => {
      // What it is still about is no news of that component: a known outage is not held, what is held is not let go.
      const tally = tallyOf(incident.id);
      const fresh = change(tally, now, 1);
      const gone = change(tally, before, -1);
      letGo(incident.id, gone);
      return { isElsewhere: fresh.length + gone.length > 0, ...link(incident, now, fresh) };
    },
    total: (incidentId) => tallyOf(incidentId).total,
    links: linksOf,
    isHeld: (incidentId, components) =>
      components.length > 0 &&
      components.every((id) =>
        linksOf(incidentId).some((one) => one.componentId === id && one.origin === "alert" && one.isHeld),
      ),
    isHeldWhole: (incident) => {
      const tally = tallyOf(incident.id);
      tally.isHeldWhole ??=
        tally.strays === 0 &&
        linksOf(incident.id).some((one) => one.isHeld) &&
        isWhollyHeld(linksOf(incident.id), firingOf(incident.id)) &&
        !isOfPeople(tx, incident);
      return tally.isHeldWhole;
    },
    effectsOf: (incident) => effectsOf(incident.severity, linksOf(incident.id), firingOf(incident.id)),
    forget: (incidentId) => {
      tallies.delete(incidentId);
    },
  };
};

/** Components that are fired at now and were not, or the other way round. */
const change = (tally: Tally, ids: readonly string[], by: number): string[] => {
  tally.total += by;
  if (ids.length === 0) {
    tally.strays += by;
    tally.isHeldWhole = null;
  }
  const turned: string[] = [];
  for (const id of ids) {
    const before = tally.byComponent.get(id) ?? 0;
    tally.byComponent.set(id, before + by);
    if (before > 0 !== before + by > 0) turned.push(id);
  }
  if (turned.length > 0) tally.isHeldWhole = null;
  return turned;
};

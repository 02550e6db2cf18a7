// What people change of an incident without moving it on: who has it, when it pages, what it is called and touches.
import type { PublicWords } from "./events.ts";
import { changed, type Decision, describe, hintWhenOver, type Incident, isActive, isoOf, refused } from "./incident.ts";
import { isWorse, levelOfSeverity, type Severity, worseSeverity } from "./level.ts";
import { type Effect, effectsOf, type Link } from "./link.ts";

/** Gives an active incident to somebody; its state stays, since only an ack says that somebody looks. */
export const assign = (incident: Incident, to: string): Decision => {
  if (!isActive(incident.state)) return over(incident, "assign");
  if (incident.owner === to) return { kind: "unchanged", incident };
  const data = { from: incident.owner, to };
  return changed(incident, { owner: to }, { type: "incident:assigned", incidentId: incident.id, data });
};

/** No pages until then; null ends a snooze. */
export const snooze = (incident: Incident, until: number | null): Decision => {
  if (!isActive(incident.state)) return over(incident, "snooze");
  if (incident.snoozedUntil === until) return { kind: "unchanged", incident };
  const data = { until: until === null ? null : isoOf(until) };
  return changed(incident, { snoozedUntil: until }, { type: "incident:snoozed", incidentId: incident.id, data });
};

export interface Edit {
  title?: string | undefined;
  severity?: Severity | undefined;
  /** What the incident touches, all of it; `level` absent: as it was; null: following the severity. */
  components?: readonly { id: string; level?: Link["level"] | undefined }[] | undefined;
}
export interface Edited {
  decision: Decision;
  links: Link[];
}

/** Only people lower a severity, and only they say that a component is not touched after all. */
export const edit = (
  incident: Incident,
  links: readonly Link[],
  firingComponents: ReadonlySet<string>,
  wanted: Edit,
): Edited => {
  if (incident.state === "closed") return { decision: over(incident, "edit"), links: [...links] };
  const title = wanted.title ?? incident.title;
  const severity = wanted.severity ?? incident.severity;
  const after = wanted.components ? relink(links, wanted.components) : [...links];
  const isRelinked = !isSameLinks(links, after);
  const isRegraded = severity !== incident.severity;
  if (title === incident.title && !isRegraded && !isRelinked)
    return { decision: { kind: "unchanged", incident }, links: after };
  // A resolved incident asks nothing of anybody, whatever is corrected about it.
  const effects = isActive(incident.state) ? effectsOf(severity, after, firingComponents) : [];
  const data = {
    ...(title === incident.title ? {} : { title: { from: incident.title, to: title } }),
    ...(isRegraded ? { severity: { from: incident.severity, to: severity } } : {}),
    ...(isRelinked ? { components: after } : {}),
    ...(isRegraded || isRelinked ? { effects } : {}),
  };
  const event = { type: "incident:edited", incidentId: incident.id, data } as const;
  return { decision: changed(incident, { title, severity }, event), links: after };
};

/** What stays keeps its origin; what is new is linked by hand; what is not named is gone. */
const relink = (links: readonly Link[], wanted: NonNullable<Edit["components"]>): Link[] => {
  const last = new Map(wanted.map((one) => [one.id, one.level]));
  return [...last].flatMap(([componentId, level]) => {
    const known = links.filter((link) => link.componentId === componentId);
    if (known.length === 0) return [{ componentId, origin: "manual" as const, level: level ?? null }];
    return known.map((link) => ({ ...link, level: level === undefined ? link.level : level }));
  });
};

const isSameLinks = (before: readonly Link[], after: readonly Link[]): boolean => {
  const spelt = (links: readonly Link[]): string =>
    links
      .map((link) => `${link.componentId} ${link.origin} ${link.level}`)
      .sort()
      .join();
  return spelt(before) === spelt(after);
};

type Linked = { severity: Severity; links: readonly Link[] };
/** Links of two incidents as those of one: where both have the same, the one that asks more, and on par the explicit one. */
export const joinLinks = (into: Linked, from: Linked): Link[] => {
  const joined = new Map<string, Link>();
  for (const link of into.links) joined.set(nameOf(link), link);
  for (const link of from.links) {
    const own = joined.get(nameOf(link));
    if (!own || asksMore(link, from.severity, own, into.severity)) joined.set(nameOf(link), link);
  }
  return [...joined.values()];
};

const nameOf = ({ componentId, origin }: Link): string => `${componentId} ${origin}`;
const asksMore = (a: Link, severityOfA: Severity, b: Link, severityOfB: Severity): boolean => {
  const [asked, other] = [askedBy(a, severityOfA), askedBy(b, severityOfB)];
  return asked === other ? b.level === null : isWorse(asked, other);
};
const askedBy = ({ level }: Link, severity: Severity) => level ?? levelOfSeverity(severity) ?? "operational";

export interface Absorbed {
  from: Incident;
  wasActive: boolean;
  /** How many alerts came with it. */
  alerts: number;
  /** Links of both, once they are saved. */
  links: readonly Link[];
  firingComponents: ReadonlySet<string>;
  /** What the public is told of it from now on; null where the one that came had no public words. */
  words: PublicWords;
}
/** What the incident that took another in has become: as bad as the worse of the two. */
export const absorb = (
  incident: Incident,
  { from, wasActive, alerts, links, firingComponents, words }: Absorbed,
): Decision => {
  const severity = wasActive ? worseSeverity(incident.severity, from.severity) : incident.severity;
  const effects: Effect[] = effectsOf(severity, links, firingComponents);
  const alertCount = incident.alertCount + from.alertCount;
  const told = {
    ...(words ? { public: words } : {}),
    ...(severity === incident.severity ? {} : { raisedFrom: incident.severity }),
  };
  const data = { from: from.id, title: from.title, alerts, severity, components: [...links], effects, ...told };
  const known = words ? { publicTitle: words.title, publicStatus: words.status } : {};
  return changed(
    incident,
    { severity, alertCount, ...known },
    { type: "incident:absorbed", incidentId: incident.id, data },
  );
};

const over = (incident: Incident, verb: string): Decision =>
  refused(
    `Incident ${incident.id} was ${describe(incident)}; there is nothing left to ${verb}.`,
    hintWhenOver(incident),
  );

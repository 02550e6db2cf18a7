// Which incidents the list shows, and in which order.
import type { Incident } from "../../contract/incidents.ts";
import { compare } from "../../domain/compare.ts";
import { isActive } from "../../domain/incident.ts";
import { rankOfSeverity } from "../../domain/level.ts";

export const SCOPES = ["active", "mine", "resolved"] as const;
export type Scope = (typeof SCOPES)[number];
export interface ListView {
  scope: Scope;
  hideAcked: boolean;
  /** Words that all have to be found in an incident. */
  filter: string;
}

const IN_SCOPE: Record<Scope, (incident: Incident, me: string) => boolean> = {
  active: ({ state }) => isActive(state),
  mine: ({ state, owner }, me) => isActive(state) && owner === me,
  resolved: ({ state }) => state === "resolved",
};

export const orderOf = (
  incidents: ReadonlyMap<number, Incident>,
  { list: view, me, now }: { list: ListView; me: string; now: number },
): number[] => {
  const words = view.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const isIn = IN_SCOPE[view.scope];
  const shown = [...incidents.values()].filter(
    (incident) =>
      isIn(incident, me) &&
      !(view.hideAcked && incident.state === "acknowledged") &&
      (words.length === 0 || hasAll(incident, words, now)),
  );
  return shown.sort(view.scope === "resolved" ? newestEnd : worstFirst).map(({ id }) => id);
};

/** Whether the place of an incident in the list may be another: most of what happens moves none, and thousands are not sorted for it. */
export const isMoved = (
  before: Incident | undefined,
  after: Incident | undefined,
  { scope, filter }: ListView,
): boolean =>
  before?.state !== after?.state ||
  before?.severity !== after?.severity ||
  (before !== after && (filter !== "" || scope !== "active"));

/** Worst first, then oldest. Moments are ISO 8601 in UTC, which sort as they stand. */
const worstFirst = (a: Incident, b: Incident): number =>
  rankOfSeverity(a.severity) - rankOfSeverity(b.severity) || compare(a.openedAt, b.openedAt) || a.id - b.id;
const newestEnd = (a: Incident, b: Incident): number => compare(b.resolvedAt ?? "", a.resolvedAt ?? "") || b.id - a.id;

/** The end of a snooze is no event. */
export const isSnoozed = ({ snoozedUntil }: { snoozedUntil?: string | undefined }, now: number): boolean =>
  snoozedUntil !== undefined && Date.parse(snoozedUntil) > now;

const hasAll = (incident: Incident, words: readonly string[], now: number): boolean => {
  const { id, title, severity, state, owner = "", key = "", source, components, held, firing } = incident;
  const linked = components.map((one) => `${one.id} ${one.name}`).join(" ");
  const marks = `${held ? "held" : ""} ${firing > 0 ? "firing" : ""} ${isSnoozed(incident, now) ? "snoozed" : ""}`;
  const text = `#${id} ${severity} ${state} ${marks} ${owner} ${key} ${source} ${linked} ${title}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Ended ones are kept for the list of resolved ones, as many as a page of it has; twice as many, so that this is seldom asked. */
const KEPT_ENDED = 200;
export const withoutOldEnded = (incidents: Map<number, Incident>, keep: number | undefined): void => {
  const ended = [...incidents.values()].filter(({ id, state }) => !isActive(state) && id !== keep);
  if (ended.length <= 2 * KEPT_ENDED) return;
  for (const { id } of ended.sort(newestEnd).slice(KEPT_ENDED)) incidents.delete(id);
};

// What ties an incident to components, and what it asks of them.
import { compare } from "./compare.ts";
import { isWorse, type Level, levelOfSeverity, type Severity } from "./level.ts";

/** What an incident or a window asks of one component. */
export interface Effect {
  componentId: string;
  level: Level;
}

export const ORIGINS = ["manual", "alert"] as const;
export type Origin = (typeof ORIGINS)[number];

export interface Link {
  componentId: string;
  origin: Origin;
  /** null follows the incident's severity. */
  level: Level | null;
  /** Maintenance covers what its alerts are about: it asks nothing and pages nobody until that is over. */
  isHeld?: true;
}

/** As their rows are read. */
export const inLinkOrder = (a: Link, b: Link): number =>
  compare(a.componentId, b.componentId) || compare(a.origin, b.origin);

/** Does it count at all: made by hand, or one of its alerts fires? */
const isLive = (link: Link, firingComponents: ReadonlySet<string>): boolean =>
  link.origin === "manual" || firingComponents.has(link.componentId);

/** Maintenance holds every link of it that counts. */
export const isWhollyHeld = (links: readonly Link[], firingComponents: ReadonlySet<string>): boolean => {
  const live = links.filter((link) => isLive(link, firingComponents));
  return live.length > 0 && live.every((link) => link.isHeld);
};

/**
 * What an active incident asks of its components: the worst per component. A link made by hand always counts, one made by
 * alerts only while one of its alerts fires and maintenance does not hold it. Links that ask nothing (low, info, operational) are
 * left out.
 */
export const effectsOf = (
  severity: Severity,
  links: readonly Link[],
  firingComponents: ReadonlySet<string>,
): Effect[] => {
  const worst = new Map<string, Level>();
  for (const link of links) {
    if (link.isHeld || !isLive(link, firingComponents)) continue;
    const level = link.level ?? levelOfSeverity(severity);
    if (!level || level === "operational") continue;
    const known = worst.get(link.componentId);
    if (!known || isWorse(level, known)) worst.set(link.componentId, level);
  }
  return [...worst].map(([componentId, level]) => ({ componentId, level }));
};

// A series is given other times: which of its occurrences is which of the new ones. What has been, runs, or was moved or left out by
// hand takes its place among them as well, so that none takes place twice and none comes back.
const DAY_MS = 86_400_000;
/** From a Sunday to the Monday is a move; from one week to the next are two occurrences. */
const NEAR_MS = 3.5 * DAY_MS;

/** Wall times, as epoch ms that they would be in UTC. */
export interface Old {
  wall: number;
  /** It has been, runs, or somebody changed it by hand: it stays as it is. */
  isFixed: boolean;
}

/**
 * For each old one, in order, the wall that it has from now on; undefined: it is none of the new ones. First the same wall,
 * moved by as much as the series is; then within each day, in order; then, of those that are not fixed, the nearest that is near.
 */
export const rematch = (old: readonly Old[], fresh: readonly number[], shiftMs: number): (number | undefined)[] => {
  const found: (number | undefined)[] = old.map(() => undefined);
  const left = new Set(fresh);
  const take = (at: number, wall: number | undefined): void => {
    if (wall === undefined) return;
    found[at] = wall;
    left.delete(wall);
  };
  for (const [at, { wall }] of old.entries()) if (left.has(wall + shiftMs)) take(at, wall + shiftMs);
  for (const [at, { wall }] of old.entries())
    if (found[at] === undefined)
      take(
        at,
        firstOf(left, (one) => dayOf(one) === dayOf(wall + shiftMs)),
      );
  for (const [at, { wall, isFixed }] of old.entries())
    if (found[at] === undefined && !isFixed)
      take(
        at,
        firstOf(left, (one) => Math.abs(one - wall - shiftMs) < NEAR_MS),
      );
  return found;
};

const dayOf = (wall: number): number => Math.floor(wall / DAY_MS);
const firstOf = (walls: ReadonlySet<number>, is: (wall: number) => boolean): number | undefined => [...walls].find(is);

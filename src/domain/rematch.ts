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
 * `fresh`: what the new rule gives, in order, also what has passed; from `openFrom` on they may still take place.
 */
export const rematch = (
  old: readonly Old[],
  fresh: readonly number[],
  { shiftMs, openFrom }: { shiftMs: number; openFrom: number },
): (number | undefined)[] => {
  const found: (number | undefined)[] = old.map(() => undefined);
  const left = new Set(fresh);
  const take = (at: number, wall: number | undefined): void => {
    if (wall === undefined) return;
    found[at] = wall;
    left.delete(wall);
  };
  const isOpenTo = ({ isFixed }: Old, wall: number): boolean => isFixed || wall >= openFrom;
  for (const [at, one] of old.entries()) {
    const same = one.wall + shiftMs;
    if (left.has(same) && isOpenTo(one, same)) take(at, same);
  }
  for (const [at, one] of old.entries()) {
    const day = dayOf(one.wall + shiftMs);
    if (found[at] === undefined)
      take(
        at,
        [...left].find((wall) => dayOf(wall) === day && isOpenTo(one, wall)),
      );
  }
  for (const [at, one] of old.entries()) {
    const same = one.wall + shiftMs;
    const near = [...left].filter((wall) => Math.abs(wall - same) < NEAR_MS && isOpenTo(one, wall));
    if (found[at] === undefined && !one.isFixed) take(at, nearestTo(same, near));
  }
  return found;
};

const dayOf = (wall: number): number => Math.floor(wall / DAY_MS);
const nearestTo = (same: number, walls: readonly number[]): number | undefined =>
  walls.toSorted((a, b) => Math.abs(a - same) - Math.abs(b - same))[0];

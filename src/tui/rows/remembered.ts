// What never changes is broken into lines once, for one width: events, alerts, posts and what a command printed are new objects
// where they say something else, and their words are what takes time.
import type { Row } from "./row.ts";

const known = new WeakMap<object, { shape: string; rows: Row[] }>();

/** `shape`: all else that the rows depend on. */
export const remembered = (thing: object, shape: string, make: () => Row[]): Row[] => {
  const kept = known.get(thing);
  if (kept?.shape === shape) return kept.rows;
  const rows = make();
  known.set(thing, { shape, rows });
  return rows;
};

// How much of a span a component was there for its users. DESIGN's rule: a major outage counts whole, a partial one 0.3,
// degraded nothing; maintenance leaves the count.
import type { Level } from "./level.ts";

const WEIGHT = {
  major_outage: 1,
  partial_outage: 0.3,
  degraded_performance: 0,
  under_maintenance: 0,
  operational: 0,
} as const satisfies Record<Level, number>;

/** null: not known, as before a component was first seen or while it was not in the config. */
export type KnownLevel = Level | null;
export interface LevelChange {
  /** Epoch ms. */
  at: number;
  level: KnownLevel;
}
export interface LevelStory {
  from: number;
  to: number;
  /** The level at `from`. */
  start: KnownLevel;
  /** In the order in which they happened. */
  changes: Iterable<LevelChange>;
}
export interface Uptime {
  /** The first moment that counts: later than asked for where the component is younger. */
  from: number;
  to: number;
  /** 0 to 1; null where nothing was measured. */
  ratio: number | null;
  /** Weighted. */
  downMs: number;
  maintenanceMs: number;
}

export const uptimeOf = ({ from, to, start, changes }: LevelStory): Uptime => {
  const spent: Record<Level, number> = {
    major_outage: 0,
    partial_outage: 0,
    degraded_performance: 0,
    under_maintenance: 0,
    operational: 0,
  };
  let firstKnown: number | null = null;
  let [level, since] = [start, from];
  const passTo = (moment: number): void => {
    // A clock that went back makes no time: a change counts from where the one before it stands.
    const until = Math.min(Math.max(moment, since), to);
    if (level !== null && until > since) {
      spent[level] += until - since;
      firstKnown ??= since;
    }
    since = until;
  };
  for (const change of changes) {
    passTo(change.at);
    level = change.level;
  }
  passTo(to);
  const measuredMs = sum(spent) - spent.under_maintenance;
  const downMs = sum(spent, WEIGHT);
  return {
    from: firstKnown ?? from,
    to,
    ratio: measuredMs > 0 ? 1 - downMs / measuredMs : null,
    downMs: Math.round(downMs),
    maintenanceMs: spent.under_maintenance,
  };
};

const sum = (spent: Record<Level, number>, weights?: Record<Level, number>): number =>
  (Object.keys(spent) as Level[]).reduce((all, level) => all + spent[level] * (weights ? weights[level] : 1), 0);

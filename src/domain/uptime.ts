// How much of a span a component was there for its users, by the rule that the config says.
import { LEVELS, type Level } from "./level.ts";

export interface UptimeRule {
  /** What a moment at a level takes off, 0 to 1. */
  weights: Readonly<Record<Outage, number>>;
  /** `exclude`: maintenance leaves the count; `count`: it counts as up. */
  maintenance: "exclude" | "count";
}
type Outage = "major_outage" | "partial_outage" | "degraded_performance";
export const DEFAULT_UPTIME_RULE: UptimeRule = {
  weights: { major_outage: 1, partial_outage: 0.3, degraded_performance: 0 },
  maintenance: "exclude",
};

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
/** Ms at each level. */
export type Spent = Record<Level, number>;
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

export const uptimeOf = (story: LevelStory, rule: UptimeRule): Uptime => {
  const spent = noneSpent();
  let firstKnown: number | null = null;
  for (const { from, to, level } of stretchesOf(story)) {
    if (level === null) continue;
    spent[level] += to - from;
    firstKnown ??= from;
  }
  return {
    from: firstKnown ?? story.from,
    to: story.to,
    ratio: ratioOf(spent, rule),
    downMs: Math.round(downMs(spent, rule)),
    maintenanceMs: spent.under_maintenance,
  };
};

/** 0 to 1; null where nothing was measured. */
export const ratioOf = (spent: Readonly<Spent>, rule: UptimeRule): number | null => {
  const left = rule.maintenance === "exclude" ? spent.under_maintenance : 0;
  const measuredMs = LEVELS.reduce((sum, level) => sum + spent[level], 0) - left;
  return measuredMs > 0 ? 1 - downMs(spent, rule) / measuredMs : null;
};

const downMs = (spent: Readonly<Spent>, { weights }: UptimeRule): number =>
  spent.major_outage * weights.major_outage +
  spent.partial_outage * weights.partial_outage +
  spent.degraded_performance * weights.degraded_performance;

export const noneSpent = (): Spent => ({
  major_outage: 0,
  partial_outage: 0,
  degraded_performance: 0,
  under_maintenance: 0,
  operational: 0,
});

export interface Stretch {
  from: number;
  to: number;
  level: KnownLevel;
}
/** A story as stretches of one level that lie end to end, none of them empty. */
export function* stretchesOf({ from, to, start, changes }: LevelStory): Generator<Stretch> {
  let [level, since] = [start, from];
  for (const change of changes) {
    // A clock that went back makes no time: a change counts from where the one before it stands.
    const at = Math.min(Math.max(change.at, since), to);
    if (at > since) yield { from: since, to: at, level };
    [level, since] = [change.level, at];
  }
  if (to > since) yield { from: since, to, level };
}

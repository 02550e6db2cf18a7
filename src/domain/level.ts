// What a component can be, what an incident asks of it, and what the page says of all of them.

/** Component levels of the Statuspage v2 API, worst first. */
export const LEVELS = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "under_maintenance",
  "operational",
] as const;
export type Level = (typeof LEVELS)[number];

/** What readers are told that it is. */
export const WORDS_OF_LEVEL = {
  operational: "Operational",
  degraded_performance: "Degraded performance",
  partial_outage: "Partial outage",
  major_outage: "Major outage",
  under_maintenance: "Under maintenance",
} as const satisfies Record<Level, string>;

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a link without a level of its own asks of its component; null asks nothing. */
const LEVEL_OF_SEVERITY = {
  critical: "major_outage",
  high: "partial_outage",
  medium: "degraded_performance",
  low: null,
  info: null,
} as const satisfies Record<Severity, Level | null>;

export const levelOfSeverity = (severity: Severity): Level | null => LEVEL_OF_SEVERITY[severity];

/** 0 is the worst. */
export const rankOfLevel = (level: Level): number => LEVELS.indexOf(level);
export const rankOfSeverity = (severity: Severity): number => SEVERITIES.indexOf(severity);
export const isWorse = (a: Level, b: Level): boolean => rankOfLevel(a) < rankOfLevel(b);
export const isWorseSeverity = (a: Severity, b: Severity): boolean => rankOfSeverity(a) < rankOfSeverity(b);
export const worseSeverity = (a: Severity, b: Severity): Severity => (isWorseSeverity(a, b) ? a : b);

export const worstLevel = (levels: readonly Level[]): Level =>
  levels.reduce<Level>((worst, level) => (isWorse(level, worst) ? level : worst), "operational");

export type CauseKind = "incident" | "maintenance" | "override";
/** One reason for a component to be at a level: an incident's link, a running window, a person's override. */
export interface Cause {
  kind: CauseKind;
  id: number;
  level: Level;
}
/** `none` is the absence of any reason: operational. */
export type CauseOfLevel = { kind: CauseKind; id: number } | { kind: "none" };

/** The level of one component: an override, else the worst incident, else a running window, else operational. */
export const decideLevel = (causes: readonly Cause[]): { level: Level; cause: CauseOfLevel } => {
  for (const kind of ["override", "incident", "maintenance"] as const) {
    const worst = worstOf(causes.filter((cause) => cause.kind === kind));
    if (worst) return { level: worst.level, cause: { kind, id: worst.id } };
  }
  return { level: "operational", cause: { kind: "none" } };
};

const worstOf = (causes: readonly Cause[]): Cause | undefined =>
  causes.reduce<Cause | undefined>((worst, cause) => {
    if (!worst || isWorse(cause.level, worst.level)) return cause;
    return cause.level === worst.level && cause.id < worst.id ? cause : worst;
  }, undefined);

export const INDICATORS = ["none", "maintenance", "minor", "major", "critical"] as const;
export type Indicator = (typeof INDICATORS)[number];

/** Those of the Statuspage v2 API. */
export type Description =
  | "All Systems Operational"
  | "Partially Degraded Service"
  | "Degraded System Service"
  | "Minor Service Outage"
  | "Partial System Outage"
  | "Major System Outage"
  | "Service Under Maintenance";
export interface RolledUp {
  indicator: Indicator;
  description: Description;
}
/** The page's level and words from its components. */
export const rollUp = (levels: readonly Level[]): RolledUp => {
  const count = (level: Level): number => levels.filter((one) => one === level).length;
  const all = levels.length;
  if (all > 0 && count("major_outage") === all) return { indicator: "critical", description: "Major System Outage" };
  if (count("major_outage") > 0) return { indicator: "major", description: "Partial System Outage" };
  if (count("partial_outage") > 0) return { indicator: "minor", description: "Minor Service Outage" };
  if (all > 0 && count("degraded_performance") === all)
    return { indicator: "minor", description: "Degraded System Service" };
  if (count("degraded_performance") > 0) return { indicator: "minor", description: "Partially Degraded Service" };
  if (count("under_maintenance") > 0) return { indicator: "maintenance", description: "Service Under Maintenance" };
  return { indicator: "none", description: "All Systems Operational" };
};

/** What an incident makes of a page, by the worst that it asks of a component: `impact` of the Statuspage v2 API. */
export const IMPACT_OF_LEVEL = {
  major_outage: "critical",
  partial_outage: "major",
  degraded_performance: "minor",
  under_maintenance: "none",
  operational: "none",
} as const satisfies Record<Level, Indicator>;
const DESCRIPTION_OF_IMPACT = {
  critical: "Major System Outage",
  major: "Partial System Outage",
  minor: "Partially Degraded Service",
} as const;

/** The roll-up of the components, or what incidents that the public knows of ask, whichever is worse. */
export const blend = (rolledUp: RolledUp, asked: readonly Level[]): RolledUp => {
  const impact = IMPACT_OF_LEVEL[worstLevel(asked)];
  if (impact === "none" || INDICATORS.indexOf(impact) <= INDICATORS.indexOf(rolledUp.indicator)) return rolledUp;
  return { indicator: impact, description: DESCRIPTION_OF_IMPACT[impact] };
};

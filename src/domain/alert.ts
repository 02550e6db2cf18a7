// What another program says is wrong, reduced to what Tocsin decides by: identity, group, severity, components.
import type { Severity } from "./level.ts";

export type Labels = Record<string, string>;

/** One alert as every sender's adapter hands it over. */
export interface IncomingAlert {
  fingerprint: string;
  status: "firing" | "resolved";
  /** The sender's own group; alerts of one group share an incident. null: grouped by name and component. */
  groupKey: string | null;
  title: string;
  severity: Severity;
  labels: Labels;
  annotations: Labels;
  startsAt: number | null;
}

export const ALERT_STATES = ["firing", "resolved"] as const;
export interface Alert {
  source: string;
  fingerprint: string;
  incidentId: number;
  state: (typeof ALERT_STATES)[number];
  /** A person resolved the incident over it: it counts for nothing until it has recovered once. */
  isMuted: boolean;
  severity: Severity;
  labels: Labels;
  annotations: Labels;
  /** Ids of the components that its labels matched when it fired. */
  components: string[];
  /** The sender's clock; null when it said nothing. */
  startsAt: number | null;
  /** Our clock. */
  firedAt: number;
  updatedAt: number;
  /** How often the sender repeated it while it fired. */
  repeats: number;
}

/** A component and the label sets that mean it: any one of them, all of its labels equal. */
export interface Matchable {
  id: string;
  match: readonly Labels[];
}

/** Components that an alert is about: by a `component` label that names one, or by their `match` in the config. */
export const matchComponents = (labels: Labels, components: readonly Matchable[]): string[] =>
  components
    .filter(
      (component) => labels.component === component.id || component.match.some((wanted) => isSubset(wanted, labels)),
    )
    .map((component) => component.id);

const isSubset = (wanted: Labels, labels: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** The dedup key of the incident an alert belongs to: its sender's group, else its name and component, else itself. */
export const incidentKeyOf = (alert: IncomingAlert, componentIds: readonly string[]): string => {
  if (alert.groupKey) return alert.groupKey;
  const name = alert.labels.alertname;
  return name ? `${name}/${[...componentIds].sort().join(",")}` : alert.fingerprint;
};

/** A map and no object: an alert may say `constructor`. */
const DEFAULT_SEVERITIES = new Map<string, Severity>(
  Object.entries({
    critical: "critical",
    page: "critical",
    emergency: "critical",
    error: "high",
    high: "high",
    major: "high",
    warning: "medium",
    warn: "medium",
    medium: "medium",
    minor: "low",
    low: "low",
    info: "info",
    informational: "info",
    none: "info",
  } as const),
);
/** An alert that does not say how bad it is is worth waking up for. */
const UNSAID: Severity = "high";

/** The sender's word for how bad it is, by the source's own table first. */
export const severityOf = (word: string | undefined, own: Readonly<Record<string, Severity>>): Severity => {
  const known = word?.trim().toLowerCase() ?? "";
  return (Object.hasOwn(own, known) ? own[known] : DEFAULT_SEVERITIES.get(known)) ?? UNSAID;
};

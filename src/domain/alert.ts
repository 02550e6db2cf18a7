// What another program says is wrong, reduced to what Tocsin decides by: identity, group, severity, components.
import type { Severity } from "./level.ts";

export type Labels = Record<string, string>;

/** One alert as every sender's adapter hands it over. All times are the sender's clock; null where it does not say. */
export interface IncomingAlert {
  fingerprint: string;
  status: "firing" | "resolved";
  /** The sender's own group; alerts of one group share an incident. null: grouped by name and component. */
  groupKey: string | null;
  title: string;
  severity: Severity;
  labels: Labels;
  annotations: Labels;
  /** Ids of components that the sender names outright, beside what its labels match. */
  named: readonly string[];
  startsAt: number | null;
  endsAt: number | null;
  /** When this was said, for senders that give each statement a time of its own. */
  saidAt: number | null;
}
/** What a program says about an incident that its alerts opened, in the way that people do. */
export interface IncomingWord {
  status: "acknowledged" | "noted";
  /** The key of the incident. */
  key: string;
  text: string | null;
}
export type Statement = IncomingAlert | IncomingWord;
export const isWord = (statement: Statement): statement is IncomingWord =>
  statement.status === "acknowledged" || statement.status === "noted";

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
  /** Our clock: without news until then it counts as recovered; null where its source promises no repeats. */
  leaseUntil: number | null;
  /** The sender's clock at its last word, never ahead of ours; null when it does not say. */
  saidAt: number | null;
}

/** A recovery that came before its firing. */
export interface EarlyRecovery {
  /** The sender's clock, never ahead of ours. */
  endedAt: number;
  /** Our clock. */
  at: number;
}

/** What a statement of a sender means, by what is known of its alert. */
export type Meaning =
  | "fires"
  | "repeats"
  | "recovers"
  /** A recovery of what never fired here: its firing may still be on the way. */
  | "recovers early"
  /** A firing that its own recovery has overtaken; taken once. */
  | "fires late"
  /** Older than what the sender said last. */
  | "is late"
  /** It had recovered already. */
  | "says nothing new";

export interface KnownOfAlert {
  alert: Pick<Alert, "state" | "updatedAt" | "saidAt"> | undefined;
  early: EarlyRecovery | undefined;
}

/**
 * Senders repeat themselves, deliver out of order and have clocks of their own. Their clocks are only compared with
 * themselves, and nothing is held against a statement for longer than the window, by our clock: a wrong clock may cost a
 * late "all clear", never an outage that nobody hears of.
 */
export const meaningOf = (
  statement: Pick<IncomingAlert, "status" | "startsAt" | "saidAt">,
  known: KnownOfAlert,
  { now, windowMs }: { now: number; windowMs: number },
): Meaning => {
  const { alert, early } = known;
  const isFresh = (at: number): boolean => now - at <= windowMs;
  if (alert && isOlder(statement.saidAt, alert.saidAt) && isFresh(alert.updatedAt)) return "is late";
  if (statement.status === "resolved") {
    if (!alert) return "recovers early";
    return alert.state === "firing" ? "recovers" : "says nothing new";
  }
  if (alert?.state === "firing") return "repeats";
  // One that fired here before is back: Alertmanager says the same start again after a resend that it missed.
  const isOvertaken = !alert && early && isFresh(early.at) && isOlder(statement.startsAt, early.endedAt);
  return isOvertaken ? "fires late" : "fires";
};

const isOlder = (moment: number | null, than: number | null): boolean =>
  moment !== null && than !== null && moment < than;

/** A sender's moment that is ahead of our clock is now: it would outlive all that it says later. */
export const notAhead = (moment: number | null, now: number): number | null =>
  moment === null ? null : Math.min(moment, now);

/** Nothing about it differs from what is known: all that a repeat says is that it still fires. */
export const isUnchanged = (incoming: IncomingAlert, known: Alert): boolean =>
  incoming.severity === known.severity &&
  isSameLabels(incoming.labels, known.labels) &&
  isSameLabels(incoming.annotations, known.annotations);

export const isSameLabels = (a: Labels, b: Labels): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
};

/** A component and the label sets that mean it: any one of them, all of its labels equal. */
export interface Matchable {
  id: string;
  match: readonly Labels[];
}

/** Components that an alert is about: named outright, by a `component` label, or by their `match` in the config. */
export const matchComponents = (
  labels: Labels,
  components: readonly Matchable[],
  named: readonly string[] = [],
): string[] =>
  components
    .filter(
      ({ id, match }) =>
        labels.component === id || named.includes(id) || match.some((wanted) => isSubset(wanted, labels)),
    )
    .map(({ id }) => id);

const isSubset = (wanted: Labels, labels: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** The dedup key of the incident an alert belongs to: its sender's group, else its name and component, else itself. */
export const incidentKeyOf = (
  alert: Pick<IncomingAlert, "groupKey" | "labels" | "fingerprint">,
  componentIds: readonly string[],
): string => {
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
export const severityOf = (word: string | undefined, own: Readonly<Record<string, Severity>>): Severity =>
  knownSeverity(word, own) ?? UNSAID;

/** undefined for a word that is in neither table. */
export const knownSeverity = (
  word: string | undefined,
  own: Readonly<Record<string, Severity>>,
): Severity | undefined => {
  const known = word?.trim().toLowerCase() ?? "";
  return Object.hasOwn(own, known) ? own[known] : DEFAULT_SEVERITIES.get(known);
};

const MAX_TOLD_LABELS = 32;
const MAX_TOLD_CHARS = 200;
/** Of an alert's labels what its events carry: logs, sockets and terminals get thousands of them, and the row has the rest. */
export const toldLabels = (labels: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, MAX_TOLD_LABELS)
      .map(([name, value]) => [
        name,
        value.length <= MAX_TOLD_CHARS ? value : `${value.slice(0, MAX_TOLD_CHARS - 1)}…`,
      ]),
  );

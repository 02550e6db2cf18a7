import type { Alert, Incident } from "../../contract/incidents.ts";
import type { Maintenance } from "../../contract/maintenances.ts";
import { formatDuration } from "../../contract/time.ts";
import { count, longTime, relative, spaced } from "../../contract/words.ts";
import { cut } from "../../domain/display-width.ts";
import { isActive } from "../../domain/incident.ts";
import { SPEAKING_ALERTS } from "../../domain/known.ts";
import { levelOfSeverity } from "../../domain/level.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { STYLE_OF_LEVEL, STYLE_OF_SEVERITY, STYLE_OF_STATE } from "../paint.ts";
import { columns } from "../table.ts";
import { postLines } from "./post.ts";

/** "acknowledged by ann", "open": the state, and who got it there where the contract tells. */
export const describeIncident = ({ state, owner }: Incident): string =>
  state === "acknowledged" && owner ? `acknowledged by ${safeLine(owner)}` : state;

/** What is left of something that ends by itself; "" where it has ended. */
const left = (iso: string | undefined, now: number): string =>
  iso !== undefined && Date.parse(iso) > now ? `${formatDuration(Date.parse(iso) - now)} left` : "";

/** `acknowledged (29m left)`, `open, held`, `open, snoozed (2h left)` */
const stateOf = ({ state, held, ackedUntil, snoozedUntil }: Incident, now: number): string => {
  const ack = left(ackedUntil, now);
  const snooze = left(snoozedUntil, now);
  return `${state}${ack ? ` (${ack})` : ""}${held ? ", held" : ""}${snooze ? `, snoozed (${snooze})` : ""}`;
};

/** `api (held), web` */
const componentsOf = ({ components }: Incident): string =>
  components.map(({ id, held }) => `${id}${held ? " (held)" : ""}`).join(", ");

const COLUMNS = (now: number): Column<Incident>[] => [
  { title: "ID", of: (one) => String(one.id) },
  { title: "SEVERITY", of: (one) => one.severity, style: (one) => STYLE_OF_SEVERITY[one.severity] },
  { title: "STATE", of: (one) => stateOf(one, now), style: (one) => STYLE_OF_STATE[one.state] },
  { title: "OPENED", of: (one) => relative(one.openedAt, now) },
  { title: "OWNER", of: (one) => one.owner ?? "-" },
  { title: "COMPONENTS", of: (one) => componentsOf(one) || "-" },
  { title: "ALERTS", of: (one) => (one.firing > 0 ? `${one.firing} firing` : "-") },
  { title: "TITLE", of: (one) => one.title, gives: true },
];

export const incidentTable = (context: Context, incidents: readonly Incident[]): string[] =>
  incidents.length === 0 ? [] : tableOf(context, incidents, COLUMNS(context.io.now()));

export interface Belongings {
  /** The first of its alerts that fire, muted ones among them. */
  firing: readonly Alert[];
  /** Incidents that were put into it, the newest first. */
  merged: readonly Incident[];
  /** The words it was opened with. */
  message?: string | undefined;
  /** Running windows that hold alerts of its components. */
  windows?: readonly Maintenance[];
}

/** One incident in full. */
export const incidentDetail = (
  context: Context,
  incident: Incident,
  { firing, merged, message, windows = [] }: Belongings = { firing: [], merged: [] },
): string[] => {
  const { paint } = context;
  const { timeZone } = context.io;
  const now = context.io.now();
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now)}`;
  const fields: [string, string | undefined][] = [
    ["severity", paint(STYLE_OF_SEVERITY[incident.severity], incident.severity)],
    ["state", paint(STYLE_OF_STATE[incident.state], incident.state)],
    ["owner", incident.owner ? safeLine(incident.owner) : "nobody"],
    ["message", message && cut(safeLine(message), MAX_WORDS_CELLS)],
    ["source", safeLine(incident.source)],
    ["key", incident.key && safeLine(incident.key)],
    [
      "alerts",
      incident.alertCount > 0 ? `${count(incident.alertCount, "alert")}, ${incident.firing} firing` : undefined,
    ],
    ["held", heldWords(incident, windows, when)],
    ["reopened", incident.reopenCount > 0 ? count(incident.reopenCount, "time") : undefined],
    ["opened", when(incident.openedAt)],
    ["acknowledged", incident.acknowledgedAt && when(incident.acknowledgedAt)],
    ["until", incident.ackedUntil && `${when(incident.ackedUntil)}; then it is open again`],
    ["snoozed until", left(incident.snoozedUntil, now) && incident.snoozedUntil && when(incident.snoozedUntil)],
    ["resolved", incident.resolvedAt && when(incident.resolvedAt)],
    ["closed", incident.closedAt && when(incident.closedAt)],
    ["public", incident.public && `${incident.public.status}, as “${safeLine(incident.public.title)}”`],
    ["merged into", incident.mergedInto === undefined ? undefined : `incident ${incident.mergedInto}`],
    ["merged here", merged.map((one) => `incident ${one.id}: ${safeLine(one.title)}`).join("; ")],
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [
    paint("bold", `incident ${incident.id}: ${safeLine(incident.title)}`),
    ...columns(rows, "  "),
    ...linkLines(context, incident),
    ...alertLines(context, incident, firing),
    ...postLines(context, incident.posts),
  ];
};

/** `api, by maintenance 3 until …; somebody who acks ends that` */
const heldWords = (
  { components, held }: Incident,
  windows: readonly Maintenance[],
  when: (iso: string) => string,
): string | undefined => {
  const ids = components.flatMap((link) => (link.held ? safeLine(link.id) : []));
  if (ids.length === 0) return undefined;
  const ends = windows.map(({ id, endsAt }) => `${id} until ${when(endsAt)}`).join("; ");
  const by = `by maintenance${ends ? ` ${ends}` : ""}`;
  return held ? `${by}; it pages nobody until then, or until somebody takes it up` : `${ids.join(", ")} ${by}`;
};

const linkLines = (context: Context, incident: Incident): string[] => {
  if (incident.components.length === 0) return [];
  const rows = incident.components.map((link) => [
    safeLine(link.id),
    link.level ? context.paint(STYLE_OF_LEVEL[link.level], spaced(link.level)) : whyNothing(incident, link),
    `${link.origin === "alert" ? "by alerts" : "by hand"}${link.held ? ", held" : ""}`,
  ]);
  return [context.paint("dim", "  components"), ...columns(rows, "    ")];
};

/** A link without a level moves nothing now; the reader wonders why. */
const whyNothing = ({ state, severity }: Incident, { origin, held }: Incident["components"][number]): string => {
  if (!isActive(state)) return "moves no level: it is over";
  if (held) return "moves no level: maintenance holds it";
  if (levelOfSeverity(severity) === null) return `moves no level at severity ${severity}`;
  return origin === "alert" ? "moves no level: none of its alerts fires" : "moves no level";
};

const ALERT_COLUMNS = (now: number): Column<Alert>[] => [
  { title: "ALERT", of: (one) => one.labels.alertname ?? one.annotations.title ?? one.fingerprint },
  { title: "SEVERITY", of: (one) => one.severity, style: (one) => STYLE_OF_SEVERITY[one.severity] },
  { title: "SOURCE", of: (one) => one.source },
  { title: "FIRES", of: (one) => `for ${formatDuration(now - Date.parse(one.firedAt))}${one.muted ? ", muted" : ""}` },
  { title: "LABELS", of: labelsOf, gives: true },
];
const labelsOf = ({ labels: { alertname: _, ...labels } }: Alert): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ") || "-";

const alertLines = (context: Context, incident: Incident, firing: readonly Alert[]): string[] => {
  if (firing.length === 0) return [];
  const more = incident.firing - firing.filter((one) => !one.muted).length;
  return [
    context.paint("dim", "  firing"),
    ...tableOf(context, firing, ALERT_COLUMNS(context.io.now()), "    "),
    ...(more > 0 ? [`    and ${more} more: tocsin api GET /incidents/${incident.id}/alerts`] : []),
    ...wordsOfAlerts(context, firing),
  ];
};

const MAX_WORDS_CELLS = 400;
/** Summary, description, runbook, links: what the sender wanted read at this moment. The same is said once. */
const wordsOfAlerts = (context: Context, firing: readonly Alert[]): string[] => {
  const said = firing
    .slice(0, SPEAKING_ALERTS)
    .flatMap(({ annotations }) => Object.entries(annotations).filter(([name]) => name !== "title"));
  const rows = new Map(said.map(([name, text]) => [`${name} ${text}`, [safeLine(name), safeLine(text)] as const]));
  return columns(
    [...rows.values()].map(([name, text]) => [context.paint("dim", name), cut(text, MAX_WORDS_CELLS)]),
    "    ",
  );
};

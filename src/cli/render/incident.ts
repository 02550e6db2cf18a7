import type { Incident } from "../../contract/incidents.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { STYLE_OF_LEVEL, STYLE_OF_SEVERITY, STYLE_OF_STATE } from "../paint.ts";
import { columns } from "../table.ts";
import { safeLine } from "../text.ts";
import { count, longTime, relative, spaced } from "../words.ts";

/** "acknowledged by ann", "open": the state, and who got it there where the contract tells. */
export const describeIncident = ({ state, owner }: Incident): string =>
  state === "acknowledged" && owner ? `acknowledged by ${safeLine(owner)}` : state;

const flagsOf = (incident: Incident): string =>
  incident.held ? "held" : incident.firing > 0 ? `${incident.firing} firing` : "";

const COLUMNS = (now: number): Column<Incident>[] => [
  { title: "ID", of: (one) => String(one.id) },
  { title: "SEVERITY", of: (one) => one.severity, style: (one) => STYLE_OF_SEVERITY[one.severity] },
  { title: "STATE", of: (one) => one.state, style: (one) => STYLE_OF_STATE[one.state] },
  { title: "OPENED", of: (one) => relative(one.openedAt, now) },
  { title: "OWNER", of: (one) => one.owner ?? "-" },
  { title: "COMPONENTS", of: (one) => one.components.map((link) => link.id).join(", ") || "-" },
  { title: "ALERTS", of: (one) => flagsOf(one) || "-" },
  { title: "TITLE", of: (one) => one.title, gives: true },
];

export const incidentTable = (context: Context, incidents: readonly Incident[]): string[] =>
  incidents.length === 0 ? [] : tableOf(context, incidents, COLUMNS(context.io.now()));

/** One incident in full. */
export const incidentDetail = (context: Context, incident: Incident): string[] => {
  const { paint } = context;
  const { timeZone } = context.io;
  const now = context.io.now();
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now)}`;
  const fields: [string, string | undefined][] = [
    ["severity", paint(STYLE_OF_SEVERITY[incident.severity], incident.severity)],
    ["state", paint(STYLE_OF_STATE[incident.state], incident.state)],
    ["owner", incident.owner ? safeLine(incident.owner) : "nobody"],
    ["source", safeLine(incident.source)],
    ["key", incident.key && safeLine(incident.key)],
    [
      "alerts",
      incident.alertCount > 0 ? `${count(incident.alertCount, "alert")}, ${incident.firing} firing` : undefined,
    ],
    ["held", incident.held ? "by running maintenance" : undefined],
    ["reopened", incident.reopenCount > 0 ? count(incident.reopenCount, "time") : undefined],
    ["opened", when(incident.openedAt)],
    ["acknowledged", incident.acknowledgedAt && when(incident.acknowledgedAt)],
    ["resolved", incident.resolvedAt && when(incident.resolvedAt)],
    ["closed", incident.closedAt && when(incident.closedAt)],
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [
    paint("bold", `incident ${incident.id}: ${safeLine(incident.title)}`),
    ...columns(rows, "  "),
    ...linkLines(context, incident),
  ];
};

const linkLines = (context: Context, incident: Incident): string[] => {
  if (incident.components.length === 0) return [];
  const rows = incident.components.map((link) => [
    safeLine(link.id),
    link.level ? context.paint(STYLE_OF_LEVEL[link.level], spaced(link.level)) : "asks nothing now",
    `${link.origin === "alert" ? "by alerts" : "by hand"}${link.held ? ", held" : ""}`,
  ]);
  return [context.paint("dim", "  components"), ...columns(rows, "    ")];
};

// A month in numbers.
import type { Report } from "../../contract/status.ts";
import { formatDuration } from "../../contract/time.ts";
import { percent, ruleWords, spent } from "../../contract/uptime-words.ts";
import { count, longTime } from "../../contract/words.ts";
import { SEVERITIES } from "../../domain/level.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { columns } from "../table.ts";

export const reportScreen = (context: Context, report: Report): string[] => {
  const { paint } = context;
  const { month, timeZone, incidents, mttaMs, mttrMs } = report;
  const heading = (text: string): string => paint("bold", text);
  const span = `${longTime(report.from, timeZone)} to ${longTime(report.to, timeZone)}`;
  const bySeverity = SEVERITIES.flatMap((severity) =>
    incidents.bySeverity[severity] > 0 ? [`${incidents.bySeverity[severity]} ${severity}`] : [],
  ).join(", ");
  const numbers = [
    ["opened", `${count(incidents.total, "incident")}${bySeverity ? `: ${bySeverity}` : ""}`],
    ["MTTA", mean(mttaMs, "nothing was acknowledged")],
    ["MTTR", mean(mttrMs, "nothing was resolved")],
  ].map(([name, value]) => [paint("dim", name!), value!]);
  return [
    `${heading(`Report of ${month}`)}  ${paint("dim", span)}`,
    "",
    ...columns(numbers, "  "),
    "",
    `${heading("Uptime")}  ${paint("dim", `(${ruleWords(report.uptimeRule)})`)}`,
    ...(report.components.length > 0 ? tableOf(context, report.components, UPTIME) : ["No component was known."]),
    "",
    heading("People"),
    ...(report.people.length > 0
      ? tableOf(context, report.people, PEOPLE)
      : ["Nobody acknowledged or resolved anything, or was paged."]),
  ];
};

const mean = (ms: number | null, none: string): string => (ms === null ? `- (${none})` : formatDuration(ms));

const UPTIME: Column<Report["components"][number]>[] = [
  { title: "ID", of: (one) => one.id },
  { title: "UPTIME", of: (one) => percent(one) },
  { title: "DOWN", of: (one) => spent(one.downMs) },
  { title: "MAINTENANCE", of: (one) => spent(one.maintenanceMs) },
  { title: "NAME", of: (one) => one.name, gives: true },
];

const PEOPLE: Column<Report["people"][number]>[] = [
  { title: "WHO", of: (one) => one.name },
  { title: "ACKNOWLEDGED", of: (one) => String(one.acknowledged) },
  { title: "RESOLVED", of: (one) => String(one.resolved) },
  { title: "PAGES", of: (one) => (one.pages === null ? "-" : String(one.pages)) },
];

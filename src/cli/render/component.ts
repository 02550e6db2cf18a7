import type { Amendment, ComponentDetail } from "../../contract/status.ts";
import { percent, ruleWords, spent } from "../../contract/uptime-words.ts";
import { longTime, relative, shortTime, spaced } from "../../contract/words.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { type Column, type Context, tableOf } from "../context.ts";
import { STYLE_OF_LEVEL } from "../paint.ts";
import { columns } from "../table.ts";
import { dayBars } from "./day-bars.ts";

type Change = ComponentDetail["changes"][number];

/** One component in full. */
export const componentDetail = (context: Context, component: ComponentDetail, timeZone: string): string[] => {
  const { paint } = context;
  const { uptime, override, changes } = component;
  const now = context.io.now();
  const when = (iso: string): string => `${longTime(iso, timeZone)}, ${relative(iso, now)}`;
  const lost = `${spent(uptime.downMs)} down, ${spent(uptime.maintenanceMs)} in maintenance`;
  const fields: [string, string | undefined][] = [
    ["level", paint(STYLE_OF_LEVEL[component.level], spaced(component.level))],
    ["since", when(component.since)],
    ["why", why(component)],
    ["pinned", override && `at ${spaced(override.level)} by ${safeLine(override.by)}: ${safeLine(override.reason)}`],
    ["pinned since", override && when(override.since)],
    ["pinned until", override && (override.until ? when(override.until) : "somebody clears it")],
    ["group", component.group && safeLine(component.group)],
    ["about", component.description && safeLine(component.description)],
    ["hidden", component.hidden ? "from every page" : undefined],
    ["removed", component.removed && "no longer in the config; this is its history"],
    ["uptime", `${percent(uptime)} since ${longTime(uptime.from, timeZone)}; ${lost}`],
    ["", paint("dim", `(${ruleWords(component.uptimeRule)})`)],
  ];
  const rows = fields.flatMap(([name, value]) => (value ? [[paint("dim", name), value]] : []));
  return [
    paint("bold", `component ${component.id}: ${safeLine(component.name)}`),
    ...columns(rows, "  "),
    "",
    ...dayBars(context, component),
    "",
    ...(component.amendments.length === 0
      ? []
      : [paint("bold", "Amended"), ...amendmentTable(context, component.amendments, timeZone), ""]),
    ...(changes.length === 0
      ? ["Its level has never changed."]
      : [
          paint("bold", `Last ${changes.length === 1 ? "change" : "changes"}`),
          ...changeTable(context, changes, timeZone),
        ]),
  ];
};

const amendmentTable = (context: Context, amendments: readonly Amendment[], timeZone: string): string[] => {
  const shape: Column<Amendment>[] = [
    { title: "FROM", of: (one) => shortTime(one.from, timeZone) },
    { title: "TO", of: (one) => shortTime(one.to, timeZone) },
    { title: "COUNTS AS", of: (one) => spaced(one.level) },
    { title: "BY", of: (one) => one.by },
    { title: "REASON", of: (one) => one.reason, gives: true },
  ];
  return tableOf(context, amendments, shape);
};

const changeTable = (context: Context, changes: readonly Change[], timeZone: string): string[] => {
  const shape: Column<Change>[] = [
    { title: "WHEN", of: (one) => `${shortTime(one.at, timeZone)} (${relative(one.at, context.io.now())})` },
    { title: "FROM", of: (one) => spaced(one.from), style: (one) => STYLE_OF_LEVEL[one.from] },
    { title: "TO", of: (one) => spaced(one.to), style: (one) => STYLE_OF_LEVEL[one.to] },
    { title: "WHY", of: (one) => why(one) ?? "-" },
  ];
  return tableOf(context, changes, shape);
};

const why = ({ cause }: Pick<Change, "cause">): string | undefined =>
  cause.kind === "none" || cause.id === undefined ? undefined : `${cause.kind} ${cause.id}`;

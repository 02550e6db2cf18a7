// Days in one line: a sign for the worst of each, which is read without colour.
import type { ComponentDetail } from "../../contract/status.ts";
import { LEVELS, type Level } from "../../domain/level.ts";
import type { Context } from "../context.ts";
import { STYLE_OF_LEVEL } from "../paint.ts";
import { count, spaced } from "../words.ts";

type Days = ComponentDetail["days"];

const SIGN = {
  major_outage: "#",
  partial_outage: "+",
  degraded_performance: "~",
  under_maintenance: "m",
  operational: ".",
} as const satisfies Record<Level, string>;
const UNKNOWN = "?";
const MS_OF = {
  major_outage: "majorOutageMs",
  partial_outage: "partialOutageMs",
  degraded_performance: "degradedPerformanceMs",
  under_maintenance: "underMaintenanceMs",
  operational: "operationalMs",
} as const satisfies Record<Level, keyof Days[number]>;
/** Days in a row: with the date before them, no wider than 80 columns. */
const ROW = 60;

/** One row for each sixty days, oldest first, and what the signs in them mean. */
export const dayBars = ({ paint }: Pick<Context, "paint">, { days, timeZone }: ComponentDetail): string[] => {
  const worst = days.map(worstOf);
  const rows = Array.from({ length: Math.ceil(days.length / ROW) }, (_, row) => {
    const signs = worst.slice(row * ROW, (row + 1) * ROW).map((level) => paintSign(paint, level));
    return `  ${days[row * ROW]!.day}  ${signs.join("")}`;
  });
  const seen = LEVELS.filter((level) => worst.includes(level)).map((level) => `${SIGN[level]} ${spaced(level)}`);
  const legend = [...seen, ...(worst.includes(null) ? [`${UNKNOWN} not known`] : [])].join("   ");
  return [
    `${paint("bold", `The worst of each day, the last ${count(days.length, "day")}`)}  ${paint("dim", `(${timeZone})`)}`,
    ...rows,
    `  ${legend}`,
  ];
};

const worstOf = (day: Days[number]): Level | null => LEVELS.find((level) => day[MS_OF[level]] > 0) ?? null;
const paintSign = (paint: Context["paint"], level: Level | null): string =>
  level === null ? paint("dim", UNKNOWN) : paint(STYLE_OF_LEVEL[level], SIGN[level]);

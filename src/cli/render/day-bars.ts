// Days in one line: a sign for the worst of each, which is read without colour.
import { SIGN_OF_LEVEL, UNKNOWN_DAY, worstOfDay } from "../../contract/day-signs.ts";
import type { ComponentDetail } from "../../contract/status.ts";
import { count, spaced } from "../../contract/words.ts";
import { LEVELS, type Level } from "../../domain/level.ts";
import type { Context } from "../context.ts";
import { STYLE_OF_LEVEL } from "../paint.ts";

/** Days in a row: with the date before them, no wider than 80 columns. */
const ROW = 60;

/** One row for each sixty days, oldest first, and what the signs in them mean. */
export const dayBars = ({ paint }: Pick<Context, "paint">, { days, timeZone }: ComponentDetail): string[] => {
  const worst = days.map(worstOfDay);
  const rows = Array.from({ length: Math.ceil(days.length / ROW) }, (_, row) => {
    const signs = worst.slice(row * ROW, (row + 1) * ROW).map((level) => paintSign(paint, level));
    return `  ${days[row * ROW]!.day}  ${signs.join("")}`;
  });
  const seen = LEVELS.filter((level) => worst.includes(level)).map(
    (level) => `${SIGN_OF_LEVEL[level]} ${spaced(level)}`,
  );
  const legend = [...seen, ...(worst.includes(null) ? [`${UNKNOWN_DAY} not known`] : [])].join("   ");
  return [
    `${paint("bold", `The worst of each day, the last ${count(days.length, "day")}`)}  ${paint("dim", `(${timeZone})`)}`,
    ...rows,
    `  ${legend}`,
  ];
};

const paintSign = (paint: Context["paint"], level: Level | null): string =>
  level === null ? paint("dim", UNKNOWN_DAY) : paint(STYLE_OF_LEVEL[level], SIGN_OF_LEVEL[level]);

// The results as people read them.
import type { Aim, Result } from "./result.ts";

const HEADS = ["benchmark", "ours", "baseline", "unit", "ratio", "(least to greatest)", "aim", ""] as const;

export const table = (results: readonly Result[]): string => {
  const rows = [HEADS, ...results.map(rowOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

const rowOf = (result: Result): string[] => [
  result.name,
  number(result.ours),
  result.baseline === null ? "" : number(result.baseline),
  result.unit,
  result.ratio ? result.ratio.median.toFixed(2) : "",
  result.ratio ? `(${result.ratio.least.toFixed(2)} to ${result.ratio.greatest.toFixed(2)})` : "",
  result.aim ? words(result.aim) : "none",
  result.isMet === null ? "" : result.isMet ? "met" : "MISSED",
];

const words = ({ atLeast, atMost }: Aim): string =>
  atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);

// Aligned columns for people; the same without a tty, only nothing is cut then.
import { widthOf as cellsOf } from "../domain/display-width.ts";

// biome-ignore lint/complexity/useRegexLiterals: a literal would carry the bare ESC.
const COLOUR = new RegExp("\\u001b\\[[0-9;]*m", "g");

/** Cells that a text takes, colour not counted. */
const widthOf = (text: string): number => cellsOf(text.includes("\u001b") ? text.replace(COLOUR, "") : text);

/** Rows as lines; the last column is never padded. `indent` stands before each line. */
export const columns = (rows: readonly (readonly string[])[], indent = ""): string[] => {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  return rows.map((row) =>
    (indent + row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - widthOf(cell))).join("  ")).trimEnd(),
  );
};

// A line of the screen as data: cells of exact width, with the tone that repeats their words.
import { widthOf } from "../../domain/display-width.ts";
import type { Tone } from "../words.ts";

export interface Cell {
  text: string;
  width: number;
  tone?: Tone | undefined;
}
export interface Row {
  cells: readonly Cell[];
  /** Of the whole line. */
  tone?: Tone | undefined;
}

export const rowOf = (text: string, width: number, tone?: Tone): Row => ({ cells: [{ text, width }], tone });
export const blank = (width: number): Row => rowOf("", width);

/** Text that may fill its column, and the gap to the next. */
export const column = (text: string, width: number, tone?: Tone): Cell[] => [
  { text, width: Math.max(0, width - 1), tone },
  { text: "", width: Math.min(1, width) },
];

/** The heading of a part: `── Incidents 1-9 of 12 ────`, with something at its right end where there is room. */
export const heading = (text: string, width: number, { isFocused = true, right = "" } = {}): Row => {
  const rule = isFocused ? "━" : "─";
  const left = `${rule.repeat(2)} ${text} `;
  const room = width - widthOf(left) - widthOf(right) - 2;
  const end =
    right !== "" && room >= 2 ? `${rule.repeat(room)} ${right} ` : rule.repeat(Math.max(0, width - widthOf(left)));
  return rowOf(left + end, width, "strong");
};

/** Exactly so wide: columns that have no room any more are left out. */
const exactly = (row: Row, width: number): Row => {
  const used = row.cells.reduce((sum, cell) => sum + Math.max(0, cell.width), 0);
  if (used === width) return row;
  if (used < width) return { ...row, cells: [...row.cells, { text: "", width: width - used }] };
  let room = width;
  const cells = row.cells.flatMap((cell) => {
    const fits = Math.min(cell.width, room);
    room -= fits;
    return fits > 0 ? [{ ...cell, width: fits }] : [];
  });
  return { ...row, cells };
};

/** Exactly so many rows. */
export const filled = (rows: readonly Row[], count: number, width: number): Row[] => [
  ...rows.slice(0, Math.max(0, count)).map((row) => exactly(row, width)),
  ...Array.from({ length: Math.max(0, count - rows.length) }, () => blank(width)),
];

const GAP = 2;
/** Two columns of rows beside each other, as high as the higher one. */
export const beside = (left: readonly Row[], right: readonly Row[], widths: { left: number; right: number }): Row[] =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    cells: [...cellsOf(left[at], widths.left), { text: "", width: GAP }, ...cellsOf(right[at], widths.right)],
  }));
/** Where two rows share a line, the tone of each is that of its cells. */
const cellsOf = (row: Row | undefined, width: number): readonly Cell[] => {
  if (!row) return [{ text: "", width }];
  const { cells, tone } = exactly(row, width);
  return tone ? cells.map((cell) => ({ ...cell, tone })) : cells;
};
export const splitWidth = (columns: number, share: number): { left: number; right: number } => {
  const left = Math.floor(columns * share);
  return { left, right: columns - left - GAP };
};

// One line of the screen, drawn anew only when it is another.
import { Text, type TextProps } from "ink";
import { memo } from "react";
import type { Cell, Row } from "../rows/row.ts";
import { fit } from "../text.ts";
import type { Tone } from "../words.ts";

type Style = Pick<TextProps, "color" | "bold" | "inverse" | "dimColor">;
export type Styles = Readonly<Record<Tone, Style>>;

/** With NO_COLOR and on terminals without colours. */
const PLAIN: Styles = {
  alarm: { bold: true },
  warning: {},
  notice: {},
  good: {},
  quiet: {},
  strong: { bold: true },
  selected: { inverse: true },
  cursor: { inverse: true },
};
/** The sixteen colours that every terminal has, as its owner has set them. */
const ON_DARK: Styles = {
  ...PLAIN,
  alarm: { bold: true, color: "red" },
  warning: { color: "yellow" },
  notice: { color: "cyan" },
  good: { color: "green" },
  quiet: { dimColor: true },
};
/** Yellow and cyan vanish on white. */
const ON_LIGHT: Styles = { ...ON_DARK, warning: { color: "magenta" }, notice: { color: "blue" } };

export const stylesFor = ({ isColoured, isLight }: { isColoured: boolean; isLight: boolean }): Styles => {
  if (!isColoured) return PLAIN;
  return isLight ? ON_LIGHT : ON_DARK;
};

export const Line = memo(
  ({ row: { cells, tone }, styles }: { row: Row; styles: Styles }) => {
    // A selected line is one stroke: colours on an inverse ground are hard to read.
    if (tone === "selected")
      return (
        <Text inverse wrap="truncate-end">
          {cells.map(textOf).join("")}
        </Text>
      );
    return (
      <Text wrap="truncate-end" {...(tone ? styles[tone] : {})}>
        {cells.map((cell, at) => {
          if (!cell.tone) return textOf(cell);
          return (
            <Text key={at} {...styles[cell.tone]}>
              {textOf(cell)}
            </Text>
          );
        })}
      </Text>
    );
  },
  (before, after) => before.styles === after.styles && isSame(before.row, after.row),
);

const isSame = (a: Row, b: Row): boolean =>
  a === b ||
  (a.tone === b.tone &&
    a.cells.length === b.cells.length &&
    a.cells.every(({ text, width, tone }, at) => {
      const other = b.cells[at]!;
      return text === other.text && width === other.width && tone === other.tone;
    }));

const textOf = (cell: Cell): string => fit(cell.text, cell.width);

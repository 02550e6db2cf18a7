// One line of the screen: cells of exact width, with the colour that repeats their words.
import { Text, type TextProps } from "ink";
import { createContext, useContext } from "react";
import { fit } from "../text.ts";
import type { Tone } from "../words.ts";

export interface Cell {
  text: string;
  width: number;
  tone?: Tone | undefined;
}

/** false with NO_COLOR and on terminals without colours: bold and inverse stay. */
export const Coloured = createContext(false);

type Style = Pick<TextProps, "color" | "bold" | "inverse" | "dimColor">;
const PLAIN: Record<Tone, Style> = {
  alarm: { bold: true },
  warning: {},
  notice: {},
  good: {},
  quiet: {},
  strong: { bold: true },
  selected: { inverse: true },
};
const COLOURS: Record<Tone, Style> = {
  alarm: { bold: true, color: "red" },
  warning: { color: "yellow" },
  notice: { color: "cyan" },
  good: { color: "green" },
  quiet: { dimColor: true },
  strong: { bold: true },
  selected: { inverse: true },
};

export const Line = ({ cells, tone }: { cells: readonly Cell[]; tone?: Tone | undefined }) => {
  const styles = useContext(Coloured) ? COLOURS : PLAIN;
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
};

const textOf = (cell: Cell): string => fit(cell.text, cell.width);

/** The heading of a part: `── Incidents 1-9 of 12 ────`. */
export const Heading = ({ text, width, isFocused }: { text: string; width: number; isFocused: boolean }) => (
  <Line
    cells={[
      { text: `${isFocused ? "━━" : "──"} ${text} ${(isFocused ? "━" : "─").repeat(width)}`.slice(0, width), width },
    ]}
    tone="strong"
  />
);

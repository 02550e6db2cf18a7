// Every component by group: its level, since when, and why.
import { Box } from "ink";
import type { Component } from "../../contract/status.ts";
import { type BoardRow, boardRows } from "../board.ts";
import type { State } from "../state.ts";
import { windowOf } from "../window.ts";
import { ageOf, WORDS_OF_LEVEL } from "../words.ts";
import { type Cell, Heading, Line } from "./line.tsx";

/** `rows` counts the heading. */
export const Board = ({ state, width, rows }: { state: State; width: number; rows: number }) => {
  const list = boardRows(state.components);
  const at = list.findIndex((row) => row.kind === "component" && row.component.id === state.selected.component);
  const { from, to } = windowOf({ length: list.length, selected: Math.max(0, at), rows: rows - 1 });
  const isFocused = state.focus === "components";
  const range =
    to - from < list.length
      ? `${state.components.size}, lines ${from + 1}-${to} of ${list.length}`
      : `${state.components.size}`;
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      <Heading text={`Components ${range}`} width={width} isFocused={isFocused} />
      {list.length === 0 && (
        <Line
          cells={[{ text: "  None yet: name them under `components` in the config, then `tocsin reload`.", width }]}
        />
      )}
      {list.slice(from, to).map((row) => {
        const isSelected = row.kind === "component" && row.component.id === state.selected.component;
        const tone = isSelected && isFocused ? "selected" : undefined;
        return <Line key={keyOf(row)} cells={boardCells(state, row, width)} tone={tone} />;
      })}
    </Box>
  );
};

const keyOf = (row: BoardRow): string => (row.kind === "group" ? `group:${row.name}` : row.component.id);

const WIDTHS = { marker: 2, level: 15, since: 9, cause: 7 } as const;

const boardCells = (state: State, row: BoardRow, width: number): Cell[] => {
  if (row.kind === "group") return [{ text: `  ${row.name}`, width, tone: "strong" }];
  const { component } = row;
  const { words, tone } = WORDS_OF_LEVEL[component.level];
  const { marker, level, since, cause } = WIDTHS;
  const name = Math.max(0, width - marker - level - since - cause);
  return [
    { text: component.id === state.selected.component && state.focus === "components" ? ">" : "", width: marker },
    {
      text: `${component.group ? "  " : ""}${component.name}${component.hidden ? " (hidden)" : ""}`,
      width: Math.max(0, name - 1),
    },
    { text: "", width: Math.min(1, name) },
    { text: words, width: level, tone },
    { text: ageOf(component.since, state.now), width: since },
    { text: causeOf(component), width: cause },
  ];
};

const causeOf = ({ cause }: Component): string => {
  if (cause.kind === "none") return "";
  if (cause.kind === "incident") return `#${cause.id}`;
  return cause.kind === "maintenance" ? "planned" : "by hand";
};

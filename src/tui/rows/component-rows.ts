// Every component by group: its level, since when, why; and its last ninety days.
import { SIGN_OF_LEVEL, UNKNOWN_DAY, worstOfDay } from "../../contract/day-signs.ts";
import type { Component, ComponentDetail } from "../../contract/status.ts";
import { percent } from "../../contract/uptime-words.ts";
import { count, spaced } from "../../contract/words.ts";
import { LEVELS } from "../../domain/level.ts";
import { type BoardRow, boardRows } from "../screens/board.ts";
import { BAR_DAYS } from "../screens/histories.ts";
import { rowsAbove, windowOf } from "../screens/viewport.ts";
import type { State } from "../state.ts";
import { wrapped } from "../text.ts";
import { ageOf, WORDS_OF_LEVEL } from "../words.ts";
import { partsOf } from "./parts.ts";
import { type Cell, column, heading, type Row, rowOf } from "./row.ts";
import { TABS } from "./tabs.ts";

const NONE = "  None yet: name them under `components` in the config, then `tocsin reload`.";

/** The board as it stands beside or below the incidents: `rows` at most, the heading among them. */
export const boardPart = (state: State, width: number, rows: number): Row[] =>
  rows === 0 ? [] : listRows(state, width, { rows, isFocused: false, hasBars: false });

/** The screen of its own: the list, and all of the selected one below it. */
export const componentRows = (state: State, height: number): Row[] => {
  const { columns } = state.size;
  const hasBars = hasBarsInList(state);
  const pane = paneRows(state, columns);
  const rows = rowsAbove(pane.length, height);
  return [...listRows(state, columns, { rows, isFocused: true, hasBars }), ...pane];
};
export const componentListRows = (state: State, height: number): number =>
  rowsAbove(paneRows(state, state.size.columns).length, height);

/** From this width on the days of each stand in its line. */
const BARS_COLUMNS = 170;
const hasBarsInList = ({ size }: State): boolean => size.columns >= BARS_COLUMNS;

/** Whose days are shown, and so have to be read. */
export const shownComponents = (state: State): string[] => {
  const { component } = state.selected;
  if (!hasBarsInList(state)) return component === null ? [] : [component];
  const list = boardRows(state.components);
  const { from, to } = partOf(state, list, componentListRows(state, partsOf(state).height));
  return list.slice(from, to).flatMap((row) => (row.kind === "component" ? [row.component.id] : []));
};

const partOf = (state: State, list: readonly BoardRow[], rows: number): { from: number; to: number } => {
  const at = list.findIndex((row) => row.kind === "component" && row.component.id === state.selected.component);
  return windowOf({ length: list.length, selected: Math.max(0, at), rows: rows - 1 });
};

interface How {
  rows: number;
  isFocused: boolean;
  hasBars: boolean;
}
const listRows = (state: State, width: number, { rows, isFocused, hasBars }: How): Row[] => {
  const list = boardRows(state.components);
  const { from, to } = partOf(state, list, rows);
  const all = state.components.size;
  const range = to - from < list.length ? `${all}, lines ${from + 1}-${to} of ${list.length}` : `${all}`;
  return [
    heading(`Components ${range}`, width, { isFocused, right: isFocused ? TABS : "" }),
    ...(list.length === 0 ? [rowOf(NONE, width)] : []),
    ...list.slice(from, to).map((row): Row => {
      const isSelected = isFocused && row.kind === "component" && row.component.id === state.selected.component;
      const cells = boardCells(state, row, { width, isSelected, hasBars });
      return isSelected ? { cells, tone: "selected" } : { cells };
    }),
  ];
};

const WIDTHS = { marker: 2, level: 15, since: 9, cause: 8 } as const;
const BAR_WIDTH = BAR_DAYS + 1;

const boardCells = (
  state: State,
  row: BoardRow,
  { width, isSelected, hasBars }: { width: number; isSelected: boolean; hasBars: boolean },
): Cell[] => {
  if (row.kind === "group") return [{ text: `  ${row.name}`, width, tone: "strong" }];
  const { component } = row;
  const { words, tone } = WORDS_OF_LEVEL[component.level];
  const { marker, level, since, cause } = WIDTHS;
  const name = Math.max(0, width - marker - level - since - cause - (hasBars ? BAR_WIDTH : 0));
  return [
    { text: isSelected ? ">" : "", width: marker },
    ...column(`${component.group ? "  " : ""}${component.name}${component.hidden ? " (hidden)" : ""}`, name),
    { text: words, width: level, tone },
    { text: ageOf(component.since, state.now), width: since },
    { text: causeOf(component), width: cause },
    ...(hasBars ? barCells(state.histories.get(component.id)?.detail.days ?? []) : []),
  ];
};

const causeOf = ({ cause }: Component): string => {
  if (cause.kind === "none") return "";
  if (cause.kind === "incident") return `#${cause.id}`;
  return cause.kind === "maintenance" ? "planned" : "by hand";
};

type Day = ComponentDetail["days"][number];
/** A sign a day, for its worst; days alike are one cell. */
const barCells = (days: readonly Day[]): Cell[] => {
  const cells: Cell[] = [];
  for (const worst of days.map(worstOfDay)) {
    const text = worst === null ? UNKNOWN_DAY : SIGN_OF_LEVEL[worst];
    const last = cells.at(-1);
    if (last?.text.endsWith(text)) {
      last.text += text;
      last.width += 1;
    } else cells.push({ text, width: 1, tone: worst === null ? "quiet" : WORDS_OF_LEVEL[worst].tone });
  }
  return cells;
};
const LEGEND = `${LEVELS.map((level) => `${SIGN_OF_LEVEL[level]} ${spaced(level)}`).join("  ")}  ${UNKNOWN_DAY} not known`;

const DAY_CELLS = 12;
/** The selected component in full. */
const paneRows = (state: State, width: number): Row[] => {
  const component = state.components.get(state.selected.component ?? "");
  if (!component) return [];
  const { id, name, description, override } = component;
  const line = (text: string): Row[] => wrapped(text, width - 2).map((part) => rowOf(`  ${part}`, width));
  return [
    heading(`${name} (${id})`, width, { isFocused: false }),
    ...(description ? line(description) : []),
    ...(override ? line(pinWords(override, state.now)) : []),
    ...historyRows(state, id, width),
  ];
};
const pinWords = ({ level, by, reason, until }: NonNullable<Component["override"]>, now: number): string => {
  const end = until ? `for ${ageOf(until, now)} more` : "until somebody unpins it";
  return `pinned at ${spaced(level)} by ${by} ${end}: ${reason}`;
};

const historyRows = (state: State, id: string, width: number): Row[] => {
  const detail = state.histories.get(id)?.detail;
  if (!detail) return [rowOf("  reading its days…", width, "quiet")];
  const { uptime, days } = detail;
  const perRow = Math.max(10, Math.min(BAR_DAYS, width - 2 - DAY_CELLS));
  const starts = Array.from({ length: Math.ceil(days.length / perRow) }, (_, at) => at * perRow);
  return [
    rowOf(
      `  uptime ${percent(uptime)} over ${count(days.length, "day")}; the worst of each day (${detail.timeZone}):`,
      width,
    ),
    ...starts.map((from) => {
      const part = days.slice(from, from + perRow);
      return { cells: [{ text: `  ${part[0]!.day}`, width: DAY_CELLS + 2 }, ...barCells(part)] };
    }),
    ...wrapped(LEGEND, width - 2).map((part) => rowOf(`  ${part}`, width, "quiet")),
  ];
};

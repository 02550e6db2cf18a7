// Windows that run and that come, with the time that is left until something happens.
import { shortTime } from "../../contract/words.ts";
import { isRunning } from "../../domain/maintenance.ts";
import { rowsAbove, windowOf } from "../screens/viewport.ts";
import { windowsOf } from "../screens/windows.ts";
import type { State, Window } from "../state.ts";
import { wrapped } from "../text.ts";
import { ageOf, type Tone } from "../words.ts";
import { type Cell, column, heading, type Row, rowOf } from "./row.ts";
import { TABS } from "./tabs.ts";

export const maintenanceRows = (state: State, height: number): Row[] => {
  const { columns } = state.size;
  const { running, coming } = windowsOf(state.maintenances);
  const all = [...running, ...coming];
  const pane = paneRows(state, columns);
  const at = all.findIndex(({ id }) => id === state.selected.maintenance);
  const rows = rowsAbove(pane.length, height);
  const { from, to } = windowOf({ length: all.length, selected: Math.max(0, at), rows: rows - 1 });
  const range = to - from < all.length ? `, ${from + 1}-${to} of ${all.length}` : "";
  return [
    heading(`Maintenance: ${running.length} running, ${coming.length} to come${range}`, columns, { right: TABS }),
    ...(all.length === 0 ? [rowOf("  None is planned. o plans one.", columns, "good")] : []),
    ...all.slice(from, to).map((window): Row => {
      const isSelected = window.id === state.selected.maintenance;
      const cells = windowCells(state, window, { width: columns, isSelected });
      return isSelected ? { cells, tone: "selected" } : { cells };
    }),
    ...pane,
  ];
};
export const windowListRows = (state: State, height: number): number =>
  rowsAbove(paneRows(state, state.size.columns).length, height);

const WIDTHS = { marker: 2, id: 5, state: 12, left: 17, components: 22 } as const;

const windowCells = (
  state: State,
  window: Window,
  { width, isSelected }: { width: number; isSelected: boolean },
): Cell[] => {
  const { marker, id, state: stateWidth, left, components } = WIDTHS;
  const names = window.components.map(({ name }) => name).join(", ");
  const { words, tone } = stateOf(window);
  return [
    { text: isSelected ? ">" : "", width: marker },
    { text: String(window.id), width: id },
    { text: words, width: stateWidth, tone },
    { text: leftOf(window, state.now), width: left },
    ...column(window.title, Math.max(0, width - marker - id - stateWidth - left - components)),
    { text: names, width: components },
  ];
};

const stateOf = ({ state }: Window): { words: string; tone: Tone } => {
  if (state === "verifying") return { words: "verifying", tone: "notice" };
  return isRunning(state) ? { words: "running", tone: "warning" } : { words: "planned", tone: "notice" };
};
const leftOf = ({ state, startsAt, endsAt }: Window, now: number): string => {
  if (!isRunning(state))
    return now > Date.parse(startsAt) ? `${ageOf(startsAt, now)} late` : `in ${ageOf(startsAt, now)}`;
  return now > Date.parse(endsAt) ? `overrun by ${ageOf(endsAt, now)}` : `ends in ${ageOf(endsAt, now)}`;
};

const paneRows = (state: State, width: number): Row[] => {
  const window = state.maintenances.get(state.selected.maintenance ?? 0);
  if (!window) return [];
  const { id, title, startsAt, endsAt, startedAt, components, text, rrule, autoStart, autoEnd, holdAlerts } = window;
  const when = (iso: string): string => shortTime(iso, state.timeZone);
  const lines = [
    `${when(startsAt)} - ${when(endsAt)} (${state.timeZone})${startedAt ? `, began ${ageOf(startedAt, state.now)} ago` : ""}`,
    `on ${components.map((one) => `${one.name} (${one.id})`).join(", ") || "no component"}`,
    ...(rrule ? [`one of a series: ${rrule}`] : []),
    ...[
      autoStart === false ? "it does not start by itself" : "",
      autoEnd === false ? "it does not end by itself" : "",
      holdAlerts === false ? "alerts page as ever while it runs" : "",
    ].filter(Boolean),
    ...(text ? [text] : []),
  ];
  return [
    heading(`${id}: ${title}`, width, { isFocused: false }),
    ...lines
      .flatMap((line) => wrapped(line, width - 2))
      .slice(0, MAX_PANE)
      .map((line) => rowOf(`  ${line}`, width)),
  ];
};
const MAX_PANE = 8;

// The incidents that need somebody, worst first.
import { shownIncident } from "../commands/commands.ts";
import { isSnoozed } from "../screens/listed.ts";
import { windowOf } from "../screens/viewport.ts";
import type { State } from "../state.ts";
import { ageOf, TONE_OF_SEVERITY, WORD_OF_STATE } from "../words.ts";
import { type Cell, column, heading, type Row, rowOf } from "./row.ts";
import { TABS } from "./tabs.ts";

/** `count` rows at most, the heading among them. */
export const incidentRows = (state: State, width: number, count: number): Row[] => {
  const { order, selected } = state;
  const at = selected.incident === null ? 0 : Math.max(0, order.indexOf(selected.incident));
  const { from, to } = windowOf({ length: order.length, selected: at, rows: count - 1 });
  const idWidth = Math.max(4, `#${order.reduce((most, id) => Math.max(most, id), 0)} `.length);
  const isAllShown = from === 0 && to === order.length;
  const range = isAllShown ? `${order.length}` : `${from + 1}-${to} of ${order.length}`;
  return [
    heading(`Incidents ${range}${viewWords(state)}`, width, { right: TABS }),
    ...(order.length === 0 ? [rowOf(`  ${emptyWords(state)}`, width, "good")] : []),
    ...order.slice(from, to).map((id) => {
      const row: Row = { cells: incidentCells(state, id, { width, idWidth }) };
      return id === selected.incident ? { ...row, tone: "selected" as const } : row;
    }),
  ];
};

const viewWords = ({ list, marked }: State): string =>
  [
    list.scope === "active" ? "" : `, ${list.scope === "resolved" ? "the newest resolved" : list.scope}`,
    list.hideAcked ? ", acked hidden" : "",
    list.filter === "" ? "" : `, with “${list.filter}”`,
    marked.size > 0 ? `, ${marked.size} marked` : "",
  ].join("");

const emptyWords = ({ list }: State): string => {
  const hidden = list.hideAcked ? "; h shows those that somebody has" : "";
  if (list.filter !== "" && list.scope === "resolved")
    return "None of the newest has these words; `:list --state resolved` has all.";
  if (list.filter !== "") return `None has these words. Esc shows all${hidden}.`;
  if (list.scope === "mine")
    return list.hideAcked ? "Yours are hidden. h shows them, f others." : "None is yours. f shows others.";
  if (list.scope === "resolved") return "None is resolved and waits to be closed. f shows active ones.";
  return list.hideAcked ? "None is open; h shows those that somebody has." : "No incident is open.";
};

const WIDTHS = { marker: 2, severity: 9, state: 9, age: 8, marks: 6 } as const;
const OWNER_SHARE = 0.11;
const COMPONENTS_SHARE = 0.16;

const incidentCells = (state: State, id: number, room: { width: number; idWidth: number }): Cell[] => {
  const { width, idWidth } = room;
  const shown = shownIncident(state, id);
  if (!shown) return [];
  const { incident, pending } = shown;
  const owner = Math.floor(width * OWNER_SHARE);
  const components = Math.floor(width * COMPONENTS_SHARE);
  const { marker, severity, state: stateWidth, age, marks } = WIDTHS;
  const title = Math.max(0, width - marker - idWidth - severity - stateWidth - age - marks - owner - components);
  const isSelected = id === state.selected.incident;
  return [
    { text: `${isSelected ? ">" : " "}${state.marked.has(id) ? "*" : ""}`, width: marker },
    { text: `#${id}`, width: idWidth },
    { text: incident.severity, width: severity, tone: TONE_OF_SEVERITY[incident.severity] },
    {
      text: pending ?? (incident.held && incident.state === "open" ? "held" : WORD_OF_STATE[incident.state]),
      width: stateWidth,
      tone: incident.state === "open" ? "strong" : "quiet",
    },
    { text: ageOf(incident.openedAt, state.now), width: age },
    { text: marksOf(incident, state.now), width: marks },
    ...column(incident.owner ?? "-", owner),
    ...column(incident.title, title),
    { text: incident.components.map((one) => one.name).join(", "), width: components },
  ];
};

type Marked = {
  firing: number;
  held: boolean;
  components: readonly { held: boolean }[];
  snoozedUntil?: string | undefined;
  public?: unknown;
};
/** What the marks of the list mean; the help prints it. */
export const MARKS: readonly { sign: string; means: string; of: (incident: Marked, now: number) => string }[] = [
  { sign: "!3", means: "three of its alerts fire", of: ({ firing }) => (firing > 0 ? `!${firing}` : "") },
  {
    sign: "h",
    means: "maintenance holds it, or a part of it",
    of: ({ held, components }) => (held || components.some((one) => one.held) ? "h" : ""),
  },
  { sign: "z", means: "snoozed: it pages nobody for a while", of: (one, now) => (isSnoozed(one, now) ? "z" : "") },
  { sign: "p", means: "the public knows of it", of: ({ public: words }) => (words ? "p" : "") },
];
const marksOf = (incident: Marked, now: number): string => MARKS.map(({ of }) => of(incident, now)).join("");

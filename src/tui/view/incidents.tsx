// The incidents that need somebody, worst first.
import { Box } from "ink";
import { shownIncident } from "../commands.ts";
import type { State } from "../state.ts";
import { windowOf } from "../window.ts";
import { ageOf, TONE_OF_SEVERITY, WORD_OF_STATE } from "../words.ts";
import { type Cell, Heading, Line } from "./line.tsx";

/** `rows` counts the heading. */
export const IncidentList = ({ state, width, rows }: { state: State; width: number; rows: number }) => {
  const { order, selected, focus } = state;
  const at = selected.incident === null ? 0 : order.indexOf(selected.incident);
  const { from, to } = windowOf({ length: order.length, selected: at, rows: rows - 1 });
  const idWidth = `#${order.reduce((most, id) => Math.max(most, id), 0)} `.length;
  const isAllShown = from === 0 && to === order.length;
  const range = isAllShown ? `${order.length}` : `${from + 1}-${to} of ${order.length}`;
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      <Heading text={`Incidents ${range}`} width={width} isFocused={focus === "incidents"} />
      {order.length === 0 && <Line cells={[{ text: "  No incident is open.", width, tone: "good" }]} />}
      {order.slice(from, to).map((id) => {
        const isSelected = id === selected.incident;
        const tone = isSelected && focus === "incidents" ? "selected" : undefined;
        return <Line key={id} cells={incidentCells(state, id, { width, idWidth })} tone={tone} />;
      })}
    </Box>
  );
};

const WIDTHS = { marker: 2, severity: 9, state: 9, age: 9 } as const;
/** The selection stays marked while the keys are on the board. */
const MARKS = { incidents: ">", components: "·" } as const satisfies Record<State["focus"], string>;
const OWNER_SHARE = 0.11;
const COMPONENTS_SHARE = 0.16;

const incidentCells = (state: State, id: number, room: { width: number; idWidth: number }): Cell[] => {
  const { width, idWidth } = room;
  const shown = shownIncident(state, id);
  if (!shown) return [];
  const { incident, pending } = shown;
  const owner = Math.floor(width * OWNER_SHARE);
  const components = Math.floor(width * COMPONENTS_SHARE);
  const { marker, severity, state: stateWidth, age } = WIDTHS;
  const title = Math.max(0, width - marker - idWidth - severity - stateWidth - age - owner - components);
  return [
    { text: id === state.selected.incident ? MARKS[state.focus] : "", width: marker },
    { text: `#${id}`, width: idWidth },
    { text: incident.severity, width: severity, tone: TONE_OF_SEVERITY[incident.severity] },
    {
      text: pending ?? (incident.held && incident.state === "open" ? "held" : WORD_OF_STATE[incident.state]),
      width: stateWidth,
      tone: incident.state === "open" ? "strong" : "quiet",
    },
    { text: ageOf(incident.openedAt, state.now), width: age },
    ...column(incident.owner ?? "-", owner),
    ...column(incident.title, title),
    { text: incident.components.map((one) => one.name).join(", "), width: components },
  ];
};

/** Text that may fill its column, and the gap to the next. */
const column = (text: string, width: number): Cell[] => [
  { text, width: Math.max(0, width - 1) },
  { text: "", width: Math.min(1, width) },
];

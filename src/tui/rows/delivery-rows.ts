// Messages that wait or were given up.

import type { Delivery } from "../../contract/subscribers.ts";
import { count } from "../../contract/words.ts";
import { pauseOf, SHOWN_OF_STATE } from "../screens/deliveries.ts";
import { windowOf } from "../screens/viewport.ts";
import type { State } from "../state.ts";
import { ageOf, type Tone } from "../words.ts";
import { type Cell, column, heading, type Row, rowOf } from "./row.ts";
import { TABS } from "./tabs.ts";

export const deliveryRows = (state: State, height: number): Row[] => {
  const { columns } = state.size;
  const { order, byId, readAt } = state.deliveries;
  const notes = noteRows(state, height);
  const at = state.selected.delivery === null ? 0 : order.indexOf(state.selected.delivery);
  const rows = height - notes.length;
  const { from, to } = windowOf({ length: order.length, selected: Math.max(0, at), rows: rows - 1 });
  return [
    heading(`Deliveries${sumUp(state)}`, columns, { right: TABS }),
    ...notes,
    ...(order.length === 0
      ? [
          rowOf(
            readAt === null ? "  reading them…" : "  Nothing waits, and nothing was given up.",
            columns,
            readAt === null ? "quiet" : "good",
          ),
        ]
      : []),
    ...order.slice(from, to).map((id): Row => {
      const isSelected = id === state.selected.delivery;
      const cells = deliveryCells(state, byId.get(id)!, { width: columns, isSelected });
      return isSelected ? { cells, tone: "selected" } : { cells };
    }),
  ];
};
const MAX_NOTES = 6;
/** With its heading. */
const MIN_LIST = 2;
/** What is wrong with sending as such. */
const noteRows = (state: State, height: number): Row[] => {
  const { columns } = state.size;
  const { error } = state.deliveries;
  const all = [
    ...(error ? [rowOf(`  They could not be read: ${error}`, columns, "warning")] : []),
    ...pauseRows(state, columns),
    ...state.notify.team.flatMap(({ name, lastFailure }) =>
      lastFailure
        ? [
            rowOf(
              `  ${name} of the team was not reached ${ageOf(lastFailure.at, state.now)} ago: ${lastFailure.reason}`,
              columns,
              "warning",
            ),
          ]
        : [],
    ),
  ];
  return all.slice(0, Math.max(0, Math.min(MAX_NOTES, height - MIN_LIST)));
};
export const deliveryListRows = (state: State, height: number): number => height - noteRows(state, height).length;

const sumUp = ({ deliveries: { byId, readAt }, notify }: State): string => {
  if (readAt === null) return "";
  const dead = [...byId.values()].filter(({ state }) => state === "dead").length;
  return `: ${notify.waiting} wait, ${dead >= SHOWN_OF_STATE ? `${SHOWN_OF_STATE} or more` : dead} given up`;
};

const pauseRows = (state: State, width: number): Row[] => {
  const paused = pauseOf(state);
  if (!paused) return [];
  const until = paused.until ? `for ${ageOf(paused.until, state.now)} more` : "until somebody resumes it";
  const why = paused.reason ? `: ${paused.reason}` : "";
  return [rowOf(`  Sending to ${paused.scope} is paused by ${paused.by} ${until}${why}`, width, "alarm")];
};

const TONES: Record<Delivery["state"], Tone> = {
  ...{ dead: "alarm", retrying: "warning", sending: "notice", queued: "notice", sent: "good", suppressed: "quiet" },
};
const WIDTHS = { marker: 2, id: 7, state: 10, notice: 18, about: 8, tries: 9, when: 14 } as const;

const deliveryCells = (
  { now }: State,
  one: Delivery,
  { width, isSelected }: { width: number; isSelected: boolean },
): Cell[] => {
  const { marker, id, state, notice, about, tries, when } = WIDTHS;
  const rest = Math.max(0, width - marker - id - state - notice - about - tries - when);
  const whom = `${one.team ?? one.target} (${one.channel})`;
  return [
    { text: isSelected ? ">" : "", width: marker },
    { text: String(one.id), width: id },
    { text: one.state, width: state, tone: TONES[one.state] },
    ...column(one.notice.kind, notice),
    { text: aboutOf(one), width: about },
    { text: count(one.attempts, "try", "tries"), width: tries },
    { text: whenOf(one, now), width: when },
    { text: one.reason ? `${whom}: ${one.reason}` : whom, width: rest },
  ];
};
const aboutOf = ({ notice }: Delivery): string => {
  if (notice.incidentId) return `#${notice.incidentId}`;
  return notice.maintenanceId ? `window ${notice.maintenanceId}` : "-";
};
const whenOf = ({ state, dueAt, createdAt }: Delivery, now: number): string => {
  if (state !== "dead" && dueAt && Date.parse(dueAt) > now) return `in ${ageOf(dueAt, now)}`;
  return `${ageOf(createdAt, now)} old`;
};

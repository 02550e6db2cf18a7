// What each key means to the state.
import { boardOrder } from "./board.ts";
import { request } from "./commands.ts";
import type { Intent } from "./keymap.ts";
import type { State } from "./state.ts";

export const applyIntent = (state: State, intent: Intent, now: number): State => INTENTS[intent](state, now);

const INTENTS: Record<Intent, (state: State, now: number) => State> = {
  down: (state) => move(state, (at) => at + 1),
  up: (state) => move(state, (at) => at - 1),
  first: (state) => move(state, () => 0),
  last: (state) => move(state, (_, length) => length - 1),
  ack: (state, now) => request(state, { verb: "ackIncident", id: state.selected.incident }, now),
  resolve: (state, now) => request(state, { verb: "resolveIncident", id: state.selected.incident }, now),
  yes: (state, now) => {
    if (!state.confirm) return state;
    const { id, kind } = state.confirm;
    // Each yes is for its own question: alerts that fire are asked about after the public.
    const verb = kind === "held" ? "ackIncident" : "resolveIncident";
    const wanted = { verb, id, force: kind === "firing", isSure: true } as const;
    return request({ ...state, confirm: null }, wanted, now);
  },
  no: (state) => ({ ...state, confirm: null }),
  switch: (state) => ({ ...state, focus: state.focus === "incidents" ? "components" : "incidents" }),
  help: (state) => ({ ...state, isHelp: true }),
  back: (state) => ({ ...state, isHelp: false }),
  quit: (state) => ({ ...state, exitCode: 0 }),
};

const move = (state: State, to: (at: number, length: number) => number): State => {
  const { selected } = state;
  return state.focus === "incidents"
    ? { ...state, selected: { ...selected, incident: step(state.order, selected.incident, to) } }
    : { ...state, selected: { ...selected, component: step(boardOrder(state.components), selected.component, to) } };
};

/** The list does not wrap around: at 3 a.m. the end is the end. */
const step = <T>(ids: readonly T[], selected: T | null, to: (at: number, length: number) => number): T | null => {
  const at = selected === null ? 0 : ids.indexOf(selected);
  return ids[Math.min(ids.length - 1, Math.max(0, to(at, ids.length)))] ?? null;
};

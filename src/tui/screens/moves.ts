// Up and down: the selection of a list, or the lines of a screen that is scrolled as a whole.

import { isScrolled, pageRows, rowsOf } from "../rows/screen-rows.ts";
import type { State } from "../state.ts";
import { boardOrder } from "./board.ts";
import { windowOrder } from "./windows.ts";

/** By lines, infinity being the end, or by pages. */
export type Step = { by: number } | { pages: 1 | -1 };

export const move = (state: State, step: Step): State => {
  const by = "by" in step ? step.by : step.pages * Math.max(1, pageRows(state) - 1);
  return isScrolled(state.screen) ? scroll(state, by) : select(state, by);
};

const scroll = (state: State, by: number): State => {
  const page = pageRows(state);
  const last = Math.max(0, rowsOf(state, page).length - page);
  const wanted = Math.min(state.top, last) + by;
  const top = Math.min(last, Math.max(0, wanted));
  const { detail } = state;
  const isAtEnd = by > 0 && wanted >= last;
  if (state.screen !== "incident" || !detail || detail.isWhole || !isAtEnd) return { ...state, top };
  return { ...state, top, detail: { ...detail, wantsOlder: true } };
};

const select = (state: State, by: number): State => {
  const { selected } = state;
  switch (state.screen) {
    case "components":
      return {
        ...state,
        selected: { ...selected, component: step(boardOrder(state.components), selected.component, by) },
      };
    case "maintenance":
      return {
        ...state,
        selected: { ...selected, maintenance: step(windowOrder(state.maintenances), selected.maintenance, by) },
      };
    case "deliveries":
      return { ...state, selected: { ...selected, delivery: step(state.deliveries.order, selected.delivery, by) } };
    default:
      return { ...state, selected: { ...selected, incident: step(state.order, selected.incident, by) } };
  }
};

/** The list does not wrap around: at 3 a.m. the end is the end. */
const step = <T>(ids: readonly T[], selected: T | null, by: number): T | null => {
  const at = selected === null ? 0 : Math.max(0, ids.indexOf(selected));
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
};

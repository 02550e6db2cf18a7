// From one screen to another, and back.

import type { Screen, State } from "../state.ts";
import { detailOf } from "./detail-of.ts";

/** Those that Tab walks through. */
export const MAIN_SCREENS = [
  "incidents",
  "components",
  "maintenance",
  "deliveries",
] as const satisfies readonly Screen[];

/** Farther back than anybody remembers. */
const MAX_BEHIND = 20;

export const go = (state: State, screen: Screen): State => {
  if (screen === state.screen) return { ...state, top: 0 };
  const isMain = (MAIN_SCREENS as readonly Screen[]).includes(screen);
  const here = { screen: state.screen, top: state.top };
  // The main screens stand side by side: none is behind another.
  return { ...state, screen, top: 0, behind: isMain ? [] : [...state.behind, here].slice(-MAX_BEHIND) };
};

export const goBack = (state: State): State => {
  const last = state.behind.at(-1);
  return last ? { ...state, ...last, behind: state.behind.slice(0, -1) } : state;
};

/** One that is not known here is asked for. */
export const lookAt = (state: State, id: number): State => ({
  ...go(state, "incident"),
  detail: detailOf(id),
  unsure: state.incidents.has(id) ? state.unsure : new Set([...state.unsure, id]),
});

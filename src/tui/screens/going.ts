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
  // The main screens stand side by side: none is behind another.
  return { ...state, screen, top: 0, behind: isMain ? [] : withHere(state) };
};
const withHere = ({ behind, screen, top, detail }: State): State["behind"] =>
  [...behind, { screen, top, incident: screen === "incident" ? (detail?.id ?? null) : null }].slice(-MAX_BEHIND);

export const goBack = (state: State): State => {
  const last = state.behind.at(-1);
  if (!last) return state;
  const { screen, top, incident } = last;
  const back = { ...state, screen, top, behind: state.behind.slice(0, -1) };
  return incident === null || incident === state.detail?.id ? back : { ...back, ...looked(state, incident) };
};

/** One that is not known here is asked for. */
export const lookAt = (state: State, id: number): State => {
  const isBesides = state.screen === "incident" && state.detail?.id !== id;
  return { ...go(state, "incident"), ...(isBesides ? { behind: withHere(state) } : {}), ...looked(state, id) };
};
const looked = ({ incidents, unsure }: State, id: number): Pick<State, "detail" | "unsure"> => ({
  detail: detailOf(id),
  unsure: incidents.has(id) ? unsure : new Set([...unsure, id]),
});

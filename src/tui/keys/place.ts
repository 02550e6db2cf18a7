import type { State } from "../state.ts";
import type { Place } from "./keymap.ts";

/** Where a key is pressed decides what it means. */
export const placeOf = ({ confirm, entry, screen }: State): Place => {
  if (confirm) return "confirm";
  return entry?.kind ?? screen;
};

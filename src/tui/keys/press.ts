// What a key comes to: an intent where the keymap has one for this place, else text where something is written.

import type { Action } from "../reduce.ts";
import type { State } from "../state.ts";
import { intentOf } from "./keymap.ts";
import { placeOf } from "./place.ts";
import { isText } from "./read-keys.ts";

/** Esc and what came right behind it over a slow line look like Alt, which no screen has. Who writes does press Alt. */
export const asTyped = (state: State, key: string): string[] => {
  const place = placeOf(state);
  if (!key.startsWith("alt+")) return [key];
  return place === "form" || place === "line" ? [] : ["escape", key.slice("alt+".length)];
};

export const actionOf = (state: State, key: string): Action | undefined => {
  const place = placeOf(state);
  const intent = intentOf(key, place);
  if (intent) return { kind: "intent", intent };
  return (place === "form" || place === "line") && isText(key) ? { kind: "typed", text: key } : undefined;
};

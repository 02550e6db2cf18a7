// The keys, as data: footer, help and the tests read this table. A new key is a new line.
import type { Key } from "ink";

export const PLACES = ["incidents", "components", "help", "confirm"] as const;
export type Place = (typeof PLACES)[number];
export type Intent =
  | "down"
  | "up"
  | "first"
  | "last"
  | "ack"
  | "resolve"
  | "switch"
  | "help"
  | "back"
  | "yes"
  | "no"
  | "quit";

export interface Binding {
  /** As `keysOf` names them. */
  keys: readonly string[];
  intent: Intent;
  /** What the footer says, in one word or two. */
  label: string;
  /** What the help says. */
  help: string;
  where: readonly Place[];
}

const LISTS: readonly Place[] = ["incidents", "components"];

/** `c` is kept free for close. */
export const KEYMAP: readonly Binding[] = [
  { keys: ["j", "down"], intent: "down", label: "down", help: "Next line", where: LISTS },
  { keys: ["k", "up"], intent: "up", label: "up", help: "Line before", where: LISTS },
  { keys: ["g", "home"], intent: "first", label: "top", help: "First line", where: LISTS },
  { keys: ["G", "end"], intent: "last", label: "end", help: "Last line", where: LISTS },
  {
    keys: ["a"],
    intent: "ack",
    label: "ack",
    help: "Take the incident: you own it, paging stops; asks where maintenance holds it",
    where: ["incidents"],
  },
  {
    keys: ["r"],
    intent: "resolve",
    label: "resolve",
    help: "Say it is over; asks where the public knows of it or its alerts fire",
    where: ["incidents"],
  },
  { keys: ["y"], intent: "yes", label: "yes", help: "Do what the question says", where: ["confirm"] },
  { keys: ["n", "escape"], intent: "no", label: "no", help: "Leave it as it is", where: ["confirm"] },
  {
    keys: ["tab"],
    intent: "switch",
    label: "list/board",
    help: "Go from incidents to components and back",
    where: LISTS,
  },
  { keys: ["?"], intent: "help", label: "help", help: "Show these keys", where: LISTS },
  { keys: ["escape", "?"], intent: "back", label: "back", help: "Leave the help", where: ["help"] },
  {
    keys: ["q"],
    intent: "quit",
    label: "quit",
    help: "Leave Tocsin; the daemon goes on",
    where: ["incidents", "components", "help"],
  },
  { keys: ["ctrl+c"], intent: "quit", label: "quit", help: "Leave Tocsin from anywhere", where: PLACES },
];

export const intentOf = (key: string, place: Place): Intent | undefined =>
  KEYMAP.find((binding) => binding.where.includes(place) && binding.keys.includes(key))?.intent;

/** What the footer offers in this place: one hint an intent, moves left to the help. */
export const hintsFor = (place: Place): { key: string; label: string }[] => {
  const shown = KEYMAP.filter((binding) => binding.where.includes(place) && !MOVES.has(binding.intent));
  const once = shown.filter((binding, at) => shown.findIndex((other) => other.intent === binding.intent) === at);
  return once.map((binding) => ({ key: nameOf(binding.keys[0]!), label: binding.label }));
};
const MOVES: ReadonlySet<Intent> = new Set(["down", "up", "first", "last"]);

const NAMES: Record<string, string> = {
  escape: "Esc",
  tab: "Tab",
  down: "↓",
  up: "↑",
  home: "Home",
  end: "End",
  "ctrl+c": "Ctrl-C",
};
export const nameOf = (key: string): string => NAMES[key] ?? key;

const NAMED: readonly [keyof Key, string][] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["home", "home"],
  ["end", "end"],
  ["escape", "escape"],
  ["tab", "tab"],
];
const MODIFIERS = ["ctrl", "meta", "super", "hyper"] as const satisfies readonly (keyof Key)[];

/** The keys in one read of the terminal. Over a slow line several letters arrive at once, and each is a key. */
export const keysOf = (input: string, key: Key): string[] => {
  const named = NAMED.find(([flag]) => key[flag]);
  if (named) return [named[1]];
  const held = MODIFIERS.filter((modifier) => key[modifier]);
  return held.length > 0 ? [[...held, input].join("+")] : [...input];
};

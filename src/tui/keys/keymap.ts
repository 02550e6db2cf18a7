// The keys, as data: footer, help, the docs and the tests read this table. A new key is a new line.
import type { Edit } from "../forms/field.ts";

export const PLACES = [
  "incidents",
  "incident",
  "components",
  "maintenance",
  "deliveries",
  "help",
  "output",
  "confirm",
  "form",
  "line",
] as const;
export type Place = (typeof PLACES)[number];
export type Intent =
  | ("down" | "up" | "pageDown" | "pageUp" | "first" | "last")
  | ("enter" | "back" | "help" | "quit" | "suspend" | "redraw")
  | ("goIncidents" | "goComponents" | "goMaintenance" | "goDeliveries" | "goOutput" | "goNext" | "goPrevious")
  | ("filter" | "hideAcked" | "scope" | "mark" | "markAll" | "command" | "bell")
  | ("ack" | "unack" | "resolve" | "close" | "reopen" | "open" | "note" | "post" | "correct")
  | ("snooze" | "assign" | "edit" | "merge")
  | ("override" | "clearOverride")
  | ("schedule" | "editWindow" | "startWindow" | "verifyWindow" | "endWindow" | "extendWindow")
  | ("skipWindow" | "cancelWindow" | "updateWindow" | "retryDelivery")
  | ("yes" | "no")
  | ("nextField" | "previousField" | "send" | "leave" | "editor" | "older" | "newer" | "newLine")
  | `edit:${Edit}`;

export interface Binding {
  /** As `keysOf` names them. */
  keys: readonly string[];
  intent: Intent;
  /** What the footer says, in one word or two; without it the key stands in the help alone. */
  label?: string;
  /** What the help says. */
  help: string;
  where: readonly Place[];
}

const LISTS: readonly Place[] = ["incidents", "components", "maintenance", "deliveries"];
const SCREENS: readonly Place[] = [...LISTS, "incident", "help", "output"];
const OF_INCIDENT: readonly Place[] = ["incidents", "incident"];
const ENTRIES: readonly Place[] = ["form", "line"];

/** By heading of the help. What stands first is offered first where the footer has no room for all. */
export const KEYS: Readonly<Record<string, readonly Binding[]>> = {
  "An incident": [
    { keys: ["enter"], intent: "enter", label: "look", help: "Look at the incident", where: ["incidents"] },
    {
      keys: ["a"],
      intent: "ack",
      label: "ack",
      help: "Take it: you own it, paging stops; asks where maintenance holds it",
      where: OF_INCIDENT,
    },
    {
      keys: ["r"],
      intent: "resolve",
      label: "resolve",
      help: "Say it is over; asks where the public knows of it or its alerts fire",
      where: OF_INCIDENT,
    },
    { keys: ["n"], intent: "note", label: "note", help: "Write a note into its timeline", where: OF_INCIDENT },
    { keys: ["p"], intent: "post", label: "post", help: "Say something in public; asks first", where: OF_INCIDENT },
    { keys: ["s"], intent: "snooze", label: "snooze", help: "No pages for a while", where: OF_INCIDENT },
    { keys: ["A"], intent: "assign", label: "assign", help: "Give it to somebody", where: OF_INCIDENT },
    { keys: ["c"], intent: "close", label: "close", help: "Put a resolved one away; asks first", where: OF_INCIDENT },
    { keys: ["u"], intent: "unack", help: "Give it back: it is open again and pages", where: OF_INCIDENT },
    { keys: ["e"], intent: "edit", help: "Change title, severity or components", where: OF_INCIDENT },
    { keys: ["R"], intent: "reopen", help: "It is not over: open a resolved one again", where: OF_INCIDENT },
    { keys: ["M"], intent: "merge", help: "Put it into another one; asks first", where: OF_INCIDENT },
    { keys: ["P"], intent: "correct", help: "Correct what was last said in public", where: OF_INCIDENT },
  ],
  "The list of incidents": [
    { keys: ["/"], intent: "filter", label: "filter", help: "Show those that have these words", where: ["incidents"] },
    {
      keys: ["h"],
      intent: "hideAcked",
      help: "Hide those that somebody has, or show them again",
      where: ["incidents"],
    },
    { keys: ["f"], intent: "scope", help: "Active ones, mine, or resolved ones", where: ["incidents"] },
    {
      keys: ["x", " "],
      intent: "mark",
      help: "Mark it; what is pressed next is for all that are marked",
      where: ["incidents"],
    },
    { keys: ["X"], intent: "markAll", help: "Mark all that are shown, at most 500, or none", where: ["incidents"] },
  ],
  "A component": [
    { keys: ["enter"], intent: "enter", label: "look", help: "All of it, with its changes", where: ["components"] },
    { keys: ["v"], intent: "override", label: "pin level", help: "Pin its level by hand", where: ["components"] },
    {
      keys: ["V"],
      intent: "clearOverride",
      label: "unpin",
      help: "Let its level follow what is known",
      where: ["components"],
    },
  ],
  "A maintenance window": [
    { keys: ["enter"], intent: "enter", label: "look", help: "All of it", where: ["maintenance"] },
    { keys: ["o"], intent: "schedule", label: "plan", help: "Plan a window", where: ["maintenance"] },
    {
      keys: ["s"],
      intent: "startWindow",
      label: "start",
      help: "Start it now; asks before its time",
      where: ["maintenance"],
    },
    {
      keys: ["d"],
      intent: "endWindow",
      label: "done",
      help: "End it now; asks before its time",
      where: ["maintenance"],
    },
    { keys: ["+"], intent: "extendWindow", label: "extend", help: "Move its end to later", where: ["maintenance"] },
    { keys: ["c"], intent: "cancelWindow", label: "cancel", help: "Call it off; asks first", where: ["maintenance"] },
    { keys: ["e"], intent: "editWindow", help: "Change title, times or components", where: ["maintenance"] },
    {
      keys: ["p"],
      intent: "updateWindow",
      help: "Say something about it in public; asks first",
      where: ["maintenance"],
    },
    { keys: ["v"], intent: "verifyWindow", help: "The work is done and is being looked at", where: ["maintenance"] },
    { keys: ["S"], intent: "skipWindow", help: "Leave this one of a series out; asks first", where: ["maintenance"] },
  ],
  "A delivery": [
    {
      keys: ["enter"],
      intent: "enter",
      label: "look",
      help: "What it says, and what became of it",
      where: ["deliveries"],
    },
    { keys: ["r"], intent: "retryDelivery", label: "try again", help: "Try it again now", where: ["deliveries"] },
  ],
  Everywhere: [
    {
      keys: ["o"],
      intent: "open",
      label: "open",
      help: "Open an incident",
      where: ["incidents", "incident", "components", "deliveries"],
    },
    {
      keys: ["1"],
      intent: "goIncidents",
      help: "Incidents",
      where: SCREENS,
    },
    { keys: ["2"], intent: "goComponents", help: "Components", where: SCREENS },
    { keys: ["3"], intent: "goMaintenance", help: "Maintenance", where: SCREENS },
    { keys: ["4"], intent: "goDeliveries", help: "Deliveries", where: SCREENS },
    { keys: ["tab"], intent: "goNext", label: "next screen", help: "The next of these screens", where: LISTS },
    { keys: ["shift+tab"], intent: "goPrevious", help: "The one before", where: LISTS },
    {
      keys: ["escape"],
      intent: "back",
      label: "back",
      help: "Back; in the list: no filter, no marks",
      where: ["incident", "help", "output"],
    },
    { keys: ["escape"], intent: "back", help: "Forget filter and marks", where: LISTS },
    { keys: ["?"], intent: "back", label: "back", help: "Leave the help", where: ["help"] },
    {
      keys: [":"],
      intent: "command",
      label: "command",
      help: "Any command, as in a shell: `:ack 42 --for 30m`; `:42` looks at 42",
      where: SCREENS,
    },
    { keys: ["O"], intent: "goOutput", help: "What the last command printed", where: SCREENS },
    { keys: ["b"], intent: "bell", help: "Ring at a new critical incident, or not", where: SCREENS },
    {
      keys: ["?"],
      intent: "help",
      label: "help",
      help: "These keys",
      where: SCREENS.filter((place) => place !== "help"),
    },
    { keys: ["q"], intent: "quit", label: "quit", help: "Leave Tocsin; the daemon goes on", where: SCREENS },
    { keys: ["ctrl+c"], intent: "quit", help: "Leave Tocsin from anywhere", where: PLACES },
    { keys: ["ctrl+z"], intent: "suspend", help: "Put Tocsin to sleep; `fg` wakes it", where: PLACES },
    { keys: ["ctrl+l"], intent: "redraw", help: "Draw all of it anew", where: PLACES },
  ],
  Moving: [
    { keys: ["j", "down"], intent: "down", help: "Next line", where: SCREENS },
    { keys: ["k", "up"], intent: "up", help: "Line before", where: SCREENS },
    { keys: ["pagedown", "ctrl+d"], intent: "pageDown", help: "Next page", where: SCREENS },
    { keys: ["pageup", "ctrl+u"], intent: "pageUp", help: "Page before", where: SCREENS },
    { keys: ["g", "home"], intent: "first", help: "First line", where: SCREENS },
    { keys: ["G", "end"], intent: "last", help: "Last line", where: SCREENS },
  ],
  "A question": [
    { keys: ["y"], intent: "yes", label: "yes", help: "Do what the question says", where: ["confirm"] },
    { keys: ["n", "escape"], intent: "no", label: "no", help: "Leave it as it is", where: ["confirm"] },
  ],
  "A form": [
    { keys: ["ctrl+s"], intent: "send", label: "send", help: "Send it", where: ["form"] },
    {
      keys: ["enter"],
      intent: "newLine",
      help: "Next field; in a long text a new line; in the last field send",
      where: ["form"],
    },
    {
      keys: ["tab"],
      intent: "nextField",
      label: "next",
      help: "Complete the id of a component; else the next field",
      where: ["form"],
    },
    { keys: ["shift+tab"], intent: "previousField", help: "Field before", where: ["form"] },
    { keys: ["ctrl+o"], intent: "editor", label: "$EDITOR", help: "Write the text in $EDITOR", where: ["form"] },
    {
      keys: ["escape"],
      intent: "leave",
      label: "leave",
      help: "Leave it; what was written is kept until it is opened again",
      where: ENTRIES,
    },
    {
      keys: ["down"],
      intent: "newer",
      help: "Next line of the text, next choice, next field; newer command",
      where: ENTRIES,
    },
    { keys: ["up"], intent: "older", help: "The one before; older command", where: ENTRIES },
  ],
  "The command line and the filter": [
    { keys: ["enter"], intent: "send", label: "do it", help: "Run it; keep the filter", where: ["line"] },
    {
      keys: ["tab"],
      intent: "nextField",
      label: "complete",
      help: "Complete what stands before the cursor",
      where: ["line"],
    },
  ],
  Writing: [
    { keys: ["left", "ctrl+b"], intent: "edit:left", help: "Left, or the choice before", where: ENTRIES },
    { keys: ["right", "ctrl+f"], intent: "edit:right", help: "Right, or the next choice", where: ENTRIES },
    { keys: ["home", "ctrl+a"], intent: "edit:home", help: "To the beginning of the line", where: ENTRIES },
    { keys: ["end", "ctrl+e"], intent: "edit:end", help: "To its end", where: ENTRIES },
    {
      keys: ["backspace", "ctrl+h"],
      intent: "edit:erase",
      help: "Take the sign before the cursor away",
      where: ENTRIES,
    },
    { keys: ["delete", "ctrl+d"], intent: "edit:eraseNext", help: "Take the sign under it away", where: ENTRIES },
    { keys: ["ctrl+w"], intent: "edit:eraseWord", help: "Take the word before it away", where: ENTRIES },
    { keys: ["ctrl+u"], intent: "edit:eraseLine", help: "Take all before it on the line away", where: ENTRIES },
    { keys: ["ctrl+k"], intent: "edit:eraseRest", help: "Take all after it on the line away", where: ENTRIES },
  ],
};

export const KEYMAP: readonly Binding[] = Object.values(KEYS).flat();

export const intentOf = (key: string, place: Place): Intent | undefined =>
  KEYMAP.find((binding) => binding.where.includes(place) && binding.keys.includes(key))?.intent;

/** What the footer offers in this place, one hint an intent, in the order of the table. */
export const hintsFor = (place: Place): { key: string; label: string; intent: Intent }[] => {
  const shown = KEYMAP.filter((binding) => binding.where.includes(place) && binding.label);
  const once = shown.filter((binding, at) => shown.findIndex((other) => other.intent === binding.intent) === at);
  return once.map(({ keys, label, intent }) => ({ key: nameOf(keys[0]!), label: label!, intent }));
};

const NAMES: Record<string, string> = {
  ...{ escape: "Esc", enter: "Enter", tab: "Tab", "shift+tab": "Shift-Tab", " ": "Space" },
  ...{ down: "↓", up: "↑", left: "←", right: "→", home: "Home", end: "End", pagedown: "PgDn", pageup: "PgUp" },
  ...{ backspace: "Backspace", delete: "Del" },
};
export const nameOf = (key: string): string =>
  NAMES[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`);

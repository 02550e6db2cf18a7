// The line that answers or is written in, and the line that says what can be pressed.

import { count } from "../../contract/words.ts";
import { textOf } from "../commands/questions.ts";
import { hintsFor, type Intent } from "../keys/keymap.ts";
import { placeOf } from "../keys/place.ts";
import type { State } from "../state.ts";
import { wrapped } from "../text.ts";
import { toastShown } from "../toasts.ts";
import type { Tone } from "../words.ts";
import { oneLine } from "./form-rows.ts";
import { type Row, rowOf } from "./row.ts";

/** Answers that somebody has to read whole have up to so many lines. */
const MAX_ANSWER = 4;

export const footerRows = (state: State): Row[] => {
  const { columns } = state.size;
  return [...answerRows(state, columns), rowOf(hintsOf(state, columns), columns, "quiet")];
};

const answerRows = (state: State, width: number): Row[] => {
  const { confirm, toasts, entry } = state;
  if (confirm) return whole(`${textOf(confirm, state)} y/n`, width, "warning");
  if (entry?.kind === "line") {
    const sign = entry.of === "filter" ? "/" : ":";
    return [{ cells: [{ text: sign, width: 1, tone: "strong" }, ...oneLine(entry.field, width - 1, true)] }];
  }
  const shown = toastShown(toasts);
  if (!shown) return [rowOf(selectedInFull(state), width, "quiet")];
  const text = `${shown.toast.text}${shown.more > 0 ? `  (and ${shown.more}${shown.isCut ? " or more" : " more"})` : ""}`;
  // News come and go: the screen does not move for them.
  if (shown.toast.tone === "news") return [rowOf(text, width, "notice")];
  return whole(text, width, shown.toast.tone === "refusal" ? "warning" : "notice");
};

const whole = (text: string, width: number, tone: Tone): Row[] =>
  wrapped(text, width)
    .slice(0, MAX_ANSWER)
    .map((line) => rowOf(line, width, tone));

/** While a command line is written, what it may become stands where the keys stand else. */
const hintsOf = (state: State, width: number): string => {
  const { entry } = state;
  if (entry?.kind === "line" && entry.candidates.length > 0)
    return entry.candidates.map((one) => one.split("\t")[0]).join("  ");
  return fitting(
    hintsFor(placeOf(state)).filter(({ intent }) => isOffered(entry, intent)),
    width,
  );
};

/** What a form without a long text, or a filter, has no use for. */
const isOffered = (entry: State["entry"], intent: Intent): boolean => {
  if (intent === "editor") return entry?.kind === "form" && entry.fields.some(({ kind }) => kind === "text");
  return !(intent === "nextField" && entry?.kind === "line" && entry.of === "filter");
};

/** Kept where there is no room for all. */
const LAST: ReadonlySet<Intent> = new Set(["command", "help", "quit", "back", "send", "leave", "no"]);
const SEPARATOR = "   ";
const fitting = (hints: readonly { key: string; label: string; intent: Intent }[], width: number): string => {
  const words = hints.map(({ key, label, intent }) => ({ text: `${key} ${label}`, isLast: LAST.has(intent) }));
  const lengthOf = (some: readonly { text: string }[]): number =>
    some.reduce((sum, { text }) => sum + text.length, SEPARATOR.length * Math.max(0, some.length - 1));
  const shown = [...words];
  while (lengthOf(shown) > width) {
    const at = shown.findLastIndex(({ isLast }) => !isLast);
    if (at === -1) break;
    shown.splice(at, 1);
  }
  return shown.map(({ text }) => text).join(SEPARATOR);
};

/** What the columns of the list have no room for: every component, the alerts, the whole title. */
const selectedInFull = (state: State): string => {
  const incident = state.incidents.get(state.selected.incident ?? 0);
  if (!incident || placeOf(state) !== "incidents" || !state.order.includes(incident.id)) return "";
  const on = incident.components.length > 0 ? ` on ${incident.components.map((one) => one.name).join(", ")}` : "";
  const firing = incident.firing > 0 ? `, ${count(incident.firing, "alert fires", "alerts fire")}` : "";
  return `#${incident.id}${on}${firing}: ${incident.title}`;
};

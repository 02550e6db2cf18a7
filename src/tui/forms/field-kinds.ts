// Fields of forms as the tables of kinds write them, and what they all ask of their values.
import { problem } from "../../contract/problem.ts";
import { formatTime } from "../../contract/time.ts";
import { plan } from "../../contract/window-times.ts";
import { fieldOf } from "./field.ts";
import type { FormField, Values } from "./form.ts";

export const line = (name: string, label: string, text = "", hint?: string): FormField => ({
  ...{ name, label, kind: "line", value: fieldOf(text) },
  ...(hint ? { hint } : {}),
});
export const longText = (
  name: string,
  label: string,
  text = "",
  hint = "Markdown; Ctrl-O writes it in $EDITOR",
): FormField => ({
  ...{ name, label, kind: "text", value: fieldOf(text), hint },
});
export const choice = (name: string, label: string, choices: readonly string[], text = choices[0]!): FormField => ({
  ...{ name, label, kind: "choice", value: fieldOf(text), choices, hint: "← → or a first letter" },
});
/** With a blank at its end, so that the next id can be written at once. */
export const componentIds = (ids: readonly string[], hint = COMPONENTS_HINT): FormField => {
  const text = ids.map((id) => `${id} `).join("");
  return { name: "components", label: "Components", kind: "components", value: fieldOf(text), hint };
};
const COMPONENTS_HINT = "ids, Tab completes; like api web=partial_outage";
/** What must not be empty. */
export const required = (value: string | undefined, what: string): string => {
  const text = (value ?? "").trim();
  if (text !== "") return text;
  throw problem("invalid", `${what} is still empty.`, { hint: "Write it, or leave the form with Esc." });
};
/** What a form changes, which must be something. */
export const changedIn = <I extends object>(input: I): I => {
  if (Object.keys(input).length > 0) return input;
  throw problem("invalid", "Nothing is changed.", { hint: "Change something, or leave with Esc." });
};
/** What is changed here has to be what it was when the form was opened, so that nobody's work meanwhile is undone. */
export const noneOfTheirs = (values: Values, initial: Values, present: readonly FormField[]): void => {
  for (const { name, label, value } of present) {
    const [ours, before, theirs] = [values[name] ?? "", initial[name] ?? "", value.text].map((text) => text.trim());
    if (ours === before || theirs === before || theirs === ours) continue;
    throw problem("conflict", `${label}: somebody has made it “${theirs}” meanwhile.`, {
      hint: "To put yours in its place: Esc, the same key again, and send it. What you wrote is kept.",
    });
  }
};
export const maybe = <K extends string>(key: K, value: string | undefined): { [key in K]?: string } => {
  const text = (value ?? "").trim();
  return (text === "" ? {} : { [key]: text }) as { [key in K]?: string };
};

/** `starts 2026-12-01 02:00 +01:00 (Europe/Berlin), ends 2026-12-01 04:00 +01:00 (Europe/Berlin)` */
export const timesOf = (values: Values, { now, timeZone }: { now: number; timeZone: string }) => {
  const { start = "", for: span = "", end = "" } = values;
  if (span.trim() !== "" && end.trim() !== "")
    throw problem("invalid", "Both an end and a length are written.", { hint: "Leave one of them empty." });
  const length = span.trim() === "" && end.trim() === "" ? "1h" : span;
  const { startsAt, endsAt } = plan(
    { start: required(start, "The start"), ...maybe("end", end), ...maybe("for", length) },
    now,
    timeZone,
  );
  if (endsAt <= startsAt)
    throw problem("invalid", "It ends before it starts.", {
      hint: "Write an end that is later, with its day if need be.",
    });
  return {
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    words: `starts ${formatTime(startsAt, timeZone)}, ends ${formatTime(endsAt, timeZone)}`,
  };
};

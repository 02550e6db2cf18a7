// What was written and not sent, as a text that can be read and copied from once the screen is gone.
import type { State } from "../state.ts";
import { type Form, isTouched } from "./form.ts";

/** The form that is open and the drafts, one below the other; empty where nothing is left. */
export const unsentOf = ({ entry, drafts }: Pick<State, "entry" | "drafts">): string => {
  const open = entry?.kind === "form" ? [entry] : [];
  const others = [...drafts.values()].filter(({ key }) => key !== open[0]?.key);
  return [...others, ...open].filter(hasWords).map(textOf).join("\n\n");
};

/** A choice alone is made again faster than it is looked up. */
const hasWords = (form: Form): boolean =>
  isTouched({
    ...form,
    fields: form.fields.filter(({ kind, value }) => kind !== "choice" && value.text.trim() !== ""),
  });

const textOf = ({ title, fields }: Form): string =>
  [
    `# ${title}`,
    ...fields.flatMap(({ label, kind, value }) =>
      value.text.trim() === "" ? [] : [kind === "text" ? `${label}:\n\n${value.text}` : `${label}: ${value.text}`],
    ),
  ].join("\n\n");

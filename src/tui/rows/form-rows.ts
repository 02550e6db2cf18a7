// The form that is written in, with the cursor in it.
import { Problem } from "../../contract/problem.ts";
import { clustersOf, widthOf } from "../../domain/display-width.ts";
import { candidatesFor } from "../forms/components.ts";
import type { Field } from "../forms/field.ts";
import { type Form, type FormField, fieldAt, valuesOf } from "../forms/form.ts";
import { specOfForm } from "../forms/kinds.ts";
import type { State } from "../state.ts";
import { visible, wrapped } from "../text.ts";
import { type Cell, heading, type Row, rowOf } from "./row.ts";

const LABEL = 14;

/** `count` rows at most: the field that is written in stays in sight. */
export const formRows = (state: State, form: Form, count: number): Row[] => {
  const { columns } = state.size;
  const said = messages(state, form, columns);
  // Why it was not sent is read whole; a hint may give way.
  const kept = Math.min(said.length, Math.max(1, Math.floor(count / (form.error ? 2 : 4))));
  const room = Math.max(1, count - kept - 1);
  const textRows = Math.min(room, Math.max(3, count - form.fields.length - kept - 2));
  const parts = form.fields.map((field, at) => fieldRows(field, { isHere: at === form.at, width: columns, textRows }));
  const above = parts.slice(0, form.at).flat().length;
  const all = parts.flat();
  const own = parts[form.at]!.length;
  const from = Math.max(0, Math.min(above + own - room, all.length - room));
  return [
    heading(`${form.title}${form.isDraft ? " (as you left it)" : ""}`, columns),
    ...all.slice(from, from + room),
    ...said.slice(0, kept),
  ];
};

const MESSAGES = 4;
/** What there is to choose from, what it comes to, what is wrong with it. */
const messages = (state: State, form: Form, width: number): Row[] => {
  const field = fieldAt(form);
  const candidates = field.kind === "components" ? candidatesFor(field.value, state.components) : [];
  if (form.error)
    return wrapped(form.error, width - 2)
      .map((line) => rowOf(`  ${line}`, width, "alarm"))
      .slice(0, MESSAGES);
  const preview = previewOf(state, form);
  const rows = [
    rowOf(`  ${candidates.length > 0 ? candidates.join("  ") : (field.hint ?? "")}`, width, "quiet"),
    ...(preview === "" ? [] : [rowOf(`  ${preview}`, width, "notice")]),
    ...(form.tickets.length > 0 ? [rowOf("  sending…", width, "notice")] : []),
  ];
  return rows.toReversed();
};
const previewOf = (state: State, form: Form): string => {
  try {
    return specOfForm(form.form).preview?.(valuesOf(form), state) ?? "";
  } catch (thrown) {
    if (thrown instanceof Problem) return ""; // not written yet; sending it says what is wrong
    throw thrown;
  }
};

interface Shape {
  isHere: boolean;
  width: number;
  textRows: number;
}
const fieldRows = (field: FormField, { isHere, width, textRows }: Shape): Row[] => {
  const label: Cell = { text: `${isHere ? ">" : " "} ${field.label}`, width: LABEL, tone: isHere ? "strong" : "quiet" };
  const rest = width - LABEL;
  const indent: Cell = { text: "", width: LABEL };
  const lines = linesOf(field, { isHere, width: rest, textRows });
  return lines.map((cells, at) => ({ cells: [at === 0 ? label : indent, ...cells] }));
};
const linesOf = (field: FormField, { isHere, width, textRows }: Shape): Cell[][] => {
  if (field.kind === "choice") return choiceLines(field, width);
  return field.kind === "text"
    ? longLines(field.value, width, isHere, textRows)
    : [oneLine(field.value, width, isHere)];
};

/** In as many lines as they need. */
const choiceLines = ({ choices = [], value }: FormField, width: number): Cell[][] => {
  const lines: Cell[][] = [[]];
  let used = 0;
  for (const choice of choices) {
    const isIt = choice === value.text;
    const cells = choice.length + 3;
    if (used > 0 && used + cells > width) {
      lines.push([]);
      used = 0;
    }
    used += cells;
    const text = isIt ? `[${choice}]` : ` ${choice} `;
    lines.at(-1)!.push({ text, width: cells, tone: isIt ? "strong" : "quiet" });
  }
  return lines;
};

/** A line with its cursor, shifted so that it is in sight. */
export const oneLine = ({ text, at }: Field, width: number, isHere: boolean): Cell[] => {
  if (!isHere) return [{ text: text === "" ? "-" : text, width }];
  const before = visible(text.slice(0, at));
  const room = Math.max(1, width - CURSOR - 1);
  const head = tailOf(before, room);
  return withCursor(head, text.slice(at), width);
};
const CURSOR = 2;
const withCursor = (head: string, rest: string, width: number): Cell[] => {
  const used = widthOf(head);
  const under = firstSign(visible(rest));
  const cells = Math.max(1, widthOf(under));
  return [
    { text: head, width: used },
    { text: under === "" ? " " : under, width: cells, tone: "cursor" },
    { text: visible(rest).slice(under.length), width: Math.max(0, width - used - cells) },
  ];
};
const firstSign = (text: string): string => {
  for (const { segment } of clustersOf(text)) return segment;
  return "";
};
/** The end of a text, as much as fits. */
const tailOf = (text: string, cells: number): string => {
  if (widthOf(text) <= cells) return text;
  let tail = "";
  for (const { segment } of [...clustersOf(text)].reverse()) {
    if (widthOf(segment + tail) > cells - 1) break;
    tail = segment + tail;
  }
  return `…${tail}`;
};

/** A long text: broken where the field ends, scrolled so that the cursor is in sight. */
const longLines = (value: Field, width: number, isHere: boolean, rows: number): Cell[][] => {
  const { lines, at } = broken(value, Math.max(2, width - 1));
  const from = isHere ? Math.max(0, Math.min(at.line - rows + 1, lines.length - rows)) : 0;
  const shown = lines.slice(from, from + rows);
  return shown.map((line, index) =>
    isHere && index + from === at.line
      ? withCursor(visible(line.slice(0, at.offset)), line.slice(at.offset), width)
      : [{ text: line === "" && lines.length === 1 && !isHere ? "-" : line, width }],
  );
};

/** Lines as they are shown, no sign lost, and where the cursor stands in them. */
const broken = ({ text, at }: Field, cells: number): { lines: string[]; at: { line: number; offset: number } } => {
  const lines: string[] = [];
  let cursor = { line: 0, offset: 0 };
  let start = 0;
  for (const line of text.split("\n")) {
    const parts = chop(line, cells);
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      if (at >= start && (at < start + part.length || (isLast && at === start + part.length)))
        cursor = { line: lines.length, offset: at - start };
      lines.push(part);
      start += part.length;
    }
    start += 1;
  }
  return { lines, at: cursor };
};
const chop = (line: string, cells: number): string[] => {
  if (widthOf(visible(line)) < cells) return [line];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const { segment } of clustersOf(line)) {
    const width = widthOf(visible(segment));
    if (used + width >= cells) {
      const space = part.lastIndexOf(" ") + 1;
      const cutAt = space > 0 && space < part.length ? space : part.length;
      parts.push(part.slice(0, cutAt));
      part = part.slice(cutAt);
      used = widthOf(visible(part));
    }
    part += segment;
    used += width;
  }
  return [...parts, part];
};

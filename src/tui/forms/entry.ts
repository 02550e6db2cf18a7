// What is written at the moment: a form, a command line, or the filter of the list.
import { Problem } from "../../contract/problem.ts";
import { refuse, request, say } from "../commands/commands.ts";
import { type About, type Draft, incidentOf, isSame, nameOf } from "../commands/verbs.ts";
import { lookAt } from "../screens/going.ts";
import type { State } from "../state.ts";
import { ask, askToRun } from "../terminal/errands.ts";
import { relisted } from "../truth/snapshot.ts";
import { commonStart, completed } from "./components.ts";
import { type Edit, edit, type Field, fieldOf, insert, MAX_FIELD, replaceBefore } from "./field.ts";
import {
  editField,
  type Form,
  fieldAt,
  isTouched,
  keyOf,
  lineMove,
  moveField,
  typeInto,
  type Values,
  valuesOf,
  withValue,
} from "./form.ts";
import { type FormKind, specOfForm } from "./kinds.ts";
import { commandWords } from "./shell-words.ts";

export interface Line {
  kind: "line";
  of: "command" | "filter";
  field: Field;
  /** How far back in the history of commands; 0: what is written now. */
  back: number;
  /** What was written before the history was gone through. */
  written: string;
  /** What the last completion offered. */
  candidates: readonly string[];
  /** The filter as it was, for whoever leaves. */
  before: string;
}
export type Entry = Form | Line;

export const openForm = (state: State, form: FormKind, abouts: readonly About[], now: number): State => {
  const spec = specOfForm(form);
  const why = spec.whyNot?.(abouts, state);
  if (why) return refuse(state, why, now);
  const fields = spec.fields(abouts, state);
  const fresh: Form = {
    ...{ kind: "form", form, abouts, key: keyOf({ form, abouts }), title: spec.title(abouts, state) },
    ...{ fields, initial: valuesOf({ fields }), base: spec.base?.(abouts, state) ?? {} },
    ...{ at: 0, tickets: [], error: null, unsure: [], isDraft: false },
  };
  const draft = draftFor(state, fresh);
  // What was answered before is none of the form's.
  const toasts = state.toasts.filter(({ tone }) => tone === "news");
  if (!draft) return { ...state, toasts, entry: fresh };
  const drafts = new Map(state.drafts);
  if (draft.key !== fresh.key) drafts.delete(draft.key);
  const again = reopened(draft, fresh);
  return { ...state, toasts, drafts, entry: { ...again, title: spec.title(again.abouts, state) } };
};
/** The same form about the same; else the newest about these and others that have left the list since. */
const draftFor = ({ drafts, order }: State, fresh: Form): Form | undefined => {
  const isHere = (about: About): boolean => fresh.abouts.some((one) => isSame(one, about));
  const hasLeft = (about: About): boolean => !order.includes(incidentOf({ about }) ?? 0);
  const isOfThese = ({ form, abouts, tickets }: Form): boolean =>
    form === fresh.form &&
    tickets.length === 0 &&
    abouts.filter(isHere).length === fresh.abouts.length &&
    abouts.every((about) => isHere(about) || (about.kind === "incident" && hasLeft(about)));
  return drafts.get(fresh.key) ?? [...drafts.values()].findLast(isOfThese);
};
/** What was written in it, over what is true now; what may be done already, or was about another post, is as it was left. */
const reopened = (draft: Form, fresh: Form): Form => {
  const isBound = draft.tickets.length > 0 || draft.unsure.length > 0 || draft.base.postId !== fresh.base.postId;
  // What was granted to some of them is not asked for again.
  if (isBound || draft.abouts.length < fresh.abouts.length) return { ...draft, isDraft: true };
  const fields = fresh.fields.map((field) => {
    const left = draft.fields.find(({ name }) => name === field.name);
    return left && left.value.text !== draft.initial[left.name] ? { ...field, value: left.value } : field;
  });
  return { ...fresh, fields, at: draft.at, error: draft.error, isDraft: true };
};
export const openLine = (state: State, of: Line["of"]): State => {
  const before = of === "filter" ? state.list.filter : "";
  return {
    ...state,
    entry: { kind: "line", of, field: fieldOf(before), back: 0, written: "", candidates: [], before },
  };
};

export const typed = (state: State, text: string, now: number): State => {
  const { entry } = state;
  if (!entry) return state;
  if (entry.kind === "form") {
    if (isBusy(entry)) return busy(state, now);
    const form = typeInto(entry, text);
    const tooMuch = leftOut(entry, form, text);
    const error = tooMuch > 0 ? `${tooMuch} characters more than fit were left out.` : null;
    return { ...state, entry: { ...form, error } };
  }
  return withLine(state, { ...entry, field: insert(entry.field, text, { isOneLine: true }), candidates: [] });
};
/** Text from the clipboard is text where something is written, and never keys. */
export const pasted = (state: State, text: string, now: number): State =>
  state.entry && !state.confirm ? typed(state, text, now) : refuse(state, "pasted text is not taken for keys", now);

/** Characters of a pasted text for which there was no room. */
const leftOut = (before: Form, after: Form, text: string): number => {
  const grown = fieldAt(after).value.text.length - fieldAt(before).value.text.length;
  return fieldAt(after).value.text.length >= MAX_FIELD - 1 ? Math.max(0, text.length - grown) : 0;
};

const isBusy = ({ tickets }: Form): boolean => tickets.length > 0;
const busy = (state: State, now: number): State => refuse(state, "the daemon has not answered yet", now);

/** The filter shows what it does while it is written. */
const withLine = (state: State, line: Line): State => {
  const next = { ...state, entry: line };
  return line.of === "filter" ? relisted({ ...next, list: { ...state.list, filter: line.field.text } }) : next;
};

export const editEntry = (state: State, kind: Edit): State => {
  const { entry } = state;
  if (!entry) return state;
  if (entry.kind === "form") return isBusy(entry) ? state : { ...state, entry: editField(entry, kind) };
  return withLine(state, { ...entry, field: edit(entry.field, kind), candidates: [] });
};

/** Tab: completes where there is something to complete, else goes on to the next field. */
export const complete = (state: State): State => {
  const { entry } = state;
  if (entry?.kind === "form") {
    const field = fieldAt(entry);
    const value = field.kind === "components" ? completed(field.value, state.components) : undefined;
    return { ...state, entry: value ? withValue(entry, value) : moveField(entry, 1) };
  }
  if (entry?.of !== "command") return state;
  const words = wordsBefore(entry.field);
  return words ? ask(state, { kind: "complete", words }) : state;
};
const wordsBefore = ({ text, at }: Field): string[] | undefined =>
  commandWords(text.slice(0, at), { isUnfinished: true });

/** `asked`: the words that the candidates are for; where others are written by now, they come too late. */
export const withCandidates = (state: State, asked: readonly string[], candidates: readonly string[]): State => {
  const { entry } = state;
  if (entry?.kind !== "line" || entry.of !== "command") return state;
  if (JSON.stringify(wordsBefore(entry.field)) !== JSON.stringify(asked)) return state;
  const { text, at } = entry.field;
  const word = /[^\s"']*$/.exec(text.slice(0, at))![0];
  const values = candidates.map((one) => one.split("\t")[0]!).filter((value) => value.startsWith(word));
  const start = values.length === 1 ? `${values[0]} ` : commonStart(values);
  const field = start.length > word.length ? replaceBefore(entry.field, word.length, start) : entry.field;
  return { ...state, entry: { ...entry, field, candidates: values.length > 1 ? candidates : [] } };
};
/** Enter: the next field, a new line in a long text, and in the last field it is sent. */
export const enter = (state: State, now: number): State => {
  const { entry } = state;
  if (entry?.kind !== "form") return send(state, now);
  if (fieldAt(entry).kind === "text") return typed(state, "\n", now);
  return entry.at === entry.fields.length - 1 ? send(state, now) : { ...state, entry: moveField(entry, 1) };
};

export const send = (state: State, now: number): State => {
  const { entry } = state;
  if (entry?.kind === "form") return isBusy(entry) ? busy(state, now) : sendForm(state, entry, now);
  if (!entry) return state;
  return entry.of === "filter" ? { ...state, entry: null } : runLine({ ...state, entry: null }, entry.field.text, now);
};

const sendForm = (state: State, form: Form, now: number): State => {
  try {
    const drafts = specOfForm(form.form).drafts(valuesOf(form), form.abouts, state, form).map(asBefore(form));
    const asked = request({ ...state, entry: { ...form, error: null } }, drafts, now, { isOfForm: true });
    // Nothing went out: why, the toast says, and the form stays as it is.
    return asked.commands === state.commands && !asked.confirm ? { ...asked, entry: form } : asked;
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return { ...state, entry: { ...form, error: [thrown.message, thrown.hint].filter(Boolean).join(" ") } };
  }
};
const isAsWritten = (form: Form, values: Values): boolean => JSON.stringify(valuesOf(form)) === JSON.stringify(values);
/** What may be done already is asked for again as it was, a relative time too, and under its key. */
const asBefore =
  (form: Form) =>
  (draft: Draft): Draft => {
    const isIt = (one: Draft): boolean => nameOf(one.about) === nameOf(draft.about);
    const known = form.unsure.find(({ draft: one, values }) => isIt(one) && isAsWritten(form, values));
    if (!known) return draft;
    const { verb, about, input, ifVersion, key } = known.draft;
    return { ...{ verb, about, input }, ...(ifVersion === undefined ? {} : { ifVersion }), ...(key ? { key } : {}) };
  };

const runLine = (state: State, text: string, now: number): State => {
  const line = text.trim();
  if (line === "") return state;
  const history = [...state.history.filter((one) => one !== line), line].slice(-MAX_HISTORY);
  const next = { ...state, history };
  const id = /^#?(\d{1,15})$/.exec(line)?.[1];
  if (id !== undefined) return lookAt(next, Number(id));
  if (LEAVES.has(line)) return { ...next, exitCode: 0 };
  const words = commandWords(line, { isUnfinished: false });
  if (!words) return refuse(next, `a quote is not closed in: ${line}`, now);
  return say(askToRun(next, line, words), underWay(line), now);
};
/** Said until the outcome has come. */
export const underWay = (line: string): string => `${line} …`;
const MAX_HISTORY = 100;
const LEAVES: ReadonlySet<string> = new Set(["q", "quit", "exit"]);

/** Esc: a form with something in it is kept for the next time, a filter is as it was. */
export const leave = (state: State, now: number): State => {
  const { entry } = state;
  if (!entry) return state;
  if (entry.kind === "line") {
    const left = { ...state, entry: null };
    return entry.of === "filter" ? relisted({ ...left, list: { ...state.list, filter: entry.before } }) : left;
  }
  const isKept = isBusy(entry) || isTouched(entry) || entry.unsure.length > 0;
  const drafts = new Map(state.drafts);
  drafts.delete(entry.key);
  // Why it was refused has been read; what comes after is not.
  if (isKept) drafts.set(entry.key, { ...entry, error: null });
  const kept = [...drafts].slice(-MAX_DRAFTS);
  const left = {
    ...state,
    entry: null,
    drafts: new Map(kept),
    // What is on its way may be granted, and marks would outlive it.
    marked: isKept && !isBusy(entry) ? markedAgain(state, entry) : state.marked,
  };
  return isKept && !isBusy(entry) ? say(left, "what you wrote is kept: the same key brings it back", now) : left;
};
const MAX_DRAFTS = 20;
/** The same key is for the same incidents again. */
const markedAgain = ({ marked, order }: State, { abouts }: Form): ReadonlySet<number> => {
  const ids = new Set(abouts.flatMap((about) => incidentOf({ about }) ?? []));
  return ids.size > 1 ? new Set(order.filter((id) => ids.has(id))) : marked;
};

export const lineUpOrDown = (state: State, by: 1 | -1): State => {
  const { entry, history } = state;
  if (entry?.kind === "form") return isBusy(entry) ? state : { ...state, entry: lineMove(entry, by) };
  if (entry?.of !== "command") return state;
  const back = Math.min(history.length, Math.max(0, entry.back - by));
  const written = entry.back === 0 ? entry.field.text : entry.written;
  const field = fieldOf(back === 0 ? written : history.at(-back));
  return { ...state, entry: { ...entry, back, field, written, candidates: [] } };
};

export const previousField = (state: State): State =>
  state.entry?.kind === "form" ? { ...state, entry: moveField(state.entry, -1) } : state;

/** The long text of the form, in the editor; from another field its first one. */
export const openEditor = (state: State, now: number): State => {
  const { entry } = state;
  // The second of two keys in one read: the editor is opening already.
  if (entry?.kind !== "form" || isBusy(entry) || state.errands.some(({ kind }) => kind === "edit")) return state;
  const at = fieldAt(entry).kind === "text" ? entry.at : entry.fields.findIndex(({ kind }) => kind === "text");
  if (at === -1) return refuse(state, "this form has no long text", now);
  return ask({ ...state, entry: { ...entry, at } }, { kind: "edit", text: entry.fields[at]!.value.text });
};
export const withEditorText = (state: State, text: string): State => {
  const { entry } = state;
  if (entry?.kind !== "form" || fieldAt(entry).kind !== "text") return state;
  const value = insert(fieldOf(), text.replace(/\n+$/, ""), { isOneLine: false });
  return { ...state, entry: withValue(entry, value) };
};

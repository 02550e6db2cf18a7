// A form on the screen: fields of editable text and choices. What each is for stands in `kinds.ts`.

import { type About, type Draft, nameOf } from "../commands/verbs.ts";
import { type Edit, edit, type Field, fieldOf, insert, replaceBefore } from "./field.ts";
import type { FormKind } from "./kinds.ts";

/** `text` has several lines; `choice` is one of `choices`; `components` completes ids. */
export type FieldKind = "line" | "text" | "choice" | "components";
export interface FormField {
  name: string;
  label: string;
  kind: FieldKind;
  value: Field;
  choices?: readonly string[];
  /** What may be written here, in a few words. */
  hint?: string;
}
export interface Form {
  kind: "form";
  form: FormKind;
  title: string;
  /** What it is about; several where incidents were marked. */
  abouts: readonly About[];
  fields: readonly FormField[];
  /** The field that is written in. */
  at: number;
  /** Commands that it has sent and that are not answered yet: it stays until they are. */
  tickets: readonly number[];
  /** What may be done already: sent again with the same words, it goes under the same key. */
  unsure: readonly { draft: Draft; values: Values }[];
  /** It is remembered under this while it is not sent. */
  key: string;
  /** What it was opened with: only what is another by now is sent, so that nobody's work meanwhile is undone. */
  initial: Values;
  base: Base;
  /** Why it was not sent, or what the daemon said. */
  error: string | null;
  /** It was left before with something written in it. */
  isDraft: boolean;
}
export type Values = Readonly<Record<string, string>>;

export const valuesOf = ({ fields }: Pick<Form, "fields">): Values =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value.text]));
export const fieldAt = ({ fields, at }: Form): FormField => fields[at]!;

/** Something in it is another than when it was opened. */
export const isTouched = ({ fields, initial }: Pick<Form, "fields" | "initial">): boolean =>
  fields.some(({ name, value }) => value.text !== initial[name]);

/** What a form was opened on: the newest post of the incident. */
export interface Base {
  postId?: number;
}

/** Whatever the order in which they are listed. */
export const keyOf = ({ form, abouts }: Pick<Form, "form" | "abouts">): string =>
  JSON.stringify([form, ...abouts.map(nameOf).sort()]);

const withField = (form: Form, field: FormField): Form => ({
  ...form,
  error: field.value.text === fieldAt(form).value.text ? form.error : null,
  fields: form.fields.map((one, at) => (at === form.at ? field : one)),
});
export const withValue = (form: Form, value: Field): Form => withField(form, { ...fieldAt(form), value });

export const moveField = (form: Form, by: number): Form => {
  const at = Math.min(form.fields.length - 1, Math.max(0, form.at + by));
  return { ...form, at };
};

export const typeInto = (form: Form, text: string): Form => {
  const field = fieldAt(form);
  if (field.kind === "choice") return withValue(form, chosen(field, text));
  return withValue(form, insert(beforeText(field, text), text, { isOneLine: field.kind !== "text" }));
};
/** The blank that Tab has written behind an id goes where its level follows. */
const beforeText = ({ kind, value }: FormField, text: string): Field =>
  kind === "components" && text === "=" && /[^\s,] $/.test(value.text.slice(0, value.at))
    ? replaceBefore(value, 1, "")
    : value;

/** A letter goes to the next choice that begins with it, a space to the next one. */
const chosen = ({ choices = [], value }: FormField, text: string): Field => {
  const here = choices.indexOf(value.text);
  const order = [...choices.slice(here + 1), ...choices.slice(0, here + 1)];
  return fieldOf(order.find((choice) => text === " " || choice.startsWith(text)) ?? value.text);
};

export const editField = (form: Form, kind: Edit): Form => {
  const field = fieldAt(form);
  if (field.kind !== "choice") return withValue(form, edit(field.value, kind));
  if (kind === "left") return withValue(form, step(field, -1));
  return kind === "right" ? withValue(form, step(field, 1)) : form;
};
const step = ({ choices = [], value }: FormField, by: number): Field => {
  const at = Math.min(choices.length - 1, Math.max(0, choices.indexOf(value.text) + by));
  return fieldOf(choices[at] ?? value.text);
};

/** Up and down: a line of a long text, else the field above or below. */
export const lineMove = (form: Form, by: 1 | -1): Form => {
  const field = fieldAt(form);
  if (field.kind !== "text") return moveField(form, by);
  const moved = edit(field.value, by === 1 ? "lineDown" : "lineUp");
  return moved.at === field.value.at ? moveField(form, by) : withValue(form, moved);
};

// What becomes of the form whose commands are on their way: it goes when all are granted, and stays with the reason else. One
// that was left meanwhile is among the drafts, and fares the same.
import { type Command, isSame } from "../commands/verbs.ts";
import type { State } from "../state.ts";
import { type Form, valuesOf } from "./form.ts";

export const afterSend = (state: State, sent: readonly Command[]): State => {
  const { entry } = state;
  if (entry?.kind !== "form") return state;
  return { ...state, entry: { ...entry, tickets: sent.map(({ ticket }) => ticket), error: null } };
};

type Refusal = { why: string; mayBeDone?: boolean } | null;

/** `refusal` is null where the command was granted. */
export const afterwards = (state: State, command: Command, refusal: Refusal): State => {
  const { entry } = state;
  if (isOf(entry, command)) {
    const form = answered(entry, command, refusal);
    return form ? { ...state, entry: form } : withoutDraft({ ...state, entry: null }, entry.key);
  }
  const left = [...state.drafts.values()].find((one) => isOf(one, command));
  if (!left) return state;
  const form = answered(left, command, refusal);
  return form ? { ...state, drafts: new Map(state.drafts).set(left.key, form) } : withoutDraft(state, left.key);
};

const isOf = (entry: State["entry"], { ticket }: Command): entry is Form =>
  entry?.kind === "form" && entry.tickets.includes(ticket);

/** What was granted to one of several is not asked for again; undefined: all of it was granted. */
const answered = (form: Form, command: Command, refusal: Refusal): Form | undefined => {
  const tickets = form.tickets.filter((one) => one !== command.ticket);
  const error = refusal?.why ?? form.error;
  if (tickets.length === 0 && error === null) return undefined;
  const others = form.abouts.filter((about) => !isSame(about, command.about));
  const abouts = refusal === null && others.length > 0 ? others : form.abouts;
  const values = valuesOf(form);
  // A clear refusal settles it: the daemon keeps that answer under the key.
  const stillUnsure = form.unsure.filter(({ draft }) => draft.key !== command.key);
  const unsure = refusal?.mayBeDone ? [...stillUnsure, { draft: command, values }] : stillUnsure;
  return { ...form, tickets, abouts, error, unsure };
};

const withoutDraft = (state: State, key: string): State => {
  const drafts = new Map(state.drafts);
  drafts.delete(key);
  return { ...state, drafts };
};

// What becomes of the form whose commands are on their way: it goes when all are granted, and stays with the reason else.

import { type Command, isSame } from "../commands/verbs.ts";
import type { State } from "../state.ts";
import { draftKey, type Form } from "./form.ts";

export const afterSend = (state: State, sent: readonly Command[]): State => {
  const { entry } = state;
  if (entry?.kind !== "form") return state;
  return { ...state, entry: { ...entry, tickets: sent.map(({ ticket }) => ticket), error: null } };
};

/** `why` is null where the command was granted. What was granted to one of several is not asked for again. */
export const afterwards = (state: State, command: Command, why: string | null): State => {
  const { entry } = state;
  if (entry?.kind !== "form" || !entry.tickets.includes(command.ticket)) return state;
  const tickets = entry.tickets.filter((one) => one !== command.ticket);
  const error = why ?? entry.error;
  if (tickets.length === 0 && error === null) return sentOff(state, entry);
  const others = entry.abouts.filter((about) => !isSame(about, command.about));
  const abouts = why === null && others.length > 0 ? others : entry.abouts;
  return { ...state, entry: { ...entry, tickets, abouts, error } };
};

const sentOff = (state: State, form: Form): State => {
  const drafts = new Map(state.drafts);
  drafts.delete(draftKey(form));
  return { ...state, entry: null, drafts };
};

// What becomes of the form whose commands are on their way: it goes when all are granted, and stays with the reason else.

import { type Command, isSame } from "../commands/verbs.ts";
import type { State } from "../state.ts";
import { draftKey, type Form } from "./form.ts";

export const afterSend = (state: State, sent: readonly Command[]): State => {
  const { entry } = state;
  if (entry?.kind !== "form") return state;
  return { ...state, entry: { ...entry, tickets: sent.map(({ ticket }) => ticket), error: null, unsure: [] } };
};

/** `refusal` is null where the command was granted. What was granted to one of several is not asked for again. */
export const afterwards = (
  state: State,
  command: Command,
  refusal: { why: string; mayBeDone?: boolean } | null,
): State => {
  const { entry } = state;
  if (entry?.kind !== "form" || !entry.tickets.includes(command.ticket)) return state;
  const tickets = entry.tickets.filter((one) => one !== command.ticket);
  const error = refusal?.why ?? entry.error;
  if (tickets.length === 0 && error === null) return sentOff(state, entry);
  const others = entry.abouts.filter((about) => !isSame(about, command.about));
  const abouts = refusal === null && others.length > 0 ? others : entry.abouts;
  const unsure =
    refusal?.mayBeDone && command.key ? [...entry.unsure, { about: command.about, key: command.key }] : entry.unsure;
  return { ...state, entry: { ...entry, tickets, abouts, error, unsure } };
};

const sentOff = (state: State, form: Form): State => {
  const drafts = new Map(state.drafts);
  drafts.delete(draftKey(form));
  return { ...state, entry: null, drafts };
};

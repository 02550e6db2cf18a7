// What the screen asks of the daemon. Truth is never written by a guess: a command lies over it until the event has come.
import type { Incident } from "../../contract/incidents.ts";
import { count } from "../../contract/words.ts";
import { assertNever } from "../../domain/assert.ts";
import { isActive } from "../../domain/incident.ts";
import { afterSend, afterwards } from "../forms/form-phase.ts";
import type { State } from "../state.ts";
import { freshToasts } from "../toasts.ts";
import { reselected } from "../truth/snapshot.ts";
import { questionFor } from "./questions.ts";
import { type Command, type Draft, incidentOf, isSame, nameOf, specOf } from "./verbs.ts";

export type Answer =
  /** `reply`: what the daemon made of it. */
  | { kind: "done"; reply: unknown }
  /** Not resolved: so many alerts still fire. */
  | { kind: "firing"; firing: number }
  /** `mayBeDone`: the daemon went away before it answered. */
  | { kind: "refused"; why: string; mayBeDone?: boolean };

const READ_ONLY = {
  away: "the daemon is away: nothing was sent",
  refused: "the daemon no longer takes this token: nothing was sent",
} as const;

/** Said of a key that was pressed while the daemon was away, and true no longer once it is back. */
export const isOfAway = (text: string): boolean => text === READ_ONLY.away;

/** Why nothing can be sent now; null: it can. */
const whyReadOnly = ({ connection: { kind } }: State): string | null =>
  kind === "away" || kind === "refused" ? READ_ONLY[kind] : null;

interface How {
  /** The question was asked already. */
  isSure?: boolean;
  /** The form that is open made them. */
  isOfForm?: boolean;
}

/** Puts commands down to be sent, asks first, or says why not. */
export const request = (state: State, drafts: readonly Draft[], now: number, how: How = {}): State => {
  const readOnly = whyReadOnly(state);
  if (readOnly) return refuse(state, readOnly, now);
  if (drafts.length === 0) return refuse(state, "there is no incident here: nothing was sent", now);
  const judged = drafts.map((draft) => ({ draft, why: whyNot(state, draft) }));
  const refusals = judged.flatMap(({ why }) => why ?? []);
  const wanted = judged.flatMap(({ draft, why }) => (why === undefined ? draft : []));
  // One that is refused is no reason to leave out the others; a form with one goes nowhere, and says so.
  const told = refusals.reduce((one, text) => refuse(one, text, now), state);
  if (wanted.length === 0 || (how.isOfForm && refusals.length > 0)) return told;
  const question = how.isSure ? null : questionFor(state, wanted);
  if (question) return { ...told, confirm: { ...question, ...(how.isOfForm ? { isOfForm: true } : {}) } };
  return put(told, wanted, how);
};

const put = (state: State, drafts: readonly Draft[], { isOfForm = false }: How): State => {
  const fresh = drafts.map((draft, at): Command => {
    const ticket = state.lastTicket + 1 + at;
    return { key: `${state.session}-${ticket}`, ...draft, ticket, phase: "sent" };
  });
  const others = state.commands.filter((other) => !fresh.some(({ about }) => isSame(about, other.about)));
  const sent: State = {
    ...state,
    commands: [...others, ...fresh],
    lastTicket: state.lastTicket + fresh.length,
    confirm: null,
    marked: state.marked.size > 0 ? new Set() : state.marked,
  };
  return isOfForm ? afterSend(sent, fresh) : sent;
};

const whyNot = (state: State, { verb, about }: Draft): string | undefined => {
  if (state.commands.some((command) => command.phase === "sent" && isSame(command.about, about)))
    return `${nameOf(about)}: the daemon has not answered the key before yet`;
  if (about.kind !== "incident") return undefined;
  const incident = state.incidents.get(about.id);
  if (!incident) return `#${about.id} is not read yet: nothing was sent`;
  if (verb === "ackIncident" && incident.state === "acknowledged" && incident.owner === state.me)
    return `#${about.id} is yours already`;
  if (verb === "closeIncident" && isActive(incident.state)) return `#${about.id} is not resolved yet: r resolves it`;
  return undefined;
};

export const answer = (state: State, ticket: number, given: Answer, now: number): State => {
  const command = state.commands.find((one) => one.ticket === ticket);
  if (!command) return state;
  const rolledBack = { ...state, commands: state.commands.filter((one) => one !== command) };
  switch (given.kind) {
    case "done":
      return afterwards(granted(rolledBack, command, given.reply, now), command, null);
    case "firing":
      return refuse(withUnsure(rolledBack, command.about), firingWords(command, given.firing), now);
    case "refused": {
      const { done } = specOf(command.verb);
      const text = given.mayBeDone
        ? `no answer whether ${nameOf(command.about)} was ${done}: ${given.why}`
        : `${nameOf(command.about)} was not ${done}: ${given.why}`;
      return isSaidByForm(state, ticket)
        ? afterwards(rolledBack, command, { ...given, why: text })
        : afterwards(refuse(rolledBack, text, now), command, given);
    }
    default:
      return assertNever(given);
  }
};

/** One that is open and about one thing says itself why it was not sent. */
const isSaidByForm = ({ entry, exitCode }: State, ticket: number): boolean =>
  entry?.kind === "form" && entry.abouts.length <= 1 && entry.tickets.includes(ticket) && exitCode === null;

const granted = (state: State, command: Command, reply: unknown, now: number): State => {
  const done: Command = { ...command, phase: "done", ...versionIn(command, reply) };
  const told = tell(state, command, reply, now);
  return isSettled(done, state.incidents) ? told : { ...told, commands: [...told.commands, done] };
};

/** The daemon's replies are trusted: those of verbs of an incident are the incident. */
const versionIn = (command: Command, reply: unknown): { version?: number } => {
  const { id, version } = (reply ?? {}) as Partial<Incident>;
  return id === incidentOf(command) && version !== undefined ? { version } : {};
};

/** A key that comes right behind it is meant for it, and not for the line that is selected until the list has it. */
const opened = (state: State, id: number, now: number): State => {
  const hidden = state.list.filter === "" ? "" : "; the filter may hide it";
  return say(reselected(state, { ...state, awaited: id, slidAt: now }), `#${id} is open${hidden}`, now);
};

const tell = (state: State, { verb, about, input }: Command, reply: unknown, now: number): State => {
  const { id } = (reply ?? {}) as { id?: number };
  if (verb === "openIncident" && id !== undefined) return opened(state, id, now);
  const { said } = specOf(verb);
  if (!said) return state;
  return say(state, said(verb === "scheduleMaintenance" ? `window ${id}` : nameOf(about), input), now);
};

/** No question: it would come under whatever is pressed or written by now. The same key asks, once the screen knows of them. */
const firingWords = ({ about }: Command, firing: number): string =>
  `${nameOf(about)} was not resolved: ${count(firing, "alert still fires", "alerts still fire")}; r asks whether to mute ${firing === 1 ? "it" : "them"}`;
const withUnsure = (state: State, about: Command["about"]): State =>
  about.kind === "incident" ? { ...state, unsure: new Set([...state.unsure, about.id]) } : state;

/** Has the truth caught up with what was granted? The event may be here before the reply. */
export const isSettled = (command: Command, incidents: State["incidents"]): boolean => {
  if (command.phase === "sent") return false;
  const incident = incidents.get(incidentOf(command) ?? 0);
  return incident === undefined || command.version === undefined || incident.version >= command.version;
};

export const refuse = (state: State, text: string, now: number): State => ({
  ...state,
  toasts: freshToasts(state.toasts, now, { tone: "refusal", text }),
});
export const say = (state: State, text: string, now: number): State => ({
  ...state,
  toasts: freshToasts(state.toasts, now, { tone: "answer", text }),
});

/** An incident as the screen shows it: the truth, under what was asked and not refused. */
export const shownIncident = (state: State, id: number): { incident: Incident; pending: string | null } | undefined => {
  const incident = state.incidents.get(id);
  if (!incident) return undefined;
  const command = state.commands.find((one) => incidentOf(one) === id);
  if (!command) return { incident, pending: null };
  const { guess, pending } = specOf(command.verb);
  return {
    incident: guess ? guess(incident, state.me, command.input) : incident,
    pending: command.phase === "sent" || !guess ? pending : null,
  };
};

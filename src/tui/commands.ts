// What the screen asks of the daemon. Truth is never written by a guess: a command lies over it until the event has come.
import type { Incident } from "../contract/incidents.ts";
import { assertNever } from "../domain/assert.ts";
import { AUTO_POSTS } from "../domain/post.ts";
import type { State } from "./state.ts";
import { freshToasts } from "./toasts.ts";

export type Verb = "ackIncident" | "resolveIncident";
export interface Command {
  /** Counts up; tells a new command from one that was sent. */
  ticket: number;
  verb: Verb;
  id: number;
  /** Resolve, and mute what still fires. */
  force: boolean;
  /** `done`: the daemon said yes, and its event is on the way. */
  phase: "sent" | "done";
}
export type Answer =
  | { kind: "done" }
  /** Alerts still fire: a person has to say so twice. */
  | { kind: "firing"; firing: number }
  | { kind: "refused"; why: string };

const DONE: Record<Verb, string> = { ackIncident: "acknowledged", resolveIncident: "resolved" };
const READ_ONLY = {
  away: "the daemon is away: nothing was sent",
  refused: "the daemon no longer takes this token: nothing was sent",
} as const;

/** Puts a command down to be sent, asks first, or says why not. */
export const request = (
  state: State,
  wanted: { verb: Verb; id: number | null; force?: boolean; isSure?: boolean },
  now: number,
): State => {
  const { verb, id, force = false, isSure = false } = wanted;
  const { kind } = state.connection;
  if (kind === "away" || kind === "refused") return refuse(state, READ_ONLY[kind], now);
  const incident = id === null ? undefined : state.incidents.get(id);
  if (!incident) return refuse(state, "there is no incident here: nothing was sent", now);
  if (state.commands.some((command) => command.id === id && command.phase === "sent"))
    return refuse(state, `#${id}: the daemon has not answered the key before yet`, now);
  if (verb === "ackIncident" && incident.state === "acknowledged" && incident.owner === state.me)
    return refuse(state, `#${id} is yours already`, now);
  if (verb === "ackIncident" && !isSure && isHeld(incident))
    return { ...state, confirm: { kind: "held", id: incident.id, isWhole: incident.held } };
  if (verb === "resolveIncident" && !isSure && AUTO_POSTS.resolved.isNews(incident.public?.status ?? null))
    return { ...state, confirm: { kind: "public", id: incident.id } };
  const ticket = state.lastTicket + 1;
  const command: Command = { ticket, verb, id: incident.id, force, phase: "sent" };
  return {
    ...state,
    commands: [...state.commands.filter((other) => other.id !== id), command],
    lastTicket: ticket,
    confirm: null,
  };
};

/** At least a part of what fires moves no level, because of maintenance. */
const isHeld = ({ held, components }: Incident): boolean => held || components.some((one) => one.held);

export const answer = (state: State, ticket: number, given: Answer, now: number): State => {
  const command = state.commands.find((one) => one.ticket === ticket);
  if (!command) return state;
  const others = state.commands.filter((one) => one !== command);
  const rolledBack = { ...state, commands: others };
  switch (given.kind) {
    case "done":
      return isSeen(state.incidents.get(command.id), command.verb)
        ? rolledBack
        : { ...state, commands: [...others, { ...command, phase: "done" }] };
    case "firing":
      return state.incidents.has(command.id) && !state.confirm
        ? { ...rolledBack, confirm: { kind: "firing", id: command.id, firing: given.firing } }
        : rolledBack;
    case "refused":
      return refuse(rolledBack, `#${command.id} was not ${DONE[command.verb]}: ${given.why}`, now);
    default:
      return assertNever(given);
  }
};

/** Has the truth caught up with what was asked? The event may be here before the reply. */
const isSeen = (incident: Incident | undefined, verb: Verb): boolean =>
  incident === undefined || (verb === "ackIncident" && incident.state !== "open");

const refuse = (state: State, text: string, now: number): State => ({
  ...state,
  toasts: freshToasts(state.toasts, now, { tone: "refusal", text }),
});

const PENDING_WORD: Record<Verb, string> = { ackIncident: "acking…", resolveIncident: "resolve…" };

/** An incident as the list shows it: the truth, under what was asked and not refused. */
export const shownIncident = (state: State, id: number): { incident: Incident; pending: string | null } | undefined => {
  const incident = state.incidents.get(id);
  if (!incident) return undefined;
  const command = state.commands.find((one) => one.id === id);
  if (!command) return { incident, pending: null };
  const isAcked = command.verb === "ackIncident" && incident.state === "open";
  return {
    incident: isAcked ? { ...incident, state: "acknowledged", owner: state.me } : incident,
    pending: command.phase === "sent" || !isAcked ? PENDING_WORD[command.verb] : null,
  };
};

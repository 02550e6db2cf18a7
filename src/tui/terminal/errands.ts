// What the state asks of whoever runs the screen, as it asks commands of the daemon: by ticket, until the outcome has come.
import type { Screen, State } from "../state.ts";

export type Errand = { ticket: number } & Wanted;
export type Wanted =
  /** A line of the command line, in words as a shell would split it, and the screen it was asked for on. */
  | { kind: "run"; line: string; words: readonly string[]; screen: Screen }
  | { kind: "complete"; words: readonly string[] }
  /** The text in $EDITOR. */
  | { kind: "edit"; text: string }
  | { kind: "suspend" }
  | { kind: "redraw" };
export type Outcome =
  | { kind: "ran"; exitCode: number; stdout: string; stderr: string }
  | { kind: "candidates"; candidates: readonly string[] }
  | { kind: "edited"; text: string }
  | { kind: "failed"; why: string }
  | { kind: "over" };

export const ask = (state: State, wanted: Wanted): State => {
  const ticket = state.lastTicket + 1;
  return { ...state, lastTicket: ticket, errands: [...state.errands, { ...wanted, ticket }] };
};
export const askToRun = (state: State, line: string, words: readonly string[]): State =>
  ask(state, { kind: "run", line, words, screen: state.screen });

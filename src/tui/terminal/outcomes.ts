// What came of an errand, put on the screen.
import { assertNever } from "../../domain/assert.ts";
import { refuse, say } from "../commands/commands.ts";
import { underWay, withCandidates, withEditorText } from "../forms/entry.ts";
import { go } from "../screens/going.ts";
import { outputOf } from "../screens/output.ts";
import type { State } from "../state.ts";
import type { Errand, Outcome } from "./errands.ts";

export const applyOutcome = (state: State, ticket: number, outcome: Outcome, now: number): State => {
  const errand = state.errands.find((one) => one.ticket === ticket);
  if (!errand) return state; // given up meanwhile
  const done = { ...state, errands: state.errands.filter((one) => one !== errand) };
  switch (outcome.kind) {
    case "ran":
      return errand.kind === "run" ? afterRun(done, errand, outcome, now) : done;
    case "candidates":
      return errand.kind === "complete" ? withCandidates(done, errand.words, outcome.candidates) : done;
    case "edited":
      return withEditorText(done, outcome.text);
    case "failed":
      return refuse(done, outcome.why, now);
    case "over":
      return done;
    default:
      return assertNever(outcome);
  }
};

type Run = Errand & { kind: "run" };
type Ran = Outcome & { kind: "ran" };
/** A line is said where all is said; more opens a screen of its own, unless one is at something else by now. */
const afterRun = (before: State, { line, screen }: Run, ran: Ran, now: number): State => {
  const state = { ...before, toasts: before.toasts.filter(({ text }) => text !== underWay(line)) };
  const isFailure = ran.exitCode !== 0;
  const text = [ran.stdout, ran.stderr]
    .map((one) => one.trimEnd())
    .filter(Boolean)
    .join("\n");
  const lines = text.split("\n");
  if (isFailure && ran.stdout.trim() === "" && lines.length <= 2) return refuse(state, lines.join(" "), now);
  if (lines.length <= 1) return say(state, text === "" ? `${line}: done` : text, now);
  const output = outputOf(line, text, isFailure);
  const isElsewhere = state.screen !== screen || state.entry !== null || state.confirm !== null;
  if (!isElsewhere) return { ...go(state, "output"), output };
  const told = isFailure ? refuse : say;
  return told({ ...state, output }, `${line} ${isFailure ? "failed" : "is done"}: O shows what it printed`, now);
};

// What went wrong, said once on stderr, and its exit code.
import { CommanderError } from "commander";
import { UnreachableError } from "../client/unreachable.ts";
import { EXIT, EXIT_OF_CODE, Problem, type ProblemBody, problem } from "../contract/problem.ts";
import { safeJson, safeText } from "../domain/safe-text.ts";
import type { Io } from "./io.ts";

/** A problem as the API has it, or what only a client can say. */
export type Failure = Omit<ProblemBody, "code" | "status"> & {
  code: ProblemBody["code"] | "unreachable" | "timed_out" | "interrupted";
  status?: number;
};

/** What was waited for did not come in time. */
export class TimedOutError extends Error {
  override readonly name = "TimedOutError";
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Ends a command that failed: two lines for people, one JSON object for programs. Gives the exit code. */
export const reportFailure = (
  io: Pick<Io, "stderr">,
  error: unknown,
  { isJson, command }: { isJson: boolean; command?: string | undefined },
): number => {
  if (error instanceof CommanderError && SILENT.has(error.code))
    return error.code === "commander.help" ? EXIT.usage : EXIT.done;
  const failure = error instanceof CommanderError ? usage(error, command).toBody() : failureOf(error);
  io.stderr.write(isJson ? `${safeJson(failure)}\n` : wordsOf(failure));
  return exitCodeOf(error);
};

/** Help and version were printed by commander itself. */
const SILENT = new Set(["commander.helpDisplayed", "commander.help", "commander.version"]);

export const failureOf = (error: unknown): Failure => {
  if (error instanceof Problem) return error.toBody();
  if (error instanceof UnreachableError)
    return {
      type: "urn:tocsin:problem:unreachable",
      title: "No daemon answers",
      code: "unreachable",
      detail: error.message,
      hint: error.hint,
    };
  if (error instanceof TimedOutError)
    return {
      type: "urn:tocsin:problem:timed_out",
      title: "Timed out waiting",
      code: "timed_out",
      detail: error.message,
      hint: error.hint,
    };
  return problem("internal", error instanceof Error ? (error.stack ?? error.message) : String(error), {
    hint: "This is a fault of Tocsin itself; please report it with these lines.",
  }).toBody();
};

/** A daemon that restarts, or a proxy before it, has no answer for a moment; whatever else it says, it will say again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof Problem && (error.code === "unavailable" || error.code === "internal"));

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof Problem) return EXIT_OF_CODE[error.code];
  if (error instanceof UnreachableError) return EXIT.unreachable;
  if (error instanceof TimedOutError) return EXIT.timedOut;
  return error instanceof CommanderError ? EXIT.usage : EXIT.failed;
};

/** "error: unknown option '--jsn'\n(Did you mean --json?)" as what is, and what to do. */
const usage = (error: CommanderError, command: string | undefined): Problem => {
  const [what = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const meant = more.join(" ").replace(/^\(|\)$/g, "");
  const dashed = error.code === "commander.unknownOption" ? " Text that begins with - goes after a bare `--`." : "";
  const help = `See \`tocsin ${command ? `${command} ` : ""}--help\`.${dashed}`;
  return problem("invalid", sentence(what), { hint: meant || help });
};
const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");

export const wordsOf = (failure: Failure): string => {
  // What the detail says already is not said again.
  const errors = failure.errors?.filter(({ message }) => !failure.detail.includes(message)) ?? [];
  const fields = errors.map(({ path, message }) => `  ${path ? `${path}: ` : ""}${message}`);
  return safeText([`tocsin: ${failure.detail}`, ...fields, ...(failure.hint ? [failure.hint] : []), ""].join("\n"));
};

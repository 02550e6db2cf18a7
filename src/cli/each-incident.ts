// Verbs that take several incidents: each is tried, none stops the rest, and the worst exit code is the command's.
import type { Client, Outcome } from "../client/client.ts";
import { UnreachableError } from "../client/unreachable.ts";
import type { Incident } from "../contract/incidents.ts";
import { EXIT, problem } from "../contract/problem.ts";
import type { Route } from "../contract/route.ts";
import { safeLine } from "../domain/safe-text.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, type Failure, failureOf, wordsOf } from "./failure.ts";
import { describeIncident } from "./render/incident.ts";
import { idOfTarget, type Target } from "./targets.ts";

/** `id` is absent only where a key names no incident. */
export type Result = { id?: number; key?: string } & (
  | { result: "changed" | "unchanged"; incident: Incident }
  | { result: "refused" | "failed"; error: Failure }
);

export interface Verb {
  /** What to say of a change: "acknowledged". */
  done: (incident: Incident) => string;
  /** What to say where nothing had to change; else that the incident is so already. */
  already?: (incident: Incident) => string;
  act: (client: Client, id: string) => Promise<Outcome<Route> & { reply: Incident }>;
}

/** Asked for at the same time: the daemon commits them together, and nobody else waits long behind them. */
const AT_ONCE = 8;

export const eachIncident = async (context: Context, targets: readonly Target[], verb: Verb): Promise<number> => {
  const client = await context.connect();
  const board = createBoard(context, targets, verb);
  context.io.interrupted.addEventListener("abort", () => board.stop(), { once: true });
  let next = 0;
  let exitCode: number = EXIT.done;
  let nobody: Failure | undefined;
  const work = async (): Promise<void> => {
    while (next < targets.length && !nobody && !board.hasEnded()) {
      const at = next++;
      board.ask(at);
      const tried = await attempt(client, targets[at]!, verb);
      exitCode = Math.max(exitCode, tried.exitCode);
      // What nobody answered once, nobody will answer for the others; what was asked already has its answer coming.
      if (tried.exitCode === EXIT.unreachable && "error" in tried.result)
        nobody ??= tried.isUnheard ? tried.result.error : { ...tried.result.error, ...WENT_AWAY };
      if (!tried.isUnheard) board.answer(at, tried.result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, work));
  if (nobody) board.stop(nobody);
  board.end();
  return exitCode;
};

interface Tried {
  result: Result;
  exitCode: number;
  /** Nobody even took it: as good as never asked. */
  isUnheard?: boolean;
}
const attempt = async (client: Client, target: Target, verb: Verb): Promise<Tried> => {
  const named = nameOf(target);
  try {
    const id = await idOfTarget(client, target);
    named.id = Number(id);
    const { result = "changed", reply } = await verb.act(client, id);
    return { result: { ...named, result, incident: reply }, exitCode: EXIT.done };
  } catch (thrown) {
    const error = failureOf(thrown);
    // Refused: the daemon said no, and will again. Failed: trying again may help.
    const isRefusal = error.status !== undefined && error.status < 500 && error.code !== "rate_limited";
    const result: Result = { ...named, result: isRefusal ? "refused" : "failed", error };
    const isUnheard = thrown instanceof UnreachableError && !thrown.mayBeDone;
    return { result, exitCode: exitCodeOf(thrown), isUnheard };
  }
};

const nameOf = (target: Target): { id?: number; key?: string } =>
  target.kind === "id" ? { id: Number(target.id) } : { key: target.key };

const interrupted = (detail: string, hint: string): Failure => ({
  type: "urn:tocsin:problem:interrupted",
  title: "Interrupted",
  code: "interrupted",
  detail,
  hint,
});
const NOT_ASKED = interrupted("Interrupted before it was asked for.", "Ask again.");
const WENT_AWAY = {
  detail: "Not asked for, since the daemon went away.",
  hint: "Ask again when it is back.",
};
const NOT_ANSWERED = interrupted("Interrupted before the daemon answered; it may be done.", "See `tocsin show`.");

/** Results in the order of the targets, each told as soon as all before it are. */
const createBoard = (context: Context, targets: readonly Target[], verb: Verb) => {
  const results: (Result | undefined)[] = targets.map(() => undefined);
  const asked = new Set<number>();
  let told = 0;
  let hasEnded = false;
  const say = (text: string): void => void context.io.stderr.write(`tocsin: ${text}\n`);
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    if (context.flags.json) context.printJson(results);
  };
  return {
    ask: (at: number): void => void asked.add(at),
    answer: (at: number, result: Result): void => {
      if (hasEnded) return; // given up already, and said so
      results[at] = result;
      if (context.flags.json) return;
      for (; results[told]; told++) tell(context, results[told]!, verb);
    },
    hasEnded: (): boolean => hasEnded,
    end,
    /** Asks for nothing more; what has no answer was not done, as far as anybody knows. Without a reason: interrupted. */
    stop: (why?: Failure): void => {
      if (hasEnded) return;
      const left = [...targets.keys()].filter((at) => !results[at]);
      if (!context.flags.json) {
        for (const one of results.slice(told)) if (one) tell(context, one, verb);
        if (why && left.length > 0) context.io.stderr.write(wordsOf(why));
        const unsure = why ? [] : left.filter((at) => asked.has(at));
        const undone = left.filter((at) => !unsure.includes(at));
        if (unsure.length > 0) say(`asked for, but not answered yet: ${listed(unsure.map((at) => targets[at]!))}`);
        if (undone.length > 0 && targets.length > 1) say(`not done: ${listed(undone.map((at) => targets[at]!))}`);
      }
      for (const at of left) {
        const error = why ?? (asked.has(at) ? NOT_ANSWERED : NOT_ASKED);
        results[at] = { ...nameOf(targets[at]!), result: "failed", error };
      }
      end();
    },
  };
};

/** Most that a line names; `--json` names all. */
const MAX_NAMED = 50;
/** As one would write them on the next command line. */
const listed = (targets: readonly Target[]): string => {
  const names = targets
    .slice(0, MAX_NAMED)
    .map((target) => (target.kind === "id" ? target.id : `-k ${safeLine(target.key)}`));
  const more = targets.length - names.length;
  return `${names.join(" ")}${more > 0 ? ` and ${more} more` : ""}`;
};

const tell = (context: Context, one: Result, verb: Verb): void => {
  if ("error" in one) context.io.stderr.write(wordsOf(one.error));
  else if (context.flags.quiet) context.print(String(one.id));
  else if (one.result === "changed") context.print(`incident ${one.id} ${verb.done(one.incident)}`);
  else context.say(`incident ${one.id} ${(verb.already ?? isAlready)(one.incident)}`);
};

const isAlready = (incident: Incident): string => `is already ${describeIncident(incident)}`;

/** The `-m` of a verb as the field `note`. */
export const readNote = async (
  context: Context,
  message: string | undefined,
  ids: readonly string[],
): Promise<{ note?: string }> => {
  if (message === undefined) return {};
  if (message === "-" && ids.includes("-"))
    throw problem("invalid", "Ids and note cannot both come from stdin.", { hint: "Write the note out: `-m TEXT`." });
  return { note: await context.textOf(message) };
};

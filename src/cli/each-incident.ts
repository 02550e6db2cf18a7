// Verbs that take several incidents: each is tried, none stops the rest, and the worst exit code is the command's.
import type { Client, Outcome } from "../client/client.ts";
import type { Incident } from "../contract/incidents.ts";
import { EXIT, problem } from "../contract/problem.ts";
import type { Route } from "../contract/route.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, type Failure, failureOf, wordsOf } from "./failure.ts";
import { readStdin } from "./io.ts";
import { idText } from "./options.ts";
import { describeIncident } from "./render/incident.ts";

export type Result =
  | { id: number; result: "changed" | "unchanged"; incident: Incident }
  | { id: number; result: "refused" | "failed"; error: Failure };

interface Verb {
  /** What to say of a change: "incident 42 acknowledged". */
  done: string;
  act: (client: Client, id: string) => Promise<Outcome<Route> & { reply: Incident }>;
}

export const eachIncident = async (context: Context, given: readonly string[], verb: Verb): Promise<number> => {
  const ids = await readIds(context, given);
  const client = await context.connect();
  const results: Result[] = [];
  let exitCode: number = EXIT.done;
  for (const id of ids) {
    try {
      const { result = "changed", reply } = await verb.act(client, id);
      results.push({ id: Number(id), result, incident: reply });
    } catch (error) {
      results.push(failed(id, error));
      exitCode = Math.max(exitCode, exitCodeOf(error));
    }
    if (!context.flags.json) tell(context, results.at(-1)!, verb.done);
  }
  if (context.flags.json) context.printJson(results);
  return exitCode;
};

/** Refused: the daemon said no, and will again. Failed: trying again may help. */
const failed = (id: string, thrown: unknown): Result => {
  const error = failureOf(thrown);
  const isRefusal = error.status !== undefined && error.status < 500 && error.code !== "rate_limited";
  return { id: Number(id), result: isRefusal ? "refused" : "failed", error };
};

const tell = (context: Context, one: Result, done: string): void => {
  const { id } = one;
  if ("error" in one) context.io.stderr.write(wordsOf(one.error));
  else if (context.flags.quiet) context.print(String(id));
  else if (one.result === "changed") context.print(`incident ${id} ${done}`);
  else context.say(`incident ${id} is already ${describeIncident(one.incident)}`);
};

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

const MAX_IDS = 10_000;

/** Ids of the command line, `-` standing for those on stdin; each once, in their order. Nothing is done if one is no id. */
export const readIds = async (context: Context, given: readonly string[]): Promise<string[]> => {
  const words = given.includes("-") ? [...given.filter((word) => word !== "-"), ...(await stdinWords(context))] : given;
  const ids = new Set(words.map(idOrProblem));
  if (ids.size <= MAX_IDS) return [...ids];
  throw problem("invalid", `These are ${ids.size} ids; one command takes at most ${MAX_IDS}.`, { hint: "Split them." });
};

const stdinWords = async (context: Context): Promise<string[]> => {
  const text = await readStdin(context.io);
  if (text === undefined)
    throw problem("invalid", "The list of ids on stdin is longer than 1 MiB.", { hint: "Split it." });
  return text.split(/\s+/).filter((word) => word !== "");
};

const idOrProblem = (word: string): string => {
  try {
    return idText(word);
  } catch {
    throw problem("invalid", `"${word}" is not the id of an incident.`, {
      hint: "Ids are whole numbers; see them with `tocsin list`.",
    });
  }
};

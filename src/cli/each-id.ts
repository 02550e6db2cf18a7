// Verbs that take several things by their ids: each is tried in its order, none stops the rest, the worst exit code counts.
import type { Client } from "../client/client.ts";
import { UnreachableError } from "../client/unreachable.ts";
import { EXIT, problem } from "../contract/problem.ts";
import type { Context } from "./context.ts";
import { exitCodeOf, type Failure, failureOf, wordsOf } from "./failure.ts";
import { readStdin } from "./io.ts";
import { idText } from "./options.ts";

const MAX_IDS = 10_000;

/** Ids of the command line, `-` standing for those on stdin; each once. Nothing is done if one of the words is none. */
export const readIds = async (context: Context, given: readonly string[], noun: string): Promise<string[]> => {
  const words = await readWords(context, given);
  const ids = [...new Set(words.map((word) => idOrProblem(word, noun)))];
  if (ids.length <= MAX_IDS) return ids;
  throw problem("invalid", `These are ${ids.length} ids; one command takes at most ${MAX_IDS}.`, {
    hint: "Split them.",
  });
};

/** Those of the command line, `-` standing for those on stdin. */
export const readWords = async (context: Context, given: readonly string[]): Promise<readonly string[]> => {
  if (!given.includes("-")) return given;
  const text = await readStdin(context.io);
  if (text === undefined)
    throw problem("invalid", "The list of ids on stdin is longer than 1 MiB.", { hint: "Split it." });
  const words = text.split(/\s+/).filter((word) => word !== "");
  // An empty list is a quiet night, and no fault of whoever runs this from cron.
  if (words.length === 0) context.say("No ids on stdin: nothing to do.");
  return [...given.filter((word) => word !== "-"), ...words];
};

const idOrProblem = (word: string, noun: string): string => {
  try {
    return idText(word);
  } catch {
    throw problem("invalid", `"${word}" is not the id of a ${noun}.`, {
      hint: `Ids are whole numbers; see them with \`tocsin ${noun} list\`.`,
    });
  }
};

export interface IdVerb<T> {
  /** The field of the result that holds the reply. */
  noun: string;
  act: (client: Client, id: string) => Promise<{ result?: "changed" | "unchanged"; reply: T }>;
  /** What to say of it. */
  done: (reply: T, result: "changed" | "unchanged") => string;
}
type IdResult = { id: number; result: "changed" | "unchanged" | "refused" | "failed"; error?: Failure };

export const eachId = async <T>(context: Context, ids: readonly string[], verb: IdVerb<T>): Promise<number> => {
  const client = await context.connect();
  const results: (IdResult & Record<string, unknown>)[] = [];
  let exitCode: number = EXIT.done;
  let nobody: Failure | undefined;
  for (const id of ids) {
    if (nobody) {
      results.push({ id: Number(id), result: "failed", error: nobody });
      continue;
    }
    try {
      const { result = "changed", reply } = await verb.act(client, id);
      results.push({ id: Number(id), result, [verb.noun]: reply });
      if (context.flags.quiet) context.print(id);
      else if (!context.flags.json) context.print(verb.done(reply, result));
    } catch (thrown) {
      const error = failureOf(thrown);
      // Refused: the daemon said no, and will again. Failed: trying again may help.
      const isRefusal = error.status !== undefined && error.status < 500 && error.code !== "rate_limited";
      results.push({ id: Number(id), result: isRefusal ? "refused" : "failed", error });
      exitCode = Math.max(exitCode, exitCodeOf(thrown));
      if (thrown instanceof UnreachableError) nobody = error;
      if (!context.flags.json) context.io.stderr.write(wordsOf(error));
    }
  }
  if (context.flags.json) context.printJson(results);
  return exitCode;
};

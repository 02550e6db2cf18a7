import { Argument } from "commander";
import { MAX_WAIT_SECONDS } from "../../contract/log.ts";
import { EXIT, Problem, type ProblemBody, problem } from "../../contract/problem.ts";
import { API } from "../../contract/route.ts";
import { safeText } from "../../domain/safe-text.ts";
import type { Context } from "../context.ts";
import { examples, type Register } from "../options.ts";

const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"];
/** Longer than the longest that the daemon holds an answer back. */
const TIMEOUT_MS = (MAX_WAIT_SECONDS + 15) * 1000;
/** Addresses that are no part of the API; every other path is below /api/v1. */
const OUTSIDE = /^\/(api\/|healthz$|readyz$|metrics$)/;

export const register: Register = (parent, run) => {
  parent
    .command("api")
    .description("send one request to the API as it is, and print the reply")
    .addArgument(new Argument("<method>", METHODS.join(", ")).argParser((text) => text.toUpperCase()))
    .argument("<path>", "below /api/v1, like /incidents?state=all; or /readyz, /healthz, /metrics")
    .option("-d, --data <json>", "the body; - reads it from stdin")
    .addHelpText(
      "after",
      examples("tocsin api GET /events?limit=10", `tocsin api POST /incidents/42/ack -d '{"note": "mine"}'`),
    )
    .action(run(api));
};

const api = async (context: Context, method: string, given: string, options: { data?: string }): Promise<number> => {
  if (!METHODS.includes(method))
    throw problem("invalid", `${method} is no method of the API.`, { hint: `Use ${METHODS.join(", ")}.` });
  const path = given.startsWith("/") ? given : `/${given}`;
  if (/[^\x21-\x7e]/.test(path))
    throw problem("invalid", "The path has characters that a URL may not have.", {
      hint: "Write them as %20 and the like.",
    });
  const body = options.data === undefined ? undefined : await context.textOf(options.data);
  const client = await context.connect();
  const reply = await client.raw(
    { method, path: OUTSIDE.test(path) ? path : API + path, ...(body === undefined ? {} : { body }) },
    { timeoutMs: TIMEOUT_MS },
  );
  const json = parsed(reply.body);
  if (reply.status >= 400 && isProblem(json)) throw Problem.fromBody(json);
  if (json !== undefined) context.printJson(json);
  else context.print(safeText(reply.body).trimEnd());
  if (reply.status < 400) return EXIT.done;
  context.io.stderr.write(`tocsin: the daemon answered with HTTP ${reply.status}\n`);
  return EXIT.failed;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: printed as it is
  }
};
const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === "object" && body !== null && "code" in body && "detail" in body;

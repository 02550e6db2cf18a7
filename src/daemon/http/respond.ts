// The one way out for everything that goes wrong: application/problem+json from the one table.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { Problem, type ProblemBody, type ProblemCode, problem } from "../../contract/problem.ts";
import { StoreUnavailable } from "../store/errors.ts";

/** Where nothing says when it will be better. */
const RETRY_AFTER_SECONDS = 2;

export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable)
    return problem("unavailable", error.message, { hint: error.hint, cause: error });
  if (error instanceof HTTPException)
    return problem(codeOfStatus(error.status), error.message || "The request is not valid.", { cause: error });
  return problem("internal", "Something went wrong inside Tocsin; the log of the daemon says what.", {
    hint: "Nothing was changed. See `tocsin doctor`.",
    cause: error,
  });
};

const codeOfStatus = (status: number): ProblemCode =>
  status === 404 ? "not_found" : status === 413 ? "too_large" : status >= 500 ? "internal" : "invalid";

export const respondProblem = (c: Context, error: unknown, requestId: string): Response => {
  const known = asProblem(error);
  const body: ProblemBody = known.toBody(requestId);
  if (body.code === "unavailable" || body.code === "rate_limited")
    c.header("retry-after", String(known.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
  if (body.code === "unauthenticated") c.header("www-authenticate", 'Bearer realm="tocsin"');
  return c.body(JSON.stringify(body), body.status as 400, { "content-type": "application/problem+json" });
};

// Input against a route's schemas: every fault at once, unknown fields with the nearest known name.
import type * as z from "zod";
import { dotted, explainIssue } from "../../contract/explain.ts";
import { type FieldError, problem } from "../../contract/problem.ts";
import type { Route, RouteParsed } from "../../contract/route.ts";
import { schemasOf } from "../../contract/schemas/index.ts";

export interface RawInput {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

export const parseInput = <R extends Route>(route: R, raw: RawInput): RouteParsed<R> => {
  const schemas = schemasOf(route.name);
  const params = check(schemas.params, raw.params, "");
  // An id that is no number names nothing: that is 404, as for a number that nobody has.
  if (params.errors.length > 0)
    throw problem("not_found", `There is nothing at this address: ${params.errors[0]!.message}.`, {
      hint: "Ids are whole numbers.",
    });
  const query = check(schemas.query, raw.query, "?");
  const body = check(schemas.body, raw.body, "");
  const errors = [...query.errors, ...body.errors];
  if (errors.length > 0)
    throw problem(
      "invalid",
      errors.map((error) => (error.path ? `${error.path} ${error.message}` : error.message)).join("; "),
      {
        hint: "What it takes stands in `/api/v1/openapi.json`; for a command of the CLI, see its `--help`.",
        errors,
      },
    );
  return { params: params.value, query: query.value, body: body.value } as RouteParsed<R>;
};

/** Routes without a schema for a part take nothing there. */
const check = (
  schema: z.ZodType | undefined,
  value: unknown,
  prefix: string,
): { value: unknown; errors: FieldError[] } => {
  if (!schema) {
    const names = Object.keys((value ?? {}) as object);
    return { value: {}, errors: names.map((name) => ({ path: prefix + name, message: "is not known here" })) };
  }
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { value: parsed.data, errors: [] };
  const faults = parsed.error.issues.flatMap((issue) => explainIssue(schema, issue, { known: "a known field" }));
  return { value: undefined, errors: faults.map(({ path, message }) => ({ path: prefix + dotted(path), message })) };
};

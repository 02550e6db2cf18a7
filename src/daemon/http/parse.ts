// Input against a route's schemas: every fault at once, unknown fields with the nearest known name.
import type * as z from "zod";
import { dotted, explainIssue } from "../../contract/explain.ts";
import { type FieldError, problem } from "../../contract/problem.ts";
import type { Route, RouteParsed } from "../../contract/route.ts";
import { schemasOf } from "../../contract/schemas/index.ts";

export interface RawInput {
  params: Record<string, string>;
  /** Each as often as it was given. */
  query: Record<string, string[]>;
  body: unknown;
}

/** Most faults told at once, and most of a name that is repeated: both are the sender's, and as many and long as they like. */
const MAX_FAULTS = 50;
const MAX_PATH_CHARS = 200;

export const parseInput = <R extends Route>(route: R, raw: RawInput): RouteParsed<R> => {
  const schemas = schemasOf(route.name);
  const params = check(schemas.params, raw.params, "");
  // An id that is no number names nothing: that is 404, as for a number that nobody has.
  if (params.errors.length > 0)
    throw problem("not_found", `There is nothing at this address: ${params.errors[0]!.message}.`, {
      hint: "Ids are whole numbers; those of components are written as in `tocsin component list`.",
    });
  const twice = givenTwice(raw.query);
  const query = check(schemas.query, firstOfEach(raw.query), "?");
  const body = check(schemas.body, raw.body, "");
  const faults = [...twice, ...query.errors, ...body.errors];
  const errors = faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({ path: shortened(path), message }));
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

const shortened = (path: string): string =>
  path.length <= MAX_PATH_CHARS ? path : `${path.slice(0, MAX_PATH_CHARS)}…`;

const firstOfEach = (query: RawInput["query"]): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values[0]!]));

/** One of the two would be passed over in silence. */
const givenTwice = (query: RawInput["query"]): FieldError[] =>
  Object.entries(query).flatMap(([name, { length }]) =>
    length === 1 ? [] : [{ path: `?${name}`, message: `is given ${length} times; it takes one value` }],
  );

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

// What zod found wrong, in words that help: unknown names with the nearest known one, types and limits as people say them.
import type * as z from "zod";
import { nearest } from "../domain/nearest.ts";

export interface Explained {
  path: readonly PropertyKey[];
  message: string;
}
export interface ExplainOptions {
  /** What an unknown name is called: "a known field", "a key of the config". */
  known: string;
  /** A word of its own for some unknown names; undefined for the usual one. */
  aside?: (path: readonly PropertyKey[]) => string | undefined;
}

/** Most unknown names of one object that are told: a hostile body has a hundred thousand. */
const MAX_NAMES = 50;

/** One entry per fault; several unknown names in one object are several faults. */
export const explainIssue = (schema: z.ZodType, issue: z.core.$ZodIssue, options: ExplainOptions): Explained[] => {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: wordsOf(issue) }];
  const known = Object.keys(schemaAt(schema, issue.path)?.shape ?? {});
  return issue.keys.slice(0, MAX_NAMES).map((key) => {
    const path = [...issue.path, key];
    const message = options.aside?.(path) ?? `is not ${options.known}; ${helpFor(key, known)}`;
    return { path, message };
  });
};

export type Checked<T> = { ok: true; value: T } | { ok: false; errors: { path: string; message: string }[] };

/** Most faults told at once: they are the sender's, and as many as they like. */
const MAX_FAULTS = 50;

/** What somebody sent outside of the API's routes, with every fault at once. */
export const check = <T>(schema: z.ZodType<T>, value: unknown): Checked<T> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  const errors = parsed.error.issues
    .flatMap((issue) => explainIssue(schema, issue, { known: "a known field" }))
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => ({ path: dotted(path), message }));
  return { ok: false, errors };
};

/** `components[1].id` */
export const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");

const helpFor = (key: string, known: readonly string[]): string => {
  const meant = nearest(key, known);
  if (meant) return `did you mean \`${meant}\`?`;
  return known.length > 0 ? `known here: ${known.join(", ")}` : "nothing is taken here";
};

const wordsOf = (issue: z.core.$ZodIssue): string => {
  const unit = "origin" in issue && issue.origin === "string" ? " characters" : "";
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return issue.input === undefined
        ? `is missing; it must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unit}`;
    case "too_small":
      return issue.minimum === 1 && unit ? "must not be empty" : `must be at least ${issue.minimum}${unit}`;
    default:
      return issue.message;
  }
};
const article = (word: string): string => {
  if (word === "boolean") return "true or false";
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
};

interface SchemaLike {
  shape?: Record<string, unknown>;
  element?: unknown;
  unwrap?: () => unknown;
}
/** The object or array schema at a place, below optional, default and prefault. */
const schemaAt = (schema: unknown, path: readonly PropertyKey[]): SchemaLike | undefined => {
  let here = bare(schema);
  for (const part of path) here = bare(typeof part === "number" ? here?.element : here?.shape?.[part as string]);
  return here;
};
const bare = (schema: unknown): SchemaLike | undefined => {
  let inner = schema as SchemaLike | undefined; // zod's own classes, seen by the three members that matter here
  while (inner && !inner.shape && !inner.element && inner.unwrap) inner = inner.unwrap() as SchemaLike;
  return inner;
};

// A route as a plain object: what the server answers, the client calls and the reference prints.
import type * as z from "zod";
import type { Verb } from "../domain/actor.ts";

export const API = "/api/v1";

export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** The one name of this verb in contract, handler, action, command and tests; its role stands in domain/actor.ts. */
  name: Verb;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with `{id}` for parameters. */
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  reply: R;
  /** Success, the first being the usual one. */
  status: readonly (200 | 201)[];
}

/** Keeps the exact schema types, so that client and handler are typed from the same object. */
export const route = <
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
>(
  definition: Route<P, Q, B, R>,
): Route<P, Q, B, R> => definition;

// A part that a route does not have is `unknown`, which adds nothing to an intersection.
type In<S> = Fields<z.input<Exclude<S, undefined> & z.ZodType>>;
/** An empty body adds nothing either; zod's type for it would forbid the fields of path and query beside it. */
type Fields<F> = [F] extends [Record<string, never>] ? unknown : F;
type Out<S> = z.output<Exclude<S, undefined> & z.ZodType>;
/** Ids stand in the path as text, and callers have them as numbers. */
type Address<F> = { [K in keyof F]: F[K] | number };
/** What a caller gives: path, query and body fields in one object (their names never clash). */
export type RouteInput<T extends Route> = Address<In<T["params"]>> & In<T["query"]> & In<T["body"]>;
/** What a handler gets, after parsing. */
export type RouteParsed<T extends Route> = { params: Out<T["params"]>; query: Out<T["query"]>; body: Out<T["body"]> };
export type RouteReply<T extends Route> = z.output<T["reply"]>;

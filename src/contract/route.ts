// A route as a plain object: what the server answers, the client calls and the reference prints. What it takes and gives
// stands under its name in schemas/, which only the server loads; the client has it as types.
import type * as z from "zod";
import type { Schemas } from "./schemas/index.ts";

export const API = "/api/v1";

export type RouteName = keyof Schemas;
export interface Route<N extends RouteName = RouteName> {
  /** The one name of this verb in contract, handler, action, command and tests; its role stands in domain/actor.ts. */
  name: N;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with `{id}` for parameters. */
  path: string;
  summary: string;
  /** Success, the first being the usual one. */
  status: readonly (200 | 201)[];
}

/** Keeps the name's type, by which client and handler find what the route takes and gives. */
export const route = <N extends RouteName>(definition: Route<N>): Route<N> => definition;

/** What is neither in the path nor in a body is in the query. */
export const hasBody = ({ method }: Route): boolean => method === "POST" || method === "PUT" || method === "PATCH";

// A part that a route does not have is `unknown`, which adds nothing to an intersection.
type Part<T extends Route, P extends string> = Schemas[T["name"]] extends { [K in P]: infer S extends z.ZodType }
  ? S
  : z.ZodType;
type In<S extends z.ZodType> = Fields<z.input<S>>;
/** An empty body adds nothing either; zod's type for it would forbid the fields of path and query beside it. */
type Fields<F> = [F] extends [Record<string, never>] ? unknown : F;
/** Ids stand in the path as text, and callers have them as numbers. */
type Address<F> = { [K in keyof F]: F[K] | number };
/** What a caller gives: path, query and body fields in one object (their names never clash). */
export type RouteInput<T extends Route> = Address<In<Part<T, "params">>> & In<Part<T, "query">> & In<Part<T, "body">>;
/** What a handler gets, after parsing. */
export type RouteParsed<T extends Route> = {
  params: z.output<Part<T, "params">>;
  query: z.output<Part<T, "query">>;
  body: z.output<Part<T, "body">>;
};
export type RouteReply<T extends Route> = z.output<Schemas[T["name"]]["reply"]>;

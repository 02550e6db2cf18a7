// What every route takes and gives. Apart from the routes' addresses, since a command of the CLI needs only those: loading
// zod and making these schemas was about a quarter of what a short one costs above bare Node.
import type * as z from "zod";
import type { Verb } from "../../domain/actor.ts";
import { config } from "./config.ts";
import { incidents } from "./incidents.ts";
import { log } from "./log.ts";
import { maintenances } from "./maintenances.ts";
import { pages } from "./pages.ts";
import { sources } from "./sources.ts";
import { status } from "./status.ts";
import { subscribers } from "./subscribers.ts";
import { tokens } from "./tokens.ts";

/** A part that a route does not have takes nothing. */
export interface RouteSchemas {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  reply: z.ZodType;
}

export const SCHEMAS = {
  ...status,
  ...incidents,
  ...maintenances,
  ...sources,
  ...subscribers,
  ...log,
  ...config,
  ...pages,
  ...tokens,
} satisfies Partial<Record<Verb, RouteSchemas>>;
export type Schemas = typeof SCHEMAS;

export const schemasOf = (name: keyof Schemas): RouteSchemas => SCHEMAS[name];

// Every route of /api/v1; the server mounts this list, OpenAPI and the reference print it.
import * as config from "./config.ts";
import * as incidents from "./incidents.ts";
import * as log from "./log.ts";
import * as maintenances from "./maintenances.ts";
import * as pages from "./pages.ts";
import type { Route } from "./route.ts";
import * as sources from "./sources.ts";
import * as status from "./status.ts";
import * as subscribers from "./subscribers.ts";
import * as tokens from "./tokens.ts";

const isRoute = (value: unknown): value is Route =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

export const ROUTES: readonly Route[] = [
  status,
  incidents,
  maintenances,
  sources,
  subscribers,
  log,
  config,
  pages,
  tokens,
].flatMap((module) => Object.values(module).filter(isRoute));

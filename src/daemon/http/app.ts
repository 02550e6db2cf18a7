// The hono app: /api/v1 from the contract, health, metrics, ingest; every failure leaves as a problem.
import { Hono } from "hono";
import { problem } from "../../contract/problem.ts";
import { API } from "../../contract/route.ts";
import { VERSION } from "../../contract/version.ts";
import { allow } from "../actions/context.ts";
import type { TeamAddress } from "../gate/present-delivery.ts";
import type { ListedPage } from "../gate/present-page.ts";
import type { HttpEnv } from "./env.ts";
import type { LongPolls } from "./long-polls.ts";
import { credentialsOf, enter, type HttpDeps } from "./mount.ts";
import { openApiDocument } from "./openapi.ts";
import { asProblem, respondProblem } from "./respond.ts";
import { mountAmendments } from "./routes/amendments.ts";
import { type ConfigView, mountConfig } from "./routes/config.ts";
import { mountDeliveries } from "./routes/deliveries.ts";
import { mountIncidents } from "./routes/incidents.ts";
import { type HealthView, mountLog } from "./routes/log.ts";
import { mountMaintenances } from "./routes/maintenances.ts";
import { mountOverrides } from "./routes/overrides.ts";
import { mountPages } from "./routes/pages.ts";
import { mountSources, type SourceFacts } from "./routes/sources.ts";
import { mountStatus } from "./routes/status.ts";
import { mountSubscribers } from "./routes/subscribers.ts";
import { mountTokens } from "./routes/tokens.ts";

export interface AppDeps extends HttpDeps {
  health: HealthView & { isAlive: () => boolean; isReady: () => boolean; degradedNames: () => string[] };
  config: ConfigView;
  polls: LongPolls;
  metrics: () => Promise<{ contentType: string; text: string }>;
  sources: () => readonly SourceFacts[];
  /** Targets of the team, as the config has them. */
  team: () => readonly TeamAddress[];
  /** Those of the config. */
  pages: () => readonly ListedPage[];
  /** Senders' adapters, under /ingest. */
  ingest: Hono<HttpEnv>;
  /** What people open from messages, and the page that a browser is shown where nothing is. */
  links: Hono<HttpEnv>;
  newRequestId: () => string;
  onInternalError: (error: unknown, requestId: string) => void;
}

export const createApp = (deps: AppDeps): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>({ strict: true });
  app.use(async (c, next) => {
    c.set("requestId", deps.newRequestId());
    c.header("tocsin-version", VERSION);
    await next();
  });
  mountIncidents(app, deps);
  mountOverrides(app, deps);
  mountAmendments(app, deps);
  mountStatus(app, deps, deps.team);
  mountMaintenances(app, deps);
  mountSources(app, deps, deps.sources);
  mountSubscribers(app, deps);
  mountDeliveries(app, deps, deps.team);
  mountTokens(app, deps);
  mountPages(app, deps, deps.pages);
  mountLog(app, deps, deps.health);
  mountConfig(app, deps, deps.config);
  mountHealth(app, deps);
  app.route("/", deps.ingest);

  let openApi: string | undefined;
  app.get(`${API}/openapi.json`, (c) => {
    deps.admission.count(credentialsOf(c));
    openApi ??= JSON.stringify(openApiDocument());
    return c.body(openApi, 200, { "content-type": "application/json; charset=utf-8" });
  });
  app.route("/", deps.links); // the last: it takes what a browser asks for and nobody has
  app.notFound((c) => {
    const isOfApi = c.req.path.startsWith(`${API}/`);
    if (isOfApi) deps.admission.count(credentialsOf(c));
    const where = isOfApi ? "See `/api/v1/openapi.json` for what there is." : "The page is at `/`.";
    return respondProblem(
      c,
      problem("not_found", `There is nothing at ${c.req.method} ${c.req.path}.`, { hint: where }),
      c.get("requestId"),
    );
  });
  app.onError((error, c) => {
    const requestId = c.get("requestId");
    if (asProblem(error).code === "internal") deps.onInternalError(error, requestId);
    return respondProblem(c, error, requestId);
  });
  return app;
};

const mountHealth = (app: Hono<HttpEnv>, deps: AppDeps): void => {
  // Red only when a loop has stalled, so that no supervisor restarts us for one bad row.
  app.get("/healthz", (c) => (deps.health.isAlive() ? c.json({ status: "ok" }) : c.json({ status: "stalled" }, 503)));
  // Anybody may read it: what is degraded is named here, and only the doctor says why.
  app.get("/readyz", (c) => {
    const degraded = deps.health.degradedNames();
    return c.json({ ready: deps.health.isReady(), degraded }, deps.health.isReady() ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    const address = c.env.incoming.socket.remoteAddress ?? "";
    const isLocal = c.env.entrance === "unix" || /^(::ffff:)?127\.|^::1$/.test(address);
    if (!isLocal) allow((await enter(c, deps, "getMetrics")).ctx, "getMetrics");
    const { contentType, text } = await deps.metrics();
    return c.body(text, 200, { "content-type": contentType });
  });
};

import type { Hono } from "hono";
import type { Doctor } from "../../../contract/log.ts";
import * as routes from "../../../contract/log.ts";
import * as statusRoutes from "../../../contract/status.ts";
import { VERSION } from "../../../contract/version.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { iso, presentComponent, presentEvent, presentStatus } from "../../gate/present.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead } from "../mount.ts";

export interface HealthView {
  /** What does not work as it should, in words. */
  degraded: () => string[];
  checks: () => Doctor["checks"];
  repair: () => Promise<{ repaired: number; remaining: number }>;
}

export const mountLog = (app: Hono<HttpEnv>, deps: HttpDeps, health: HealthView): void => {
  const { store } = deps;
  mountRead(app, deps, statusRoutes.getStatus, (_, { ctx }) => presentStatus(store, ctx.now, health.degraded()));
  mountRead(app, deps, statusRoutes.listComponents, () => ({ items: store.components.list().map(presentComponent) }));
  mountRead(app, deps, routes.listEvents, async ({ query }, { signal }) => {
    const limit = query.limit ?? PAGE_SIZE;
    if (query.wait && store.events.head() <= query.after) await nextEvent(deps, query.wait * 1000, signal);
    return { items: store.events.after(query.after, limit).map(presentEvent), head: store.events.head() };
  });
  mountRead(app, deps, routes.getDoctor, (_, { ctx }) => {
    const checks = health.checks();
    return { healthy: checks.every((check) => check.state === "ok"), version: VERSION, at: iso(ctx.now), checks };
  });
  mountRead(app, deps, routes.repairReaders, () => health.repair());
};

/** Resolves at the next commit that appends, at the end of the wait, or when the client has gone. */
const nextEvent = (deps: HttpDeps, waitMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = deps.store.onAppend(end);
    const timer = setTimeout(end, waitMs);
    signal.addEventListener("abort", end);
  });

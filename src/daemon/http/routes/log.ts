import type { Hono } from "hono";
import type { Doctor } from "../../../contract/log.ts";
import * as routes from "../../../contract/log.ts";
import * as statusRoutes from "../../../contract/status.ts";
import { VERSION } from "../../../contract/version.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { requirePage } from "../../actions/context.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import { iso } from "../../gate/fields.ts";
import { type Condition, presentComponent, presentEvent, presentStatus } from "../../gate/present.ts";
import { presentAudit } from "../../gate/present-audit.ts";
import { onlyOfPage } from "../../gate/present-page.ts";
import { presentStatusAt } from "../../gate/present-past.ts";
import type { HttpEnv } from "../env.ts";
import type { LongPolls } from "../long-polls.ts";
import { type HttpDeps, mountRead } from "../mount.ts";
import { momentOfLog } from "./status.ts";

export interface HealthView {
  condition: () => Condition;
  examine: () => Pick<Doctor, "healthy" | "checks">;
  repair: () => Promise<{ repaired: number; remaining: number }>;
}

export const mountLog = (app: Hono<HttpEnv>, deps: HttpDeps & { polls: LongPolls }, health: HealthView): void => {
  const { store, polls } = deps;
  mountRead(app, deps, statusRoutes.getStatus, ({ query }, { ctx }) => {
    const status =
      query.at === undefined
        ? presentStatus(store, ctx.now, health.condition())
        : presentStatusAt(store, momentOfLog(store, query.at, ctx.now));
    return query.page === undefined ? status : onlyOfPage(store, requirePage(ctx, query.page), status);
  });
  mountRead(app, deps, statusRoutes.listComponents, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    // All are in memory for every page view anyway; a config has at most 5,000.
    const after = fromCursor(query.cursor, ["position"])?.position ?? -1;
    const found = store.components.list().filter(({ position }) => position > after);
    return pageOf(found, limit, presentComponent, ({ position }) => ({ position }));
  });
  mountRead(app, deps, routes.listAudit, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const before = fromCursor(query.cursor, ["id"])?.id ?? Number.MAX_SAFE_INTEGER;
    const found = store.records.listAudit({ isDenied: query.denied === "true", before, limit: limit + 1 });
    return pageOf(found, limit, presentAudit, ({ id }) => ({ id }));
  });
  mountRead(app, deps, routes.listEvents, async ({ query }, scope) => {
    const limit = query.limit ?? PAGE_SIZE;
    if (query.wait && store.events.head() <= query.after) {
      await polls.nextEvent(query.wait * 1000, scope.signal);
      scope.recheck(); // revoked or expired while it waited
    }
    return { items: store.events.after(query.after, limit).map(presentEvent), head: store.events.head() };
  });
  mountRead(app, deps, routes.getDoctor, (_, { ctx }) => {
    const { healthy, checks } = health.examine();
    return { healthy, version: VERSION, at: iso(ctx.now), checks };
  });
  mountRead(app, deps, routes.repairReaders, () => health.repair());
};

import type { Hono } from "hono";
import * as routes from "../../../contract/maintenances.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { cancelMaintenance } from "../../actions/change-maintenance.ts";
import { notFound } from "../../actions/context.ts";
import { scheduleMaintenance } from "../../actions/schedule-maintenance.ts";
import { fromCursor, toCursor } from "../../gate/cursor.ts";
import { presentMaintenance, presentMaintenances } from "../../gate/present.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

export const mountMaintenances = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store } = deps;
  mountVerb(app, deps, routes.scheduleMaintenance, {
    input: ({ body }) => ({ ...body, startsAt: Date.parse(body.startsAt), endsAt: Date.parse(body.endsAt) }),
    action: scheduleMaintenance,
    present: presentMaintenance,
    target: (input) => input.title,
  });
  mountRead(app, deps, routes.listMaintenances, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const after = fromCursor(query.cursor, ["startsAt", "id"]);
    const page =
      query.state === "all" ? store.maintenances.all(limit, after) : store.maintenances.current(limit, after);
    return { items: presentMaintenances(store, page.items), ...(page.next ? { nextCursor: toCursor(page.next) } : {}) };
  });
  mountRead(app, deps, routes.getMaintenance, ({ params }) => {
    const window = store.maintenances.get(params.id);
    if (!window) throw notFound("maintenance window", params.id, "tocsin maintenance list --all");
    return presentMaintenance(store, window);
  });
  mountVerb(app, deps, routes.cancelMaintenance, {
    input: ({ params }) => ({ id: params.id }),
    action: cancelMaintenance,
    present: presentMaintenance,
    target: (input) => `maintenance ${input.id}`,
  });
};

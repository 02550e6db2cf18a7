import type { Hono } from "hono";
import * as routes from "../../../contract/maintenances.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import type { Maintenance } from "../../../domain/maintenance.ts";
import { cancelMaintenance } from "../../actions/cancel-maintenance.ts";
import { notFound } from "../../actions/context.ts";
import { editMaintenance } from "../../actions/edit-maintenance.ts";
import { endMaintenance } from "../../actions/end-maintenance.ts";
import { extendMaintenance } from "../../actions/extend-maintenance.ts";
import { previewWindow } from "../../actions/preview-window.ts";
import { scheduleMaintenance } from "../../actions/schedule-maintenance.ts";
import { skipMaintenance } from "../../actions/skip-maintenance.ts";
import { startMaintenance } from "../../actions/start-maintenance.ts";
import { updateMaintenance } from "../../actions/update-maintenance.ts";
import { verifyMaintenance } from "../../actions/verify-maintenance.ts";
import { fromCursor, toCursor } from "../../gate/cursor.ts";
import { presentEvent } from "../../gate/present.ts";
import { presentMaintenance, presentMaintenances } from "../../gate/present-maintenance.ts";
import { presentOccurrence, presentOccurrences } from "../../gate/present-occurrences.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

/** How long a preview is that does not say. */
const PREVIEWED = 10;

export const mountMaintenances = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store, now } = deps;
  const load = (id: number): Maintenance => {
    const window = store.maintenances.get(id);
    if (!window) throw notFound("maintenance window", id, "tocsin maintenance list --all");
    return window;
  };
  const target = ({ id }: { id: number }): string => `maintenance ${id}`;
  const present = presentMaintenance;

  mountVerb(app, deps, routes.scheduleMaintenance, {
    input: ({ body }) => ({ ...spelt(body), startsAt: Date.parse(body.startsAt), endsAt: Date.parse(body.endsAt) }),
    action: scheduleMaintenance,
    present,
    target: (input) => input.title,
  });
  mountRead(app, deps, routes.previewMaintenance, ({ body }) => {
    const { startsAt, endsAt, limit = PREVIEWED, ...rule } = body;
    const wanted = { ...rule, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt), limit };
    return { items: previewWindow(wanted, now()).map(presentOccurrence) };
  });
  mountRead(app, deps, routes.listMaintenances, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const after = fromCursor(query.cursor, ["startsAt", "id"]);
    const page = store.maintenances[query.state](limit, after);
    return { items: presentMaintenances(store, page.items), ...(page.next ? { nextCursor: toCursor(page.next) } : {}) };
  });
  mountRead(app, deps, routes.getMaintenance, ({ params }) => present(store, load(params.id)));
  mountRead(app, deps, routes.listMaintenanceEvents, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const events = store.events.ofMaintenance(load(params.id).id, query.after ?? 0, limit + 1);
    const items = events.slice(0, limit).map(presentEvent);
    return { items, ...(events.length > limit ? { nextCursor: String(items.at(-1)!.seq) } : {}) };
  });
  mountRead(app, deps, routes.listOccurrences, ({ params, query }) => ({
    items: presentOccurrences(store, load(params.id), { now: now(), limit: query.limit ?? PREVIEWED }),
  }));
  mountVerb(app, deps, routes.editMaintenance, {
    input: ({ params, body }) => ({
      ...{ id: params.id, ...spelt(body), startsAt: moment(body.startsAt), endsAt: moment(body.endsAt) },
    }),
    action: editMaintenance,
    present,
    target,
  });
  mountVerb(app, deps, routes.extendMaintenance, {
    input: ({ params, body }) => ({ id: params.id, ...body, until: moment(body.until) }),
    action: extendMaintenance,
    present,
    target,
  });
  const withId = <B extends object>({ params, body }: { params: { id: number }; body: B }) => ({
    id: params.id,
    ...body,
  });
  const shared = { input: withId, present, target };
  mountVerb(app, deps, routes.startMaintenance, { ...shared, action: startMaintenance });
  mountVerb(app, deps, routes.verifyMaintenance, { ...shared, action: verifyMaintenance });
  mountVerb(app, deps, routes.endMaintenance, { ...shared, action: endMaintenance });
  mountVerb(app, deps, routes.skipMaintenance, { ...shared, action: skipMaintenance });
  mountVerb(app, deps, routes.cancelMaintenance, { ...shared, action: cancelMaintenance });
  mountVerb(app, deps, routes.updateMaintenance, {
    input: ({ params, body }) => ({ id: params.id, ...body }),
    action: updateMaintenance,
    present,
    target,
  });
};

const moment = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));

/** Leads are called by what they are before. */
const spelt = <B extends { announceBeforeMs?: number | null | undefined; remindBeforeMs?: number | null | undefined }>({
  announceBeforeMs,
  remindBeforeMs,
  ...body
}: B) => ({ ...body, announceMs: announceBeforeMs, remindMs: remindBeforeMs });

import type { Hono } from "hono";
import * as routes from "../../../contract/subscribers.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { notFound } from "../../actions/context.ts";
import { pauseNotify } from "../../actions/pause-notify.ts";
import { resumeNotify } from "../../actions/resume-notify.ts";
import { retryDelivery } from "../../actions/retry-delivery.ts";
import { testDelivery } from "../../actions/test-delivery.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import {
  presentDelivery,
  presentDeliveryDetail,
  presentNotify,
  presentPause,
  type TeamAddress,
} from "../../gate/present-delivery.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb, type RequestScope } from "../mount.ts";

export const mountDeliveries = (app: Hono<HttpEnv>, deps: HttpDeps, team: () => readonly TeamAddress[]): void => {
  const { store } = deps;
  const viewerOf = ({ ctx }: RequestScope) => ({ role: ctx.role, team: team() });
  mountRead(app, deps, routes.listDeliveries, ({ query }, scope) => {
    const limit = query.limit ?? PAGE_SIZE;
    const { state, subscriber, incident } = query;
    const before = fromCursor(query.cursor, ["id"])?.id ?? Number.MAX_SAFE_INTEGER;
    const found = store.deliveries.list(state, before, limit + 1, { subscriber, incident });
    const viewer = viewerOf(scope);
    return pageOf(
      found,
      limit,
      (delivery) => presentDelivery(store, delivery, viewer),
      ({ id }) => ({ id }),
    );
  });
  mountRead(app, deps, routes.getDelivery, ({ params }, scope) => {
    const delivery = store.deliveries.get(params.id);
    if (!delivery) throw notFound("delivery", params.id, "tocsin delivery list");
    return presentDeliveryDetail(store, delivery, viewerOf(scope));
  });
  mountVerb(app, deps, routes.retryDelivery, {
    input: ({ params }) => ({ id: params.id }),
    action: retryDelivery,
    present: (tables, delivery, scope) => presentDelivery(tables, delivery, viewerOf(scope)),
    target: ({ id }) => `delivery ${id}`,
    isSecret: true, // the reply shows addresses
  });
  mountVerb(app, deps, routes.testDelivery, {
    input: ({ body }) => body,
    action: testDelivery,
    present: (_, { subscriberId, channel, causeSeq }) => ({ subscriberId, channel, causeSeq }),
    target: ({ target }) => `target ${target}`,
  });
  mountRead(app, deps, routes.getNotify, (_, scope) => presentNotify(store, scope.ctx.now, viewerOf(scope)));
  mountVerb(app, deps, routes.pauseNotify, {
    input: ({ body }) => body,
    action: pauseNotify,
    present: (tables, { replaced }, scope) => ({
      ...presentNotify(tables, scope.ctx.now, viewerOf(scope)),
      ...(replaced ? { replaced: presentPause(replaced) } : {}),
    }),
    target: ({ scope }) => scope,
  });
  mountVerb(app, deps, routes.resumeNotify, {
    input: () => null,
    action: resumeNotify,
    present: (tables, _, scope) => presentNotify(tables, scope.ctx.now, viewerOf(scope)),
  });
};

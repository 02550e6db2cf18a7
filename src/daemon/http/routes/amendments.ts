import type { Hono } from "hono";
import * as routes from "../../../contract/status.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { amendComponent, requireKnown } from "../../actions/amend-component.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import { presentAmendment } from "../../gate/present-past.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

export const mountAmendments = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store } = deps;
  mountVerb(app, deps, routes.amendComponent, {
    input: ({ params, body: { from, to, ...body } }) => ({
      ...{ componentId: params.id, from: Date.parse(from), to: Date.parse(to), ...body },
    }),
    action: amendComponent,
    present: (_, amendment) => presentAmendment(amendment),
    target: ({ componentId }) => `component ${componentId}`,
  });
  mountRead(app, deps, routes.listAmendments, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const before = fromCursor(query.cursor, ["id"])?.id ?? Number.MAX_SAFE_INTEGER;
    const { id: componentId } = requireKnown(store, params.id);
    return pageOf(store.amendments.list(componentId, before, limit + 1), limit, presentAmendment, ({ id }) => ({ id }));
  });
};

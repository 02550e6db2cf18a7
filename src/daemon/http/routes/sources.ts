import type { Hono } from "hono";
import { problem } from "../../../contract/problem.ts";
import * as routes from "../../../contract/sources.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { nearest } from "../../../domain/nearest.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import { presentSourceRequest, presentSources } from "../../gate/present-source.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead } from "../mount.ts";

/** What the config says of a source and anybody who signs in may know. */
export interface SourceFacts {
  id: string;
  kind: string;
}

export const mountSources = (app: Hono<HttpEnv>, deps: HttpDeps, sources: () => readonly SourceFacts[]): void => {
  const { store } = deps;
  mountRead(app, deps, routes.listSources, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const after = fromCursor(query.cursor, ["position"])?.position ?? -1;
    const found = sources()
      .map((source, position) => ({ ...source, position }))
      .slice(after + 1, after + 2 + limit);
    const { items, ...next } = pageOf(
      found,
      limit,
      (one) => one,
      ({ position }) => ({ position }),
    );
    return { items: presentSources(store, items), ...next };
  });
  mountRead(app, deps, routes.listSourceRequests, ({ params, query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const before = fromCursor(query.cursor, ["id"])?.id ?? Number.MAX_SAFE_INTEGER;
    const found = store.sourceRequests.list(params.id, before, limit + 1);
    // One that left the config keeps its log.
    if (found.length === 0) requireSource(params.id, sources());
    return pageOf(found, limit, presentSourceRequest, ({ id }) => ({ id }));
  });
};

const requireSource = (id: string, sources: readonly SourceFacts[]): void => {
  const ids = sources.map((one) => one.id);
  if (ids.includes(id)) return;
  const meant = nearest(id, ids);
  throw problem("not_found", `There is no source \`${id}\`${meant ? `; did you mean \`${meant}\`?` : "."}`, {
    hint: "See `tocsin source list`.",
  });
};

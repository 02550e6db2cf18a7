import type { Hono } from "hono";
import * as routes from "../../../contract/tokens.ts";
import { VERSION } from "../../../contract/version.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { createToken } from "../../actions/create-token.ts";
import { revokeToken } from "../../actions/revoke-token.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import { presentToken } from "../../gate/present.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

export const mountTokens = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  mountVerb(app, deps, routes.createToken, {
    input: ({ body }) => body,
    action: createToken,
    present: (_, { row, token }) => ({ ...presentToken(row), token }),
    target: (input) => `token ${input.name}`,
    isSecret: true,
  });
  mountRead(app, deps, routes.listTokens, ({ query }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const found = deps.store.tokens.list(fromCursor(query.cursor, ["id"])?.id ?? 0, limit + 1);
    return pageOf(found, limit, presentToken, ({ id }) => ({ id }));
  });
  mountVerb(app, deps, routes.revokeToken, {
    input: ({ params }) => ({ id: params.id }),
    action: revokeToken,
    present: (_, token) => presentToken(token),
    target: (input) => `token ${input.id}`,
  });
  mountRead(app, deps, routes.getWhoami, (_, { principal }) => ({
    actor: principal.actor,
    role: principal.role,
    version: VERSION,
  }));
};

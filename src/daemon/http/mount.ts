// Puts contract routes on the app: who, what, and then the handler. Routes stay one line each in routes/.
import type { Context, Hono } from "hono";
import { problem } from "../../contract/problem.ts";
import { API, hasBody, type Route, type RouteParsed, type RouteReply } from "../../contract/route.ts";
import { type ActionContext, type ActionSettings, allow } from "../actions/context.ts";
import type { Command, Perform, Replayable } from "../actions/perform.ts";
import { authenticate, bearerToken, type Principal } from "../gate/authenticate.ts";
import type { Store } from "../store/store.ts";
import type { HttpEnv } from "./env.ts";
import { parseInput } from "./parse.ts";
import { type ReadBody, readJson } from "./read-body.ts";

export interface HttpDeps {
  store: Store;
  perform: Perform;
  now: () => number;
  settings: () => ActionSettings;
}
export interface RequestScope {
  ctx: ActionContext;
  principal: Principal;
  signal: AbortSignal;
}

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_KEY = 255;

/** `{id}` as hono writes it. */
const honoPath = (route: Route): string => API + route.path.replace(/\{(\w+)\}/g, ":$1");

export const scopeOf = (c: Context<HttpEnv>, deps: HttpDeps): RequestScope => {
  const now = deps.now();
  const credentials = {
    entrance: c.env.entrance,
    token: bearerToken(c.req.header("authorization")),
    claimedName: c.req.header("tocsin-actor"),
    address: c.env.incoming.socket.remoteAddress,
  };
  const principal = authenticate(deps.store, credentials, now);
  const { actor, role, origin } = principal;
  return {
    principal,
    // Most handlers never ask, and making one costs more than reading the request.
    get signal() {
      return c.req.raw.signal;
    },
    ctx: { actor, role, now, origin, requestId: c.get("requestId"), settings: deps.settings() },
  };
};

/** A route that changes no row of the domain. Its role is checked here, since no action does. */
export const mountRead = <R extends Route>(
  app: Hono<HttpEnv>,
  deps: HttpDeps,
  route: R,
  handler: (input: RouteParsed<R>, scope: RequestScope) => RouteReply<R> | Promise<RouteReply<R>>,
): void => {
  app.on(route.method, honoPath(route), async (c) => {
    const scope = scopeOf(c, deps);
    await allowOrRecord(deps, scope.ctx, route.name);
    const { json } = await readBody(c, route);
    const input = parseInput(route, { params: c.req.param(), query: c.req.query(), body: json });
    return reply(c, 200, await handler(input, scope));
  });
};

/** Reading leaves no trace in the audit; trying to read what one may not does. */
const allowOrRecord = async ({ store }: HttpDeps, ctx: ActionContext, verb: Route["name"]): Promise<void> => {
  try {
    allow(ctx, verb);
  } catch (refusal) {
    const { now: at, actor, origin, requestId } = ctx;
    await store.transact((tx) =>
      tx.records.audit({ at, actor, verb, target: null, outcome: "forbidden", origin, requestId }),
    );
    throw refusal;
  }
};

/** A route that is a verb: the action does the rest, and its reply goes out after COMMIT. */
export const mountVerb = <R extends Route, I, T>(
  app: Hono<HttpEnv>,
  deps: HttpDeps,
  route: R,
  command: Omit<Command<I, T, RouteReply<R>>, "verb" | "present"> & {
    present: (tables: Store, value: T, scope: RequestScope) => RouteReply<R>;
    input: (parsed: RouteParsed<R>) => I;
  },
): void => {
  app.on(route.method, honoPath(route), async (c) => {
    const scope = scopeOf(c, deps);
    const { text, json } = await readBody(c, route);
    const parsed = parseInput(route, { params: c.req.param(), query: c.req.query(), body: json });
    const done = await deps.perform(
      {
        verb: route.name,
        action: command.action,
        present: (_tx, value: T) => command.present(deps.store, value, scope),
        ...(command.target ? { target: command.target } : {}),
        ...(command.isSecret ? { isSecret: true } : {}),
      },
      scope.ctx,
      command.input(parsed),
      replayable(c, scope, text),
    );
    c.header("tocsin-result", done.result);
    const [usual, other = usual] = route.status;
    return reply(c, done.result === "changed" ? usual! : other!, done.reply);
  });
};

const readBody = (c: Context<HttpEnv>, route: Route): Promise<ReadBody> | { text: string; json: undefined } =>
  hasBody(route) ? readJson(c, MAX_BODY_BYTES) : { text: "", json: undefined };

const replayable = (c: Context<HttpEnv>, scope: RequestScope, text: string): Replayable | undefined => {
  const key = c.req.header("idempotency-key");
  if (key === undefined || c.req.method !== "POST") return undefined;
  if (key.length === 0 || key.length > MAX_KEY)
    throw problem("invalid", `An Idempotency-Key has 1 to ${MAX_KEY} characters.`, {
      hint: "A random UUID does well.",
    });
  return { key, principal: scope.principal.id, body: `${c.req.path}\n${text}` };
};

const reply = (c: Context, status: 200 | 201, body: unknown): Response => {
  return c.body(JSON.stringify(body), status, { "content-type": "application/json; charset=utf-8" });
};

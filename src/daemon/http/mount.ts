// Puts contract routes on the app: who, what, and then the handler. Routes stay one line each in routes/.
import type { Context, Hono } from "hono";
import { API, hasBody, type Route, type RouteParsed, type RouteReply } from "../../contract/route.ts";
import type { Verb } from "../../domain/actor.ts";
import { type ActionContext, type ActionSettings, allow } from "../actions/context.ts";
import type { Command, Perform, Performed, Replayable } from "../actions/perform.ts";
import type { Admission } from "../gate/admission.ts";
import { bearerToken, type Credentials, type Principal } from "../gate/authenticate.ts";
import { readIdempotencyKey } from "../gate/idempotency-key.ts";
import type { Store } from "../store/store.ts";
import { isKnownTag, tagOf } from "./entity-tag.ts";
import type { HttpEnv } from "./env.ts";
import { parseInput } from "./parse.ts";
import { type ReadBody, readJson } from "./read-body.ts";

export interface HttpDeps {
  store: Store;
  perform: Perform;
  admission: Admission;
  now: () => number;
  settings: () => ActionSettings;
}
export interface RequestScope {
  ctx: ActionContext;
  principal: Principal;
  signal: AbortSignal;
  /** Throws if the sign-in holds no more; for a handler that has waited. */
  recheck: () => void;
}

export interface ReplyOptions<R extends Route> {
  /** The reply then carries an ETag, a GET of it knows If-None-Match, and a verb If-Match (`versionOfTag`). */
  versionOf?: (reply: RouteReply<R>) => number;
}
/** A request's header, by its name in any case. */
export type ReadHeader = (name: string) => string | undefined;

const MAX_BODY_BYTES = 1024 * 1024;

/** `{id}` as hono writes it. */
const honoPath = (route: Route): string => API + route.path.replace(/\{(\w+)\}/g, ":$1");

/** Whoever knocks with this request. */
export const credentialsOf = (c: Context<HttpEnv>): Credentials => ({
  entrance: c.env.entrance,
  token: bearerToken(c.req.header("authorization")),
  claimedName: c.req.header("tocsin-actor"),
  address: c.env.incoming.socket.remoteAddress,
});

/** Signed in and within their limits, or refused. */
export const enter = async (c: Context<HttpEnv>, deps: HttpDeps, verb: Verb): Promise<RequestScope> => {
  const credentials = credentialsOf(c);
  const requestId = c.get("requestId");
  const principal = await deps.admission.admit(credentials, { verb, requestId });
  const { actor, role, origin } = principal;
  return {
    principal,
    // Most handlers never ask, and making one costs more than reading the request.
    get signal() {
      return c.req.raw.signal;
    },
    recheck: () => deps.admission.recheck(credentials),
    ctx: { actor, role, now: deps.now(), origin, requestId, settings: deps.settings() },
  };
};

/** A route that changes no row of the domain. Its role is checked here, since no action does. */
export const mountRead = <R extends Route>(
  app: Hono<HttpEnv>,
  deps: HttpDeps,
  route: R,
  handler: (input: RouteParsed<R>, scope: RequestScope) => RouteReply<R> | Promise<RouteReply<R>>,
  options: ReplyOptions<R> = {},
): void => {
  app.on(route.method, honoPath(route), async (c) => {
    const scope = await enter(c, deps, route.name);
    await allowOrRecord(deps, scope.ctx, route.name);
    const { json } = await readBody(c, route);
    const input = parseInput(route, { params: c.req.param(), query: c.req.queries(), body: json });
    const answer = handler(input, scope);
    // Said in the turn of the reading, so that no commit comes between: what was read knows of just so much of the log.
    if (!(answer instanceof Promise)) c.header("tocsin-seq", String(deps.store.events.head()));
    return reply(c, 200, await answer, options);
  });
};

/** Reading leaves no trace in the audit; trying to read what one may not does. */
const allowOrRecord = async ({ store }: HttpDeps, ctx: ActionContext, verb: Verb): Promise<void> => {
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
  command: Omit<Command<I, T, RouteReply<R>>, "verb" | "present"> &
    ReplyOptions<R> & {
      present: (tables: Store, value: T, scope: RequestScope) => RouteReply<R>;
      input: (parsed: RouteParsed<R>, header: ReadHeader) => I;
    },
): void => {
  const work: Work<R> = (parsed, scope, { header, replayable }) =>
    deps.perform(
      {
        verb: route.name,
        action: command.action,
        present: (_tx, value: T) => command.present(deps.store, value, scope),
        ...(command.target ? { target: command.target } : {}),
        ...(command.isSecret ? { isSecret: true } : {}),
      },
      scope.ctx,
      command.input(parsed, header),
      replayable,
    );
  mountCommand(app, deps, route, work, command);
};

type Work<R extends Route> = (
  parsed: RouteParsed<R>,
  scope: RequestScope,
  request: { header: ReadHeader; replayable: Replayable | undefined },
) => Promise<Performed<RouteReply<R>>>;
/** A verb with work around its action; the work performs it, which checks the role. */
export const mountCommand = <R extends Route>(
  app: Hono<HttpEnv>,
  deps: HttpDeps,
  route: R,
  work: Work<R>,
  options: ReplyOptions<R> = {},
): void => {
  app.on(route.method, honoPath(route), async (c) => {
    const scope = await enter(c, deps, route.name);
    const { text, json } = await readBody(c, route);
    afterBody(deps, scope);
    const parsed = parseInput(route, { params: c.req.param(), query: c.req.queries(), body: json });
    const header: ReadHeader = (name) => c.req.header(name);
    const done = await work(parsed, scope, { header, replayable: replayable(c, scope, text) });
    c.header("tocsin-result", done.result);
    const [usual, other = usual] = route.status;
    return reply(c, done.result === "changed" ? usual! : other!, done.reply, options);
  });
};

/** A body may take half a minute to come: what it asks for happens now, and only if its sender may still ask. */
const afterBody = (deps: HttpDeps, { ctx, recheck }: RequestScope): void => {
  const now = deps.now();
  if (now === ctx.now) return;
  recheck();
  Object.assign(ctx, { now, settings: deps.settings() });
};

/** Where the page after this one is: the same query with its cursor (RFC 8288). Timelines go by seq. */
const nextPage = (c: Context<HttpEnv>, body: object): string | undefined => {
  if (!("nextCursor" in body) || typeof body.nextCursor !== "string") return undefined;
  const url = new URL(c.req.url);
  const ofEvents = url.searchParams.has("before") ? "before" : "after";
  url.searchParams.set(c.req.path.endsWith("/events") ? ofEvents : "cursor", body.nextCursor);
  return url.pathname + url.search;
};

const readBody = (c: Context<HttpEnv>, route: Route): Promise<ReadBody> | { text: string; json: undefined } =>
  hasBody(route) ? readJson(c, MAX_BODY_BYTES) : { text: "", json: undefined };

const replayable = (c: Context<HttpEnv>, scope: RequestScope, text: string): Replayable | undefined => {
  const key = readIdempotencyKey(c.req.header("idempotency-key"));
  if (key === undefined) return undefined;
  return { key, principal: scope.principal.id, body: `${c.req.path}\n${text}` };
};

const reply = <R extends Route>(
  c: Context<HttpEnv>,
  status: 200 | 201,
  body: RouteReply<R>,
  { versionOf }: ReplyOptions<R>,
): Response => {
  const text = JSON.stringify(body);
  const next = nextPage(c, body);
  if (next) c.header("link", `<${next}>; rel="next"`);
  if (versionOf) {
    const tag = tagOf(versionOf(body), text);
    c.header("etag", tag);
    if (c.req.method === "GET" && isKnownTag(c.req.header("if-none-match"), tag)) return c.body(null, 304);
  }
  return c.body(text, status, { "content-type": "application/json; charset=utf-8" });
};

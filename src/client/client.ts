// The one way to talk to the daemon: call(route, input), and the live feed.
import { userInfo } from "node:os";
import { isToken, noToken } from "../config/contexts.ts";
import type { ConnectionFlags, Endpoint } from "../config/places.ts";
import { describeEndpoint, findEndpoints } from "../config/places.ts";
import { Problem, type ProblemBody, problem } from "../contract/problem.ts";
import { API, hasBody, type Route, type RouteInput, type RouteReply } from "../contract/route.ts";
import { VERSION } from "../contract/version.ts";
import { type RawReply, send, TransportError } from "./transport.ts";
import { UnreachableError } from "./unreachable.ts";

export { UnreachableError };

export interface ConnectionOptions extends ConnectionFlags {
  token?: string | undefined;
  /** How long to wait for a reply. */
  timeoutMs?: number | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  /** Told once when the daemon is of another version. */
  onSkew?: (daemonVersion: string) => void;
  /** Told once when the daemon has us wait, since too much came at once. */
  onThrottled?: () => void;
}

const TIMEOUT_MS = 30_000;
const DEAD_END = new Set(["ECONNREFUSED", "ENOENT", "EACCES", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const NOBODY = new Set(["ECONNREFUSED", "ENOENT"]);

export interface Client {
  call<R extends Route>(route: R, input: RouteInput<R>, options?: CallOptions): Promise<RouteReply<R>>;
  /** Like call, with what the daemon says of its effect. */
  callWithStatus<R extends Route>(route: R, input: RouteInput<R>, options?: CallOptions): Promise<Outcome<R>>;
  /** Any request, as it is: the path from `/` on, the reply unread. Only an unreachable daemon throws. */
  raw(request: { method: string; path: string; body?: string }, options?: CallOptions): Promise<RawReply>;
  /** The endpoint that answered; call something first. */
  endpoint(): Endpoint;
  /** What it signs in with; that of a context only once its daemon has answered. */
  readonly token: string | undefined;
  readonly actor: string;
}
export interface Outcome<R extends Route> {
  /** 201 tells "made now" from 200 "was there". */
  status: number;
  /** Whether anything had to change; absent where that is no question. */
  result?: "changed" | "unchanged";
  /** Newest event that a GET's reply knows of: those after it are to be put on top of it. */
  seq?: number;
  reply: RouteReply<R>;
}
export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  /** For a command that may be repeated later; else each has a new one. */
  idempotencyKey?: string;
  /** Further headers, such as If-Match. */
  headers?: Readonly<Record<string, string>>;
}

/** Connects to the daemon that flags, environment and discovery name. Nothing is sent before the first call. */
export const createClient = (options: ConnectionOptions = {}): Client => {
  const env = options.env ?? process.env;
  /** What was given wins; the token of a context goes only where the context points. */
  const tokenFor = (endpoint?: Endpoint): string | undefined =>
    options.token || (options.context && endpoint?.token) || env.TOCSIN_TOKEN || endpoint?.token;
  const actor = env.TOCSIN_ACTOR ?? loginName();
  let candidates: Promise<readonly Endpoint[]> | undefined;
  let found: Endpoint | undefined;
  let hasWarned = false;
  let hasThrottled = false;
  const throttled = (): void => {
    if (!hasThrottled) options.onThrottled?.();
    hasThrottled = true;
  };

  const ask = async (endpoint: Endpoint, request: Parameters<typeof send>[1]): Promise<RawReply> => {
    const token = tokenFor(endpoint);
    if (token && !isToken(token)) throw noToken();
    const headers = token ? { ...request.headers, authorization: `Bearer ${token}` } : request.headers;
    const reply = await sendPatiently(endpoint, { ...request, headers }, throttled);
    found = endpoint;
    const theirs = reply.headers["tocsin-version"];
    if (theirs && theirs !== VERSION && !hasWarned) {
      hasWarned = true;
      options.onSkew?.(theirs);
    }
    return reply;
  };

  const askAnyone = async (request: Parameters<typeof send>[1]): Promise<RawReply> => {
    const tried: string[] = [];
    let mayBeDone = false;
    candidates ??= findEndpoints(options, env);
    for (const endpoint of found ? [found] : await candidates) {
      try {
        return await ask(endpoint, request);
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        const mayRepeat = request.method === "GET" || "idempotency-key" in request.headers;
        // A lost reply: the daemon may have done it. The idempotency key makes asking once more safe.
        if (
          error.wasSent &&
          mayRepeat &&
          !DEAD_END.has(error.code) &&
          error.code !== "ETIMEDOUT" &&
          !request.signal?.aborted
        ) {
          try {
            return await ask(endpoint, request);
          } catch (again) {
            if (!(again instanceof TransportError)) throw again;
          }
        }
        if (request.signal?.aborted) throw error;
        mayBeDone = error.wasSent && request.method !== "GET";
        tried.push(`${describeEndpoint(endpoint)} (${error.message})`);
        if (!NOBODY.has(error.code)) break;
      }
    }
    throw mayBeDone ? unanswered(tried) : unreachable(tried);
  };

  const raw: Client["raw"] = (request, call = {}) =>
    askAnyone({
      ...request,
      headers: {
        "tocsin-actor": encodeURIComponent(actor),
        ...call.headers,
        ...(request.method !== "GET" ? { "idempotency-key": call.idempotencyKey ?? crypto.randomUUID() } : {}),
      },
      timeoutMs: call.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS,
      ...(call.signal ? { signal: call.signal } : {}),
    });

  const callWithStatus: Client["callWithStatus"] = async (route, input, call) => {
    const request = encode(route, input as Record<string, unknown>);
    const answer = await raw({ method: route.method, ...request }, call);
    if (answer.status === 401 && !tokenFor(found)) throw unnamed(answer, found);
    const reply = decode<typeof route>(answer);
    const result = answer.headers["tocsin-result"];
    const isResult = result === "changed" || result === "unchanged";
    const seq = answer.headers["tocsin-seq"];
    return {
      ...{ status: answer.status, reply },
      ...(isResult ? { result } : {}),
      ...(seq === undefined ? {} : { seq: Number(seq) }),
    };
  };

  return {
    callWithStatus,
    call: async (route, input, call) => (await callWithStatus(route, input, call)).reply,
    raw,
    endpoint: () => {
      if (!found) throw new Error("No daemon has answered yet; call something before asking which one it is.");
      return found;
    },
    get token() {
      return tokenFor(found);
    },
    actor,
  };
};

/** A unix socket whose queue is full (a thousand jobs at the same second) refuses at once, where TCP would wait by itself. */
const BUSY_TRIES = 40;
const BUSY_WAIT_MS = 50;
/** A list of thousands goes over the limit of its token, and is let on a second later. */
const LONGEST_WAIT_S = 10;
const sendPatiently = async (
  endpoint: Endpoint,
  request: Parameters<typeof send>[1],
  onThrottled: () => void,
): Promise<RawReply> => {
  for (let tries = 1; ; tries++) {
    let waitMs = BUSY_WAIT_MS;
    try {
      const reply = await send(endpoint, request);
      const seconds = reply.status === 429 ? Number(reply.headers["retry-after"]) : Number.NaN;
      if (!(seconds <= LONGEST_WAIT_S) || tries === BUSY_TRIES) return reply;
      onThrottled();
      waitMs = seconds * 1000;
    } catch (error) {
      const isBusy = error instanceof TransportError && error.code === "EAGAIN" && !error.wasSent;
      if (!isBusy || tries === BUSY_TRIES || request.signal?.aborted) throw error;
    }
    await pause(waitMs, request.signal);
  }
};
/** Ends early when nobody wants the answer any more. */
const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener("abort", wake, { once: true });
  });

/** Splits the one input object over path, query and body. */
const encode = (route: Route, input: Record<string, unknown>): { path: string; body?: string } => {
  const rest = { ...input };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  if (hasBody(route)) return { path: API + path, body: JSON.stringify(rest) };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
  return { path: API + path + (query.size > 0 ? `?${query}` : "") };
};

/** The daemon's own reply is trusted; what it refuses comes out as the same Problem that it threw. */
const decode = <R extends Route>(reply: RawReply): RouteReply<R> => {
  const body = parseJson(reply.body);
  if (reply.status >= 200 && reply.status < 300 && body !== undefined) return body as RouteReply<R>;
  if (isProblem(body)) throw Problem.fromBody(body);
  throw problem("internal", `Something that is not a Tocsin daemon answered (HTTP ${reply.status}).`, {
    hint: "Check the address: `--url`, TOCSIN_URL, or what else listens there.",
  });
};
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // decode says what that means
  }
};
const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === "object" && body !== null && "code" in body && "detail" in body;

/** Without a token, the daemon that was found is often not the one that was meant. */
const unnamed = (answer: RawReply, found: Endpoint | undefined): Problem => {
  const body = parseJson(answer.body);
  const detail = isProblem(body) ? body.detail : "This needs a token.";
  return problem(
    "unauthenticated",
    `${detail} It was asked at ${found ? describeEndpoint(found) : "an unknown place"}.`,
    {
      hint: "Give one with `--token` or TOCSIN_TOKEN; or, on the daemon's own machine, say which it is: `--config FILE`, TOCSIN_CONFIG.",
    },
  );
};

const unanswered = (tried: readonly string[]): UnreachableError =>
  new UnreachableError(
    `The daemon went away before it answered: ${tried.join("; ")}. It may be done.`,
    "See what is there when it is back: `tocsin show ID`, `tocsin list`.",
    true,
  );

const unreachable = (tried: readonly string[]): UnreachableError =>
  new UnreachableError(
    `No daemon answers at ${tried.join(", nor at ")}.`,
    "Start one with `tocsin daemon`, or say where it is: `--url http://HOST:PORT`, `--context NAME`, `--config FILE`.",
  );

const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a uid without a passwd entry, as in containers
  }
};

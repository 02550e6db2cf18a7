// Carries what the state asks for to the daemon, and the answers back: commands by their tickets, readings as long as they
// are wanted.
import { type CallOptions, type Client, UnreachableError } from "../../client/client.ts";
import { getIncident, type Incident } from "../../contract/incidents.ts";
import { Problem } from "../../contract/problem.ts";
import type { Route, RouteInput } from "../../contract/route.ts";
import { isActive } from "../../domain/incident.ts";
import type { Store } from "../store.ts";
import { keyOf, type Want, wantsOf } from "../truth/fetched.ts";
import { read } from "../truth/readings.ts";
import type { Answer } from "./commands.ts";
import { type Command, incidentOf, specOf } from "./verbs.ts";

/** A key is answered soon or not at all: somebody waits for it. */
const TIMEOUT_MS = 10_000;
/** So many commands are on their way at once, as for the verbs of the CLI. */
const AT_ONCE = 8;
const READINGS_AT_ONCE = 4;
/** What was read is not read again sooner while it stays wanted, and what could not be read is not either. */
const PAUSE_MS = 1_000;

/** Starts to carry; the returned function ends it and gives up what is on the way. */
export const startCourier = (client: Client, store: Store): (() => void) => {
  const over = new AbortController();
  const call = { signal: over.signal, timeoutMs: TIMEOUT_MS };
  const queue: Command[] = [];
  let lastTicket = 0;
  let carrying = 0;
  const readings = new Set<string>();
  const resting = new Map<string, NodeJS.Timeout>();

  const carry = async (command: Command): Promise<void> => {
    carrying += 1;
    const answer = await send(client, command, call);
    carrying -= 1;
    if (over.signal.aborted) return;
    store.dispatch({ kind: "answered", ticket: command.ticket, answer });
    next();
  };
  const next = (): void => {
    while (carrying < AT_ONCE && queue.length > 0) void carry(queue.shift()!);
  };
  const fetch = async (want: Want, key: string): Promise<void> => {
    readings.add(key);
    try {
      const fetched = await read(client, want, call);
      if (!over.signal.aborted) store.gather({ kind: "fetched", fetched });
    } catch (error) {
      const isGone = error instanceof Problem && error.code === "not_found";
      if (!over.signal.aborted) store.gather({ kind: "unfetched", want, why: reasonOf(error), isGone });
    }
    readings.delete(key);
    const timer = setTimeout(() => {
      resting.delete(key);
      look();
    }, PAUSE_MS);
    timer.unref();
    resting.set(key, timer);
    look();
  };
  const look = (): void => {
    if (over.signal.aborted) return;
    const state = store.get();
    queue.push(...state.commands.filter(({ ticket }) => ticket > lastTicket));
    lastTicket = Math.max(lastTicket, state.lastTicket);
    next();
    // While the daemon is away the readings wait; the first ones come before the feed is live.
    if (state.connection.kind === "away" || state.connection.kind === "refused") return;
    for (const want of wantsOf(state)) {
      if (readings.size >= READINGS_AT_ONCE) return;
      const key = keyOf(want);
      if (!readings.has(key) && !resting.has(key)) void fetch(want, key);
    }
  };
  const unwatch = store.watch(look);
  look();
  return () => {
    unwatch();
    over.abort();
    for (const timer of resting.values()) clearTimeout(timer);
  };
};

const send = async (client: Client, command: Command, call: CallOptions): Promise<Answer> => {
  try {
    return { kind: "done", reply: await ask(client, command, call) };
  } catch (error) {
    return (await firingAnswer(client, command, error, call)) ?? refusalOf(error);
  }
};

/** The cast is safe: forms and keys write the fields of the verb's own route, and the daemon checks them again. */
const ask = (client: Client, { verb, about, input, ifVersion, key }: Command, call: CallOptions): Promise<unknown> => {
  const address = about.kind === "new" || "id" in input ? {} : { id: String(about.id) };
  const options = {
    ...call,
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(ifVersion === undefined ? {} : { headers: { "if-match": `"${ifVersion}"` } }),
  };
  return client.call(specOf(verb).route, { ...address, ...input } as RouteInput<Route>, options);
};

/** A resolve that meets a conflict: is it that alerts still fire? The incident says so, not the words of the refusal. */
const firingAnswer = async (
  client: Client,
  command: Command,
  error: unknown,
  call: CallOptions,
): Promise<Answer | undefined> => {
  const id = incidentOf(command);
  if (command.verb !== "resolveIncident" || command.input.force || id === undefined) return undefined;
  if (!(error instanceof Problem) || error.code !== "conflict") return undefined;
  try {
    const incident: Incident = await client.call(getIncident, { id: String(id) }, call);
    return isActive(incident.state) && incident.firing > 0 ? { kind: "firing", firing: incident.firing } : undefined;
  } catch {
    return undefined; // the refusal itself is told then
  }
};

const refusalOf = (error: unknown): Answer => ({
  ...{ kind: "refused", why: reasonOf(error) },
  ...(error instanceof UnreachableError && error.mayBeDone ? { mayBeDone: true } : {}),
});
/** For whoever writes requests or command lines. */
const API_HINT = "openapi.json";
const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) {
    const { message, hint } = error;
    const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
    return hint && !hint.includes(API_HINT) ? `${sentence} ${hint}` : sentence;
  }
  return error instanceof Error ? error.message : String(error);
};

// Carries what the state asks for to the daemon, and the answers back: commands by ticket, snapshots when it is stale.
import type { Client } from "../client/client.ts";
import { ackIncident, getIncident, type Incident, resolveIncident } from "../contract/incidents.ts";
import { Problem } from "../contract/problem.ts";
import { getStatus } from "../contract/status.ts";
import { isActive } from "../domain/incident.ts";
import type { Answer, Command, Verb } from "./commands.ts";
import type { Store } from "./store.ts";

/** A key is answered soon or not at all: somebody waits for it. */
const TIMEOUT_MS = 10_000;
/** While the state stays stale it is asked for again, but no more often. */
const REFRESH_PAUSE_MS = 1_000;

/** Starts to carry; the returned function ends it and gives up what is on the way. */
export const startCourier = (client: Client, store: Store): (() => void) => {
  const over = new AbortController();
  const call = { signal: over.signal, timeoutMs: TIMEOUT_MS };
  let lastTicket = 0;
  let isRefreshing = false;

  const carry = async (command: Command): Promise<void> => {
    const answer = await send(client, command, call);
    if (!over.signal.aborted) store.dispatch({ kind: "answered", ticket: command.ticket, answer });
  };
  const refresh = async (): Promise<void> => {
    isRefreshing = true;
    try {
      const status = await client.call(getStatus, {}, call);
      if (!over.signal.aborted) store.dispatch({ kind: "snapshot", status, isReset: false });
    } catch {
      // The banner tells that the daemon is away; the state stays stale, and we ask again.
    }
    const timer = setTimeout(() => {
      isRefreshing = false;
      look();
    }, REFRESH_PAUSE_MS);
    timer.unref();
  };
  const look = (): void => {
    if (over.signal.aborted) return;
    const state = store.get();
    const fresh = state.commands.filter((command) => command.ticket > lastTicket);
    lastTicket = state.lastTicket;
    for (const command of fresh) void carry(command);
    if (state.isStale && state.connection.kind === "live" && !isRefreshing) void refresh();
  };
  const unsubscribe = store.subscribe(look);
  return () => {
    unsubscribe();
    over.abort();
  };
};

type Call = { signal: AbortSignal; timeoutMs: number };

const send = async (client: Client, command: Command, call: Call): Promise<Answer> => {
  try {
    await SEND[command.verb](client, command, call);
    return { kind: "done" };
  } catch (error) {
    return (await firingAnswer(client, command, error, call)) ?? { kind: "refused", why: reasonOf(error) };
  }
};

const SEND: Record<Verb, (client: Client, command: Command, call: Call) => Promise<Incident>> = {
  ackIncident: (client, { id }, call) => client.call(ackIncident, { id: String(id) }, call),
  resolveIncident: (client, { id, force }, call) =>
    client.call(resolveIncident, { id: String(id), ...(force ? { force } : {}) }, call),
};

/** A resolve that meets a conflict: is it that alerts still fire? The incident says so, not the words of the refusal. */
const firingAnswer = async (
  client: Client,
  command: Command,
  error: unknown,
  call: Call,
): Promise<Answer | undefined> => {
  if (command.verb !== "resolveIncident" || command.force) return undefined;
  if (!(error instanceof Problem) || error.code !== "conflict") return undefined;
  try {
    const incident = await client.call(getIncident, { id: String(command.id) }, call);
    return isActive(incident.state) && incident.firing > 0 ? { kind: "firing", firing: incident.firing } : undefined;
  } catch {
    return undefined; // the refusal itself is told then
  }
};

const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) return error.hint ? `${error.message} ${error.hint}` : error.message;
  return error instanceof Error ? error.message : String(error);
};

// What `maintenance run` asks of the daemon: a window before the command, and its end or an incident after it.
import type { Client } from "../client/client.ts";
import { UnreachableError } from "../client/unreachable.ts";
import { openIncident } from "../contract/incidents.ts";
import {
  cancelMaintenance,
  endMaintenance,
  getMaintenance,
  type Maintenance,
  scheduleMaintenance,
  startMaintenance,
} from "../contract/maintenances.ts";
import { Problem } from "../contract/problem.ts";
import { formatDuration } from "../contract/time.ts";
import type { Severity } from "../domain/level.ts";
import { safeLine } from "../domain/safe-text.ts";
import type { Context } from "./context.ts";
import { failureOf, isPassing } from "./failure.ts";
import { pause, REPLY_MS } from "./keep-open.ts";
import { type CoverOptions, coversOf } from "./window-options.ts";
import { endTime } from "./window-verb.ts";

export interface Around extends CoverOptions {
  title: string;
  spanMs: number;
  text?: string;
  /** With --notify: a deploy is no news to most, and there are many. */
  notify: boolean;
  /** False with --no-hold. */
  hold: boolean;
  bestEffort?: true;
  /** Of the incident that a failure opens. */
  severity: Severity;
}
/** The command has ended. */
export interface Over {
  window: Maintenance | undefined;
  code: number;
  tookMs: number;
}

/** Undefined: with `--best-effort` nobody answered. What is refused is a mistake, and no outage would excuse it. */
export const openOrGoWithout = async (
  context: Context,
  client: Client,
  around: Around,
  impatience: AbortSignal,
): Promise<Maintenance | undefined> => {
  try {
    const window = await open(context, client, around, impatience);
    context.say(`maintenance ${window.id} runs until ${endTime(context, window)}, and longer if the command does`);
    return window;
  } catch (error) {
    if (impatience.aborted || !around.bestEffort || !isPassing(error)) throw notRun(error);
    const isLost = error instanceof UnreachableError && error.mayBeDone;
    context.warn(
      `the command runs without a window${isLost ? ", or with one that ends by itself" : ""}: ${failureOf(error).detail}`,
    );
    return undefined;
  }
};

const open = async ({ io }: Context, client: Client, around: Around, signal: AbortSignal): Promise<Maintenance> => {
  const { title, text, spanMs, hold, notify } = around;
  const now = io.now();
  const call = { timeoutMs: REPLY_MS, signal };
  const window = await client.call(
    scheduleMaintenance,
    {
      ...{ title, text, ...coversOf(around) },
      ...{ startsAt: new Date(now).toISOString(), endsAt: new Date(now + spanMs).toISOString() },
      // It starts now: that it is planned is no news, and there is nothing to be reminded of.
      ...{ announce: false, remindBeforeMs: null },
      ...(hold ? {} : { holdAlerts: false }),
      ...(notify ? {} : { notify: false }),
    },
    call,
  );
  if (window.state !== "scheduled") return window;
  // The daemon's clock is behind ours.
  try {
    return await client.call(startMaintenance, { id: window.id }, call);
  } catch (error) {
    // What was not started here is not to begin by itself for nothing; where this fails too, it ends by itself at its end.
    const off = { id: window.id, notify: false };
    await client.call(cancelMaintenance, off, { timeoutMs: REPLY_MS, signal }).catch(() => {});
    throw error;
  }
};

const notRun = (error: unknown): unknown => {
  if (error instanceof Problem)
    return new Problem(error.code, `${error.message} The command was not run.`, {
      ...(error.hint ? { hint: error.hint } : {}),
      ...(error.errors ? { errors: error.errors } : {}),
    });
  if (!(error instanceof UnreachableError)) return error;
  const hint = error.mayBeDone ? "See `tocsin maintenance list` when it is back. " : `${error.hint} `;
  return new UnreachableError(
    `${error.message} The command was not run.`,
    `${hint}With --best-effort the command runs also without a window.`,
    error.mayBeDone,
  );
};

export const openFailure = async (
  context: Context,
  client: Client,
  { title, severity, component = [] }: Around,
  { window, code, tookMs }: Over,
  impatience: AbortSignal,
): Promise<boolean> => {
  const suffix = ` failed (exit ${code})`;
  const input = {
    title: `${title.slice(0, MAX_TITLE - suffix.length)}${suffix}`,
    severity,
    components: (window?.components.map(({ id }) => id) ?? component).map((id) => ({ id })),
    key: `maintenance-run-${window?.id ?? crypto.randomUUID()}`,
    message: `The command ended with ${code} after ${formatDuration(tookMs)}${window ? `, in maintenance ${window.id}` : ""}.`,
  };
  try {
    const incident = await patiently(impatience, () =>
      client.call(openIncident, input, { timeoutMs: REPLY_MS, signal: impatience }),
    );
    context.say(`incident ${incident.id} opened: ${safeLine(incident.title)}`);
    return true;
  } catch (error) {
    const left = window ? `; maintenance ${window.id} is left open until ${endTime(context, window)}` : "";
    context.warn(`the command failed (exit ${code}), and no incident was opened${left}: ${failureOf(error).detail}`);
    return false;
  }
};
const MAX_TITLE = 255;

interface Ended {
  window: Maintenance;
  /** How the command ended; a failure that nothing else has told of is said here. */
  code?: number;
}
const failed = (code = 0): string => (code === 0 ? "" : `the command failed (exit ${code}); `);

export const endWindow = async (
  context: Context,
  client: Client,
  { window, code }: Ended,
  impatience: AbortSignal,
): Promise<void> => {
  const subject = `${failed(code)}maintenance ${window.id}`;
  try {
    const { result } = await patiently(impatience, () =>
      client.callWithStatus(endMaintenance, { id: window.id }, { timeoutMs: REPLY_MS, signal: impatience }),
    );
    context.say(`${subject} ${result === "unchanged" ? "had ended already" : "ended"}`);
  } catch (error) {
    const { detail } = failureOf(error);
    if (isPassing(error) || impatience.aborted)
      context.warn(`${subject} ends by itself at ${endTime(context, window)}: ${detail}`);
    else if ((await asItIs(client, window, impatience)).state === "cancelled")
      context.say(`${subject} was cancelled meanwhile`);
    else context.warn(`${subject} was not ended: ${detail}`);
  }
};

export const leaveWindow = async (
  context: Context,
  client: Client,
  { window: known, code }: Ended,
  impatience: AbortSignal,
): Promise<void> => {
  const window = await asItIs(client, known, impatience);
  const { id, state } = window;
  const subject = `${failed(code)}maintenance ${id}`;
  if (state === "cancelled") context.say(`${subject} was cancelled meanwhile`);
  else if (state === "completed") context.say(`${subject} ended meanwhile`);
  else context.say(`${subject} goes on until ${endTime(context, window)}, or until \`tocsin maintenance end ${id}\``);
};

/** What somebody else made of it meanwhile; where nobody answers, as it was known to be. */
const asItIs = async (client: Client, known: Maintenance, impatience: AbortSignal): Promise<Maintenance> => {
  try {
    return await patiently(impatience, () =>
      client.call(getMaintenance, { id: String(known.id) }, { timeoutMs: REPLY_MS, signal: impatience }),
    );
  } catch {
    return known; // said above
  }
};

/** A daemon that only restarts is waited for; one that is away does not hold a pipeline up. */
const PATIENCE_MS = 10_000;
const BETWEEN_TRIES_MS = 250;
const patiently = async <T>(impatience: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || impatience.aborted || performance.now() > until) throw error;
      await pause(BETWEEN_TRIES_MS, impatience);
    }
  }
};

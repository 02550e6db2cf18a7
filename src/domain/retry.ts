// When a delivery is tried again, and when it is given up. Seconds at first, a day in all (PITFALLS 2.3: three quick tries lose pages).

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Pauses after the first, second, … failed attempt. */
export const RETRY_PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
] as const;
const JITTER = 0.2;
const UNSENT_PAUSE_MS = SECOND;

/** What became of one attempt to send. */
export type Outcome =
  | { kind: "sent" }
  | {
      kind: "failed";
      reason: string;
      isPermanent: boolean;
      retryAfterMs?: number;
      endsTarget?: boolean;
      mayHaveArrived?: boolean;
      /** It says nothing of the target: our own mail server was away, or does not want us. */
      isOurs?: boolean;
    }
  /** It never left: too late, or the worker is going away. Costs no attempt. */
  | { kind: "unsent"; reason: string };

export type NextStep =
  | { kind: "sent" }
  | { kind: "retry"; afterMs: number; reason: string }
  | { kind: "dead"; reason: string; endsTarget: boolean; isOurs: boolean };

/** `attempt` counts from 1; `random` is in [0, 1). Retry-After is honoured when it is longer than our own pause. */
export const nextStep = (outcome: Outcome, attempt: number, random: number): NextStep => {
  if (outcome.kind === "sent") return { kind: "sent" };
  if (outcome.kind === "unsent") return { kind: "retry", afterMs: UNSENT_PAUSE_MS, reason: outcome.reason };
  const { reason, endsTarget = false, isOurs = false } = outcome;
  if (outcome.isPermanent) return { kind: "dead", reason, endsTarget, isOurs };
  const pause = RETRY_PAUSES_MS[attempt - 1];
  if (pause === undefined) return { kind: "dead", reason, endsTarget: false, isOurs };
  const jittered = Math.round(pause * (1 + JITTER * random));
  return { kind: "retry", afterMs: Math.max(jittered, outcome.retryAfterMs ?? 0), reason };
};

/** Which HTTP answers are worth another try: Standard Webhooks, and 408, 425, 429 among the 4xx. `goneOn`: what besides 410 ends a target. */
export const outcomeOfStatus = (status: number, retryAfterMs?: number, goneOn: readonly number[] = []): Outcome => {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const reason = `the target answered ${status}`;
  if (status === 410 || goneOn.includes(status)) return { kind: "failed", reason, isPermanent: true, endsTarget: true };
  const isTransient = status >= 500 || status === 408 || status === 425 || status === 429;
  return { kind: "failed", reason, isPermanent: !isTransient, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
};

const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** How long the target asks us to wait: the header (RFC 9110 10.2.3, or a fraction of seconds), else what Discord and Telegram say. */
export const retryAfterOf = (answer: { header: string | undefined; body: string; now: number }): number | undefined => {
  const asked = [msOfHeader(answer.header, answer.now), msOfBody(answer.body)].find((ms) => ms !== null && ms > 0);
  return asked === undefined || asked === null ? undefined : Math.min(Math.ceil(asked), MAX_RETRY_AFTER_MS);
};

const msOfHeader = (header: string | undefined, now: number): number | null => {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * SECOND;
  // A date by its weekday: `Date.parse` alone would take "-5" for a year.
  const at = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at - now;
};

/** Discord: `{"retry_after": 0.65}`; Telegram: `{"parameters": {"retry_after": 35}}`; both in seconds. */
const msOfBody = (body: string): number | null => {
  if (body === "") return null;
  const json = parsed(body);
  const seconds = fieldOf(json, "retry_after") ?? fieldOf(fieldOf(json, "parameters"), "retry_after");
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds * SECOND : null;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // most answers are no JSON, and say nothing to us then
  }
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

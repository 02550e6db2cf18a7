// The one pure reducer over the state: snapshot, events, keys, answers, clock.
import type { LiveEvent } from "../contract/live.ts";
import type { Status } from "../contract/status.ts";
import { assertNever } from "../domain/assert.ts";
import { type Answer, answer, isOfAway } from "./commands/commands.ts";
import { pasted, typed } from "./forms/entry.ts";
import { applyIntent } from "./keys/intents.ts";
import type { Intent } from "./keys/keymap.ts";
import type { State } from "./state.ts";
import type { Outcome } from "./terminal/errands.ts";
import { applyOutcome } from "./terminal/outcomes.ts";
import { freshToasts } from "./toasts.ts";
import { applyEvents } from "./truth/apply-events.ts";
import { applyFetched, applyUnfetched, type Fetched, type Want } from "./truth/fetched.ts";
import { applySnapshot } from "./truth/snapshot.ts";

export type Action =
  /** `isReset`: the log no longer reaches back to what we knew; this is true whatever its seq. */
  | { kind: "snapshot"; status: Status; isReset: boolean }
  | { kind: "events"; events: readonly LiveEvent[] }
  | { kind: "fetched"; fetched: Fetched }
  | { kind: "unfetched"; want: Want; why: string; isGone: boolean }
  | { kind: "live" }
  /** `heardAt`: when the daemon was last heard; by itself now. Epoch milliseconds. */
  | { kind: "away"; why: string; heardAt?: number }
  | { kind: "refused"; why: string }
  | { kind: "intent"; intent: Intent }
  | { kind: "typed"; text: string }
  | { kind: "pasted"; text: string }
  | { kind: "answered"; ticket: number; answer: Answer }
  | { kind: "errand"; ticket: number; outcome: Outcome }
  | { kind: "resized"; columns: number; rows: number }
  | { kind: "tick" }
  | { kind: "leave"; exitCode: number };

export const reduce = (state: State, action: Action, now: number): State => {
  const next = step(state, action, now);
  const isOwn = action.kind === "intent" || action.kind === "typed" || action.kind === "pasted";
  if (!SELECTABLE.some((what) => hasMoved(state.selected[what], next.selected[what]))) return next;
  // What somebody has chosen since, they have seen, and want.
  return isOwn ? { ...next, slidAt: 0, awaited: null } : { ...next, slidAt: now };
};

const SELECTABLE = ["incident", "component", "maintenance", "delivery"] as const;
const hasMoved = (before: number | string | null, after: number | string | null): boolean =>
  before !== null && after !== null && before !== after;

const step = (state: State, action: Action, now: number): State => {
  switch (action.kind) {
    case "snapshot":
      // It says nothing of the pause of sending: that is read.
      return { ...applySnapshot(state, action.status, { isReset: action.isReset }), healthReadAt: 0 };
    case "events":
      return applyEvents(state, action.events, now);
    case "fetched":
      return applyFetched(state, action.fetched, now);
    case "unfetched":
      return applyUnfetched(state, action);
    case "live":
      return {
        ...state,
        connection: { kind: "live" },
        toasts: state.toasts.filter(({ text }) => !isOfAway(text)),
      };
    case "away":
      return lost(state, "away", action.why, Math.min(now, action.heardAt ?? now));
    case "refused":
      return lost(state, "refused", action.why, now);
    case "intent":
      return applyIntent(state, action.intent, now);
    case "typed":
      return typed(state, action.text, now);
    case "pasted":
      return pasted(state, action.text, now);
    case "answered":
      return answer(state, action.ticket, action.answer, now);
    case "errand":
      return applyOutcome(state, action.ticket, action.outcome, now);
    case "resized":
      return { ...state, size: { columns: action.columns, rows: action.rows } };
    case "tick":
      return { ...state, now, toasts: freshToasts(state.toasts, now) };
    case "leave":
      return { ...state, exitCode: action.exitCode };
    default:
      return assertNever(action);
  }
};

const lost = (state: State, kind: "away" | "refused", why: string, now: number): State => {
  const known = state.connection;
  const since = known.kind === "away" || known.kind === "refused" ? known.since : now;
  // A question stays: its yes says that nothing was sent, and is no letter of the form behind it.
  return { ...state, connection: { kind, since, why } };
};

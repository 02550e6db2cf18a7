// The whole screen as data, and the one pure reducer over it: snapshot, events, keys, answers, clock.
import type { Incident } from "../contract/incidents.ts";
import type { LiveEvent } from "../contract/live.ts";
import type { Maintenance } from "../contract/maintenances.ts";
import type { Component, Status } from "../contract/status.ts";
import { assertNever } from "../domain/assert.ts";
import { applyEvents } from "./apply-events.ts";
import { type Answer, answer, type Command } from "./commands.ts";
import { applyIntent } from "./intents.ts";
import type { Intent, Place } from "./keymap.ts";
import { applySnapshot, type Selected } from "./snapshot.ts";
import { freshToasts, type Toast } from "./toasts.ts";

/** How the screen stands to the daemon. `since` is the last moment that what is shown was known to be true. */
export type Connection =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "away"; since: number; why: string }
  /** The daemon will not have us any more: a revoked token. */
  | { kind: "refused"; since: number; why: string };

/** What the screen says of a window. */
export type Window = Pick<Maintenance, "id" | "title" | "state" | "startsAt" | "endsAt" | "startedAt" | "components">;

export interface State {
  /** The name that the daemon knows us by. */
  me: string;
  now: number;
  /** Newest event that the screen knows of. */
  seq: number;
  connection: Connection;
  /** Active ones, as the daemon told them; what we have asked for and not seen yet is in `commands`. */
  incidents: ReadonlyMap<number, Incident>;
  /** Worst first, then oldest. */
  order: readonly number[];
  /** There are more active incidents than one snapshot carries. */
  isCut: boolean;
  /** In the order of the config. */
  components: ReadonlyMap<string, Component>;
  maintenances: ReadonlyMap<number, Window>;
  /** What does not work as it should inside Tocsin. */
  degraded: readonly string[];
  /** The log told of something that it does not describe whole: a new snapshot is wanted. */
  isStale: boolean;
  focus: "incidents" | "components";
  isHelp: boolean;
  selected: Selected;
  /** What was asked of the daemon, oldest first; whoever runs the screen sends what is new by its ticket. */
  commands: readonly Command[];
  lastTicket: number;
  confirm: Question | null;
  toasts: readonly Toast[];
  /** Set once the screen is to be left. */
  exitCode: number | null;
}

/** What is asked first: a resolve tells the public, or mutes what fires; an ack shows what maintenance holds. */
export type Question =
  | { kind: "public"; id: number }
  | { kind: "firing"; id: number; firing: number }
  | { kind: "held"; id: number; isWhole: boolean };

export type Action =
  /** `isReset`: the log no longer reaches back to what we knew; this is true whatever its seq. */
  | { kind: "snapshot"; status: Status; isReset: boolean }
  | { kind: "events"; events: readonly LiveEvent[] }
  | { kind: "live" }
  | { kind: "away"; why: string }
  | { kind: "refused"; why: string }
  | { kind: "intent"; intent: Intent }
  | { kind: "pasted" }
  | { kind: "answered"; ticket: number; answer: Answer }
  | { kind: "tick" }
  | { kind: "leave"; exitCode: number };

export const initialState = (status: Status, me: string, now: number): State =>
  applySnapshot(
    {
      me,
      now,
      seq: 0,
      connection: { kind: "connecting" },
      incidents: new Map(),
      order: [],
      isCut: false,
      components: new Map(),
      maintenances: new Map(),
      degraded: [],
      isStale: false,
      focus: "incidents",
      isHelp: false,
      selected: { incident: null, component: null },
      commands: [],
      lastTicket: 0,
      confirm: null,
      toasts: [],
      exitCode: null,
    },
    status,
  );

export const reduce = (state: State, action: Action, now: number): State => {
  switch (action.kind) {
    case "snapshot":
      // Events that we have shown already are not in an older snapshot: it stays wanted.
      return !action.isReset && action.status.seq < state.seq ? state : applySnapshot(state, action.status);
    case "events":
      return applyEvents(state, action.events, now);
    case "live":
      // What was refused for being away is no longer so.
      return { ...state, connection: { kind: "live" }, toasts: state.toasts.filter((toast) => toast.tone === "news") };
    case "away":
      return lost(state, "away", action.why, now);
    case "refused":
      return lost(state, "refused", action.why, now);
    case "intent":
      return applyIntent(state, action.intent, now);
    case "pasted":
      return {
        ...state,
        toasts: freshToasts(state.toasts, now, { tone: "refusal", text: "pasted text is not taken for keys" }),
      };
    case "answered":
      return answer(state, action.ticket, action.answer, now);
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
  return { ...state, connection: { kind, since, why }, confirm: null };
};

export const placeOf = (state: State): Place => (state.confirm ? "confirm" : state.isHelp ? "help" : state.focus);

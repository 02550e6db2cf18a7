// The whole screen as data, and the one pure reducer over it: snapshot, events, keys, answers, clock.
import type { Incident } from "../contract/incidents.ts";
import type { LiveEvent } from "../contract/live.ts";
import type { Maintenance } from "../contract/maintenances.ts";
import type { Component, Status } from "../contract/status.ts";
import { assertNever } from "../domain/assert.ts";
import { applyEvents } from "./apply-events.ts";
import { type Answer, answer } from "./commands.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Detail } from "./detail.ts";
import { type Entry, pasted, typed } from "./entry.ts";
import type { Errand, Outcome } from "./errands.ts";
import { applyFetched, applyUnfetched, type Fetched, type Want } from "./fetched.ts";
import type { Form } from "./forms/form.ts";
import type { History } from "./histories.ts";
import { applyIntent } from "./intents.ts";
import type { Intent } from "./keymap.ts";
import type { ListView } from "./listed.ts";
import { applyOutcome } from "./outcomes.ts";
import type { Output } from "./output.ts";
import type { Question } from "./questions.ts";
import type { Recent } from "./recent.ts";
import { applySnapshot, type Selected } from "./snapshot.ts";
import { freshToasts, type Toast } from "./toasts.ts";
import type { Command } from "./verbs.ts";

/** How the screen stands to the daemon. `since` is the last moment that what is shown was known to be true. */
export type Connection =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "away"; since: number; why: string }
  /** The daemon will not have us any more: a revoked token. */
  | { kind: "refused"; since: number; why: string };

/** What the screen says of a window; what an event does not tell comes with the next snapshot. */
export type Window = Pick<Maintenance, "id" | "title" | "state" | "startsAt" | "endsAt" | "components"> &
  Partial<Pick<Maintenance, "startedAt" | "text" | "seriesId" | "rrule" | "autoStart" | "autoEnd" | "holdAlerts">>;

export type Screen = "incidents" | "incident" | "components" | "maintenance" | "deliveries" | "help" | "output";

export interface State {
  /** The name that the daemon knows us by. */
  me: string;
  /** IANA name; times are shown and read in it. */
  timeZone: string;
  now: number;
  size: { columns: number; rows: number };

  /** Newest event of the feed that the screen has seen. */
  seq: number;
  connection: Connection;
  /** Active ones as the daemon told them, and ended ones that were seen; what was asked for and not seen yet is in `commands`. */
  incidents: ReadonlyMap<number, Incident>;
  /** In the order of the config. */
  components: ReadonlyMap<string, Component>;
  maintenances: ReadonlyMap<number, Window>;
  /** What does not work as it should inside Tocsin. */
  degraded: readonly string[];
  /** The log told of something that it does not describe whole: components, windows and faults are asked for again. */
  isStale: boolean;
  /** The same of single incidents. */
  unsure: ReadonlySet<number>;
  /** Incidents and, as `board`, all else that was read at a newer seq than the feed has reached: events up to it are in it. */
  knownAt: ReadonlyMap<number | "board", number>;
  /** What the feed told lately, to be put on what was read before it. */
  recent: Recent;
  /** Active incidents beyond the first page are read page by page. */
  pages: { cursor: string | null; isDone: boolean; isCut: boolean };
  /** Resolved ones were read; before that only those are known that ended while we looked. */
  hasResolved: boolean;

  screen: Screen;
  /** First line that is shown where a screen is scrolled as a whole. */
  top: number;
  /** Where Esc leads to, the last first. */
  behind: readonly { screen: Screen; top: number }[];
  list: ListView;
  /** Incidents of the list in its order: worst first, then oldest. */
  order: readonly number[];
  marked: ReadonlySet<number>;
  selected: Selected;
  detail: Detail | null;
  /** Of components that were looked at. */
  histories: ReadonlyMap<string, History>;
  deliveries: Deliveries;
  output: Output | null;

  /** What was asked of the daemon, oldest first; whoever runs the screen sends what is new by its ticket. */
  commands: readonly Command[];
  /** What was asked of whoever runs the screen: a command line, the editor, the shell. */
  errands: readonly Errand[];
  lastTicket: number;
  confirm: Question | null;
  entry: Entry | null;
  /** Forms that were left with something in them. */
  drafts: ReadonlyMap<string, Form>;
  /** Command lines that were run, oldest first. */
  history: readonly string[];
  toasts: readonly Toast[];
  bell: { isOn: boolean; rung: number };
  /** Set once the screen is to be left. */
  exitCode: number | null;
}

export type Action =
  /** `isReset`: the log no longer reaches back to what we knew; this is true whatever its seq. */
  | { kind: "snapshot"; status: Status; isReset: boolean }
  | { kind: "events"; events: readonly LiveEvent[] }
  | { kind: "fetched"; fetched: Fetched }
  | { kind: "unfetched"; want: Want; why: string; isGone: boolean }
  | { kind: "live" }
  | { kind: "away"; why: string }
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
  switch (action.kind) {
    case "snapshot":
      return applySnapshot(state, action.status, { isReset: action.isReset });
    case "events":
      return applyEvents(state, action.events, now);
    case "fetched":
      return applyFetched(state, action.fetched, now);
    case "unfetched":
      return applyUnfetched(state, action);
    case "live":
      // What was refused for being away is no longer so.
      return {
        ...state,
        connection: { kind: "live" },
        toasts: state.toasts.filter((toast) => toast.tone !== "refusal"),
      };
    case "away":
      return lost(state, "away", action.why, now);
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
  return { ...state, connection: { kind, since, why }, confirm: null };
};

// The whole screen as data.
import type { Incident } from "../contract/incidents.ts";
import type { Maintenance } from "../contract/maintenances.ts";
import type { Component } from "../contract/status.ts";
import type { Notify } from "../contract/subscribers.ts";
import type { Question } from "./commands/questions.ts";
import type { Command } from "./commands/verbs.ts";
import type { Entry } from "./forms/entry.ts";
import type { Form } from "./forms/form.ts";
import type { Deliveries } from "./screens/deliveries.ts";
import type { Detail } from "./screens/detail.ts";
import type { History } from "./screens/histories.ts";
import type { ListView } from "./screens/listed.ts";
import type { Output } from "./screens/output.ts";
import type { Errand } from "./terminal/errands.ts";
import type { Toast } from "./toasts.ts";
import type { Recent } from "./truth/recent.ts";
import type { Selected } from "./truth/snapshot.ts";

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

/** `incident`: the one that was looked at. */
export interface Visited {
  screen: Screen;
  top: number;
  incident: number | null;
}

export interface State {
  /** Of this run of the program alone. */
  session: string;
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
  /** Whom of the team messages go to, and whether sending is paused. */
  notify: Notify;
  /** When the last two were read: not all that moves them is an event. Epoch milliseconds. */
  healthReadAt: number;
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
  behind: readonly Visited[];
  list: ListView;
  /** Incidents of the list in its order: worst first, then oldest. */
  order: readonly number[];
  marked: ReadonlySet<number>;
  selected: Selected;
  /** An incident that was opened here: it is selected as soon as the list has it. */
  awaited: number | null;
  /** When something else than a key moved the selection to another incident. */
  slidAt: number;
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

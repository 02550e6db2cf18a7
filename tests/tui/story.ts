// Situations and recorded events for the tests of the screen.
import type { Incident } from "../../src/contract/incidents.ts";
import type { LiveEvent, LiveEventOf } from "../../src/contract/live.ts";
import type { Component, Status } from "../../src/contract/status.ts";
import type { EventType } from "../../src/domain/events.ts";
import type { Command } from "../../src/tui/commands/verbs.ts";
import { initialState } from "../../src/tui/initial-state.ts";
import { actionOf } from "../../src/tui/keys/press.ts";
import { type Action, reduce } from "../../src/tui/reduce.ts";
import type { State } from "../../src/tui/state.ts";

export const NOW = Date.parse("2026-11-23T03:00:00Z");
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

export const incident = (id: number, more: Partial<Incident> = {}): Incident => ({
  id,
  title: `Incident number ${id}`,
  severity: "high",
  state: "open",
  source: "manual",
  components: [],
  held: false,
  firing: 0,
  openedAt: ago(600 - id),
  reopenCount: 0,
  alertCount: 0,
  posts: [],
  version: 1,
  ...more,
});
export const component = (id: string, more: Partial<Component> = {}): Component => ({
  id,
  name: id,
  hidden: false,
  level: "operational",
  since: ago(86_400),
  cause: { kind: "none" },
  ...more,
});
export const on = (id: string): Incident["components"][number] => ({
  id,
  name: id,
  level: "partial_outage",
  held: false,
  origin: "manual",
});

export const status = (more: Partial<Status> = {}): Status => ({
  level: "none",
  description: "All Systems Operational",
  components: [],
  incidents: [],
  maintenances: [],
  seq: 100,
  levelsSeq: more.seq ?? 100,
  at: ago(0),
  degraded: [],
  ...more,
});

/** Three incidents (a critical one, and two of the same severity) on three components. */
export const night = (): Status =>
  status({
    incidents: [
      incident(11, { title: "Disk is filling up", severity: "medium", openedAt: ago(7200) }),
      incident(12, { title: "API answers 500", severity: "critical", openedAt: ago(95), components: [on("api")] }),
      incident(13, {
        title: "Queue is slow",
        severity: "medium",
        openedAt: ago(3600),
        owner: "bob",
        state: "acknowledged",
      }),
    ],
    components: [
      component("api", { level: "major_outage", since: ago(90), cause: { kind: "incident", id: 12 }, group: "Public" }),
      component("web", { group: "Public" }),
      component("db"),
    ],
  });

export const SIZE = { columns: 80, rows: 24 };
export const NOBODY = { team: [], waiting: 0 };
const ANN = { session: "run", me: "ann", timeZone: "UTC", now: NOW, size: SIZE, isBellOn: true, notify: NOBODY };
export const start = (from: Status = night()): State => after(initialState(from, ANN), { kind: "live" });
export const after = (state: State, ...actions: readonly Action[]): State =>
  actions.reduce((one, action) => reduce(one, action, NOW), state);

const BOB = { kind: "person", name: "bob" } as const;
/** An event as the feed hands it over; bob did it unless it says otherwise. */
export const event = <T extends EventType>(
  seq: number,
  type: T,
  data: LiveEventOf<T>["data"],
  more: Partial<LiveEventOf<T>> = {},
): LiveEventOf<T> => ({ seq, at: ago(0), type, actor: BOB, data, ...more });
export const happened = (...events: readonly LiveEvent[]): Action => ({ kind: "events", events });
export const keys = (...intents: Extract<Action, { kind: "intent" }>["intent"][]): Action[] =>
  intents.map((intent) => ({ kind: "intent", intent }));
/** What somebody writes, sign by sign. */
export const written = (text: string): Action[] => [...text].map((sign) => ({ kind: "typed", text: sign }));
export const done = (ticket: number, reply: unknown = {}): Action => ({
  kind: "answered",
  ticket,
  answer: { kind: "done", reply },
});
export const refused = (ticket: number, why: string): Action => ({
  kind: "answered",
  ticket,
  answer: { kind: "refused", why },
});
/** A command about an incident as it is put down to be sent. */
export const command = (ticket: number, verb: Command["verb"], id: number, input: Command["input"] = {}): Command => ({
  ...{ ticket, verb, about: { kind: "incident", id }, input, phase: "sent", key: `run-${ticket}` },
});
export const idsOf = (commands: readonly Command[]): (number | string)[] =>
  commands.map(({ about }) => (about.kind === "new" ? about.what : about.id));
/** Keys as `keysOf` names them, with what the state makes of each. */
export const pressed = (state: State, ...names: string[]): State =>
  names.reduce((one, name) => {
    const action = actionOf(one, name);
    return action ? after(one, action) : one;
  }, state);
/** The same for text that is typed. */
export const typed = (state: State, text: string): State => pressed(state, ...text);
export const texts = (state: State): string[] => state.toasts.map((toast) => toast.text);

// What each key means to the state.
import { refuse, request, say } from "../commands/commands.ts";
import type { About, Input, Verb } from "../commands/verbs.ts";
import {
  complete,
  editEntry,
  enter,
  leave,
  lineUpOrDown,
  openEditor,
  openForm,
  openLine,
  previousField,
  send,
} from "../forms/entry.ts";
import type { Edit } from "../forms/field.ts";
import type { FormKind } from "../forms/kinds.ts";
import { go, goBack, lookAt, MAIN_SCREENS } from "../screens/going.ts";
import { SCOPES } from "../screens/listed.ts";
import { move } from "../screens/moves.ts";
import type { Screen, State } from "../state.ts";
import { ask, askToRun } from "../terminal/errands.ts";
import { relisted } from "../truth/snapshot.ts";
import type { Intent } from "./keymap.ts";

type Meaning = (state: State, now: number) => State;

export const applyIntent = (state: State, intent: Intent, now: number): State =>
  isEdit(intent) ? editEntry(state, intent.slice("edit:".length) as Edit) : INTENTS[intent](state, now);
type EditIntent = Extract<Intent, `edit:${string}`>;
const isEdit = (intent: Intent): intent is EditIntent => intent.startsWith("edit:");

/** What a key is for: the marked incidents, the one that is looked at, or what is selected. */
export const targetsOf = (state: State): About[] => {
  const { screen, selected, marked, order, detail } = state;
  if (screen === "incident") return detail ? [{ kind: "incident", id: detail.id }] : [];
  if (screen === "incidents" && marked.size > 0)
    return order.filter((id) => marked.has(id)).map((id) => ({ kind: "incident", id }));
  const one: Partial<Record<Screen, About | null>> = {
    incidents:
      selected.incident === null || !order.includes(selected.incident)
        ? null
        : { kind: "incident", id: selected.incident },
    components: selected.component === null ? null : { kind: "component", id: selected.component },
    maintenance: selected.maintenance === null ? null : { kind: "maintenance", id: selected.maintenance },
    deliveries: selected.delivery === null ? null : { kind: "delivery", id: selected.delivery },
  };
  const target = one[screen];
  return target ? [target] : [];
};

const NOTHING: Partial<Record<Screen, string>> = {
  components: "there is no component here",
  maintenance: "there is no window here",
  deliveries: "there is no delivery here",
};
const nothing = (state: State, now: number): State =>
  refuse(state, `${NOTHING[state.screen] ?? "there is no incident here"}: nothing was sent`, now);

const verb =
  (verb: Verb, input: Input = {}): Meaning =>
  (state, now) => {
    const abouts = targetsOf(state);
    if (hasJustSlid(state, now))
      return refuse({ ...state, slidAt: now }, "the line has moved: look, then press again", now);
    return abouts.length === 0
      ? nothing(state, now)
      : request(
          state,
          abouts.map((about) => ({ verb, about, input })),
          now,
        );
  };
/** What stood there a moment ago is gone: the key was meant for that, and a key that is held goes on and on. */
const hasJustSlid = ({ screen, marked, slidAt }: State, now: number): boolean =>
  screen !== "incident" && !(screen === "incidents" && marked.size > 0) && now - slidAt < SLID_MS;
const SLID_MS = 600;

/** A form about what is selected; `isForOne`: it makes no sense for several. */
const form =
  (kind: FormKind, { isForOne = false } = {}): Meaning =>
  (state, now) => {
    const abouts = targetsOf(state);
    if (abouts.length === 0) return nothing(state, now);
    if (isForOne && abouts.length > 1)
      return refuse(state, "that is for one incident: take the marks away with Esc", now);
    return openForm(state, kind, abouts, now);
  };
const screen =
  (to: Screen): Meaning =>
  (state) =>
    go(state, to);
const nextScreen =
  (by: number): Meaning =>
  (state) => {
    const here = (MAIN_SCREENS as readonly Screen[]).indexOf(state.screen);
    const count = MAIN_SCREENS.length;
    return go(state, MAIN_SCREENS[(here + by + count) % count]!);
  };

const INTENTS: Record<Exclude<Intent, EditIntent>, Meaning> = {
  down: (state) => move(state, { by: 1 }),
  up: (state) => move(state, { by: -1 }),
  pageDown: (state) => move(state, { pages: 1 }),
  pageUp: (state) => move(state, { pages: -1 }),
  first: (state) => move(state, { by: Number.NEGATIVE_INFINITY }),
  last: (state) => move(state, { by: Number.POSITIVE_INFINITY }),

  enter: (state, now) => lookCloser(state, now),
  back: (said) => {
    const state = { ...said, toasts: said.toasts.filter(({ tone }) => tone === "news") };
    if (state.behind.length > 0) return goBack(state);
    if (!(MAIN_SCREENS as readonly Screen[]).includes(state.screen)) return go(state, "incidents");
    return state.screen === "incidents"
      ? relisted({ ...state, marked: new Set(), list: { ...state.list, filter: "" } })
      : go(state, "incidents");
  },
  help: screen("help"),
  goIncidents: screen("incidents"),
  goComponents: screen("components"),
  goMaintenance: screen("maintenance"),
  goDeliveries: screen("deliveries"),
  goOutput: (state, now) =>
    state.output ? go(state, "output") : refuse(state, "no command has printed more than a line yet", now),
  goNext: nextScreen(1),
  goPrevious: nextScreen(-1),
  quit: (state) => ({ ...state, exitCode: 0 }),
  suspend: (state) => ask(state, { kind: "suspend" }),
  redraw: (state) => ask(state, { kind: "redraw" }),

  filter: (state) => openLine(state, "filter"),
  command: (state) => openLine(state, "command"),
  hideAcked: (state) => relisted({ ...state, list: { ...state.list, hideAcked: !state.list.hideAcked } }),
  scope: (state) => {
    const next = SCOPES[(SCOPES.indexOf(state.list.scope) + 1) % SCOPES.length]!;
    return relisted({ ...state, list: { ...state.list, scope: next } });
  },
  mark: (state) => {
    const id = state.selected.incident;
    if (id === null) return state;
    const marked = new Set(state.marked);
    if (!marked.delete(id)) marked.add(id);
    return move({ ...state, marked }, { by: 1 });
  },
  markAll: (state) => ({
    ...state,
    marked: state.marked.size > 0 ? new Set() : new Set(state.order.slice(0, MAX_MARKED)),
  }),
  bell: (state, now) => {
    const isOn = !state.bell.isOn;
    return say({ ...state, bell: { ...state.bell, isOn } }, `the bell is ${isOn ? "on" : "off"}`, now);
  },

  ack: verb("ackIncident"),
  unack: verb("unackIncident"),
  resolve: verb("resolveIncident"),
  close: verb("closeIncident"),
  reopen: verb("reopenIncident"),
  open: (state, now) => openForm(state, "open", [], now),
  note: form("note"),
  post: form("post", { isForOne: true }),
  correct: form("correct", { isForOne: true }),
  snooze: form("snooze"),
  assign: form("assign"),
  edit: form("edit", { isForOne: true }),
  merge: form("merge"),

  override: form("override"),
  clearOverride: verb("clearOverride"),

  schedule: (state, now) => openForm(state, "schedule", [], now),
  editWindow: form("editWindow"),
  startWindow: verb("startMaintenance"),
  verifyWindow: verb("verifyMaintenance"),
  endWindow: verb("endMaintenance"),
  extendWindow: form("extendWindow"),
  skipWindow: verb("skipMaintenance"),
  cancelWindow: verb("cancelMaintenance"),
  updateWindow: form("updateWindow"),
  retryDelivery: verb("retryDelivery"),

  yes: (state, now) => {
    const { confirm } = state;
    if (!confirm) return state;
    const how = { isSure: true, isOfForm: confirm.isOfForm ?? false };
    return request({ ...state, confirm: null }, confirm.drafts, now, how);
  },
  no: (state) => ({ ...state, confirm: null }),

  nextField: complete,
  previousField,
  newLine: enter,
  send,
  leave,
  editor: openEditor,
  older: (state) => lineUpOrDown(state, -1),
  newer: (state) => lineUpOrDown(state, 1),
};

/** As many as are asked for in one stroke. */
const MAX_MARKED = 500;

/** Enter: all of what is selected. What the screens have no room for, the command line tells as it tells a shell. */
const lookCloser = (state: State, now: number): State => {
  const [about] = targetsOf({ ...state, marked: new Set() });
  if (!about) return nothing(state, now);
  switch (about.kind) {
    case "incident":
      return lookAt(state, about.id);
    case "component":
      return askToRun(state, `component show ${about.id}`, ["component", "show", about.id]);
    case "new":
      return state;
    default: {
      const words = [about.kind, "show", String(about.id)];
      return askToRun(state, words.join(" "), words);
    }
  }
};

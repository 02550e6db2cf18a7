// The forms of maintenance windows.
import { formatTime, parseDuration } from "../../contract/time.ts";
import { readEnd, readStart } from "../../contract/window-times.ts";
import { isoOf } from "../../domain/incident.ts";
import { type About, nameOf } from "../commands/verbs.ts";
import type { State, Window } from "../state.ts";
import { linksIn } from "./components.ts";
import {
  changedIn,
  choice,
  componentIds,
  line,
  longText,
  maybe,
  noneOfTheirs,
  required,
  timesOf,
} from "./field-kinds.ts";
import type { FormField } from "./form.ts";
import type { FormSpec } from "./kinds.ts";

const windowIn = (state: State, abouts: readonly About[]) => {
  const [about] = abouts;
  return about?.kind === "maintenance" ? state.maintenances.get(about.id) : undefined;
};
const idsIn = (text: string | undefined, state: State): string[] =>
  linksIn(text ?? "", state.components).map(({ id }) => id);
const TIMES = "15:30, tomorrow 02:00, 2026-12-01 02:00 or +2h";

const windowFields = (window: Window | undefined, timeZone: string): FormField[] => {
  const at = (iso: string | undefined): string =>
    iso === undefined ? "" : formatTime(Date.parse(iso), timeZone).slice(0, "2026-12-01 02:00".length);
  return [
    line("title", "Title", window?.title),
    componentIds(
      (window?.components ?? []).map(({ id }) => id),
      "ids of what it covers",
    ),
    line("start", "Starts", at(window?.startsAt), `${TIMES}, in ${timeZone}`),
    line("end", "Ends", at(window?.endsAt)),
    longText("text", "Text", window?.text ?? ""),
  ];
};

export const windowForms = {
  schedule: {
    title: () => "Plan a maintenance window",
    fields: (_, state) => [
      line("title", "Title", "", "what will be done, as customers may read it"),
      componentIds([], "ids of what it covers, Tab completes"),
      line("start", "Starts", "", TIMES),
      line("for", "For", "", "like 30m or 2h; or write the end below; empty both: 1h"),
      line("end", "Ends", "", "instead of a length"),
      longText("text", "Text", "", "what readers are told of it; may stay empty; Ctrl-O: $EDITOR"),
      line("rrule", "Repeats", "", `RFC 5545, like FREQ=WEEKLY;BYDAY=SU; in ${state.timeZone}; empty: once`),
      choice("notify", "Tell", ["yes", "no"]),
    ],
    drafts: (values, _, state) => {
      const title = required(values.title, "The title");
      const components = idsIn(required(values.components, "The list of components"), state);
      const { startsAt, endsAt } = timesOf(values, state);
      const rule = maybe("rrule", values.rrule);
      const input = {
        ...{ title, components, startsAt, endsAt, ...maybe("text", values.text) },
        ...(rule.rrule === undefined ? {} : { ...rule, timeZone: state.timeZone }),
        ...(values.notify === "no" ? { notify: false } : {}),
      };
      return [{ verb: "scheduleMaintenance", about: { kind: "new", what: "the window" }, input }];
    },
    preview: (values, state) => timesOf(values, state).words,
  },
  editWindow: {
    title: (abouts) => `Change ${nameOf(abouts[0]!)}`,
    fields: (abouts, state) => [
      ...windowFields(windowIn(state, abouts), state.timeZone),
      choice("notify", "Tell", ["yes", "no"]),
    ],
    drafts: (values, abouts, state, { initial }) => {
      const is = (name: string): boolean => values[name]?.trim() !== initial[name]?.trim();
      const window = windowIn(state, abouts);
      // One that is over is refused by the daemon, with its reason.
      if (window) noneOfTheirs(values, initial, windowFields(window, state.timeZone));
      const here = { now: state.now, timeZone: state.timeZone };
      const startsAt = is("start") ? readStart(required(values.start, "The start"), here) : startOf(state, abouts);
      const text = (values.text ?? "").trim();
      const input = {
        ...(is("title") ? { title: required(values.title, "The title") } : {}),
        ...(is("components") ? { components: idsIn(values.components, state) } : {}),
        ...(is("start") ? { startsAt: isoOf(startsAt) } : {}),
        ...(is("end") ? { endsAt: isoOf(readEnd(required(values.end, "The end"), startsAt, here)) } : {}),
        ...(is("text") ? { text: text === "" ? null : text } : {}),
      };
      const silent = values.notify === "no" ? { notify: false } : {};
      return abouts.map((about) => ({ verb: "editMaintenance", about, input: { ...changedIn(input), ...silent } }));
    },
    preview: (values, state) => timesOf(values, state).words,
  },
  extendWindow: {
    title: (abouts) => `Move the end of ${nameOf(abouts[0]!)} to later`,
    fields: () => [line("for", "By", "", "like 15m or 2h; empty: 30m")],
    drafts: (values, abouts) => {
      const forMs = parseDuration((values.for ?? "").trim() || "30m");
      return abouts.map((about) => ({ verb: "extendMaintenance", about, input: { forMs } }));
    },
  },
  updateWindow: {
    title: (abouts) => `Tell the public of ${nameOf(abouts[0]!)}`,
    fields: () => [longText("text", "Text"), choice("notify", "Notify", ["yes", "no"])],
    drafts: ({ text, notify }, abouts) => {
      const input = { text: required(text, "The text"), ...(notify === "no" ? { notify: false } : {}) };
      return abouts.map((about) => ({ verb: "updateMaintenance", about, input }));
    },
  },
} as const satisfies Record<string, FormSpec>;

const startOf = (state: State, abouts: readonly About[]): number =>
  Date.parse(windowIn(state, abouts)?.startsAt ?? isoOf(state.now));

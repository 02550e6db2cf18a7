// Every form: what it asks for, and what it becomes. A new form is a new entry.
import type { Incident } from "../../contract/incidents.ts";
import { problem } from "../../contract/problem.ts";
import { parseDuration } from "../../contract/time.ts";
import { LEVELS, SEVERITIES } from "../../domain/level.ts";
import { POST_STATUSES } from "../../domain/post.ts";
import { type About, type Draft, incidentOf, nameOf } from "../commands/verbs.ts";
import type { State } from "../state.ts";
import { linksIn } from "./components.ts";
import { changedIn, choice, componentIds, line, longText, maybe, noneOfTheirs, required } from "./field-kinds.ts";
import type { Base, Form, FormField, Values } from "./form.ts";
import { windowForms } from "./window-kinds.ts";

/** What a form was opened with and on. */
export type Opened = Pick<Form, "initial" | "base">;

export interface FormSpec {
  /** Why it makes no sense now. */
  whyNot?: (abouts: readonly About[], state: State) => string | undefined;
  title: (abouts: readonly About[], state: State) => string;
  fields: (abouts: readonly About[], state: State) => FormField[];
  /** Throws `invalid` for what cannot be sent. */
  drafts: (values: Values, abouts: readonly About[], state: State, opened: Opened) => Draft[];
  base?: (abouts: readonly About[], state: State) => Base;
  /** What the values come to, said while they are written: the zone that was understood, say. */
  preview?: (values: Values, state: State) => string;
}

const names = (abouts: readonly About[]): string =>
  abouts.length === 1 ? nameOf(abouts[0]!) : `${abouts.length} incidents`;
const incidentIn = (state: State, abouts: readonly About[]) =>
  state.incidents.get(incidentOf({ about: abouts[0]! }) ?? 0);

const editFields = (incident: Incident | undefined): FormField[] => [
  line("title", "Title", incident?.title),
  choice("severity", "Severity", SEVERITIES, incident?.severity),
  componentIds(
    (incident?.components ?? []).map(({ id }) => id),
    "the whole list; a level that is not named stays as it was",
  ),
];

const incidentForms = {
  open: {
    title: () => "Open an incident",
    fields: (_, state) => [
      line("title", "Title", "", "what is wrong, in a few words"),
      choice("severity", "Severity", SEVERITIES, "high"),
      componentIds(state.screen === "components" && state.selected.component ? [state.selected.component] : []),
      longText("message", "Message", "", "what is known so far; may stay empty; Ctrl-O: $EDITOR"),
    ],
    drafts: ({ title, severity, components, message }, _, state) => [
      {
        ...{ verb: "openIncident", about: { kind: "new", what: "the incident" } },
        input: {
          ...{ title: required(title, "The title"), severity },
          ...{ components: linksIn(components ?? "", state.components), ...maybe("message", message) },
        },
      },
    ],
  },
  note: {
    title: (abouts) => `Note on ${names(abouts)}`,
    fields: () => [longText("text", "Note", "", "the team reads it, the public never; Ctrl-O: $EDITOR")],
    drafts: ({ text }, abouts) =>
      abouts.map((about) => ({ verb: "noteIncident", about, input: { text: required(text, "The note") } })),
  },
  assign: {
    title: (abouts) => `Give ${names(abouts)} to somebody`,
    fields: (_, { me }) => [line("to", "To", "", `a person's name, as they sign in; empty or me: ${me}`)],
    // Taking it over is what it is mostly for.
    drafts: ({ to }, abouts, { me }) =>
      abouts.map((about) => ({ verb: "assignIncident", about, input: { to: nameOrMe(to, me) } })),
  },
  snooze: {
    title: (abouts) => `No pages about ${names(abouts)} for a while`,
    fields: () => [line("for", "For", "", "like 30m, 2h or 1h30m; empty: 30m; 0 ends a snooze")],
    drafts: (values, abouts) => {
      const text = (values.for ?? "").trim() || "30m";
      const forMs = text === "0" ? 0 : parseDuration(text);
      return abouts.map((about) => ({ verb: "snoozeIncident", about, input: { forMs } }));
    },
  },
  edit: {
    title: (abouts) => `Change ${names(abouts)}`,
    fields: (abouts, state) => editFields(incidentIn(state, abouts)),
    drafts: (values, abouts, state, { initial }) => {
      const is = (name: string): boolean => values[name]?.trim() !== initial[name]?.trim();
      const incident = incidentIn(state, abouts);
      if (incident) noneOfTheirs(values, initial, editFields(incident));
      const input = {
        ...(is("title") ? { title: required(values.title, "The title") } : {}),
        ...(is("severity") ? { severity: values.severity } : {}),
        ...(is("components") ? { components: linksIn(values.components ?? "", state.components) } : {}),
      };
      // What changes between here and there is refused.
      const ifVersion = incident ? { ifVersion: incident.version } : {};
      return abouts.map((about) => ({ verb: "editIncident", about, input: changedIn(input), ...ifVersion }));
    },
  },
  merge: {
    title: (abouts) => `Put ${names(abouts)} into another incident`,
    fields: () => [line("into", "Into", "", "the number of the one that stays")],
    drafts: ({ into }, abouts) => {
      const id = Number(required(into, "The number").replace(/^#/, ""));
      if (!Number.isSafeInteger(id) || id < 1)
        throw problem("invalid", `"${into}" is no number of an incident.`, { hint: "Write it like 42." });
      // The one that stays may be marked with the others.
      const others = abouts.filter((about) => incidentOf({ about }) !== id);
      if (others.length > 0) return others.map((about) => ({ verb: "mergeIncident", about, input: { into: id } }));
      throw problem("invalid", `That is #${id} itself.`, { hint: "Write the number of the one that it belongs to." });
    },
  },
  post: {
    title: (abouts) => `Tell the public of ${names(abouts)}`,
    fields: (abouts, state) => {
      const incident = incidentIn(state, abouts);
      return [
        choice("status", "Status", POST_STATUSES, nextStatus(incident)),
        longText("text", "Text"),
        line("title", "Title", "", `what readers know it as; empty: ${titleWords(incident)}`),
        componentIds([], "what they are from now on, like api=operational; others stay as they are"),
        choice("resolve", "Resolve it", ["no", "yes"]),
        choice("notify", "Notify", ["yes", "no"]),
      ];
    },
    drafts: ({ status, text, title, components, resolve, notify }, abouts, state) => {
      const links = linksIn(components ?? "", state.components);
      const bare = links.find(({ level }) => level === undefined);
      if (bare)
        throw problem("invalid", `What is ${bare.id} from now on?`, {
          hint: `Write ${bare.id}=LEVEL, or leave it out.`,
        });
      const input = {
        ...{ status, text: required(text, "The text"), ...maybe("title", title) },
        ...(links.length > 0 ? { components: links } : {}),
        ...(resolve === "yes" ? { resolve: true } : {}),
        ...(notify === "no" ? { notify: false } : {}),
      };
      return abouts.map((about) => ({ verb: "postIncident", about, input }));
    },
  },
  correct: {
    whyNot: (abouts, state) =>
      incidentIn(state, abouts)?.posts.length
        ? undefined
        : `nothing was said in public of ${names(abouts)} yet: p says it`,
    title: (abouts) => `Correct what was last said of ${names(abouts)}`,
    fields: (abouts, state) => {
      const post = incidentIn(state, abouts)?.posts.at(-1);
      return [choice("status", "Status", POST_STATUSES, post?.status), longText("text", "Text", post?.text)];
    },
    base: (abouts, state) => {
      const post = incidentIn(state, abouts)?.posts.at(-1);
      return post ? { postId: post.id } : {};
    },
    drafts: ({ status, text }, abouts, _, { initial, base }) => {
      const input = {
        ...(text === initial.text ? {} : { text: required(text, "The text") }),
        ...(status === initial.status ? {} : { status }),
      };
      return abouts.map((about) => ({ verb: "editPost", about, input: { id: base.postId, ...changedIn(input) } }));
    },
  },
  override: {
    title: (abouts) => `Pin the level of ${names(abouts)}`,
    fields: () => [
      choice("level", "Level", LEVELS, "degraded_performance"),
      line("reason", "Reason", "", "the team reads it"),
      line("for", "For", "", "like 2h; empty: until somebody unpins it"),
    ],
    drafts: ({ level, reason, for: span }, abouts) =>
      abouts.map((about) => ({
        ...{ verb: "setOverride", about },
        input: {
          ...{ level, reason: required(reason, "The reason") },
          ...((span ?? "").trim() === "" ? {} : { forMs: parseDuration(span ?? "") }),
        },
      })),
  },
} as const satisfies Record<string, FormSpec>;

export const FORMS = { ...incidentForms, ...windowForms };
export type FormKind = keyof typeof FORMS;
export const specOfForm = (kind: FormKind): FormSpec => FORMS[kind];

/** What the public is told as a title where none is written. */
const titleWords = (incident: Incident | undefined): string => {
  if (incident?.public) return "as before";
  return incident && incident.alertCount > 0 ? "made of its components" : "its own title";
};

/** As the CLI takes it. */
const nameOrMe = (text = "", me: string): string => (text.trim() === "" || text.trim() === "me" ? me : text.trim());

const nextStatus = (incident: { public?: { status: string } | undefined; state: string } | undefined) => {
  if (!incident?.public) return "investigating";
  if (incident.public.status === "resolved") return "postmortem";
  return incident.state === "resolved" ? "resolved" : "monitoring";
};

// What is asked before a command goes out, and only where it hurts: what readers see, what mutes alerts, what is not undone.

import { formatDuration } from "../../contract/time.ts";
import { count } from "../../contract/words.ts";
import { AUTO_POSTS } from "../../domain/post.ts";
import type { State } from "../state.ts";

import { type Draft, incidentOf, nameOf } from "./verbs.ts";

export interface Question {
  kind: "held" | "public" | "firing" | "close" | "many" | "merge" | "post" | "cancel" | "skip" | "start" | "end";
  /** What a yes sends. */
  drafts: readonly Draft[];
  /** It came from the form that stands behind it. */
  isOfForm?: true;
}

/** The question that these commands need first, if any. */
export const questionFor = (state: State, drafts: readonly Draft[]): Question | null => {
  const firing = drafts.filter((draft) => stillFiring(state, draft) > 0);
  // What fires is muted by the yes that says so; the others are not forced.
  if (firing.length > 0)
    return {
      kind: drafts.length > 1 ? "many" : "firing",
      drafts: drafts.map((draft) => (firing.includes(draft) ? forced(draft) : draft)),
    };
  const kind = KINDS.find((one) => drafts.some((draft) => ASKS[one](state, draft)));
  if (kind) return { kind, drafts };
  const isEnd = drafts.some(({ verb }) => verb === "resolveIncident");
  return drafts.length > 1 && isEnd ? { kind: "many", drafts } : null;
};

/** Alerts that a resolve would mute. */
const stillFiring = (state: State, draft: Draft): number =>
  draft.verb === "resolveIncident" ? (state.incidents.get(incidentOf(draft) ?? 0)?.firing ?? 0) : 0;
const forced = (draft: Draft): Draft => ({ ...draft, input: { ...draft.input, force: true } });

type Asked = Exclude<Question["kind"], "firing" | "many">;
const ASKS: Record<Asked, (state: State, draft: Draft) => boolean> = {
  held: (state, draft) => draft.verb === "ackIncident" && isHeld(state, draft),
  public: (state, draft) =>
    draft.verb === "resolveIncident" &&
    AUTO_POSTS.resolved.isNews(state.incidents.get(incidentOf(draft) ?? 0)?.public?.status ?? null),
  close: (_, { verb }) => verb === "closeIncident",
  merge: (_, { verb }) => verb === "mergeIncident",
  post: (_, { verb, input }) =>
    verb === "postIncident" || verb === "editPost" || (verb === "updateMaintenance" && "text" in input),
  cancel: (_, { verb }) => verb === "cancelMaintenance",
  skip: (_, { verb }) => verb === "skipMaintenance",
  start: (state, draft) => draft.verb === "startMaintenance" && early(state, draft, "startsAt") > 0,
  end: (state, draft) => draft.verb === "endMaintenance" && early(state, draft, "endsAt") > 0,
};
/** Milliseconds that are left until what was planned. */
const early = (state: State, { about }: Draft, what: "startsAt" | "endsAt"): number => {
  const window = about.kind === "maintenance" ? state.maintenances.get(about.id) : undefined;
  return window ? Date.parse(window[what]) - state.now : 0;
};
const KINDS = Object.keys(ASKS) as Asked[];

/** At least a part of what fires moves no level, because of maintenance. */
const isHeld = (state: State, draft: Draft): boolean => {
  const incident = state.incidents.get(incidentOf(draft) ?? 0);
  return incident !== undefined && (incident.held || incident.components.some((one) => one.held));
};

export const textOf = (question: Question, state: State): string =>
  question.drafts.length === 1 ? textOfOne(question, question.drafts[0]!, state) : textOfMany(question, state);

const textOfOne = ({ kind }: Question, draft: Draft, state: State): string => {
  const name = nameOf(draft.about);
  switch (kind) {
    case "held":
      return state.incidents.get(incidentOf(draft) ?? 0)?.held
        ? `${name} is held by maintenance; an ack shows its outage to readers. Ack?`
        : `${name} is partly held by maintenance; an ack shows that to readers. Ack?`;
    case "public":
      return `${name}: the public knows of it: resolving says so to subscribers. Resolve?`;
    case "firing": {
      const firing = stillFiring(state, draft);
      if (firing === 0) return `${name}: its alerts have recovered. Resolve?`;
      const isPublic = ASKS.public(state, draft) ? "the public knows of it, subscribers are told; " : "";
      return `${name}: ${isPublic}${count(firing, "alert still fires", "alerts still fire")}: resolve and mute ${firing === 1 ? "it" : "them"}?`;
    }
    case "close":
      return `${name}: a closed incident is not opened again. Close?`;
    case "merge":
      return `${name} is closed, and what it has goes to ${targetOf(draft, state)}. Merge?`;
    case "post":
      return `${publicWords(draft)} Say it?`;
    case "cancel":
      return `${name} is called off, and who was told of it is told so. Cancel the window?`;
    case "skip":
      return `${name} is left out, the others of its series take place. Skip it?`;
    case "start":
      return `${name} is planned to begin in ${formatDuration(early(state, draft, "startsAt"))}; readers see it from now on. Start it?`;
    case "end":
      return `${name} is planned to go on for ${formatDuration(early(state, draft, "endsAt"))}; readers are told that it is over. End it?`;
    case "many":
      return `Resolve ${name}?`;
  }
};

/** With its title, so that a slip in the number is seen. */
const targetOf = ({ input }: Draft, { incidents }: State): string => {
  const title = incidents.get(Number(input.into))?.title;
  return title === undefined ? `#${input.into}, which is not in the list` : `#${input.into} “${title}”`;
};

const publicWords = ({ verb, about, input }: Draft): string => {
  // A letter may have chosen it by mistake.
  const as = typeof input.status === "string" ? ` as ${input.status}` : "";
  if (verb === "editPost") return `${nameOf(about)}${as}: readers see what is new; nobody is sent it.`;
  const isSilent = input.notify === false;
  return `${nameOf(about)}${as}: readers see it, ${isSilent ? "nobody is" : "subscribers are"} sent it.`;
};

const VERB_OF: Record<Question["kind"], string> = {
  ...{ held: "Ack", public: "Resolve", firing: "Resolve", many: "Resolve", close: "Close", merge: "Merge" },
  ...{ post: "Tell the public of", cancel: "Cancel", skip: "Skip", start: "Start", end: "End" },
};
const textOfMany = ({ kind, drafts }: Question, state: State): string => {
  const known = drafts.filter((draft) => ASKS.public(state, draft)).length;
  const held = drafts.filter((draft) => ASKS.held(state, draft)).length;
  const firing = drafts.filter((draft) => stillFiring(state, draft) > 0).length;
  const but = [
    known > 0 ? `the public knows of ${known}, and subscribers are told` : "",
    firing > 0 ? `alerts of ${firing} still fire and are muted` : "",
    held > 0 ? `${held} are held by maintenance, and readers see their outage then` : "",
  ].filter(Boolean);
  const into = kind === "merge" ? ` into ${targetOf(drafts[0]!, state)}` : "";
  return `${VERB_OF[kind]} ${count(drafts.length, "incident")}${into}${but.length > 0 ? ` (${but.join("; ")})` : ""}?`;
};

// What a key can ask of the daemon: the route, its words, and what an incident looks like until the answer is there.
import * as incidents from "../../contract/incidents.ts";
import * as maintenances from "../../contract/maintenances.ts";
import type { Route } from "../../contract/route.ts";
import * as status from "../../contract/status.ts";
import { retryDelivery } from "../../contract/subscribers.ts";
import { formatDuration } from "../../contract/time.ts";

type Incident = incidents.Incident;

export type About =
  | { kind: "incident"; id: number }
  | { kind: "component"; id: string }
  | { kind: "maintenance"; id: number }
  | { kind: "delivery"; id: number }
  /** Something that the command itself makes. */
  | { kind: "new"; what: string };

/** Fields of the route's body. */
export type Input = Readonly<Record<string, unknown>>;

interface VerbSpec {
  route: Route;
  /** `#12 was not acknowledged`. */
  done: string;
  /** What stands in the list until the daemon has answered. */
  pending: string;
  /** How the incident will look; a verb without it only shows that it is under way. */
  guess?: (incident: Incident, me: string, input: Input) => Incident;
  /** Told once it is done, where nothing on the screen shows it. */
  said?: (name: string, input: Input) => string;
}

export const VERBS = {
  ackIncident: {
    ...{ route: incidents.ackIncident, done: "acknowledged", pending: "acking…" },
    guess: (incident, me) => (incident.state === "open" ? { ...incident, state: "acknowledged", owner: me } : incident),
  },
  unackIncident: {
    ...{ route: incidents.unackIncident, done: "given back", pending: "giving…" },
    guess: ({ owner: _, ...incident }) => ({ ...incident, state: "open" }),
  },
  resolveIncident: { route: incidents.resolveIncident, done: "resolved", pending: "resolve…" },
  closeIncident: { route: incidents.closeIncident, done: "closed", pending: "closing…" },
  reopenIncident: { route: incidents.reopenIncident, done: "reopened", pending: "reopen…" },
  mergeIncident: { route: incidents.mergeIncident, done: "merged", pending: "merging…" },
  assignIncident: {
    ...{ route: incidents.assignIncident, done: "assigned", pending: "assign…" },
    guess: (incident, _, { to }) => (typeof to === "string" ? { ...incident, owner: to } : incident),
  },
  snoozeIncident: {
    route: incidents.snoozeIncident,
    done: "snoozed",
    pending: "snooze…",
    said: (name, { forMs }) =>
      forMs === 0 ? `${name} pages again` : `${name} pages nobody for ${formatDuration(Number(forMs))}`,
  },
  noteIncident: {
    route: incidents.noteIncident,
    done: "noted",
    pending: "noting…",
    said: (name) => `${name} has the note`,
  },
  editIncident: {
    route: incidents.editIncident,
    done: "changed",
    pending: "edit…",
    said: (name) => `${name} is changed`,
  },
  postIncident: {
    route: incidents.postIncident,
    done: "told to the public",
    pending: "posting…",
    said: (name) => `the public is told of ${name}`,
  },
  openIncident: { route: incidents.openIncident, done: "opened", pending: "" },
  editPost: {
    route: incidents.editPost,
    done: "corrected",
    pending: "",
    said: (name) => `what was said of ${name} is corrected`,
  },
  setOverride: { route: status.setOverride, done: "pinned", pending: "" },
  clearOverride: { route: status.clearOverride, done: "unpinned", pending: "" },
  scheduleMaintenance: {
    route: maintenances.scheduleMaintenance,
    done: "planned",
    pending: "",
    said: (name) => `${name} is planned`,
  },
  editMaintenance: {
    route: maintenances.editMaintenance,
    done: "changed",
    pending: "",
    said: (name) => `${name} is changed`,
  },
  startMaintenance: { route: maintenances.startMaintenance, done: "started", pending: "" },
  verifyMaintenance: { route: maintenances.verifyMaintenance, done: "said to be verified", pending: "" },
  endMaintenance: { route: maintenances.endMaintenance, done: "ended", pending: "", said: (name) => `${name} is over` },
  extendMaintenance: {
    route: maintenances.extendMaintenance,
    done: "extended",
    pending: "",
    said: (name, { forMs }) => `${name} goes on for ${formatDuration(Number(forMs))} more`,
  },
  skipMaintenance: {
    route: maintenances.skipMaintenance,
    done: "left out",
    pending: "",
    said: (name) => `${name} is left out`,
  },
  cancelMaintenance: {
    route: maintenances.cancelMaintenance,
    done: "cancelled",
    pending: "",
    said: (name) => `${name} is cancelled`,
  },
  updateMaintenance: {
    route: maintenances.updateMaintenance,
    done: "told to the public",
    pending: "",
    said: (name) => `the public is told of ${name}`,
  },
  retryDelivery: { route: retryDelivery, done: "tried again", pending: "", said: (name) => `${name} is tried again` },
} as const satisfies Record<string, VerbSpec>;
export type Verb = keyof typeof VERBS;
export const specOf = (verb: Verb): VerbSpec => VERBS[verb];

/** Something to ask of the daemon, before it is decided whether it is asked. */
export interface Draft {
  verb: Verb;
  about: About;
  input: Input;
  /** Refused by the daemon where the incident is of another version by now. */
  ifVersion?: number;
  /** It was asked for before, and may be done: under the same key the daemon does it once. */
  key?: string;
}
export interface Command extends Draft {
  /** Counts up; tells a new command from one that was sent. */
  ticket: number;
  /** `done`: the daemon said yes, and its event is on the way. */
  phase: "sent" | "done";
  /** What the incident is of once the event has come. */
  version?: number;
}

export const nameOf = (about: About): string => {
  switch (about.kind) {
    case "incident":
      return `#${about.id}`;
    case "component":
      return about.id;
    case "new":
      return about.what;
    default:
      return `${about.kind === "maintenance" ? "window" : "delivery"} ${about.id}`;
  }
};
export const isSame = (a: About, b: About): boolean => nameOf(a) === nameOf(b) && a.kind === b.kind && a.kind !== "new";
/** The incident that a command is about, if it is about one. */
export const incidentOf = ({ about }: Pick<Draft, "about">): number | undefined =>
  about.kind === "incident" ? about.id : undefined;

// What feeds tell: incidents with public words and maintenance, each as one entry that is updated in place.
import { ANNOUNCE_SERIES_MS } from "../../../domain/maintenance.ts";
import type { PublicIncident } from "../../store/views/public-incidents.ts";
import type { PublicWindow } from "../../store/views/public-windows.ts";
import { addressOf, changedAt } from "../incidents.tsx";
import type { PageModel } from "../model.ts";
import { textOf } from "../said.ts";
import { addressOfWindow, windowChangedAt } from "../windows.tsx";
import { htmlOfIncident, htmlOfWindow } from "./content.tsx";
import { lastingId } from "./lasting-id.ts";

export type Told = { changedAt: number; beganAt: number } & (
  | { kind: "incident"; incident: PublicIncident }
  | { kind: "window"; window: PublicWindow }
);
export interface Entry {
  /** `urn:uuid:…` */
  id: string;
  url: string;
  title: string;
  /** What it is now, in a word or two. */
  status: string;
  /** Epoch ms: when it began or was planned, and when anything was last said of it. */
  publishedAt: number;
  updatedAt: number;
  html: string;
  /** The newest words, plain. */
  summary: string;
}

/** As many as the v2 API lists. */
const MAX_ENTRIES = 50;
/** In characters; who wants all of it reads the content. */
const MAX_SUMMARY = 500;

/** The newest, by when they last changed. */
export const toldOf = (model: PageModel, now: number): Told[] => {
  const { running, coming, pastWindows } = model;
  const told = coming.filter(({ isAnnounced, startsAt }) => isAnnounced || startsAt <= now + ANNOUNCE_SERIES_MS);
  const known = new Map([...model.incidents.current, ...model.incidents.newest].map((one) => [one.id, one]));
  return [
    ...[...known.values()].map((incident): Told => ({ kind: "incident", incident, ...timesOf(incident) })),
    ...[...running, ...told, ...pastWindows].map(
      (window): Told => ({ kind: "window", window, ...timesOfWindow(window, model) }),
    ),
  ]
    .sort((a, b) => b.changedAt - a.changedAt)
    .slice(0, MAX_ENTRIES);
};

const timesOf = (incident: PublicIncident): Pick<Told, "changedAt" | "beganAt"> => ({
  changedAt: changedAt(incident),
  beganAt: incident.startedAt,
});
/** Of one of before 0.4 nothing but its plan may be known, which is no news from the future. */
const timesOfWindow = (window: PublicWindow, { updatedAt }: PageModel): Pick<Told, "changedAt" | "beganAt"> => {
  const { startsAt, startedAt, createdAt } = window;
  const isKnown = window.changedAt !== null || createdAt !== null;
  const changed = isKnown ? windowChangedAt(window) : Math.min(windowChangedAt(window), updatedAt);
  return { changedAt: changed, beganAt: Math.min(createdAt ?? startedAt ?? startsAt, changed) };
};

export const entryOf = (told: Told, model: PageModel, key: Buffer): Entry => {
  const { words, url } = model;
  const times = { publishedAt: told.beganAt, updatedAt: told.changedAt };
  if (told.kind === "incident") {
    const { incident } = told;
    const status = words.posts[incident.status];
    return {
      ...{ id: urn(key, "incident", incident.id), url: url + addressOf(incident), title: incident.title },
      ...{ status, ...times, html: htmlOfIncident(incident, model) },
      summary: summaryOf(status, incident.posts[0]?.body),
    };
  }
  const { window } = told;
  const status = words.windowStates[window.state];
  const { from, to } = model.times.span(window.startsAt, window.endsAt);
  return {
    ...{ id: urn(key, "maintenance", window.id), url: url + addressOfWindow(window), title: window.title },
    ...{ status, ...times, html: htmlOfWindow(window, model) },
    summary: summaryOf(`${status}, ${from} ${words.until} ${to}`, window.updates[0]?.body ?? window.text ?? undefined),
  };
};

export const urn = (key: Buffer, ...of: [Parameters<typeof lastingId>[1], string | number]): string =>
  `urn:uuid:${lastingId(key, ...of)}`;

const summaryOf = (head: string, markdown: string | undefined): string => {
  const said = textOf(markdown ?? "")
    .replace(/\s+/g, " ")
    .trim();
  const whole = said === "" ? head : `${head}: ${said}`;
  const letters = [...whole];
  return letters.length <= MAX_SUMMARY ? whole : `${letters.slice(0, MAX_SUMMARY - 1).join("")}…`;
};

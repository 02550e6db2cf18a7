// A planned window: scheduled -> in_progress -> (verifying ->) completed, or cancelled. Planned and actual times are kept apart.
import type { NewEvent } from "./events.ts";
import { type Refusal, refused } from "./incident.ts";
import type { Effect } from "./link.ts";

export const MAINTENANCE_STATES = ["scheduled", "in_progress", "verifying", "completed", "cancelled"] as const;
export type MaintenanceState = (typeof MAINTENANCE_STATES)[number];
/** The work, or looking whether it was well done, goes on. */
export const isRunning = (state: MaintenanceState): boolean => state === "in_progress" || state === "verifying";
export const isOver = (state: MaintenanceState): boolean => state === "completed" || state === "cancelled";

/** What a window does by itself, and what subscribers are told of it. */
export interface Switches {
  autoStart: boolean;
  autoEnd: boolean;
  /** They are told that it is planned. */
  announce: boolean;
  /** So long before its start; null: as soon as it is planned. */
  announceMs: number | null;
  /** So long before its start they are reminded; null: they are not. */
  remindMs: number | null;
  notifyStart: boolean;
  notifyEnd: boolean;
  /** Alerts on what it covers page nobody and move no level while it runs. */
  holdAlerts: boolean;
  /** The last so much of it is for looking whether all is well; null: none of it. */
  verifyMs: number | null;
}
export const DEFAULT_SWITCHES: Switches = {
  ...{ autoStart: true, autoEnd: true, announce: true, announceMs: null, remindMs: 3600_000 },
  ...{ notifyStart: true, notifyEnd: true, holdAlerts: true, verifyMs: null },
};
/** A daily window that is announced the moment its row is written would be announced ten days ahead. */
export const ANNOUNCE_SERIES_MS = 2 * 86_400_000;

/** What somebody named: groups and a page stand for the components that they have. */
export interface Covers {
  components: string[];
  groups: string[];
  page: string | null;
}

export interface Maintenance extends Switches {
  id: number;
  title: string;
  /** What readers are told of it: Markdown. */
  text: string | null;
  state: MaintenanceState;
  /** Planned, epoch ms. */
  startsAt: number;
  endsAt: number;
  /** When we really did it; null for what never happened (a window we slept through has an end but no start). */
  startedAt: number | null;
  endedAt: number | null;
  announcedAt: number | null;
  remindedAt: number | null;
  /** null: before 0.4 nobody kept it. */
  createdAt: number | null;
  covers: Covers;
  /** All that it covers, by what it names. */
  components: string[];
  /** What it is one occurrence of, and the wall time that the rule gave it; null: it stands alone. */
  seriesId: number | null;
  occurrence: string | null;
  /** Somebody changed this one occurrence: what becomes of the series leaves it as it is. */
  isEdited: boolean;
}

export type MaintenanceDecision =
  | { kind: "changed"; window: Maintenance; events: NewEvent[] }
  | { kind: "unchanged"; window: Maintenance }
  | Refusal;

export const announce = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state !== "scheduled" || window.announcedAt !== null) return { kind: "unchanged", window };
  const { id, title, startsAt, endsAt, components, remindMs } = window;
  // Whoever is told so late is not reminded of it in the same breath.
  const isReminder = remindMs !== null && startsAt - remindMs <= now;
  return changed(
    { ...window, announcedAt: now, remindedAt: isReminder ? now : window.remindedAt },
    { type: "maintenance:announced", maintenanceId: id, data: { title, startsAt, endsAt, components } },
  );
};

export const remind = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state !== "scheduled" || window.remindedAt !== null) return { kind: "unchanged", window };
  const { id, title, startsAt, endsAt, components } = window;
  return changed(
    { ...window, remindedAt: now },
    { type: "maintenance:reminded", maintenanceId: id, data: { title, startsAt, endsAt, components } },
  );
};

export const start = (window: Maintenance, now: number): MaintenanceDecision => {
  if (isRunning(window.state)) return { kind: "unchanged", window };
  if (isOver(window.state)) return over(window, "start");
  return move({ ...window, state: "in_progress", startedAt: now }, "maintenance:started");
};

export const verify = (window: Maintenance): MaintenanceDecision => {
  if (window.state === "verifying") return { kind: "unchanged", window };
  if (isOver(window.state)) return over(window, "verify");
  if (window.state === "scheduled") return notYet(window, "verify");
  return move({ ...window, state: "verifying" }, "maintenance:verifying");
};

/** By the clock also of one that we slept through altogether; people `cancel` what has not begun. */
export const complete = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state === "completed") return { kind: "unchanged", window };
  if (window.state === "cancelled") return over(window, "end");
  // A clock that was set back ends nothing before it began.
  const endedAt = Math.max(now, window.startedAt ?? now);
  return move({ ...window, state: "completed", endedAt }, "maintenance:completed");
};

export const end = (window: Maintenance, now: number): MaintenanceDecision =>
  window.state === "scheduled" ? notYet(window, "end") : complete(window, now);

/** `skipped`: one occurrence of a series. `lapsed`: nobody started it, and it was not to start by itself. */
export type CancelReason = "skipped" | "lapsed" | null;
export const cancel = (
  window: Maintenance,
  now: number,
  { why = null, isSilent = false }: { why?: CancelReason; isSilent?: boolean } = {},
): MaintenanceDecision => {
  if (window.state === "cancelled") return { kind: "unchanged", window };
  if (window.state === "completed") return over(window, "cancel");
  const wasRunning = isRunning(window.state);
  const { id, title, components } = window;
  const told = { wasRunning, ...(why ? { why } : {}), ...(isSilent ? { isSilent: true as const } : {}) };
  const endedAt = wasRunning ? Math.max(now, window.startedAt ?? now) : null;
  return changed(
    { ...window, state: "cancelled", endedAt },
    { type: "maintenance:cancelled", maintenanceId: id, data: { title, components, ...told, effects: [] } },
  );
};

/** One occurrence of a series does not take place. */
export const skip = (window: Maintenance, now: number, isSilent = false): MaintenanceDecision => {
  if (window.seriesId === null)
    return refused(
      `Maintenance ${window.id} takes place once; there is no other occurrence to go on with.`,
      `Call it off: \`tocsin maintenance cancel ${window.id}\`.`,
    );
  if (isRunning(window.state))
    return refused(
      `Maintenance ${window.id} is ${window.state} already.`,
      `End it with \`tocsin maintenance end ${window.id}\`, or call it off with \`tocsin maintenance cancel ${window.id}\`.`,
    );
  return cancel(window, now, { why: "skipped", isSilent });
};

/** What a window asks of its components: under maintenance while it runs, else nothing. */
export const askOfWindow = ({ state, components }: Pick<Maintenance, "state" | "components">): Effect[] =>
  isRunning(state) ? components.map((componentId) => ({ componentId, level: "under_maintenance" })) : [];

const move = (
  window: Maintenance,
  type: "maintenance:started" | "maintenance:verifying" | "maintenance:completed",
): MaintenanceDecision => {
  const { id, title, components } = window;
  return changed(window, { type, maintenanceId: id, data: { title, components, effects: askOfWindow(window) } });
};

export const changed = (window: Maintenance, event: NewEvent): MaintenanceDecision => ({
  kind: "changed",
  window,
  events: [event],
});

export const over = (window: Maintenance, verb: string): Refusal =>
  refused(
    `Maintenance ${window.id} is ${window.state}; there is nothing left to ${verb}.`,
    "Schedule a new one with `tocsin maintenance schedule`.",
  );

const notYet = (window: Maintenance, verb: string): Refusal =>
  refused(
    `Maintenance ${window.id} has not started; there is nothing to ${verb} yet.`,
    `Start it with \`tocsin maintenance start ${window.id}\`, or call it off with \`tocsin maintenance cancel ${window.id}\`.`,
  );

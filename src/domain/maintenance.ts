// A planned window: scheduled -> in_progress -> completed, or cancelled. Planned and actual times are kept apart.
import type { NewEvent } from "./events.ts";
import type { Refusal } from "./incident.ts";
import type { Effect } from "./link.ts";

export const MAINTENANCE_STATES = ["scheduled", "in_progress", "completed", "cancelled"] as const;
export type MaintenanceState = (typeof MAINTENANCE_STATES)[number];

export interface Maintenance {
  id: number;
  title: string;
  state: MaintenanceState;
  /** Planned, epoch ms. */
  startsAt: number;
  endsAt: number;
  /** When we really did it; null for what never happened (a window we slept through has an end but no start). */
  startedAt: number | null;
  endedAt: number | null;
  components: string[];
}

export const MAX_WINDOW_MS = 365 * 24 * 3600_000;

/** A plan that cannot be kept is refused with what to write instead. */
export const refusePlan = (plan: { startsAt: number; endsAt: number }, now: number): Refusal | null => {
  const iso = (ms: number): string => new Date(ms).toISOString();
  if (plan.endsAt <= plan.startsAt)
    return {
      kind: "refused",
      detail: `The window would end at ${iso(plan.endsAt)}, not after its start at ${iso(plan.startsAt)}.`,
      hint: "Give an end after the start, or a length with `--for 2h`.",
    };
  if (plan.endsAt <= now)
    return {
      kind: "refused",
      detail: `The window would have ended at ${iso(plan.endsAt)}, before now (${iso(now)}).`,
      hint: "Give an end in the future; a start in the past starts now.",
    };
  if (plan.endsAt - plan.startsAt > MAX_WINDOW_MS)
    return {
      kind: "refused",
      detail: "The window would be longer than a year.",
      hint: "Schedule several shorter windows.",
    };
  return null;
};

export type Transition = "start" | "complete";
/** What is due for a window now. One that we slept through altogether completes without ever having started. */
export const dueTransition = (window: Maintenance, now: number): Transition | null => {
  if (window.state === "scheduled" && now >= window.endsAt) return "complete";
  if (window.state === "scheduled" && now >= window.startsAt) return "start";
  if (window.state === "in_progress" && now >= window.endsAt) return "complete";
  return null;
};

export type MaintenanceDecision =
  | { kind: "changed"; window: Maintenance; events: NewEvent[] }
  | { kind: "unchanged"; window: Maintenance }
  | Refusal;

export const start = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state === "in_progress") return { kind: "unchanged", window };
  if (window.state !== "scheduled") return over(window, "start");
  return change(window, { state: "in_progress", startedAt: now }, "maintenance:started");
};

export const complete = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state === "completed") return { kind: "unchanged", window };
  if (window.state === "cancelled") return over(window, "end");
  return change(window, { state: "completed", endedAt: now }, "maintenance:completed");
};

export const cancel = (window: Maintenance, now: number): MaintenanceDecision => {
  if (window.state === "cancelled") return { kind: "unchanged", window };
  if (window.state === "completed") return over(window, "cancel");
  const wasRunning = window.state === "in_progress";
  const { id, title, components } = window;
  return {
    kind: "changed",
    window: { ...window, state: "cancelled", endedAt: wasRunning ? now : null },
    events: [
      { type: "maintenance:cancelled", maintenanceId: id, data: { title, components, wasRunning, effects: [] } },
    ],
  };
};

/** What a window asks of its components: under maintenance while it runs, else nothing. */
export const askOfWindow = (window: Maintenance): Effect[] =>
  window.state === "in_progress"
    ? window.components.map((componentId) => ({ componentId, level: "under_maintenance" }))
    : [];

const change = (
  before: Maintenance,
  to: Partial<Maintenance>,
  type: "maintenance:started" | "maintenance:completed",
): MaintenanceDecision => {
  const window = { ...before, ...to };
  const { id, title, components } = window;
  return {
    kind: "changed",
    window,
    events: [{ type, maintenanceId: id, data: { title, components, effects: askOfWindow(window) } }],
  };
};

const over = (window: Maintenance, verb: string): Refusal => ({
  kind: "refused",
  detail: `Maintenance ${window.id} is ${window.state}; there is nothing left to ${verb}.`,
  hint: "Schedule a new one with `tocsin maintenance schedule`.",
});

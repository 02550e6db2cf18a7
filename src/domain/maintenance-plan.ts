// When and over what a window is planned, and what people may change of it later.
import type { NewEvent } from "./events.ts";
import { type Refusal, refused } from "./incident.ts";
import {
  askOfWindow,
  isOver,
  isRunning,
  type Maintenance,
  type MaintenanceDecision,
  over,
  type Switches,
} from "./maintenance.ts";

const DAY_MS = 86_400_000;
export const MAX_WINDOW_MS = 365 * DAY_MS;
const MAX_AHEAD_MS = 10 * 365 * DAY_MS;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A plan that cannot be kept is refused with what to write instead. */
export const refusePlan = (
  plan: { startsAt: number; endsAt: number; verifyMs?: number | null },
  now: number,
): Refusal | null => {
  const { startsAt, endsAt, verifyMs = null } = plan;
  if (endsAt <= startsAt)
    return refused(
      `The window would end at ${iso(endsAt)}, not after its start at ${iso(startsAt)}.`,
      "Give an end after the start, or a length with `--for 2h`.",
    );
  if (endsAt <= now)
    return refused(
      `The window would have ended at ${iso(endsAt)}, before now (${iso(now)}).`,
      "Give an end in the future; a start in the past starts now.",
    );
  if (endsAt - startsAt > MAX_WINDOW_MS)
    return refused("The window would be longer than a year.", "Schedule several shorter windows.");
  if (startsAt - now > MAX_AHEAD_MS)
    return refused(
      `The window would start at ${iso(startsAt)}, more than ten years from now.`,
      "Give the year as you mean it, or let it recur with `--rrule`.",
    );
  if (verifyMs !== null && verifyMs >= endsAt - startsAt)
    return refused(
      "Verifying would take the whole window, and leave no time for the work.",
      "Give a `--verify` shorter than the window; it is the last part of it.",
    );
  return null;
};

export interface WindowEdit extends Partial<Switches> {
  title?: string | undefined;
  text?: string | null | undefined;
  startsAt?: number | undefined;
  endsAt?: number | undefined;
  covers?: Maintenance["covers"] | undefined;
  /** All that `covers` names. */
  components?: string[] | undefined;
}
/** How an edit is told: silently, or as one of the whole series, which leaves the occurrence part of it. */
export interface EditManner {
  isSilent: boolean;
  ofSeries: boolean;
}

/** Other times, words, components or switches, also of one that runs; its start, once it was made, stays. */
export const editWindow = (
  window: Maintenance,
  wanted: WindowEdit,
  now: number,
  { isSilent, ofSeries }: EditManner,
): MaintenanceDecision => {
  if (isOver(window.state)) return over(window, "edit");
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const isAlone = window.seriesId === null;
  const after: Maintenance = { ...window, ...given, isEdited: window.isEdited || !(ofSeries || isAlone) };
  const fields = CHANGEABLE.filter((field) => textOf(window[field]) !== textOf(after[field]));
  if (fields.length === 0) return { kind: "unchanged", window };
  const refusal = refuseEdit(window, after, now);
  if (refusal) return refusal;
  const isMoved = after.startsAt !== window.startsAt || after.endsAt !== window.endsAt;
  const isToldAtOnce = !isSilent && window.announcedAt === null && window.remindedAt === null;
  const remindedAt = isToldAtOnce ? null : remindedAfterMove(after, now);
  const saved = after.startsAt === window.startsAt ? after : { ...after, remindedAt };
  return { kind: "changed", window: saved, events: [edited(window, saved, { fields, isMoved, isSilent })] };
};

const CHANGEABLE = [
  ...(["title", "text", "startsAt", "endsAt", "components", "covers", "autoStart", "autoEnd", "announce"] as const),
  ...(["announceMs", "remindMs", "notifyStart", "notifyEnd", "holdAlerts", "verifyMs"] as const),
];

/** The order in which components are named says nothing. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (Array.isArray(one) ? one.toSorted() : one)) ?? "";

const refuseEdit = (before: Maintenance, after: Maintenance, now: number): Refusal | null => {
  if (!isRunning(before.state) || after.startsAt === before.startsAt) {
    // One that overruns may be renamed without a new end.
    const isSameSpan = after.startsAt === before.startsAt && after.endsAt === before.endsAt;
    return isSameSpan && after.verifyMs === before.verifyMs ? null : refuseSpan(before, after, now);
  }
  return refused(
    `Maintenance ${before.id} has started at ${iso(before.startedAt ?? before.startsAt)}; its start cannot be moved any more.`,
    "Move its end with `--end` or `--for`, or end it and schedule another.",
  );
};

const refuseSpan = (before: Maintenance, after: Maintenance, now: number): Refusal | null => {
  if (isRunning(before.state) && after.endsAt <= now)
    return refused(
      `The window would have ended at ${iso(after.endsAt)}, before now (${iso(now)}).`,
      `End it now with \`tocsin maintenance end ${before.id}\`.`,
    );
  return refusePlan(after, now);
};

/** Another start has a reminder of its own, unless it is so near that the news of the move is one; who never heard of it is reminded. */
const remindedAfterMove = ({ remindMs, startsAt }: Maintenance, now: number): number | null =>
  remindMs !== null && startsAt - remindMs <= now ? now : null;

interface Told {
  fields: readonly string[];
  isMoved: boolean;
  isSilent: boolean;
}
const edited = (before: Maintenance, after: Maintenance, { fields, isMoved, isSilent }: Told): NewEvent => {
  const { id, title, startsAt, endsAt, components } = after;
  const isElsewhere = isRunning(after.state) && fields.includes("components");
  const left = before.components.filter((one) => !components.includes(one));
  return {
    type: "maintenance:edited",
    maintenanceId: id,
    data: {
      ...{ title, startsAt, endsAt, components },
      fields: fields.filter((field) => field !== "covers" || !fields.includes("components")),
      ...(isMoved ? { moved: { startsAt: before.startsAt, endsAt: before.endsAt } } : {}),
      ...(left.length > 0 ? { left } : {}),
      ...(isSilent ? { isSilent: true as const } : {}),
      ...(isElsewhere ? { effects: askOfWindow(after) } : {}),
    },
  };
};

/** A later end. One that overruns is extended from now on. */
export const extend = (
  window: Maintenance,
  by: { forMs: number } | { until: number },
  now: number,
  isSilent: boolean,
): MaintenanceDecision => {
  if (isOver(window.state)) return over(window, "extend");
  const endsAt = "until" in by ? by.until : Math.max(window.endsAt, now) + by.forMs;
  if (endsAt < window.endsAt)
    return refused(
      `Maintenance ${window.id} ends at ${iso(window.endsAt)} already, after ${iso(endsAt)}.`,
      `Give a later time, or shorten it: \`tocsin maintenance edit ${window.id} --end ${iso(endsAt)}\`.`,
    );
  return editWindow(window, { endsAt }, now, { isSilent, ofSeries: false });
};

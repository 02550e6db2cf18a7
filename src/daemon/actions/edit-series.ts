// All that are to come of a series: those that nobody changed by themselves follow it.
import { cancel, type Maintenance } from "../../domain/maintenance.ts";
import { editWindow, refusePlan, type WindowEdit } from "../../domain/maintenance-plan.ts";
import { MAX_AT_ONCE, type Occurrence, occurrencesOf } from "../../domain/recurrence.ts";
import { rematch } from "../../domain/rematch.ts";
import { wallAt, wallOf, wallText } from "../../domain/wall-time.ts";
import type { Series, SeriesPlan } from "../store/maintenance-series.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, changed, type Done, refuse, refuseInvalid, unchanged } from "./context.ts";
import { AHEAD, isNear, planAhead, requireSeries } from "./plan-ahead.ts";
import { requireRule } from "./require-recurrence.ts";

export interface SeriesEdit {
  /** Without times: those are the series' own. */
  edit: WindowEdit;
  startsAt?: number | undefined;
  endsAt?: number | undefined;
  rrule?: string | undefined;
  timeZone?: string | undefined;
  isSilent: boolean;
}

export const editSeries = (tx: Tx, ctx: ActionContext, window: Maintenance, wanted: SeriesEdit): Done<Maintenance> => {
  const before = requireSeries(tx, window);
  if (before.endedAt !== null)
    throw refuse({
      kind: "refused",
      detail: `The series of maintenance ${window.id} was called off at ${new Date(before.endedAt).toISOString()}.`,
      hint: "Schedule a new one with `tocsin maintenance schedule`.",
    });
  const shiftMs = shiftOf(before, window, wanted);
  const after = changedSeries(ctx, before, { window, wanted, shiftMs });
  if (JSON.stringify(after) === JSON.stringify(before)) return unchanged(window);
  if (after.rrule === before.rrule && shiftMs !== 0) refuseUnmoved(before, after, { shiftMs, now: ctx.now });
  tx.maintenanceSeries.save(after);
  replan(tx, ctx, after, { shiftMs, wanted });
  planAhead(tx, ctx, after.id);
  return changed(loadWindow(tx, window.id));
};

/** By how much the wall time of the occurrence that was named moves: all others move by as much. */
const shiftOf = (before: Series, { occurrence, startsAt }: Maintenance, wanted: SeriesEdit): number => {
  if (wanted.startsAt === undefined) return 0;
  const from = occurrence === null ? wallAt(startsAt, before.timeZone) : wallOf(occurrence);
  return toSecond(wallAt(wanted.startsAt, wanted.timeZone ?? before.timeZone)) - toSecond(from);
};

const toSecond = (wall: number): number => Math.floor(wall / 1000) * 1000;

interface Wanting {
  window: Maintenance;
  wanted: SeriesEdit;
  shiftMs: number;
}
const changedSeries = (ctx: ActionContext, before: Series, { window, wanted, shiftMs }: Wanting): Series => {
  const { title, text, covers, components: _, ...switches } = wanted.edit;
  const plan: SeriesPlan = {
    ...before.plan,
    ...switches,
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { text }),
    ...(covers === undefined ? {} : { covers }),
  };
  const { rrule = before.rrule, timeZone = before.timeZone } = wanted;
  const from = wanted.startsAt ?? window.startsAt;
  const durationMs = wanted.endsAt === undefined ? before.durationMs : wanted.endsAt - from;
  refuseInvalid(refusePlan({ startsAt: from, endsAt: from + durationMs, verifyMs: plan.verifyMs }, from));
  const isSameRule = rrule === before.rrule && timeZone === before.timeZone && shiftMs === 0;
  if (isSameRule && durationMs === before.durationMs) return { ...before, plan };
  const first = wallText(wallOf(before.startsAt) + shiftMs);
  return { ...before, ...requireRule({ rrule, timeZone, durationMs, startsAt: first }, ctx.now), plan };
};

const CHECKED = 5;
/** A rule that names the day or the hour does not follow another start: it says something else itself. */
const refuseUnmoved = (before: Series, after: Series, { shiftMs, now }: { shiftMs: number; now: number }): void => {
  const old = occurrencesOf(before, { afterWall: null, notEndedBefore: now, limit: CHECKED });
  const since = now - Math.abs(shiftMs) - DAY_MS;
  const fresh = occurrencesOf(after, { afterWall: null, notEndedBefore: since, limit: MAX_AT_ONCE });
  const walls = new Set(fresh.map(({ wall }) => wall));
  const lost = old.map(({ wall }) => wallText(wallOf(wall) + shiftMs)).find((wall) => !walls.has(wall));
  if (lost === undefined) return;
  throw refuse({
    kind: "refused",
    detail: `The rule ${after.rrule} does not move with its start: it would leave out ${lost}.`,
    hint: "Give the rule for the new time as well, like `--rrule FREQ=WEEKLY;BYDAY=MO`.",
  });
};
const DAY_MS = 86_400_000;
/** What has been for so long takes no part in what comes. */
const LOOK_BACK_MS = 7 * DAY_MS;

/** Row by row they move to the new times, so that whoever was told of one is told where it went. */
const replan = (
  tx: Tx,
  ctx: ActionContext,
  series: Series,
  { shiftMs, wanted }: { shiftMs: number; wanted: SeriesEdit },
): void => {
  const since = ctx.now - series.durationMs - Math.abs(shiftMs) - LOOK_BACK_MS;
  const rows = tx.maintenances.ofSeriesSince(series.id, wallText(wallAt(since, series.timeZone)));
  const ahead = occurrencesAhead(series, { notEndedBefore: since, now: ctx.now, enough: rows.length + AHEAD });
  const fresh = new Map(ahead.map((one) => [wallOf(one.wall), one]));
  const isFree = ({ state, isEdited, startsAt }: Maintenance): boolean =>
    state === "scheduled" && !isEdited && startsAt > ctx.now;
  const old = rows.map((row) => ({ wall: wallOf(row.occurrence!), isFixed: !isFree(row) }));
  const openFrom = [...fresh].find(([, { endsAt }]) => endsAt > ctx.now)?.[0] ?? Number.POSITIVE_INFINITY;
  const walls = rematch(old, [...fresh.keys()], { shiftMs, openFrom });
  // All names are taken away before any is given, since one may have been another's.
  for (const row of rows) tx.maintenances.rename(row.id, null);
  for (const [at, row] of rows.entries()) {
    // What is none of the new ones keeps its place in the rule that it was of, moved as that is.
    const wall = walls[at] ?? (isFree(row) ? undefined : old[at]!.wall + shiftMs);
    const name = wall === undefined ? null : wallText(wall);
    if (name !== null && !tx.maintenances.ofOccurrence(series.id, name)) tx.maintenances.rename(row.id, name);
    if (!isFree(row)) continue;
    const occurrence = wall === undefined ? undefined : fresh.get(wall);
    follow(tx, ctx, { ...row, occurrence: name }, { wanted, occurrence });
  }
};

/** From then on, so many that are still to come, as far as they may have rows. */
const occurrencesAhead = (
  series: Series,
  { notEndedBefore, now, enough }: { notEndedBefore: number; now: number; enough: number },
): Occurrence[] => {
  const found: Occurrence[] = [];
  let coming = 0;
  for (let afterWall: string | null = null; ; afterWall = found.at(-1)!.wall) {
    const page = occurrencesOf(series, { afterWall, notEndedBefore, limit: MAX_AT_ONCE });
    for (const one of page) {
      if (one.endsAt > now && (coming >= enough || !isNear(one, coming, now))) return found;
      if (one.endsAt > now) coming += 1;
      found.push(one);
    }
    if (page.length < MAX_AT_ONCE) return found;
  }
};

const follow = (
  tx: Tx,
  ctx: ActionContext,
  row: Maintenance,
  { wanted, occurrence }: { wanted: SeriesEdit; occurrence: Occurrence | undefined },
): void => {
  const { edit, isSilent } = wanted;
  const to = occurrence && { ...edit, startsAt: occurrence.startsAt, endsAt: occurrence.endsAt };
  const decision = to ? editWindow(row, to, ctx.now, { isSilent, ofSeries: true }) : cancel(row, ctx.now, { isSilent });
  saveWindow(tx, ctx, row, decision, { refills: false });
};

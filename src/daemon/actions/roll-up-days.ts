import { dayAfter, dayAt, daysBetween, daysFrom, startOfDay } from "../../domain/days.ts";
import { askOf } from "../../domain/events.ts";
import { type DayZone, MAX_DAYS_AT_ONCE } from "../store/day-rows.ts";
import { STATUS_READER } from "../store/readers.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, type Done, unchanged } from "./context.ts";

/** One bite gives the loop back after this. */
const BITE_MS = 8;
/** Rows taken away in one bite, in about the same time. */
const FORGET_BITE = 5000;
/** The status engine writes its cursor down within two seconds. */
const RETRY_MS = 1000;
/** More of the log that the engine has not passed is as good as something that moves a level. */
const LOOK_AHEAD = 500;

/**
 * Tells the days of a zone that are over: one bite of it, as the clock calls it again until all is told. What is derived changes
 * nothing that anybody said, so that it is `unchanged` and the audit has nothing of it.
 */
export const rollUpDays = (tx: Tx, ctx: ActionContext, input: { zone: string }): Done<null> => {
  allow(ctx, "rollUpDays");
  const row = tx.dayRows.zone(input.zone);
  if (!row || row.dueAt > ctx.now) return unchanged(null);
  if (row.isLeaving) tx.dayRows.forgetZone(row.zone, FORGET_BITE);
  else tx.dayRows.saveZone(row.untilDay === null ? begin(tx, ctx, row) : goOn(tx, row, row.untilDay));
  return unchanged(null);
};

/** What is over and not told yet, as soon as all that was said of it has reached the levels. */
const begin = (tx: Tx, ctx: ActionContext, row: DayZone): DayZone => {
  const today = dayAt(ctx.now, row.zone);
  const behind = daysBetween(row.nextDay, today);
  if (behind <= 0) return { ...row, dueAt: startOfDay(dayAfter(row.nextDay), row.zone) };
  const untilDay = dayAfter(row.nextDay, Math.min(behind, MAX_DAYS_AT_ONCE));
  if (isEngineBehind(tx, startOfDay(untilDay, row.zone))) return { ...row, dueAt: ctx.now + RETRY_MS };
  return goOn(tx, row, untilDay);
};

const goOn = (tx: Tx, row: DayZone, untilDay: string): DayZone => {
  const days = daysFrom(row.nextDay, daysBetween(row.nextDay, untilDay), row.zone);
  const until = performance.now() + BITE_MS;
  const afterId = tx.dayRows.roll(row.zone, days, row.afterId, () => performance.now() > until);
  if (afterId !== null) return { ...row, untilDay, afterId };
  return {
    ...row,
    ...{ nextDay: untilDay, untilDay: null, afterId: "" },
    dueAt: startOfDay(dayAfter(untilDay), row.zone),
  };
};

/** Has it still to pass something that moves levels before that moment? */
const isEngineBehind = (tx: Tx, moment: number): boolean => {
  const ahead = tx.events.after(tx.readers.cursor(STATUS_READER), LOOK_AHEAD);
  return ahead.some((event) => event.at < moment && askOf(event) !== null) || isLongBehind(ahead, moment);
};
const isLongBehind = (ahead: readonly { at: number }[], moment: number): boolean =>
  ahead.length === LOOK_AHEAD && ahead.at(-1)!.at < moment;

import { dayAfter, dayAt } from "../../domain/days.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

/** How far back the days of a zone are told that a page has from now on: as far as bars reach. */
export const BACK_FILL_DAYS = 90;

/** At start: days are counted in the zones of the pages that the daemon was started with. */
export const syncDayZones = (tx: Tx, ctx: ActionContext, wanted: readonly string[]): Done<null> => {
  allow(ctx, "syncDayZones");
  return alignDayZones(tx, ctx, wanted) ? changed(null) : unchanged(null);
};

/** Zones that come are told from ninety days ago on, those that went are taken away, both bit by bit; did any change? */
export const alignDayZones = (tx: Tx, ctx: ActionContext, wanted: readonly string[]): boolean => {
  const known = new Map(tx.dayRows.zones().map((row) => [row.zone, row]));
  let hasChanged = false;
  for (const zone of new Set(wanted)) {
    const row = known.get(zone);
    if (row && !row.isLeaving) continue;
    const nextDay = dayAfter(dayAt(ctx.now, zone), -BACK_FILL_DAYS);
    if (!row) tx.dayRows.addZone(zone, nextDay, ctx.now);
    // Some of its rows are gone already.
    else tx.dayRows.saveZone({ zone, nextDay, untilDay: null, afterId: "", dueAt: ctx.now, isLeaving: false });
    hasChanged = true;
  }
  for (const row of known.values()) {
    if (row.isLeaving || wanted.includes(row.zone)) continue;
    tx.dayRows.saveZone({ ...row, dueAt: ctx.now, isLeaving: true });
    hasChanged = true;
  }
  return hasChanged;
};

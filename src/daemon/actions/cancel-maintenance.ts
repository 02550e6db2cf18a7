import { cancel, isRunning, type Maintenance } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { MAX_WAITING, requireSeries } from "./plan-ahead.ts";

export interface CancelInput {
  id: number;
  /** With all that are to come of its series. */
  series?: boolean | undefined;
  /** false: nobody is sent the news. */
  notify?: boolean | undefined;
}

export const cancelMaintenance = (tx: Tx, ctx: ActionContext, input: CancelInput): Done<Maintenance> => {
  allow(ctx, "cancelMaintenance");
  const window = loadWindow(tx, input.id);
  const isSilent = input.notify === false;
  if (input.series) return cancelSeries(tx, ctx, window, isSilent);
  return saveWindow(tx, ctx, window, cancel(window, ctx.now, { isSilent }));
};

/** Those to come, and the one that was named also where it runs; what has been stays as it was. */
const cancelSeries = (tx: Tx, ctx: ActionContext, window: Maintenance, isSilent: boolean): Done<Maintenance> => {
  const series = requireSeries(tx, window);
  const wasOn = series.endedAt === null;
  if (wasOn) tx.maintenanceSeries.save({ ...series, endedAt: ctx.now });
  const others = tx.maintenances.scheduledOf(series.id, MAX_WAITING).filter(({ id }) => id !== window.id);
  const all = isRunning(window.state) || window.state === "scheduled" ? [window, ...others] : others;
  for (const one of all) saveWindow(tx, ctx, one, cancel(one, ctx.now, { isSilent }));
  const now = loadWindow(tx, window.id);
  return wasOn || all.length > 0 ? changed(now) : unchanged(now);
};

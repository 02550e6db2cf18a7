import { type Maintenance, start } from "../../domain/maintenance.ts";
import { editWindow } from "../../domain/maintenance-plan.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

/**
 * Now, whatever was planned. One that is started early lasts as long as it was to: else it would cover its components, and hold
 * their alerts, until an end that was meant for another day.
 */
export const startMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "startMaintenance");
  const window = loadWindow(tx, input.id);
  const { state, startsAt, endsAt } = window;
  const isEarly = state === "scheduled" && startsAt > ctx.now;
  const times = { startsAt: ctx.now, endsAt: ctx.now + endsAt - startsAt };
  // The news of its start says when it ends; that of the move would be a second one.
  const moved = isEarly
    ? saveWindow(tx, ctx, window, editWindow(window, times, ctx.now, { isSilent: true, ofSeries: false })).value
    : window;
  const started = saveWindow(tx, ctx, moved, start(moved, ctx.now));
  return isEarly ? changed(started.value) : started;
};

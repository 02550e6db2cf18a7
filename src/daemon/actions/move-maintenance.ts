import type { Maintenance } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, takeSteps } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** The clock saw it due a moment ago; what is due now is done, and nothing where somebody was quicker. */
export const moveMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "moveMaintenance");
  return takeSteps(tx, ctx, loadWindow(tx, input.id));
};

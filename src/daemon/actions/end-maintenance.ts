import { end, type Maintenance } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** Now, of a window that runs. */
export const endMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "endMaintenance");
  const window = loadWindow(tx, input.id);
  return saveWindow(tx, ctx, window, end(window, ctx.now));
};

import { type Maintenance, verify } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** The work is done, and is being looked at; the window goes on until its end. */
export const verifyMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "verifyMaintenance");
  const window = loadWindow(tx, input.id);
  return saveWindow(tx, ctx, window, verify(window));
};

import { type Maintenance, skip } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow, saveWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

export interface SkipInput {
  id: number;
  /** false: nobody is sent the news. */
  notify?: boolean | undefined;
}

/** One occurrence of a series does not take place; the rule goes on behind it. */
export const skipMaintenance = (tx: Tx, ctx: ActionContext, input: SkipInput): Done<Maintenance> => {
  allow(ctx, "skipMaintenance");
  const window = loadWindow(tx, input.id);
  return saveWindow(tx, ctx, window, skip(window, ctx.now, input.notify === false));
};

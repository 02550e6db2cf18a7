// The config has other components now: windows that have not begun cover what their groups and page have become.
import { editWindow } from "../../domain/maintenance-plan.ts";
import type { Tx } from "../store/store.ts";
import { saveWindow } from "./change-maintenance.ts";
import type { ActionContext } from "./context.ts";
import { planAhead } from "./plan-ahead.ts";
import { resolveCovers } from "./window-covers.ts";

const PAGE = 200;

/** At start as well, where each series is filled up too: whatever kept it from that is over then. */
export const realignWindows = (tx: Tx, ctx: ActionContext): void => {
  for (let page = tx.maintenances.coming(PAGE); ; page = tx.maintenances.coming(PAGE, page.next)) {
    for (const window of page.items) {
      if (window.covers.groups.length === 0 && window.covers.page === null) continue;
      const components = resolveCovers(tx, ctx, window.covers);
      if (components.length === 0) continue;
      const decision = editWindow(window, { components }, ctx.now, { isSilent: true, ofSeries: true });
      saveWindow(tx, ctx, window, decision);
    }
    if (!page.next) break;
  }
  for (const id of tx.maintenanceSeries.active()) planAhead(tx, ctx, id);
};

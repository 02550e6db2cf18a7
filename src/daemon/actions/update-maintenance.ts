import type { Maintenance } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { loadWindow } from "./change-maintenance.ts";
import { type ActionContext, allow, changed, type Done, refuse } from "./context.ts";

export interface UpdateInput {
  id: number;
  /** Markdown. */
  text: string;
  /** false: it only stands on the page. */
  notify?: boolean | undefined;
}
/** What a page can show of one window, and what anybody reads. */
const MAX_UPDATES = 100;

/** Says something about a window in public, before, while and after it takes place. */
export const updateMaintenance = (tx: Tx, ctx: ActionContext, input: UpdateInput): Done<Maintenance> => {
  allow(ctx, "updateMaintenance");
  const { id, title, components } = loadWindow(tx, input.id);
  if (tx.maintenanceUpdates.count(id) >= MAX_UPDATES)
    throw refuse({
      kind: "refused",
      detail: `Maintenance ${id} has ${MAX_UPDATES} updates already.`,
      hint: `Say what matters in its text: \`tocsin maintenance edit ${id} --text TEXT\`.`,
    });
  const isSilent = input.notify === false;
  const { text } = input;
  const update = tx.maintenanceUpdates.insert({
    ...{ maintenanceId: id, body: text, at: ctx.now, author: ctx.actor.name, isSilent },
  });
  const data = { title, components, updateId: update.id, text, ...(isSilent ? { isSilent: true as const } : {}) };
  tx.events.append([{ type: "maintenance:updated", maintenanceId: id, data }], ctx.now, ctx.actor);
  return changed(loadWindow(tx, id));
};

import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident } from "./change-incident.ts";
import { closeIncident } from "./close-incident.ts";
import { type ActionContext, type Done, unchanged } from "./context.ts";

/** The clock saw that nobody came back to it; somebody may have in the same commit, and then there is nothing to do. */
export const closeByItself = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Incident> => {
  const incident = loadIncident(tx, input.id);
  const { state, resolvedAt } = incident;
  const { autoCloseMs } = ctx.settings;
  const isDue = state === "resolved" && autoCloseMs !== null && (resolvedAt ?? ctx.now) + autoCloseMs <= ctx.now;
  if (!isDue) return unchanged(incident);
  return closeIncident(tx, ctx, { id: incident.id, note: "Closed by itself: nobody reopened it." });
};

import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

/** Adds an internal note, in any state; it never reaches the public. */
export const noteIncident = (tx: Tx, ctx: ActionContext, input: { id: number; text: string }): Done<Incident> => {
  allow(ctx, "noteIncident");
  const incident = loadIncident(tx, input.id);
  tx.events.append(
    [{ type: "incident:noted", incidentId: incident.id, data: { text: input.text } }],
    ctx.now,
    ctx.actor,
  );
  return changed(incident);
};

import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** Gives an incident back, whoever had it: it is open again and pages. */
export const unackIncident = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Incident> => {
  allow(ctx, "unackIncident");
  const incident = loadIncident(tx, input.id);
  return changeIncident(tx, ctx, incident, { kind: "unack", by: ctx.actor, reason: "manual" });
};

import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done, unchanged } from "./context.ts";

/** The clock saw an ack run out; it may have been renewed or resolved in the same commit, and then there is nothing to do. */
export const expireAck = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Incident> => {
  allow(ctx, "expireAck");
  const incident = loadIncident(tx, input.id);
  if (incident.ackedUntil === null || incident.ackedUntil > ctx.now) return unchanged(incident);
  return changeIncident(tx, ctx, incident, { kind: "unack", by: ctx.actor, reason: "expired" });
};

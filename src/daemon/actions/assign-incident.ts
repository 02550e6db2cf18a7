import type { Incident } from "../../domain/incident.ts";
import { assign } from "../../domain/incident-changes.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident, saveDecision } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";
import { touchHeld } from "./release-holds.ts";

/** Gives an active incident to somebody; whether they look, only their ack says. */
export const assignIncident = (tx: Tx, ctx: ActionContext, input: { id: number; to: string }): Done<Incident> => {
  allow(ctx, "assignIncident");
  const incident = loadIncident(tx, input.id);
  const touched = touchHeld(tx, ctx, incident, (one) => assign(one, input.to));
  return saveDecision(tx, ctx, assign(touched, input.to));
};

// What ack, resolve and close share: load, decide, save, append.
import { type Command, decide, type Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, changed, type Done, notFound, refuse, unchanged } from "./context.ts";

export const loadIncident = (tx: Tx, id: number): Incident => {
  const incident = tx.incidents.get(id);
  if (!incident) throw notFound("incident", id, "tocsin list --all");
  return incident;
};

export const changeIncident = (tx: Tx, ctx: ActionContext, incident: Incident, command: Command): Done<Incident> => {
  const decision = decide(incident, command, ctx.now);
  if (decision.kind === "refused") throw refuse(decision);
  if (decision.kind === "unchanged") return unchanged(incident);
  tx.incidents.save(decision.incident);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  return changed(decision.incident);
};

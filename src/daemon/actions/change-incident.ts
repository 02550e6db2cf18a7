// What the verbs of incidents share: load, decide, save, append.
import { type Command, type Decision, decide, type Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, changed, type Done, notFound, refuse, unchanged } from "./context.ts";

export const loadIncident = (tx: Tx, id: number): Incident => {
  const incident = tx.incidents.get(id);
  if (!incident) throw notFound("incident", id, "tocsin list --all");
  return incident;
};

export const changeIncident = (tx: Tx, ctx: ActionContext, incident: Incident, command: Command): Done<Incident> => {
  const done = saveDecision(tx, ctx, decide(incident, command, ctx.now));
  // What somebody wrote is kept, also where nothing else had to change.
  if (done.result === "changed" || !("note" in command) || !command.note) return done;
  const noted = { type: "incident:noted", incidentId: incident.id, data: { text: command.note } } as const;
  tx.events.append([noted], ctx.now, ctx.actor);
  return changed(incident);
};

export const saveDecision = (tx: Tx, ctx: ActionContext, decision: Decision): Done<Incident> => {
  if (decision.kind === "refused") throw refuse(decision);
  if (decision.kind === "unchanged") return unchanged(decision.incident);
  tx.incidents.save(decision.incident);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  return changed(decision.incident);
};

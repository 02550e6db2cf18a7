// What the verbs of incidents share: load, decide, save, append.
import { type Command, type Decision, decide, type Incident } from "../../domain/incident.ts";
import type { Severity } from "../../domain/level.ts";
import { type Effect, effectsOf, type Link } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, changed, type Done, notFound, refuse, unchanged } from "./context.ts";

export const loadIncident = (tx: Tx, id: number): Incident => {
  const incident = tx.incidents.get(id);
  if (!incident) throw notFound("incident", id, "tocsin list --all");
  return incident;
};

/** What an incident is tied to, and the components that its alerts fire at, as the rows have it now. */
export const tiesOf = (tx: Tx, id: number): { links: Link[]; firingComponents: ReadonlySet<string> } => ({
  links: tx.incidents.linksOf([id]).get(id) ?? [],
  firingComponents: tx.alerts.firingComponents([id]).get(id) ?? new Set(),
});

/** What it would ask of its components at this severity, were it active. */
export const asksAt = (tx: Tx, id: number, severity: Severity): Effect[] => {
  const { links, firingComponents } = tiesOf(tx, id);
  return effectsOf(severity, links, firingComponents);
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

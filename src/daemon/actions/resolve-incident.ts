import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

export interface ResolveInput {
  id: number;
  note?: string | undefined;
  /** Over alerts that still fire; they are muted until they have recovered once. */
  force?: boolean | undefined;
}

export const resolveIncident = (tx: Tx, ctx: ActionContext, input: ResolveInput): Done<Incident> => {
  allow(ctx, "resolveIncident");
  const incident = loadIncident(tx, input.id);
  const firing = tx.alerts.countFiring([incident.id]).get(incident.id) ?? 0;
  const { note, force } = input;
  const done = changeIncident(tx, ctx, incident, { kind: "resolve", by: ctx.actor, note, firing, force });
  if (firing > 0 && done.result === "changed") tx.alerts.muteFiring(incident.id);
  return done;
};

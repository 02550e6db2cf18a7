import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** Takes an incident. The second of two people is told who has it; the same person twice changes nothing. */
export const ackIncident = (
  tx: Tx,
  ctx: ActionContext,
  input: { id: number; note?: string | undefined },
): Done<Incident> => {
  allow(ctx, "ackIncident");
  const incident = loadIncident(tx, input.id);
  return changeIncident(tx, ctx, incident, { kind: "ack", by: ctx.actor, note: input.note });
};

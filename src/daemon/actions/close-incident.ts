import type { Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** Puts a resolved incident away for good. */
export const closeIncident = (
  tx: Tx,
  ctx: ActionContext,
  input: { id: number; note?: string | undefined },
): Done<Incident> => {
  allow(ctx, "closeIncident");
  const incident = loadIncident(tx, input.id);
  return changeIncident(tx, ctx, incident, { kind: "close", by: ctx.actor, note: input.note });
};

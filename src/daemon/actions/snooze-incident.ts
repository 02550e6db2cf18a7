import type { Incident } from "../../domain/incident.ts";
import { snooze } from "../../domain/incident-changes.ts";
import type { Tx } from "../store/store.ts";
import { loadIncident, saveDecision } from "./change-incident.ts";
import { type ActionContext, allow, type Done } from "./context.ts";

/** No pages for so long; 0 ends it. A snooze that has run out is none. */
export const snoozeIncident = (tx: Tx, ctx: ActionContext, input: { id: number; forMs: number }): Done<Incident> => {
  allow(ctx, "snoozeIncident");
  const incident = loadIncident(tx, input.id);
  const isOver = incident.snoozedUntil !== null && incident.snoozedUntil <= ctx.now;
  const until = input.forMs === 0 ? null : ctx.now + input.forMs;
  return saveDecision(tx, ctx, snooze(isOver ? { ...incident, snoozedUntil: null } : incident, until));
};

// Recurrence within the reopen window: the same incident again, counted, by hand or by an alert.
import type { Incident } from "../../domain/incident.ts";
import { type Severity, worseSeverity } from "../../domain/level.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { asksAt, changeIncident } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";

/** Links and alerts must be saved before: what the incident asks from now on is computed from them. */
export const reopenRecurred = (
  tx: Tx,
  ctx: ActionContext,
  incident: Incident,
  { severity, isHeld = false }: { severity: Severity; isHeld?: boolean },
): Incident => {
  const worst = worseSeverity(severity, incident.severity);
  const effects = asksAt(tx, incident.id, worst);
  const command = { kind: "reopen", by: ctx.actor, reason: "recurrence", severity: worst, isHeld, effects } as const;
  const reopened = changeIncident(tx, ctx, incident, command).value;
  // The public is told once maintenance releases it.
  return isHeld ? reopened : autoPost(tx, ctx, reopened, "reopened");
};

// Recurrence within the reopen window: the same incident again, counted, by hand or by an alert.
import { decide, type Incident } from "../../domain/incident.ts";
import { type Severity, worseSeverity } from "../../domain/level.ts";
import { effectsOf } from "../../domain/link.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, refuse } from "./context.ts";

/** Links and alerts must be saved before: what the incident asks from now on is computed from them. */
export const reopenRecurred = (tx: Tx, ctx: ActionContext, incident: Incident, severity: Severity): Incident => {
  const worst = worseSeverity(severity, incident.severity);
  const links = tx.incidents.linksOf([incident.id]).get(incident.id) ?? [];
  const firing = tx.alerts.firingComponents([incident.id]).get(incident.id) ?? new Set<string>();
  const effects = effectsOf(worst, links, firing);
  const command = { kind: "reopen", by: ctx.actor, reason: "recurrence", severity: worst, effects } as const;
  const decision = decide(incident, command, ctx.now);
  if (decision.kind === "refused") throw refuse(decision);
  if (decision.kind === "unchanged") return incident;
  tx.incidents.save(decision.incident);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  return decision.incident;
};

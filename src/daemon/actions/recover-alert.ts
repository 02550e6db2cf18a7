// One alert is over: its sender said so, or nothing was heard of it for too long. The last of an incident resolves it.
import { formatDuration } from "../../contract/time.ts";
import { type Alert, toldLabels } from "../../domain/alert.ts";
import { isActive } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { changeIncident } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";
import type { FiringTally } from "./firing-tally.ts";

export interface Recovery {
  /** The sender's clock; null where it does not say. */
  saidAt: number | null;
  /** Nobody said that it is well again. */
  isExpired: boolean;
}

export const recoverAlert = (
  tx: Tx,
  ctx: ActionContext,
  alert: Alert,
  firing: FiringTally,
  { saidAt, isExpired }: Recovery,
): void => {
  const { source, fingerprint, labels, incidentId } = alert;
  const isElsewhere = !alert.isMuted && firing.add(incidentId, alert.components, -1);
  tx.alerts.recover(alert, { at: ctx.now, saidAt });
  const incident = tx.incidents.get(incidentId);
  const isOpen = incident !== undefined && isActive(incident.state);
  const data = {
    ...{ source, fingerprint, labels: toldLabels(labels) },
    ...(isExpired ? { expired: true as const } : {}),
    ...(isOpen && isElsewhere ? { effects: firing.effectsOf(incident) } : {}),
  };
  tx.events.append([{ type: "alert:recovered", incidentId, data }], ctx.now, ctx.actor);
  const isAllWell = isOpen && firing.total(incidentId) === 0;
  if (!isAllWell || incident.source === "manual" || tx.incidents.hasTakenIn(incidentId, "manual")) return;
  const note = isExpired ? unheard(ctx.now - alert.updatedAt) : "All alerts have recovered.";
  const resolved = changeIncident(tx, ctx, incident, { kind: "resolve", by: ctx.actor, note, firing: 0 });
  autoPost(tx, ctx, resolved.value, "resolved");
};

const unheard = (ms: number): string =>
  `Nothing was heard of its last alert for ${formatDuration(ms)}: unknown rather than recovered.`;

// One alert is over: its sender said so, or nothing was heard of it for too long. The last of an incident resolves it.
import { formatDuration } from "../../contract/time.ts";
import { type Alert, toldLabels } from "../../domain/alert.ts";
import { isActive } from "../../domain/incident.ts";
import { isOfPeople } from "../store/held.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { changeIncident } from "./change-incident.ts";
import type { ActionContext } from "./context.ts";
import type { FiringTally } from "./firing-tally.ts";
import { heldSince } from "./release-holds.ts";

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
  const incident = tx.incidents.get(incidentId);
  const wasHeld = incident !== undefined && !alert.isMuted && firing.isHeldWhole(incident);
  const isElsewhere = !alert.isMuted && firing.leave(incidentId, alert.components);
  tx.alerts.recover(alert, { at: ctx.now, saidAt });
  const isOpen = incident !== undefined && isActive(incident.state);
  const data = {
    ...{ source, fingerprint, labels: toldLabels(labels) },
    ...(isExpired ? { expired: true as const } : {}),
    ...(isOpen && isElsewhere ? { effects: firing.effectsOf(incident) } : {}),
  };
  tx.events.append([{ type: "alert:recovered", incidentId, data }], ctx.now, ctx.actor);
  const isAllWell = isOpen && firing.total(incidentId) === 0;
  if (!isAllWell || isOfPeople(tx, incident)) return;
  const why = isExpired ? unheard(ctx.now - alert.updatedAt) : "All alerts have recovered.";
  const note = wasHeld ? `${why} ${whileHeld(tx, incidentId)}` : why;
  const resolved = changeIncident(tx, ctx, incident, { kind: "resolve", by: ctx.actor, note, firing: 0 });
  autoPost(tx, ctx, resolved.value, "resolved");
};

const whileHeld = (tx: Tx, incidentId: number): string =>
  heldSince(tx, incidentId) === null ? "Maintenance held it." : "Maintenance held it; nobody was told.";

const unheard = (ms: number): string =>
  `Nothing was heard of its last alert for ${formatDuration(ms)}: unknown rather than recovered.`;

import { problem } from "../../contract/problem.ts";
import { describe, type Incident } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { asksAt, changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";

/** A person says that it is not over. Alerts that were muted by a forced resolve count again. */
export const reopenIncident = (
  tx: Tx,
  ctx: ActionContext,
  input: { id: number; note?: string | undefined },
): Done<Incident> => {
  allow(ctx, "reopenIncident");
  const incident = loadIncident(tx, input.id);
  if (incident.state === "resolved") {
    refuseSecondOfKey(tx, incident);
    tx.alerts.unmute(incident.id);
  }
  const { severity } = incident;
  const effects = asksAt(tx, incident.id, severity);
  const command = { kind: "reopen", by: ctx.actor, reason: "manual", note: input.note, severity, effects } as const;
  const done = changeIncident(tx, ctx, incident, command);
  return incident.state === "resolved" ? changed(autoPost(tx, ctx, done.value, "reopened")) : done;
};

/** A key names one active incident; somebody else may have opened another since. */
const refuseSecondOfKey = (tx: Tx, incident: Incident): void => {
  const other = incident.key === null ? undefined : tx.incidents.activeByKey(incident.source, incident.key);
  if (!other) return;
  throw problem("conflict", `Incident ${other.id} has the key ${incident.key} now, and is ${describe(other)}.`, {
    hint: `Go on with that one, or put this one into it: \`tocsin merge ${incident.id} ${other.id}\`.`,
  });
};

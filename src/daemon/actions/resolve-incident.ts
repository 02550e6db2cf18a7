import { type Incident, isActive } from "../../domain/incident.ts";
import type { Tx } from "../store/store.ts";
import { autoPost } from "./auto-post.ts";
import { changeIncident, loadIncident } from "./change-incident.ts";
import { type ActionContext, allow, changed, type Done } from "./context.ts";
import { forgetHeld } from "./release-holds.ts";

export interface ResolveInput {
  id: number;
  note?: string | undefined;
  /** Over alerts that still fire; they are muted until they have recovered once. */
  force?: boolean | undefined;
  /** false: the public is not told, although it knows of this incident. */
  post?: boolean | undefined;
}

export const resolveIncident = (tx: Tx, ctx: ActionContext, input: ResolveInput): Done<Incident> => {
  allow(ctx, "resolveIncident");
  const incident = loadIncident(tx, input.id);
  const firing = tx.alerts.countFiring([incident.id]).get(incident.id) ?? 0;
  const { note, force, post = true } = input;
  const done = changeIncident(tx, ctx, incident, { kind: "resolve", by: ctx.actor, note, firing, force });
  if (firing > 0 && done.result === "changed") {
    tx.alerts.muteFiring(incident.id);
    forgetHeld(tx, incident.id);
  }
  // Who only adds a note to what is resolved already may have chosen to tell nobody.
  const isNews = post && isActive(incident.state);
  return isNews ? changed(autoPost(tx, ctx, done.value, "resolved")) : done;
};

// Cancel a window, and the two transitions that come due by the clock.
import {
  cancel,
  complete,
  dueTransition,
  type Maintenance,
  type MaintenanceDecision,
  start,
  type Transition,
} from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, notFound, refuse, unchanged } from "./context.ts";

type Decide = (window: Maintenance, now: number) => MaintenanceDecision;

const changeMaintenance = (tx: Tx, ctx: ActionContext, id: number, decide: Decide): Done<Maintenance> => {
  const window = tx.maintenances.get(id);
  if (!window) throw notFound("maintenance window", id, "tocsin maintenance list --all");
  const decision = decide(window, ctx.now);
  if (decision.kind === "refused") throw refuse(decision);
  if (decision.kind === "unchanged") return unchanged(window);
  tx.maintenances.save(decision.window);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  return changed(decision.window);
};

export const cancelMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "cancelMaintenance");
  return changeMaintenance(tx, ctx, input.id, cancel);
};

export const startMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "startMaintenance");
  return changeMaintenance(tx, ctx, input.id, whenDue("start", start));
};

export const completeMaintenance = (tx: Tx, ctx: ActionContext, input: { id: number }): Done<Maintenance> => {
  allow(ctx, "completeMaintenance");
  return changeMaintenance(tx, ctx, input.id, whenDue("complete", complete));
};

/** The clock saw it due a moment ago; somebody may have cancelled it in the same commit, and then there is nothing to do. */
const whenDue =
  (transition: Transition, decide: Decide): Decide =>
  (window, now) =>
    dueTransition(window, now) === transition ? decide(window, now) : { kind: "unchanged", window };

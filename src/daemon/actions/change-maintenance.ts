// What the verbs of windows share: load, decide, save, append; and what follows from it in the same transaction.
import { assertNever } from "../../domain/assert.ts";
import {
  announce,
  cancel,
  complete,
  isRunning,
  type Maintenance,
  type MaintenanceDecision,
  remind,
  start,
  verify,
} from "../../domain/maintenance.ts";
import { dueStep, type Step } from "../../domain/maintenance-clock.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, changed, type Done, notFound, refuse, unchanged } from "./context.ts";
import { planAhead } from "./plan-ahead.ts";
import { releaseUncovered } from "./release-holds.ts";

export const loadWindow = (tx: Tx, id: number): Maintenance => {
  const window = tx.maintenances.get(id);
  if (!window) throw notFound("maintenance window", id, "tocsin maintenance list --all");
  return window;
};

export const saveWindow = (
  tx: Tx,
  ctx: ActionContext,
  before: Maintenance,
  decision: MaintenanceDecision,
  { refills = true }: { refills?: boolean } = {},
): Done<Maintenance> => {
  if (decision.kind === "refused") throw refuse(decision);
  if (decision.kind === "unchanged") return unchanged(before);
  const after = decision.window;
  tx.maintenances.save(after);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  // What was held by it alone takes effect with its end, so that nobody is told of an all clear in between.
  if (isHolding(before)) releaseUncovered(tx, ctx);
  const hasLeft = before.state === "scheduled" && (after.state !== "scheduled" || after.startsAt !== before.startsAt);
  if (refills && hasLeft && after.seriesId !== null) planAhead(tx, ctx, after.seriesId);
  return changed(after);
};

const isHolding = ({ state, holdAlerts }: Maintenance): boolean => isRunning(state) && holdAlerts;

/** All that has come due for a window, one after the other: one that was slept through is announced to nobody any more. */
export const takeSteps = (tx: Tx, ctx: ActionContext, window: Maintenance): Done<Maintenance> => {
  let now = window;
  for (let step = dueStep(now, ctx.now); step; step = dueStep(now, ctx.now)) {
    const done = saveWindow(tx, ctx, now, decideStep(now, step, ctx.now));
    if (done.result === "unchanged") break;
    now = done.value;
  }
  return now === window ? unchanged(window) : changed(now);
};

const decideStep = (window: Maintenance, step: Step, now: number): MaintenanceDecision => {
  switch (step) {
    case "announce":
      return announce(window, now);
    case "remind":
      return remind(window, now);
    case "start":
      return start(window, now);
    case "verify":
      return verify(window);
    case "complete":
      return complete(window, now);
    case "lapse":
      return cancel(window, now, { why: "lapsed" });
    default:
      return assertNever(step);
  }
};

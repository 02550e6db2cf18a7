import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";
import { tallyFiring } from "./firing-tally.ts";
import { recoverAlert } from "./recover-alert.ts";

export interface ExpireInput {
  source: string;
  fingerprint: string;
}

/** Ends an alert of which nothing was heard for as long as its source's `resolve_after`; nothing where news came meanwhile. */
export const expireAlerts = (tx: Tx, ctx: ActionContext, input: ExpireInput): Done<null> => {
  allow(ctx, "expireAlerts");
  const alert = tx.alerts.get(input.source, input.fingerprint);
  const isSilent = alert?.state === "firing" && alert.leaseUntil !== null && alert.leaseUntil <= ctx.now;
  if (!isSilent) return unchanged(null);
  recoverAlert(tx, ctx, alert, tallyFiring(tx), { saidAt: null, isExpired: true });
  return changed(null);
};

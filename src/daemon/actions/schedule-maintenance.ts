import { problem } from "../../contract/problem.ts";
import { type Maintenance, refusePlan, start } from "../../domain/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { type ActionContext, allow, changed, type Done, requireComponents } from "./context.ts";

export interface ScheduleInput {
  title: string;
  components: string[];
  startsAt: number;
  endsAt: number;
}

/** Plans a window. A start in the past starts now, in the same transaction. */
export const scheduleMaintenance = (tx: Tx, ctx: ActionContext, input: ScheduleInput): Done<Maintenance> => {
  allow(ctx, "scheduleMaintenance");
  const components = [...new Set(input.components)];
  requireComponents(tx, ctx, components);
  const refusal = refusePlan(input, ctx.now);
  if (refusal) throw problem("invalid", refusal.detail, { hint: refusal.hint });
  const { title, startsAt, endsAt } = input;
  const window = tx.maintenances.insert({ title, startsAt, endsAt, components });
  tx.events.append(
    [{ type: "maintenance:scheduled", maintenanceId: window.id, data: { title, startsAt, endsAt, components } }],
    ctx.now,
    ctx.actor,
  );
  if (startsAt > ctx.now) return changed(window);
  const decision = start(window, ctx.now);
  if (decision.kind !== "changed") return changed(window);
  tx.maintenances.save(decision.window);
  tx.events.append(decision.events, ctx.now, ctx.actor);
  return changed(decision.window);
};

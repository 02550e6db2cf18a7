// A window that is planned: its row and its event.
import type { Maintenance } from "../../domain/maintenance.ts";
import type { Series, SeriesPlan } from "../store/maintenance-series.ts";
import type { Tx } from "../store/store.ts";
import type { ActionContext } from "./context.ts";

export interface Planned {
  plan: SeriesPlan;
  startsAt: number;
  endsAt: number;
  components: string[];
  /** What it is one occurrence of, and the wall time that the rule gave it; null: it stands alone. */
  of: { series: Series; wall: string } | null;
}

export const insertWindow = (tx: Tx, ctx: ActionContext, planned: Planned): Maintenance => {
  const { plan, startsAt, endsAt, components, of } = planned;
  const window = tx.maintenances.insert({
    ...plan,
    ...{ startsAt, endsAt, components, seriesId: of?.series.id ?? null, occurrence: of?.wall ?? null },
    ...{ announcedAt: null, remindedAt: null, createdAt: ctx.now },
  });
  const { title, text } = plan;
  const data = {
    ...{ title, startsAt, endsAt, components, ...(text === null ? {} : { text }) },
    ...(of && { seriesId: of.series.id, occurrence: of.wall, rrule: of.series.rrule, timeZone: of.series.timeZone }),
  };
  tx.events.append([{ type: "maintenance:scheduled", maintenanceId: window.id, data }], ctx.now, ctx.actor);
  return window;
};

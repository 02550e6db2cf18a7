import * as z from "zod";
import { ComponentId, Cursor, Id, IdParam, Limit, listOf, MaintenanceState, Moment, Title } from "./fields.ts";

export const Maintenance = z
  .object({
    id: Id,
    title: z.string(),
    state: MaintenanceState,
    startsAt: Moment,
    endsAt: Moment,
    startedAt: Moment.optional(),
    endedAt: Moment.optional(),
    components: z.array(z.object({ id: ComponentId, name: z.string() })),
  })
  .meta({ id: "Maintenance" });

export const maintenances = {
  scheduleMaintenance: {
    body: z.strictObject({
      title: Title,
      components: z.array(ComponentId).min(1).max(500),
      startsAt: Moment,
      endsAt: Moment,
    }),
    reply: Maintenance,
  },
  listMaintenances: {
    query: z.strictObject({ state: z.enum(["current", "all"]).default("current"), limit: Limit, cursor: Cursor }),
    reply: listOf(Maintenance),
  },
  getMaintenance: { params: IdParam, reply: Maintenance },
  cancelMaintenance: { params: IdParam, body: z.strictObject({}), reply: Maintenance },
};

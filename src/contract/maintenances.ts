import * as z from "zod";
import { route } from "./route.ts";
import { ComponentId, Cursor, Id, IdParam, Limit, listOf, MaintenanceState, Moment, Title } from "./vocabulary.ts";

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
export type Maintenance = z.infer<typeof Maintenance>;

export const scheduleMaintenance = route({
  name: "scheduleMaintenance",
  method: "POST",
  path: "/maintenances",
  summary: "Plan a window; it starts and ends by itself, and a start in the past starts now",
  body: z.strictObject({
    title: Title,
    components: z.array(ComponentId).min(1).max(500),
    startsAt: Moment,
    endsAt: Moment,
  }),
  reply: Maintenance,
  status: [201],
});

export const listMaintenances = route({
  name: "listMaintenances",
  method: "GET",
  path: "/maintenances",
  summary: "Windows, next first; running and coming ones unless `state=all`",
  query: z.strictObject({ state: z.enum(["current", "all"]).default("current"), limit: Limit, cursor: Cursor }),
  reply: listOf(Maintenance),
  status: [200],
});

export const getMaintenance = route({
  name: "getMaintenance",
  method: "GET",
  path: "/maintenances/{id}",
  summary: "One window",
  params: IdParam,
  reply: Maintenance,
  status: [200],
});

export const cancelMaintenance = route({
  name: "cancelMaintenance",
  method: "POST",
  path: "/maintenances/{id}/cancel",
  summary: "Call a window off, also a running one",
  params: IdParam,
  body: z.strictObject({}),
  reply: Maintenance,
  status: [200],
});

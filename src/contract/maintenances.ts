import type * as z from "zod";
import { route } from "./route.ts";
import type { Maintenance as MaintenanceSchema } from "./schemas/maintenances.ts";

export type Maintenance = z.infer<typeof MaintenanceSchema>;

export const scheduleMaintenance = route({
  name: "scheduleMaintenance",
  method: "POST",
  path: "/maintenances",
  summary: "Plan a window; it starts and ends by itself, and a start in the past starts now",
  status: [201],
});

export const listMaintenances = route({
  name: "listMaintenances",
  method: "GET",
  path: "/maintenances",
  summary: "Windows, next first; running and coming ones unless `state=all`",
  status: [200],
});

export const getMaintenance = route({
  name: "getMaintenance",
  method: "GET",
  path: "/maintenances/{id}",
  summary: "One window",
  status: [200],
});

export const cancelMaintenance = route({
  name: "cancelMaintenance",
  method: "POST",
  path: "/maintenances/{id}/cancel",
  summary: "Call a window off, also a running one",
  status: [200],
});

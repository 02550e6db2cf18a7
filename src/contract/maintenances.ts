import type * as z from "zod";
import { route } from "./route.ts";
import type { Maintenance as MaintenanceSchema, Occurrence as OccurrenceSchema } from "./schemas/maintenances.ts";

export type Maintenance = z.infer<typeof MaintenanceSchema>;
export type Occurrence = z.infer<typeof OccurrenceSchema>;

export const scheduleMaintenance = route({
  name: "scheduleMaintenance",
  method: "POST",
  path: "/maintenances",
  summary:
    "Plan a window, or a series of them by `rrule`; it starts and ends by itself, and a start in the past starts now. Gives the first of a series",
  status: [201],
});

export const previewMaintenance = route({
  name: "previewMaintenance",
  method: "POST",
  path: "/maintenances/preview",
  summary: "When such a window would take place, without planning it",
  status: [200],
});

export const listMaintenances = route({
  name: "listMaintenances",
  method: "GET",
  path: "/maintenances",
  summary:
    "Windows, next first: running and coming ones, with `state=coming` those that have not started; `state=all` has all, newest first",
  status: [200],
});

export const getMaintenance = route({
  name: "getMaintenance",
  method: "GET",
  path: "/maintenances/{id}",
  summary: "One window",
  status: [200],
});

export const listMaintenanceEvents = route({
  name: "listMaintenanceEvents",
  method: "GET",
  path: "/maintenances/{id}/events",
  summary: "The timeline of a window, oldest first",
  status: [200],
});

export const listOccurrences = route({
  name: "listOccurrences",
  method: "GET",
  path: "/maintenances/{id}/occurrences",
  summary: "When the series of this window takes place next, with what changes of the clock make of it",
  status: [200],
});

export const editMaintenance = route({
  name: "editMaintenance",
  method: "PATCH",
  path: "/maintenances/{id}",
  summary: "Change one window, also while it runs, or with `series` all that are to come of its series",
  status: [200],
});

export const startMaintenance = route({
  name: "startMaintenance",
  method: "POST",
  path: "/maintenances/{id}/start",
  summary: "Start a window now, whatever was planned",
  status: [200],
});

export const verifyMaintenance = route({
  name: "verifyMaintenance",
  method: "POST",
  path: "/maintenances/{id}/verify",
  summary: "The work is done and is being looked at; the window goes on until its end",
  status: [200],
});

export const endMaintenance = route({
  name: "endMaintenance",
  method: "POST",
  path: "/maintenances/{id}/end",
  summary: "End a running window now",
  status: [200],
});

export const extendMaintenance = route({
  name: "extendMaintenance",
  method: "POST",
  path: "/maintenances/{id}/extend",
  summary: "Move the end of a window to later: by `forMs`, or to `until`",
  status: [200],
});

export const skipMaintenance = route({
  name: "skipMaintenance",
  method: "POST",
  path: "/maintenances/{id}/skip",
  summary: "Leave out one occurrence of a series; the others take place",
  status: [200],
});

export const cancelMaintenance = route({
  name: "cancelMaintenance",
  method: "POST",
  path: "/maintenances/{id}/cancel",
  summary: "Call a window off, also a running one; with `series` all that are to come of its series",
  status: [200],
});

export const updateMaintenance = route({
  name: "updateMaintenance",
  method: "POST",
  path: "/maintenances/{id}/updates",
  summary: "Say something about a window in public",
  status: [200],
});

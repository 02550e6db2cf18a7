import type * as z from "zod";
import { route } from "./route.ts";
import type { Incident as IncidentSchema } from "./schemas/incidents.ts";

export type Incident = z.infer<typeof IncidentSchema>;

export const openIncident = route({
  name: "openIncident",
  method: "POST",
  path: "/incidents",
  summary: "Open an incident; with a key that is active already, that incident",
  status: [201, 200],
});

export const listIncidents = route({
  name: "listIncidents",
  method: "GET",
  path: "/incidents",
  summary: "Active incidents, worst and oldest first; with `state`, ended ones and all of them newest first",
  status: [200],
});

export const getIncident = route({
  name: "getIncident",
  method: "GET",
  path: "/incidents/{id}",
  summary: "One incident",
  status: [200],
});

export const listIncidentEvents = route({
  name: "listIncidentEvents",
  method: "GET",
  path: "/incidents/{id}/events",
  summary: "The timeline of an incident, oldest first",
  status: [200],
});

export const ackIncident = route({
  name: "ackIncident",
  method: "POST",
  path: "/incidents/{id}/ack",
  summary: "Take an incident: you own it, and what was still to page stops",
  status: [200],
});

export const resolveIncident = route({
  name: "resolveIncident",
  method: "POST",
  path: "/incidents/{id}/resolve",
  summary: "Say that it is over; `force` while alerts still fire, which mutes them until they have recovered once",
  status: [200],
});

export const closeIncident = route({
  name: "closeIncident",
  method: "POST",
  path: "/incidents/{id}/close",
  summary: "Put a resolved incident away for good",
  status: [200],
});

export const noteIncident = route({
  name: "noteIncident",
  method: "POST",
  path: "/incidents/{id}/notes",
  summary: "Add an internal note to the timeline",
  status: [200],
});

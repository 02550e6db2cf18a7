import type * as z from "zod";
import { route } from "./route.ts";
import type { Alert as AlertSchema, Incident as IncidentSchema } from "./schemas/incidents.ts";

export type Incident = z.infer<typeof IncidentSchema>;
export type Alert = z.infer<typeof AlertSchema>;

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
  summary: "The timeline of an incident, oldest first; with `before` its end before that seq",
  status: [200],
});

export const ackIncident = route({
  name: "ackIncident",
  method: "POST",
  path: "/incidents/{id}/ack",
  summary: "Take an incident: you own it, and what was still to page stops; with `forMs` it opens again by itself then",
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

export const postIncident = route({
  name: "postIncident",
  method: "POST",
  path: "/incidents/{id}/posts",
  summary:
    "Say something in public: on the page, and to subscribers unless `notify` is false; `resolve` resolves it with this post",
  status: [201],
});

export const editPost = route({
  name: "editPost",
  method: "PATCH",
  path: "/posts/{id}",
  summary: "Correct a public post; nobody is told again. Gives the incident",
  status: [200],
});

export const listIncidentAlerts = route({
  name: "listIncidentAlerts",
  method: "GET",
  path: "/incidents/{id}/alerts",
  summary: "The alerts of an incident, firing ones first",
  status: [200],
});

export const unackIncident = route({
  name: "unackIncident",
  method: "POST",
  path: "/incidents/{id}/unack",
  summary: "Give an incident back: it is open again, nobody owns it",
  status: [200],
});

export const reopenIncident = route({
  name: "reopenIncident",
  method: "POST",
  path: "/incidents/{id}/reopen",
  summary: "It is not over: a resolved incident is open again",
  status: [200],
});

export const mergeIncident = route({
  name: "mergeIncident",
  method: "POST",
  path: "/incidents/{id}/merge",
  summary: "Put an incident into another: its alerts and links move there, it is closed",
  status: [200],
});

export const assignIncident = route({
  name: "assignIncident",
  method: "POST",
  path: "/incidents/{id}/assign",
  summary: "Give an active incident to somebody",
  status: [200],
});

export const snoozeIncident = route({
  name: "snoozeIncident",
  method: "POST",
  path: "/incidents/{id}/snooze",
  summary: "No pages for a while, `forMs` 0 ends it; state and owner stay as they are",
  status: [200],
});

export const editIncident = route({
  name: "editIncident",
  method: "PATCH",
  path: "/incidents/{id}",
  summary:
    "Change title, severity or components (the whole list); If-Match with the version refuses what would undo others",
  status: [200],
});

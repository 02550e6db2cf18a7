// The event log as outsiders read it, and the daemon's view of its own health.
import type * as z from "zod";
import { route } from "./route.ts";
import type { AuditEntry as AuditEntrySchema, Doctor as DoctorSchema } from "./schemas/log.ts";

export type Doctor = z.infer<typeof DoctorSchema>;
export type AuditEntry = z.infer<typeof AuditEntrySchema>;
export const CHECK_STATES = ["ok", "warning", "failed"] as const;
export const MAX_WAIT_SECONDS = 30;

export const listEvents = route({
  name: "listEvents",
  method: "GET",
  path: "/events",
  summary: "The log, oldest first; `wait` holds an empty answer back for up to 30 s",
  status: [200],
});

export const getDoctor = route({
  name: "getDoctor",
  method: "GET",
  path: "/doctor",
  summary: "How Tocsin itself is: store, readers, queue, engine",
  status: [200],
});

export const repairReaders = route({
  name: "repairReaders",
  method: "POST",
  path: "/doctor/repair",
  summary: "Try again what a reader had to pass over",
  status: [200],
});

export const listAudit = route({
  name: "listAudit",
  method: "GET",
  path: "/audit",
  summary: "Who did what, from where, and what was refused; newest first",
  status: [200],
});

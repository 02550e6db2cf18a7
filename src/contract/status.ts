import type * as z from "zod";
import { route } from "./route.ts";
import type {
  Amendment as AmendmentSchema,
  ComponentDetail as ComponentDetailSchema,
  Component as ComponentSchema,
  Report as ReportSchema,
  Status as StatusSchema,
} from "./schemas/status.ts";

export type Amendment = z.infer<typeof AmendmentSchema>;
export type Component = z.infer<typeof ComponentSchema>;
export type ComponentDetail = z.infer<typeof ComponentDetailSchema>;
export type Report = z.infer<typeof ReportSchema>;
export type Status = z.infer<typeof StatusSchema>;

export const getStatus = route({
  name: "getStatus",
  method: "GET",
  path: "/status",
  summary:
    "The whole situation: levels, active incidents (worst 200), running and coming maintenance; with `at`, as it was then; with `page`, of what that shows",
  status: [200],
});

export const listComponents = route({
  name: "listComponents",
  method: "GET",
  path: "/components",
  summary: "Components with their levels, in the order of the config",
  status: [200],
});

export const getComponent = route({
  name: "getComponent",
  method: "GET",
  path: "/components/{id}",
  summary: "One component: level, override, uptime, the days of a time zone, last changes and corrections",
  status: [200],
});

export const setOverride = route({
  name: "setOverride",
  method: "PUT",
  path: "/components/{id}/override",
  summary: "Pin the level of a component, with a reason, until it is cleared or ends",
  status: [200],
});

export const clearOverride = route({
  name: "clearOverride",
  method: "DELETE",
  path: "/components/{id}/override",
  summary: "Let the level of a component follow from what is known again",
  status: [200],
});

export const amendComponent = route({
  name: "amendComponent",
  method: "POST",
  path: "/components/{id}/amendments",
  summary: "Correct what a component was from one time to another, with a reason; `recorded` takes corrections back",
  status: [201, 200],
});

export const listAmendments = route({
  name: "listAmendments",
  method: "GET",
  path: "/components/{id}/amendments",
  summary: "What was corrected of the past of a component, newest first",
  status: [200],
});

export const getReport = route({
  name: "getReport",
  method: "GET",
  path: "/report",
  summary: "A month in numbers: incidents, MTTA, MTTR, uptime, who did what",
  status: [200],
});

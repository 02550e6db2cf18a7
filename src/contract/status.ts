import type * as z from "zod";
import { route } from "./route.ts";
import type { Component as ComponentSchema, Status as StatusSchema } from "./schemas/status.ts";

export type Component = z.infer<typeof ComponentSchema>;
export type Status = z.infer<typeof StatusSchema>;

export const getStatus = route({
  name: "getStatus",
  method: "GET",
  path: "/status",
  summary: "The whole situation: levels, active incidents (worst 200), running and coming maintenance",
  status: [200],
});

export const listComponents = route({
  name: "listComponents",
  method: "GET",
  path: "/components",
  summary: "Components with their levels, in the order of the config",
  status: [200],
});

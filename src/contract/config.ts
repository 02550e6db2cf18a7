// The config file in force, as the daemon has it.
import type * as z from "zod";
import { route } from "./route.ts";
import type { ConfigDiff as ConfigDiffSchema } from "./schemas/config.ts";

export type ConfigDiff = z.infer<typeof ConfigDiffSchema>;

export const diffConfig = route({
  name: "diffConfig",
  method: "GET",
  path: "/config/diff",
  summary: "What a reload would change, and what would need a restart; nothing is applied",
  status: [200],
});

export const reloadConfig = route({
  name: "reloadConfig",
  method: "POST",
  path: "/config/reload",
  summary: "Read the config file again and apply it, all or nothing",
  status: [200],
});

import * as z from "zod";
import { INDICATORS } from "../../domain/level.ts";
import { ComponentId, Id, Level, listOf, Moment } from "./fields.ts";
import { Incident } from "./incidents.ts";
import { Maintenance } from "./maintenances.ts";

export const Component = z
  .object({
    id: ComponentId,
    name: z.string(),
    description: z.string().optional(),
    group: z.string().optional(),
    hidden: z.boolean(),
    level: Level,
    since: Moment,
    cause: z.object({ kind: z.enum(["incident", "maintenance", "override", "none"]), id: Id.optional() }),
  })
  .meta({ id: "Component" });

export const Status = z
  .object({
    /** Roll-up of all components, hidden ones too; words of the Statuspage v2 API. The page rolls up those it shows. */
    level: z.enum(INDICATORS),
    description: z.string(),
    components: z.array(Component),
    incidents: z.array(Incident),
    maintenances: z.array(Maintenance),
    /** Newest event that this answer knows of; hand it to `resume`. */
    seq: z.number().int(),
    at: Moment,
    /** What does not work as it should inside Tocsin, in words; empty when all is well. */
    degraded: z.array(z.string()),
  })
  .meta({ id: "Status" });

export const status = {
  getStatus: { reply: Status },
  listComponents: { reply: listOf(Component) },
};

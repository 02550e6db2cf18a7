// Days as one sign each, for the worst of the day: read without colour.
import { LEVELS, type Level } from "../domain/level.ts";
import type { ComponentDetail } from "./status.ts";

type Day = ComponentDetail["days"][number];

export const SIGN_OF_LEVEL = {
  major_outage: "#",
  partial_outage: "+",
  degraded_performance: "~",
  under_maintenance: "m",
  operational: ".",
} as const satisfies Record<Level, string>;
export const UNKNOWN_DAY = "?";

const MS_OF = {
  major_outage: "majorOutageMs",
  partial_outage: "partialOutageMs",
  degraded_performance: "degradedPerformanceMs",
  under_maintenance: "underMaintenanceMs",
  operational: "operationalMs",
} as const satisfies Record<Level, keyof Day>;

/** null: nothing is known of that day. */
export const worstOfDay = (day: Day): Level | null => LEVELS.find((level) => day[MS_OF[level]] > 0) ?? null;

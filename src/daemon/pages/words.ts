// What the page calls things. Colour and shape only repeat these words.
import type { Indicator, Level } from "../../domain/level.ts";
import type { MaintenanceState } from "../../domain/maintenance.ts";

export { WORDS_OF_LEVEL } from "../../domain/level.ts";
export { WORDS_OF_POST } from "../../domain/post.ts";

export const WORDS_OF_STATE = {
  scheduled: "Scheduled",
  in_progress: "In progress",
  verifying: "Verifying",
  completed: "Completed",
  cancelled: "Cancelled",
} as const satisfies Record<MaintenanceState, string>;

/** The shape and colour of the banner: those of the level that an indicator stands for. */
export const LEVEL_OF_INDICATOR = {
  none: "operational",
  maintenance: "under_maintenance",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
} as const satisfies Record<Indicator, Level>;

export const NOTHING_YET = "Nothing is monitored yet";

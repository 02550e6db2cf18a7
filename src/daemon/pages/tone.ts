// How the page shows what it says: colour and shape only repeat words.
import type { Indicator, Level } from "../../domain/level.ts";

/** The shape and colour of the banner: those of the level that an indicator stands for. */
export const LEVEL_OF_INDICATOR = {
  none: "operational",
  maintenance: "under_maintenance",
  minor: "degraded_performance",
  major: "partial_outage",
  critical: "major_outage",
} as const satisfies Record<Indicator, Level>;

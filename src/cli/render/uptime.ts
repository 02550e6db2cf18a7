// An uptime in numbers that can be compared, and the rule that made it.
import type { ComponentDetail } from "../../contract/status.ts";
import { formatDuration } from "../../contract/time.ts";

type Uptime = ComponentDetail["uptime"];

export const UPTIME_RULE = "a major outage counts whole, a partial one 0.3, degraded nothing; maintenance is left out";

/** `99.9871 %`; never 100 where there was a moment of outage. */
export const percent = ({ ratio, downMs }: Pick<Uptime, "ratio" | "downMs">): string => {
  if (ratio === null) return "not measured";
  const rounded = (ratio * 100).toFixed(4);
  return `${downMs > 0 && rounded === "100.0000" ? "99.9999" : rounded} %`;
};

export const spent = (ms: number): string => (ms > 0 ? formatDuration(ms) : "-");

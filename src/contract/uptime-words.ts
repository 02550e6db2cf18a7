// An uptime in numbers that can be compared, and the rule that made it.
import type { ComponentDetail } from "./status.ts";
import { formatDuration } from "./time.ts";

type Uptime = ComponentDetail["uptime"];

/** `a major outage counts whole, a partial one 0.3, degraded nothing; maintenance is left out` */
export const ruleWords = ({ weights, maintenance }: ComponentDetail["uptimeRule"]): string => {
  const { majorOutage, partialOutage, degradedPerformance } = weights;
  const outages = `a major outage counts ${weight(majorOutage)}, a partial one ${weight(partialOutage)}`;
  const left = maintenance === "exclude" ? "is left out" : "counts as up";
  return `${outages}, degraded ${weight(degradedPerformance)}; maintenance ${left}`;
};
const weight = (share: number): string => (share === 1 ? "whole" : share === 0 ? "nothing" : String(share));

/** `99.9871 %`; never 100 where there was a moment of outage. */
export const percent = ({ ratio, downMs }: Pick<Uptime, "ratio" | "downMs">): string => {
  if (ratio === null) return "not measured";
  const rounded = (ratio * 100).toFixed(4);
  return `${downMs > 0 && rounded === "100.0000" ? "99.9999" : rounded} %`;
};

export const spent = (ms: number): string => (ms > 0 ? formatDuration(ms) : "-");

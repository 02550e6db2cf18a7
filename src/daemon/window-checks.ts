// What the doctor says of maintenance: windows that nobody ends, and what they hold meanwhile.
import { formatDuration } from "../contract/time.ts";
import type { Check } from "./health.ts";
import type { Store } from "./store/store.ts";

/** A look of the clock that is late is no overrun. */
const LATE_MS = 60_000;

export const windowChecks = ({ maintenances, incidents }: Store, now: number): Check[] =>
  maintenances.overrunning(now - LATE_MS).map(({ id, endsAt, components }) => {
    const held = incidents.countHeld(components);
    const holds = held === 0 ? "" : `; it holds alerts of ${held} ${held === 1 ? "incident" : "incidents"}`;
    return {
      ...{ name: `maintenance ${id}`, state: "warning", isAdvice: true },
      detail: `overruns its end by ${formatDuration(now - endsAt)}${holds}`,
      hint: `End it with \`tocsin maintenance end ${id}\`, or give it a later end: \`tocsin maintenance extend ${id} --for 1h\`.`,
    };
  });

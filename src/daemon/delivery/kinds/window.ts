// Transitions of maintenance windows, undebounced; the levels that they lead to are said with them.
import type { Maintenance } from "../../../domain/maintenance.ts";
import { isWanted } from "../../../domain/telling.ts";
import type { Notice } from "../../store/notices.ts";
import { levelsNow } from "../beliefs.ts";
import { toldComponents } from "./components.ts";
import { hasEngineSeen } from "./engine-seen.ts";
import type { KindRules } from "./kind.ts";

/** The state that a notice tells of; the window itself may be further by now. */
const STATE_TOLD = {
  started: "in_progress",
  completed: "completed",
  cancelled: "cancelled",
} as const satisfies Record<string, Maintenance["state"]>;
type Transition = keyof typeof STATE_TOLD;

const window = (transition: Transition): KindRules => ({
  audience: "public",
  news: "maintenance",
  plan: (tx, notice) => {
    const covered = tx.maintenances.get(notice.maintenanceId!)?.components ?? [];
    return (target) => (covered.some((id) => isWanted(target.components, id)) ? [] : null);
  },
  /** Its message says the levels it led to; so it waits until the status engine has seen the transition. */
  look: (tx, _delivery, notice, target, { visible }) => {
    if (!hasEngineSeen(tx, notice.causeSeq)) return { later: true };
    const found = tx.maintenances.get(notice.maintenanceId!)!;
    if (found.state !== STATE_TOLD[transition]) return { unwanted: "the window has moved on" };
    const covered = visible.filter(({ id }) => found.components.includes(id) && isWanted(target.components, id));
    if (covered.length === 0) return { unwanted: "none of its components is shown any more" };
    return { changes: levelsNow(covered, tx.subscribers.told(target.id)) };
  },
  content: (tables, { changes }, notice) => {
    const { id, title, startsAt, endsAt } = tables.maintenances.get(notice.maintenanceId!)!;
    return { kind: "window", transition, id, title, startsAt, endsAt, components: toldComponents(changes) };
  },
  thread: ({ maintenanceId }: Notice) => `maintenance-${maintenanceId}`,
});

export const windowStarted = window("started");
export const windowCompleted = window("completed");
export const windowCancelled = window("cancelled");

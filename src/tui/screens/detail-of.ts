import type { Detail } from "./detail.ts";

/** One that nothing is known of yet. */
export const detailOf = (id: number): Detail => ({
  ...{ id, events: [], isRead: false, isWhole: false, wantsOlder: false },
  ...{ alerts: [], alertsReadAt: -1, alertsMovedAt: 0, error: null, isGone: false },
});

/** What is older is read on demand up to here; `tocsin log ID` has all. */
export const MAX_TIMELINE = 2_000;

const DAY_MS = 24 * 3600_000;
/** How long what was told to whom is kept; of an incident that goes on until its end. */
export const DELIVERIES_KEPT_MS = 90 * DAY_MS;

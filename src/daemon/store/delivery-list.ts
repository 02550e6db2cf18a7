// How a list of deliveries is asked for: whatever the filter, no page scans the history (a test reads EXPLAIN).
import type { DeliveryState } from "./deliveries.ts";

export interface DeliveryFilter {
  state?: DeliveryState | undefined;
  subscriber?: number | undefined;
  incident?: number | undefined;
}

/** Newest first, from before an id on: its values stand in the order filter, id, limit. */
export const deliveryListQuery = (
  filter: DeliveryFilter,
  before: number,
  limit: number,
): { sql: string; values: (string | number)[] } => {
  const { state, subscriber, incident } = filter;
  const asked: [string, string | number | undefined][] = [
    ["state = ?", state],
    ["subscriber_id = ?", subscriber],
    ["incident_id = ?", incident],
  ];
  const given = asked.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const where = [...given.map(({ sql }) => sql), "id < ?"].join(" AND ");
  return {
    sql: `SELECT * FROM deliveries ${indexOf(filter)} WHERE ${where} ORDER BY id DESC LIMIT ?`,
    values: [...given.map(({ value }) => value), before, limit],
  };
};

/** Of one target there are never many. Of one incident there may be a hundred thousand, of which few failed or wait. */
const indexOf = ({ state, subscriber, incident }: DeliveryFilter): string => {
  if (subscriber !== undefined) return "INDEXED BY deliveries_of";
  const isMostlySo = state === undefined || state === "sent" || state === "suppressed";
  if (incident !== undefined && isMostlySo) return "INDEXED BY deliveries_of_incident";
  return state === undefined ? "NOT INDEXED" : "INDEXED BY deliveries_state";
};

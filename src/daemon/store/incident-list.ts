// How a list of incidents is asked for: whatever the filter, no page scans the history (a test reads EXPLAIN).
import type { IncidentState } from "../../domain/incident.ts";
import type { Severity } from "../../domain/level.ts";

export interface IncidentFilter {
  state: "active" | "all" | IncidentState;
  severity?: Severity | undefined;
  component?: string | undefined;
  owner?: string | undefined;
  key?: string | undefined;
  source?: string | undefined;
  mergedInto?: number | undefined;
  limit: number;
  /** Where the page before ended. */
  after?: IncidentPlace | undefined;
}
/** The sort keys of the last row of a page. */
export interface IncidentPlace {
  rank: number;
  openedAt: number;
  id: number;
}

export const listQuery = (filter: IncidentFilter): { sql: string; values: (string | number)[] } => {
  const isOfActive = filter.state === "active" || filter.state === "open" || filter.state === "acknowledged";
  const where: string[] = [];
  const values: (string | number)[] = [];
  // The literal conditions let SQLite use the partial indexes of active and of ended incidents.
  if (isOfActive) where.push("state IN ('open', 'acknowledged')");
  else if (filter.state !== "all") where.push("state IN ('resolved', 'closed')");
  if (filter.state !== "active" && filter.state !== "all") {
    where.push("state = ?");
    values.push(filter.state);
  }
  if (filter.severity) {
    where.push("severity = ?");
    values.push(filter.severity);
  }
  if (filter.component) {
    where.push("id IN (SELECT incident_id FROM incident_links WHERE component_id = ?)");
    values.push(filter.component);
  }
  if (filter.owner && filter.state !== "all") {
    where.push("owner = ?");
    values.push(filter.owner);
  } else if (filter.owner) {
    // Said twice for the two indexes: active ones are few, and of ended ones those with an owner have one of their own.
    // With a component only one of the two lists is walked: the `+` keeps SQLite from trying every pair of them.
    where.push(
      `${filter.component ? "+" : ""}id IN (SELECT id FROM incidents WHERE state IN ('open', 'acknowledged') AND owner = ?
              UNION ALL SELECT id FROM incidents WHERE state IN ('resolved', 'closed') AND owner = ?)`,
    );
    values.push(filter.owner, filter.owner);
  }
  if (filter.key) {
    where.push("key = ?");
    values.push(filter.key);
  }
  if (filter.source) {
    where.push("source = ?");
    values.push(filter.source);
  }
  if (filter.mergedInto !== undefined) {
    where.push("merged_into = ?");
    values.push(filter.mergedInto);
  }
  if (filter.after && isOfActive) {
    where.push("(severity_rank, opened_at, id) > (?, ?, ?)");
    values.push(filter.after.rank, filter.after.openedAt, filter.after.id);
  } else if (filter.after) {
    where.push("id < ?");
    values.push(filter.after.id);
  }
  const order = isOfActive ? "severity_rank, opened_at, id" : "id DESC";
  const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
  values.push(filter.limit + 1);
  return {
    sql: `SELECT * FROM incidents ${indexOf(filter, isOfActive)} ${condition} ORDER BY ${order} LIMIT ?`,
    values,
  };
};

/** Said and not left to SQLite, which knows not how many there are of what, and takes the history of a state or severity. */
const indexOf = ({ state, key, owner, component, source, severity }: IncidentFilter, isOfActive: boolean): string => {
  if (isOfActive) return "INDEXED BY incidents_active"; // they are few
  if (key) return "INDEXED BY incidents_key";
  if (owner && state !== "all") return "INDEXED BY incidents_owned";
  if (owner || component) return ""; // their ids are listed
  if (source) return "INDEXED BY incidents_source";
  if (severity) return "INDEXED BY incidents_severity";
  return state === "all" ? "" : "INDEXED BY incidents_ended";
};

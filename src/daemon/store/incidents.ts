import type { Incident, IncidentState } from "../../domain/incident.ts";
import type { Severity } from "../../domain/level.ts";
import type { Link } from "../../domain/link.ts";
import type { Db } from "./database.ts";

interface IncidentRow {
  id: number;
  title: string;
  severity: string;
  severity_rank: number;
  state: string;
  source: string;
  key: string | null;
  owner: string | null;
  opened_at: number;
  acknowledged_at: number | null;
  resolved_at: number | null;
  resolved_by: string | null;
  closed_at: number | null;
  closed_by: string | null;
  reopen_count: number;
  alert_count: number;
  version: number;
}
export interface IncidentFilter {
  state: "active" | "all" | IncidentState;
  severity?: Severity | undefined;
  component?: string | undefined;
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

export const createIncidents = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO incidents (title, severity, state, source, key, opened_at) VALUES (?, ?, 'open', ?, ?, ?)",
  );
  const update = db.prepare(
    `UPDATE incidents SET title = ?, severity = ?, state = ?, owner = ?, acknowledged_at = ?, resolved_at = ?, resolved_by = ?,
       closed_at = ?, closed_by = ?, reopen_count = ?, alert_count = ?, version = ? WHERE id = ?`,
  );
  const one = db.prepare("SELECT * FROM incidents WHERE id = ?");
  const activeByKey = db.prepare(
    "SELECT * FROM incidents WHERE source = ? AND key = ? AND state IN ('open', 'acknowledged')",
  );
  const resolvedByKey = db.prepare(
    `SELECT * FROM incidents WHERE source = ? AND key = ? AND state = 'resolved' AND resolved_at >= ?
     ORDER BY resolved_at DESC LIMIT 1`,
  );
  const countActive = db.prepare("SELECT count(*) FROM incidents WHERE state IN ('open', 'acknowledged')").pluck();
  const insertLink = db.prepare(
    `INSERT INTO incident_links (incident_id, component_id, origin, level) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET level = excluded.level`,
  );
  // In the order of the primary key as it is; saying ORDER BY makes SQLite plan it anew for each value, at ten times the cost.
  const linksOfOne = db.prepare(
    "SELECT incident_id, component_id, origin, level FROM incident_links WHERE incident_id = ?",
  );
  const links = db.prepare(
    "SELECT incident_id, component_id, origin, level FROM incident_links WHERE incident_id IN (SELECT value FROM json_each(?)) ORDER BY component_id, origin",
  );

  return {
    insert: (incident: {
      title: string;
      severity: Severity;
      source: string;
      key: string | null;
      openedAt: number;
    }): Incident => {
      const { title, severity, source, key, openedAt } = incident;
      const id = Number(insert.run(title, severity, source, key, openedAt).lastInsertRowid);
      return fromRow(one.get(id) as IncidentRow);
    },
    save: (incident: Incident): void => {
      const i = incident;
      update.run(
        ...[i.title, i.severity, i.state, i.owner, i.acknowledgedAt, i.resolvedAt, i.resolvedBy],
        ...[i.closedAt, i.closedBy, i.reopenCount, i.alertCount, i.version, i.id],
      );
    },
    get: (id: number): Incident | undefined => maybe(one.get(id)),
    activeByKey: (source: string, key: string): Incident | undefined => maybe(activeByKey.get(source, key)),
    /** The newest of this key that was resolved no earlier than `since`. */
    resolvedByKey: (source: string, key: string, since: number): Incident | undefined =>
      maybe(resolvedByKey.get(source, key, since)),
    countActive: (): number => countActive.get() as number,
    /** Active ones worst first, then oldest; all others newest first. */
    list: (filter: IncidentFilter): { items: Incident[]; next: IncidentPlace | null } => {
      const { sql, values } = listQuery(filter);
      const rows = db.prepare(sql).all(...values) as IncidentRow[];
      const page = rows.slice(0, filter.limit);
      const last = rows.length > filter.limit ? page.at(-1) : undefined;
      const next = last ? { rank: last.severity_rank, openedAt: last.opened_at, id: last.id } : null;
      return { items: page.map(fromRow), next };
    },
    addLinks: (incidentId: number, added: readonly Link[]): void => {
      for (const link of added) insertLink.run(incidentId, link.componentId, link.origin, link.level);
    },
    linksOf: (incidentIds: readonly number[]): Map<number, Link[]> => {
      const found = new Map<number, Link[]>(incidentIds.map((id) => [id, []]));
      // One is what every command asks for, and four times as fast so.
      const rows = incidentIds.length === 1 ? linksOfOne.all(incidentIds[0]) : links.all(JSON.stringify(incidentIds));
      for (const row of rows as LinkRow[])
        found.get(row.incident_id)?.push({ componentId: row.component_id, origin: row.origin, level: row.level });
      return found;
    },
  };
};

interface LinkRow {
  incident_id: number;
  component_id: string;
  origin: Link["origin"];
  level: Link["level"];
}

/** Exported for the test that reads EXPLAIN: no filter may scan the history. */
export const listQuery = (filter: IncidentFilter): { sql: string; values: (string | number)[] } => {
  const isActive = filter.state === "active" || filter.state === "open" || filter.state === "acknowledged";
  const where: string[] = [];
  const values: (string | number)[] = [];
  // The literal conditions let SQLite use the partial indexes of active and of ended incidents.
  if (isActive) where.push("state IN ('open', 'acknowledged')");
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
  if (filter.after && isActive) {
    where.push("(severity_rank, opened_at, id) > (?, ?, ?)");
    values.push(filter.after.rank, filter.after.openedAt, filter.after.id);
  } else if (filter.after) {
    where.push("id < ?");
    values.push(filter.after.id);
  }
  const order = isActive ? "severity_rank, opened_at, id" : "id DESC";
  const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
  values.push(filter.limit + 1);
  return { sql: `SELECT * FROM incidents ${condition} ORDER BY ${order} LIMIT ?`, values };
};

const maybe = (row: unknown): Incident | undefined => (row ? fromRow(row as IncidentRow) : undefined);

const fromRow = (row: IncidentRow): Incident => ({
  id: row.id,
  title: row.title,
  severity: row.severity as Severity,
  state: row.state as IncidentState,
  source: row.source,
  key: row.key,
  owner: row.owner,
  openedAt: row.opened_at,
  acknowledgedAt: row.acknowledged_at,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
  reopenCount: row.reopen_count,
  alertCount: row.alert_count,
  version: row.version,
});

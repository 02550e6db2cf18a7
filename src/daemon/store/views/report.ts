// A month in numbers, added up where the rows are: ended incidents from one index that holds all it takes, active ones beside.
import { SYSTEM } from "../../../domain/actor.ts";
import { SEVERITIES, type Severity } from "../../../domain/level.ts";
import type { Db } from "../database.ts";

export interface IncidentNumbers {
  total: number;
  bySeverity: Record<Severity, number>;
  mttaMs: number | null;
  mttrMs: number | null;
}
export interface PersonNumbers {
  name: string;
  /** Incidents that were first acknowledged by them. */
  acknowledged: number;
  resolved: number;
}

/** The busiest. */
const MAX_PEOPLE = 200;

const OPENED = `
  WITH opened AS (
    SELECT severity, opened_at, resolved_at, first_acked_at, first_acked_by, resolved_by, source
      FROM incidents INDEXED BY incidents_past
      WHERE state IN ('resolved', 'closed') AND opened_at >= :from AND opened_at < :to
    UNION ALL SELECT severity, opened_at, resolved_at, first_acked_at, first_acked_by, resolved_by, source
      FROM incidents INDEXED BY incidents_active
      WHERE state IN ('open', 'acknowledged') AND opened_at >= :from AND opened_at < :to)`;

/** Exported for the test that reads EXPLAIN. */
export const NUMBERS = `${OPENED}
  SELECT severity, count(*) AS count, count(first_acked_at) AS acked, total(first_acked_at - opened_at) AS acked_ms,
    count(resolved_at) AS resolved, total(resolved_at - opened_at) AS resolved_ms
  FROM opened GROUP BY severity`;

// What recovered by itself was resolved by its source, or by Tocsin where the source fell silent.
export const PEOPLE = `${OPENED}
  SELECT name, sum(acknowledged) AS acknowledged, sum(resolved) AS resolved FROM (
    SELECT first_acked_by AS name, 1 AS acknowledged, 0 AS resolved FROM opened WHERE first_acked_by IS NOT NULL
    UNION ALL SELECT resolved_by, 0, 1 FROM opened
      WHERE resolved_by IS NOT NULL AND resolved_by <> :system AND (source = 'manual' OR resolved_by <> source))
  GROUP BY name ORDER BY sum(acknowledged) + sum(resolved) DESC, name LIMIT ${MAX_PEOPLE}`;

/** Pages that reached each target of the team. */
export const PAGES = `
  SELECT target, (SELECT count(*) FROM deliveries JOIN notices ON notices.id = deliveries.notice_id
    WHERE deliveries.subscriber_id = subscribers.id AND deliveries.sent_at >= :from AND deliveries.sent_at < :to
      AND notices.kind = 'page') AS pages
  FROM subscribers WHERE audience = 'team'`;

interface NumbersRow {
  severity: Severity;
  count: number;
  acked: number;
  acked_ms: number;
  resolved: number;
  resolved_ms: number;
}

export const createReports = (db: Db) => {
  const numbers = db.prepare(NUMBERS);
  const people = db.prepare(PEOPLE);
  const pages = db.prepare(PAGES);

  return {
    /** Of the incidents that were opened in a span; `to` is not in it. */
    incidents: (span: { from: number; to: number }): IncidentNumbers => {
      const rows = numbers.all(span) as NumbersRow[];
      const count = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
      for (const row of rows) count[row.severity] = row.count;
      const sum = (name: Exclude<keyof NumbersRow, "severity">): number =>
        rows.reduce((all, row) => all + row[name], 0);
      return {
        total: sum("count"),
        bySeverity: count,
        mttaMs: mean(sum("acked_ms"), sum("acked")),
        mttrMs: mean(sum("resolved_ms"), sum("resolved")),
      };
    },
    people: (span: { from: number; to: number }): PersonNumbers[] =>
      people.all({ ...span, system: SYSTEM.name }) as PersonNumbers[],
    /** By the name of the target. */
    pages: (span: { from: number; to: number }): { target: string; pages: number }[] =>
      pages.all(span) as { target: string; pages: number }[],
  };
};

const mean = (sum: number, count: number): number | null => (count > 0 ? Math.round(sum / count) : null);

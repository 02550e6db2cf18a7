import { type Incident, type IncidentState, isActive } from "../../domain/incident.ts";
import type { Severity } from "../../domain/level.ts";
import type { Link } from "../../domain/link.ts";
import type { PublicStatus } from "../../domain/post.ts";
import type { Db } from "./database.ts";
import { type IncidentFilter, type IncidentPlace, listQuery } from "./incident-list.ts";
import { mayBeOn, NEWEST_PUBLIC, PUBLIC_BETWEEN, type Shown } from "./incidents-of-page.ts";

/** A chain of merges ends somewhere; no story has so many chapters. */
export const MAX_MERGED = 100;

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
  first_acked_at: number | null;
  first_acked_by: string | null;
  acked_until: number | null;
  snoozed_until: number | null;
  resolved_at: number | null;
  resolved_by: string | null;
  closed_at: number | null;
  closed_by: string | null;
  merged_into: number | null;
  reopen_count: number;
  alert_count: number;
  public_title: string | null;
  public_status: string | null;
  version: number;
}
/** In `is_held`. */
const HOLDS = { counts: 0, held: 1, "was held": 2 } as const;
export const HELD_OUTSIDE = `SELECT DISTINCT incident_id FROM incident_links INDEXED BY incident_links_held
  WHERE is_held = 1 AND component_id NOT IN (SELECT value FROM json_each(?)) ORDER BY incident_id`;

export const createIncidents = (db: Db) => {
  const insert = db.prepare(
    "INSERT INTO incidents (title, severity, state, source, key, opened_at) VALUES (?, ?, 'open', ?, ?, ?)",
  );
  const update = db.prepare(
    `UPDATE incidents SET title = ?, severity = ?, state = ?, owner = ?, acknowledged_at = ?, resolved_at = ?, resolved_by = ?,
       closed_at = ?, closed_by = ?, reopen_count = ?, alert_count = ?, version = ?, first_acked_at = ?, first_acked_by = ?, acked_until = ?,
       snoozed_until = ?, merged_into = ?, public_title = ?, public_status = ? WHERE id = ?`,
  );
  const newestPublic = db.prepare<(string | number)[]>(NEWEST_PUBLIC);
  const newestPublicOn = db.prepare<(string | number)[]>(mayBeOn(NEWEST_PUBLIC, "id DESC"));
  const publicBetween = db.prepare<(string | number)[]>(PUBLIC_BETWEEN);
  const publicBetweenOn = db.prepare<(string | number)[]>(mayBeOn(PUBLIC_BETWEEN, "opened_at DESC, id DESC"));
  const oldestPublic = db
    .prepare("SELECT min(opened_at) FROM incidents INDEXED BY incidents_public_opened WHERE public_status IS NOT NULL")
    .pluck();
  const addAlerts = db.prepare("UPDATE incidents SET alert_count = alert_count + ? WHERE id = ?");
  const one = db.prepare("SELECT * FROM incidents WHERE id = ?");
  const activeByKey = db.prepare(
    "SELECT * FROM incidents WHERE source = ? AND key = ? AND state IN ('open', 'acknowledged')",
  );
  // In the order of their indexes, the newest last; saying ORDER BY would cost ten times as much (see links).
  const resolvedByKey = db.prepare(
    "SELECT * FROM incidents WHERE source = ? AND key = ? AND state = 'resolved' AND resolved_at >= ?",
  );
  const mergedByKey = db
    .prepare("SELECT id FROM incidents WHERE source = ? AND key = ? AND merged_into IS NOT NULL")
    .pluck();
  const mergedInto = db
    .prepare(
      `WITH RECURSIVE merged (id) AS (
         SELECT id FROM incidents WHERE merged_into = ?
         UNION SELECT incidents.id FROM incidents JOIN merged ON incidents.merged_into = merged.id)
       SELECT id FROM merged LIMIT ${MAX_MERGED}`,
    )
    .pluck();
  const hasTakenIn = db
    .prepare(
      `WITH RECURSIVE merged (id, source) AS (
         SELECT id, source FROM incidents WHERE merged_into = ?
         UNION SELECT incidents.id, incidents.source FROM incidents JOIN merged ON incidents.merged_into = merged.id)
       SELECT 1 FROM merged WHERE source = ? LIMIT 1`,
    )
    .pluck();
  const ackExpired = db.prepare("SELECT id FROM incidents WHERE acked_until <= ? ORDER BY acked_until LIMIT ?").pluck();
  const nextAckExpiry = db.prepare("SELECT min(acked_until) FROM incidents WHERE acked_until IS NOT NULL").pluck();
  const resolvedBefore = db
    .prepare("SELECT id FROM incidents WHERE state = 'resolved' AND resolved_at <= ? ORDER BY resolved_at LIMIT ?")
    .pluck();
  const oldestResolved = db.prepare("SELECT min(resolved_at) FROM incidents WHERE state = 'resolved'").pluck();
  const dropLinks = db.prepare("DELETE FROM incident_links WHERE incident_id = ?");
  const countActive = db.prepare("SELECT count(*) FROM incidents WHERE state IN ('open', 'acknowledged')").pluck();
  const insertLink = db.prepare(
    `INSERT INTO incident_links (incident_id, component_id, origin, level, is_held) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET level = coalesce(excluded.level, level)`,
  );
  // In the order of the primary key as it is; saying ORDER BY makes SQLite plan it anew for each value, at ten times the cost.
  const linksOfOne = db.prepare(
    "SELECT incident_id, component_id, origin, level, is_held FROM incident_links WHERE incident_id = ?",
  );
  const links = db.prepare(
    "SELECT incident_id, component_id, origin, level, is_held FROM incident_links WHERE incident_id IN (SELECT value FROM json_each(?)) ORDER BY component_id, origin",
  );

  const holdLink = db.prepare(
    "UPDATE incident_links SET is_held = ? WHERE incident_id = ? AND component_id = ? AND origin = 'alert'",
  );
  const heldOutside = db.prepare(HELD_OUTSIDE).pluck();
  const countHeld = db
    .prepare(
      `SELECT count(DISTINCT incident_id) FROM incident_links INDEXED BY incident_links_held
       WHERE is_held = 1 AND component_id IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const wasHeld = db.prepare(
    `SELECT 1 FROM incident_links WHERE incident_id = ? AND component_id = ? AND origin = 'alert' AND is_held = ${HOLDS["was held"]}`,
  );
  const hasHeld = db.prepare("SELECT 1 FROM incident_links WHERE incident_id = ? AND is_held = 1 LIMIT 1").pluck();

  /** Where the newest merged incident of a key ended up. */
  const heirOf = (source: string, key: string): Incident | undefined => {
    const newest = (mergedByKey.all(source, key) as number[]).at(-1);
    let heir = newest === undefined ? undefined : maybe(one.get(newest));
    for (let hops = 0; heir && heir.mergedInto !== null && hops < MAX_MERGED; hops++)
      heir = maybe(one.get(heir.mergedInto));
    return heir;
  };

  /** `on` null: for a page that shows all that any does. */
  const withPage = (
    all: typeof newestPublic,
    ofPage: typeof newestPublic,
    { asked, on, limit }: { asked: readonly (string | number)[]; on: Shown | null; limit: number },
  ): Incident[] => {
    const rows =
      on === null
        ? all.all(...asked, limit)
        : ofPage.all(...asked, JSON.stringify([...on.here]), JSON.stringify([...on.anywhere]), limit);
    return (rows as IncidentRow[]).map(fromRow);
  };

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
        ...[i.closedAt, i.closedBy, i.reopenCount, i.alertCount, i.version, i.firstAckedAt, i.firstAckedBy],
        ...[i.ackedUntil, i.snoozedUntil, i.mergedInto, i.publicTitle, i.publicStatus, i.id],
      );
    },
    /** So many alerts more that it ever had; touches no index, as `save` does. */
    addAlerts: (id: number, count: number): void => {
      addAlerts.run(count, id);
    },
    get: (id: number): Incident | undefined => maybe(one.get(id)),
    /** The active one of this key, or the active one that it was merged into. */
    activeByKey: (source: string, key: string): Incident | undefined => {
      const own = maybe(activeByKey.get(source, key));
      if (own) return own;
      const heir = heirOf(source, key);
      return heir && isActive(heir.state) ? heir : undefined;
    },
    /**
     * The newest of this key that was resolved no earlier than `since`, or the one that it was merged into; not that one while
     * another has its key, since of those only one may be active.
     */
    resolvedByKey: (source: string, key: string, since: number): Incident | undefined => {
      const own = maybe(resolvedByKey.all(source, key, since).at(-1));
      if (own) return own;
      const heir = heirOf(source, key);
      if (heir?.state !== "resolved" || heir.resolvedAt === null || heir.resolvedAt < since) return undefined;
      return activeByKey.get(heir.source, heir.key) ? undefined : heir;
    },
    /** Every incident that went into this one, also by way of another. */
    mergedInto: (id: number): number[] => mergedInto.all(id) as number[],
    /** Did one of this source go into it, also by way of another? */
    hasTakenIn: (id: number, source: string): boolean => hasTakenIn.get(id, source) !== undefined,
    ackExpired: (now: number, limit: number): number[] => ackExpired.all(now, limit) as number[],
    nextAckExpiry: (): number | null => nextAckExpiry.get() as number | null,
    resolvedBefore: (moment: number, limit: number): number[] => resolvedBefore.all(moment, limit) as number[],
    oldestResolved: (): number | null => oldestResolved.get() as number | null,
    /** Of which the public believes one of these, the newest of each, so many at most. */
    newestPublic: (status: PublicStatus, limit: number, on: Shown | null, before?: Incident): Incident[] => {
      const asked = [status, before?.id ?? Number.MAX_SAFE_INTEGER];
      return withPage(newestPublic, newestPublicOn, { asked, on, limit });
    },
    /** Opened from `from` until before `to`, or before the one that is named, newest first. */
    publicBetween: (
      { from, to }: { from: number; to: number },
      limit: number,
      on: Shown | null,
      before?: Incident,
    ): Incident[] => {
      const asked = [from, before?.openedAt ?? to, before?.id ?? 0];
      return withPage(publicBetween, publicBetweenOn, { asked, on, limit });
    },
    /** When the first of them was opened; null while there is none. */
    oldestPublic: (): number | null => oldestPublic.get() as number | null,
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
      for (const link of added)
        insertLink.run(incidentId, link.componentId, link.origin, link.level, link.isHeld ? 1 : 0);
    },
    /** Whether maintenance holds what alerts say of these components. */
    holdLinks: (incidentId: number, components: readonly string[], hold: keyof typeof HOLDS): void => {
      for (const id of components) holdLink.run(HOLDS[hold], incidentId, id);
    },
    /** Was what alerts say of this component held until they recovered? Then it is held again where they come back. */
    wasHeld: (incidentId: number, component: string): boolean => wasHeld.get(incidentId, component) !== undefined,
    /** Ids of incidents with a held link on any but these components. */
    heldOutside: (components: ReadonlySet<string>): number[] =>
      heldOutside.all(JSON.stringify([...components])) as number[],
    /** How many incidents have a held link on these components. */
    countHeld: (components: readonly string[]): number => countHeld.get(JSON.stringify(components)) as number,
    hasHeld: (incidentId: number): boolean => hasHeld.get(incidentId) !== undefined,
    replaceLinks: (incidentId: number, links: readonly Link[]): void => {
      dropLinks.run(incidentId);
      for (const link of links)
        insertLink.run(incidentId, link.componentId, link.origin, link.level, link.isHeld ? 1 : 0);
    },
    linksOf: (incidentIds: readonly number[]): Map<number, Link[]> => {
      const found = new Map<number, Link[]>(incidentIds.map((id) => [id, []]));
      // One is what every command asks for, and four times as fast so.
      const rows = incidentIds.length === 1 ? linksOfOne.all(incidentIds[0]) : links.all(JSON.stringify(incidentIds));
      for (const row of rows as LinkRow[]) found.get(row.incident_id)?.push(linkOf(row));
      return found;
    },
  };
};

interface LinkRow {
  incident_id: number;
  component_id: string;
  origin: Link["origin"];
  level: Link["level"];
  is_held: number;
}
const linkOf = (row: LinkRow): Link => ({
  ...{ componentId: row.component_id, origin: row.origin, level: row.level },
  ...(row.is_held === 1 ? { isHeld: true as const } : {}),
});

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
  firstAckedAt: row.first_acked_at,
  firstAckedBy: row.first_acked_by,
  ackedUntil: row.acked_until,
  snoozedUntil: row.snoozed_until,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
  mergedInto: row.merged_into,
  reopenCount: row.reopen_count,
  alertCount: row.alert_count,
  publicTitle: row.public_title,
  publicStatus: row.public_status as Incident["publicStatus"],
  version: row.version,
});

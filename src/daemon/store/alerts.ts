import type { Alert } from "../../domain/alert.ts";
import type { Severity } from "../../domain/level.ts";
import type { Db } from "./database.ts";

interface AlertRow {
  source: string;
  fingerprint: string;
  incident_id: number;
  state: Alert["state"];
  is_muted: number;
  severity: string;
  labels: string;
  annotations: string;
  components: string;
  starts_at: number | null;
  fired_at: number;
  updated_at: number;
  repeats: number;
  lease_until: number | null;
  said_at: number | null;
}

/** The sort keys of the last row of a page. */
export interface AlertPlace {
  state: string;
  source: string;
  fingerprint: string;
}

export const createAlerts = (db: Db) => {
  const one = db.prepare("SELECT * FROM alerts WHERE source = ? AND fingerprint = ?");
  const save = db.prepare(
    `INSERT INTO alerts (source, fingerprint, incident_id, state, is_muted, severity, labels, annotations, components, starts_at,
       fired_at, updated_at, repeats, lease_until, said_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET incident_id = excluded.incident_id, state = excluded.state, is_muted = excluded.is_muted,
       severity = excluded.severity, labels = excluded.labels, annotations = excluded.annotations, components = excluded.components,
       starts_at = excluded.starts_at, fired_at = excluded.fired_at, updated_at = excluded.updated_at, repeats = excluded.repeats,
       lease_until = excluded.lease_until, said_at = excluded.said_at`,
  );
  const touch = db.prepare(
    `UPDATE alerts SET repeats = repeats + 1, updated_at = ?, lease_until = ?, said_at = coalesce(?, said_at)
     WHERE source = ? AND fingerprint = ?`,
  );
  const repeat = db.prepare(
    `UPDATE alerts SET repeats = repeats + 1, updated_at = ?, lease_until = ?
     WHERE source = ? AND fingerprint = ? AND state = 'firing' AND severity = ? AND labels = ? AND annotations = ?`,
  );
  const recover = db.prepare(
    `UPDATE alerts SET state = 'resolved', is_muted = 0, updated_at = ?, lease_until = NULL, said_at = coalesce(?, said_at)
     WHERE source = ? AND fingerprint = ?`,
  );
  const heed = db.prepare("UPDATE alerts SET said_at = ? WHERE source = ? AND fingerprint = ?");
  const mute = db.prepare("UPDATE alerts SET is_muted = 1 WHERE incident_id = ? AND state = 'firing'");
  const unmute = db.prepare("UPDATE alerts SET is_muted = 0 WHERE incident_id = ? AND state = 'firing'");
  const move = db.prepare("UPDATE alerts SET incident_id = ? WHERE incident_id = ?");
  // In the order of the index, so that a page reads no more than itself.
  const ofIncident = db.prepare(
    `SELECT * FROM alerts WHERE incident_id = ? AND (state, source, fingerprint) > (?, ?, ?)
     ORDER BY state, source, fingerprint LIMIT ?`,
  );
  const firing = db.prepare(
    `SELECT incident_id, count(*) AS count FROM alerts
     WHERE incident_id IN (SELECT value FROM json_each(?)) AND state = 'firing' AND is_muted = 0 GROUP BY incident_id`,
  );
  // Ten thousand alerts of one incident mostly are about the same components: those are taken apart once.
  const firingComponents = db.prepare(
    `SELECT DISTINCT incident_id, json_each.value AS component_id FROM (
       SELECT DISTINCT incident_id, components FROM alerts
       WHERE incident_id IN (SELECT value FROM json_each(?)) AND state = 'firing' AND is_muted = 0) AS lists, json_each(lists.components)`,
  );

  const tally = db.prepare(
    `SELECT components, count(*) AS count FROM alerts
     WHERE incident_id = ? AND state = 'firing' AND is_muted = 0 GROUP BY components`,
  );
  const severities = db.prepare(
    `SELECT DISTINCT components, severity FROM alerts WHERE incident_id = ? AND state = 'firing' AND is_muted = 0`,
  );
  const hasStray = db
    .prepare(
      `SELECT 1 FROM alerts WHERE incident_id = ? AND state = 'firing' AND is_muted = 0 AND components = '[]' LIMIT 1`,
    )
    .pluck();
  const expired = db.prepare(
    "SELECT source, fingerprint FROM alerts WHERE lease_until <= ? AND lease_until IS NOT NULL AND state = 'firing' ORDER BY lease_until LIMIT ? + 0",
  );
  const nextExpiry = db
    .prepare("SELECT min(lease_until) FROM alerts WHERE lease_until IS NOT NULL AND state = 'firing'")
    .pluck();
  const renew = db.prepare(
    `UPDATE alerts INDEXED BY alerts_firing SET lease_until = (SELECT value FROM json_each(@until) WHERE key = source)
     WHERE state = 'firing' AND lease_until IS NOT (SELECT value FROM json_each(@until) WHERE key = source)`,
  );
  const renewOf = db.prepare(
    `UPDATE alerts INDEXED BY alerts_firing SET lease_until = (SELECT value FROM json_each(@until) WHERE key = source)
     WHERE state = 'firing' AND source IN (SELECT key FROM json_each(@until))`,
  );
  const firingOfSources = db.prepare(
    "SELECT source, count(*) AS count FROM alerts INDEXED BY alerts_firing WHERE state = 'firing' AND is_muted = 0 GROUP BY source",
  );

  return {
    get: (source: string, fingerprint: string): Alert | undefined => {
      const row = one.get(source, fingerprint) as AlertRow | undefined;
      return row && fromRow(row);
    },
    save: (alert: Alert): void => {
      const a = alert;
      save.run(
        ...[a.source, a.fingerprint, a.incidentId, a.state, a.isMuted ? 1 : 0, a.severity, JSON.stringify(a.labels)],
        ...[JSON.stringify(a.annotations), JSON.stringify(a.components), a.startsAt, a.firedAt, a.updatedAt, a.repeats],
        ...[a.leaseUntil, a.saidAt],
      );
    },
    /** A repeat that says nothing but that it still fires. */
    touch: (alert: Alert, news: { at: number; leaseUntil: number | null; saidAt: number | null }): void => {
      touch.run(news.at, news.leaseUntil, news.saidAt, alert.source, alert.fingerprint);
    },
    /** Counts a repeat that is, to the letter, what the row of a firing alert says; false where it is not. */
    repeat: (
      source: string,
      told: Pick<Alert, "fingerprint" | "severity" | "labels" | "annotations">,
      news: { at: number; leaseUntil: number | null },
    ): boolean => {
      const texts = [JSON.stringify(told.labels), JSON.stringify(told.annotations)];
      return repeat.run(news.at, news.leaseUntil, source, told.fingerprint, told.severity, ...texts).changes > 0;
    },
    recover: (alert: Alert, news: { at: number; saidAt: number | null }): void => {
      recover.run(news.at, news.saidAt, alert.source, alert.fingerprint);
    },
    /** What changes nothing but the time of the sender's last word. */
    heed: (alert: Alert, saidAt: number): void => {
      heed.run(saidAt, alert.source, alert.fingerprint);
    },
    /** Firing ones of which nothing was heard for as long as their source promised, longest due first. */
    expired: (now: number, limit: number): Pick<Alert, "source" | "fingerprint">[] =>
      expired.all(now, limit) as Pick<Alert, "source" | "fingerprint">[],
    nextExpiry: (): number | null => nextExpiry.get() as number | null,
    /** New leases for all that fires, by source; a source without one promises nothing. How many changed. */
    renewLeases: (until: Readonly<Record<string, number>>): number =>
      renew.run({ until: JSON.stringify(until) }).changes,
    /** The same for these sources alone; null: they promise nothing any more. */
    renewLeasesOf: (until: Readonly<Record<string, number | null>>): void => {
      renewOf.run({ until: JSON.stringify(until) });
    },
    /** How many alerts of each source fire and are not muted; sources with none are missing. */
    firingOfSources: (): Map<string, number> =>
      new Map((firingOfSources.all() as { source: string; count: number }[]).map((row) => [row.source, row.count])),
    /** A person ended the incident over its alerts: they count for nothing until each has recovered once. */
    muteFiring: (incidentId: number): void => {
      mute.run(incidentId);
    },
    /** A person took that back: what still fires counts again. */
    unmute: (incidentId: number): void => {
      unmute.run(incidentId);
    },
    /** All alerts of one incident are another's from now on; how many they are. */
    move: (from: number, to: number): number => move.run(to, from).changes,
    /** Firing ones first. */
    ofIncident: (incidentId: number, after: AlertPlace | undefined, limit: number): Alert[] => {
      const { state, source, fingerprint } = after ?? { state: "", source: "", fingerprint: "" };
      return (ofIncident.all(incidentId, state, source, fingerprint, limit) as AlertRow[]).map(fromRow);
    },
    /** How many alerts of each incident fire and are not muted; incidents with none are missing. */
    countFiring: (incidentIds: readonly number[]): Map<number, number> => {
      if (incidentIds.length === 0) return new Map();
      return new Map(
        (firing.all(JSON.stringify(incidentIds)) as { incident_id: number; count: number }[]).map((row) => [
          row.incident_id,
          row.count,
        ]),
      );
    },
    /** How many alerts of an incident fire and are not muted, by the components that they are about. */
    tally: (incidentId: number): { components: string[]; count: number }[] =>
      (tally.all(incidentId) as { components: string; count: number }[]).map((row) => ({
        components: JSON.parse(row.components),
        count: row.count,
      })),
    /** How bad they are that fire and are not muted, by the components that they are about. */
    severitiesOf: (incidentId: number): { components: string[]; severity: Severity }[] =>
      (severities.all(incidentId) as { components: string; severity: Severity }[]).map((row) => ({
        components: JSON.parse(row.components),
        severity: row.severity,
      })),
    /** Does one fire that is about no component? */
    hasStray: (incidentId: number): boolean => hasStray.get(incidentId) !== undefined,
    /** Components that the firing alerts of each incident are about. */
    firingComponents: (incidentIds: readonly number[]): Map<number, Set<string>> => {
      const found = new Map<number, Set<string>>(incidentIds.map((id) => [id, new Set()]));
      if (incidentIds.length === 0) return found;
      const rows = firingComponents.all(JSON.stringify(incidentIds)) as { incident_id: number; component_id: string }[];
      for (const row of rows) found.get(row.incident_id)?.add(row.component_id);
      return found;
    },
  };
};

const fromRow = (row: AlertRow): Alert => ({
  source: row.source,
  fingerprint: row.fingerprint,
  incidentId: row.incident_id,
  state: row.state,
  isMuted: row.is_muted === 1,
  severity: row.severity as Severity,
  labels: JSON.parse(row.labels),
  annotations: JSON.parse(row.annotations),
  components: JSON.parse(row.components),
  startsAt: row.starts_at,
  firedAt: row.fired_at,
  updatedAt: row.updated_at,
  repeats: row.repeats,
  leaseUntil: row.lease_until,
  saidAt: row.said_at,
});

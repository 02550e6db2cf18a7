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
}

export const createAlerts = (db: Db) => {
  const one = db.prepare("SELECT * FROM alerts WHERE source = ? AND fingerprint = ?");
  const save = db.prepare(
    `INSERT INTO alerts (source, fingerprint, incident_id, state, is_muted, severity, labels, annotations, components, starts_at, fired_at, updated_at, repeats)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET incident_id = excluded.incident_id, state = excluded.state, is_muted = excluded.is_muted,
       severity = excluded.severity, labels = excluded.labels, annotations = excluded.annotations, components = excluded.components,
       starts_at = excluded.starts_at, fired_at = excluded.fired_at, updated_at = excluded.updated_at, repeats = excluded.repeats`,
  );
  const mute = db.prepare("UPDATE alerts SET is_muted = 1 WHERE incident_id = ? AND state = 'firing'");
  const firing = db.prepare(
    `SELECT incident_id, count(*) AS count FROM alerts
     WHERE incident_id IN (SELECT value FROM json_each(?)) AND state = 'firing' AND is_muted = 0 GROUP BY incident_id`,
  );
  const firingComponents = db.prepare(
    `SELECT DISTINCT alerts.incident_id AS incident_id, json_each.value AS component_id FROM alerts, json_each(alerts.components)
     WHERE alerts.incident_id IN (SELECT value FROM json_each(?)) AND state = 'firing' AND is_muted = 0`,
  );

  const tally = db.prepare(
    `SELECT components, count(*) AS count FROM alerts
     WHERE incident_id = ? AND state = 'firing' AND is_muted = 0 GROUP BY components`,
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
      );
    },
    /** A person ended the incident over its alerts: they count for nothing until each has recovered once. */
    muteFiring: (incidentId: number): void => {
      mute.run(incidentId);
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
});

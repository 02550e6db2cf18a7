export default {
  name: "maintenance",
  sql: `
-- What comes again: its rule in wall time, and what each occurrence is made of (plan).
CREATE TABLE maintenance_series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rrule TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  starts_at TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  plan TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX maintenance_series_active ON maintenance_series (id) WHERE ended_at IS NULL;

-- text: Markdown for readers. covers: what was named (JSON), of which maintenance_components has the components.
-- occurrence: the wall time that the rule of its series gave it. next_at: when it wants the clock; null: only people move it on.
ALTER TABLE maintenances ADD COLUMN text TEXT;
ALTER TABLE maintenances ADD COLUMN covers TEXT;
ALTER TABLE maintenances ADD COLUMN series_id INTEGER REFERENCES maintenance_series (id);
ALTER TABLE maintenances ADD COLUMN occurrence TEXT;
ALTER TABLE maintenances ADD COLUMN is_edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE maintenances ADD COLUMN auto_start INTEGER NOT NULL DEFAULT 1;
ALTER TABLE maintenances ADD COLUMN auto_end INTEGER NOT NULL DEFAULT 1;
-- Nobody was promised an announcement or a reminder of those that there are.
ALTER TABLE maintenances ADD COLUMN announce INTEGER NOT NULL DEFAULT 0;
ALTER TABLE maintenances ADD COLUMN announce_ms INTEGER;
ALTER TABLE maintenances ADD COLUMN remind_ms INTEGER;
ALTER TABLE maintenances ADD COLUMN notify_start INTEGER NOT NULL DEFAULT 1;
ALTER TABLE maintenances ADD COLUMN notify_end INTEGER NOT NULL DEFAULT 1;
ALTER TABLE maintenances ADD COLUMN hold_alerts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE maintenances ADD COLUMN verify_ms INTEGER;
ALTER TABLE maintenances ADD COLUMN announced_at INTEGER;
ALTER TABLE maintenances ADD COLUMN reminded_at INTEGER;
ALTER TABLE maintenances ADD COLUMN created_at INTEGER;
ALTER TABLE maintenances ADD COLUMN next_at INTEGER;
UPDATE maintenances SET next_at = CASE state WHEN 'scheduled' THEN starts_at WHEN 'in_progress' THEN ends_at END;
CREATE INDEX maintenances_due ON maintenances (next_at) WHERE next_at IS NOT NULL;
DROP INDEX maintenances_running;
CREATE INDEX maintenances_running ON maintenances (starts_at, id) WHERE state IN ('in_progress', 'verifying');
DROP INDEX maintenances_scheduled;
CREATE INDEX maintenances_scheduled ON maintenances (starts_at, id) WHERE state = 'scheduled';
-- One row for an occurrence, whatever becomes of it.
CREATE UNIQUE INDEX maintenances_occurrence ON maintenances (series_id, occurrence) WHERE series_id IS NOT NULL;
CREATE INDEX maintenances_of_series ON maintenances (series_id, starts_at) WHERE series_id IS NOT NULL AND state = 'scheduled';

CREATE TABLE maintenance_updates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  maintenance_id INTEGER NOT NULL REFERENCES maintenances (id),
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  is_silent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX maintenance_updates_of ON maintenance_updates (maintenance_id, id);

-- 1: what alerts say of this component waits for the end of maintenance. 2: it did until they recovered.
ALTER TABLE incident_links ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_links_held ON incident_links (component_id, incident_id) WHERE is_held = 1;

-- What an incident began with, last: whether anybody was told of it.
CREATE INDEX events_begun ON events (incident_id, seq) WHERE type IN ('incident:opened', 'incident:reopened', 'incident:released');

CREATE INDEX notices_of_maintenance ON notices (maintenance_id, id) WHERE maintenance_id IS NOT NULL;
`,
};

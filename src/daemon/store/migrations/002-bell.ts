export default {
  name: "bell",
  sql: `
ALTER TABLE incidents ADD COLUMN acked_until INTEGER;
ALTER TABLE incidents ADD COLUMN snoozed_until INTEGER;
ALTER TABLE incidents ADD COLUMN merged_into INTEGER REFERENCES incidents (id);
-- The first ack since it was opened, whatever came of it: what MTTA counts.
ALTER TABLE incidents ADD COLUMN first_acked_at INTEGER;
ALTER TABLE incidents ADD COLUMN first_acked_by TEXT;
UPDATE incidents SET first_acked_at = acknowledged_at, first_acked_by = CASE WHEN acknowledged_at IS NULL THEN NULL ELSE owner END;

CREATE INDEX incidents_acked_until ON incidents (acked_until) WHERE acked_until IS NOT NULL;
CREATE INDEX incidents_to_close ON incidents (resolved_at, id) WHERE state = 'resolved';
-- What was, by when it began: holds all that a report counts. Only of ended ones, as incidents_owned.
CREATE INDEX incidents_past ON incidents
  (opened_at, resolved_at, closed_at, severity, first_acked_at, first_acked_by, resolved_by, source, state)
  WHERE state IN ('resolved', 'closed');
-- The few that lasted longer than a week, so that who asks for a moment looks at one week of the others.
CREATE INDEX incidents_long ON incidents (opened_at, resolved_at, closed_at)
  WHERE state IN ('resolved', 'closed') AND coalesce(resolved_at, closed_at) - opened_at > 604800000;
CREATE INDEX incidents_severity ON incidents (severity, id);
-- Only of ended ones: an ack would otherwise write a page more.
CREATE INDEX incidents_owned ON incidents (owner, id) WHERE state IN ('resolved', 'closed') AND owner IS NOT NULL;
CREATE INDEX incidents_key ON incidents (key, source, id) WHERE key IS NOT NULL;
CREATE INDEX incidents_source ON incidents (source, id);
CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_merged_key ON incidents (source, key, id) WHERE merged_into IS NOT NULL;

-- A person's word on a level. One at a time per component; ended ones are history.
CREATE TABLE overrides (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  component_id TEXT NOT NULL,
  level TEXT NOT NULL,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  ends_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX overrides_live ON overrides (component_id) WHERE ended_at IS NULL;
CREATE INDEX overrides_history ON overrides (component_id, set_at);
CREATE INDEX overrides_due ON overrides (ends_at) WHERE ended_at IS NULL AND ends_at IS NOT NULL;

-- Its rows are long (labels, annotations): kept in the order of their coming, and found by a short index.
-- lease_until: without news until then it counts as recovered; null for senders that promise no repeats.
-- said_at: the sender's clock at its last word; null where it does not say.
ALTER TABLE alerts RENAME TO alerts_of_ground;
DROP INDEX alerts_of_incident;
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  incident_id INTEGER NOT NULL REFERENCES incidents (id),
  state TEXT NOT NULL,
  is_muted INTEGER NOT NULL DEFAULT 0,
  severity TEXT NOT NULL,
  starts_at INTEGER,
  fired_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  repeats INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER,
  said_at INTEGER,
  components TEXT NOT NULL,
  labels TEXT NOT NULL,
  annotations TEXT NOT NULL
) STRICT;
INSERT INTO alerts (source, fingerprint, incident_id, state, is_muted, severity, labels, annotations, components, starts_at, fired_at,
    updated_at, repeats)
  SELECT source, fingerprint, incident_id, state, is_muted, severity, labels, annotations, components, starts_at, fired_at, updated_at,
    repeats FROM alerts_of_ground;
DROP TABLE alerts_of_ground;
CREATE UNIQUE INDEX alerts_name ON alerts (source, fingerprint);
CREATE INDEX alerts_of_incident ON alerts (incident_id, state, source, fingerprint);
CREATE INDEX alerts_lease ON alerts (lease_until) WHERE lease_until IS NOT NULL AND state = 'firing';
-- All that is counted of what fires, without a look at the rows themselves, which carry labels.
CREATE INDEX alerts_firing ON alerts (incident_id, is_muted, components, source) WHERE state = 'firing';

-- Recoveries that came before their firing; kept for the reopen window.
CREATE TABLE early_recoveries (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX early_recoveries_at ON early_recoveries (at);

-- What each source sent, and what was made of it; secrets are taken out before it is written.
CREATE TABLE source_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  shape TEXT,
  bytes INTEGER NOT NULL,
  fired INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  recovered INTEGER NOT NULL DEFAULT 0,
  ignored INTEGER NOT NULL DEFAULT 0,
  shed INTEGER NOT NULL DEFAULT 0,
  detail TEXT,
  excerpt TEXT,
  origin TEXT NOT NULL,
  agent TEXT,
  request_id TEXT NOT NULL
) STRICT;
CREATE INDEX source_requests_of ON source_requests (source, id);

CREATE INDEX events_of_status ON events (component_id, at) WHERE type = 'status:changed';
CREATE INDEX events_of_config ON events (at) WHERE type = 'config:reloaded';
CREATE INDEX maintenances_past ON maintenances (started_at) WHERE started_at IS NOT NULL;
CREATE INDEX audit_denied ON audit (id) WHERE outcome IN ('forbidden', 'unauthenticated');
`,
};

export default {
  name: "ground",
  sql: `
-- The log. tx_seq is null for the first event of a transaction and that event's seq for those after it.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  tx_seq INTEGER,
  cause_seq INTEGER,
  incident_id INTEGER,
  component_id TEXT,
  maintenance_id INTEGER,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_incident ON events (incident_id, seq) WHERE incident_id IS NOT NULL;
CREATE INDEX events_of_component ON events (component_id, seq) WHERE component_id IS NOT NULL;
CREATE INDEX events_of_maintenance ON events (maintenance_id, seq) WHERE maintenance_id IS NOT NULL;

CREATE TABLE cursors (reader TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE reader_faults (
  reader TEXT NOT NULL,
  seq INTEGER NOT NULL,
  error TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (reader, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  severity TEXT NOT NULL,
  severity_rank INTEGER NOT NULL GENERATED ALWAYS AS
    (CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END) VIRTUAL,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  key TEXT,
  owner TEXT,
  opened_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  resolved_at INTEGER,
  resolved_by TEXT,
  closed_at INTEGER,
  closed_by TEXT,
  reopen_count INTEGER NOT NULL DEFAULT 0,
  alert_count INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX incidents_active_key ON incidents (source, key) WHERE state IN ('open', 'acknowledged') AND key IS NOT NULL;
CREATE INDEX incidents_resolved_key ON incidents (source, key, resolved_at) WHERE state = 'resolved' AND key IS NOT NULL;
CREATE INDEX incidents_active ON incidents (severity_rank, opened_at, id) WHERE state IN ('open', 'acknowledged');
CREATE INDEX incidents_ended ON incidents (state, id) WHERE state IN ('resolved', 'closed');

CREATE TABLE incident_links (
  incident_id INTEGER NOT NULL REFERENCES incidents (id),
  component_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  level TEXT,
  PRIMARY KEY (incident_id, component_id, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_links_of_component ON incident_links (component_id, incident_id);

CREATE TABLE alerts (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  incident_id INTEGER NOT NULL REFERENCES incidents (id),
  state TEXT NOT NULL,
  is_muted INTEGER NOT NULL DEFAULT 0,
  severity TEXT NOT NULL,
  labels TEXT NOT NULL,
  annotations TEXT NOT NULL,
  components TEXT NOT NULL,
  starts_at INTEGER,
  fired_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  repeats INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_of_incident ON alerts (incident_id, state);

-- One row per component that ever was in the config; history stays when it leaves (is_present = 0).
CREATE TABLE components (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  group_name TEXT,
  position INTEGER NOT NULL,
  is_hidden INTEGER NOT NULL,
  is_present INTEGER NOT NULL,
  level TEXT NOT NULL,
  level_since INTEGER NOT NULL,
  cause_kind TEXT NOT NULL,
  cause_id INTEGER,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The status engine's own: what each subject asks of each component, as of the engine's cursor.
CREATE TABLE level_causes (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  component_id TEXT NOT NULL,
  level TEXT NOT NULL,
  PRIMARY KEY (kind, id, component_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX level_causes_of_component ON level_causes (component_id);

CREATE TABLE maintenances (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX maintenances_scheduled ON maintenances (starts_at) WHERE state = 'scheduled';
CREATE INDEX maintenances_running ON maintenances (ends_at) WHERE state = 'in_progress';
CREATE TABLE maintenance_components (
  maintenance_id INTEGER NOT NULL REFERENCES maintenances (id),
  component_id TEXT NOT NULL,
  PRIMARY KEY (maintenance_id, component_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  secret TEXT,
  components TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX subscribers_target ON subscribers (channel, target) WHERE state <> 'removed';

-- One notice per cause; fanned_out_to is the last subscriber it was planned for, null once all are.
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  cause_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  changes TEXT NOT NULL,
  maintenance_id INTEGER,
  fanned_out_to INTEGER,
  UNIQUE (kind, cause_seq)
) STRICT;
CREATE INDEX notices_unplanned ON notices (id) WHERE fanned_out_to IS NOT NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  notice_id INTEGER NOT NULL REFERENCES notices (id),
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  message_id TEXT NOT NULL UNIQUE,
  changes TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  may_have_arrived INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  lease_until INTEGER,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  UNIQUE (notice_id, subscriber_id)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state IN ('queued', 'retrying');
CREATE INDEX deliveries_sending ON deliveries (lease_until) WHERE state = 'sending';
CREATE INDEX deliveries_unsettled ON deliveries (subscriber_id, state) WHERE state IN ('queued', 'retrying', 'sending');
CREATE INDEX deliveries_state ON deliveries (state, id);

-- Sparse: only what a target believes is not operational.
CREATE TABLE told (
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  component_id TEXT NOT NULL,
  level TEXT NOT NULL,
  PRIMARY KEY (subscriber_id, component_id)
) STRICT, WITHOUT ROWID;

-- A level that moved and has to last before its improvement is told.
CREATE TABLE holds (
  component_id TEXT PRIMARY KEY,
  cause_seq INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_due ON holds (due_at);

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  person TEXT,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT;

-- Replies are long and keys are random: kept apart, so that a command writes one page at the end and one of a small index.
CREATE TABLE idempotency (
  id INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  route TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX idempotency_key ON idempotency (key, route, actor);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  verb TEXT NOT NULL,
  target TEXT,
  outcome TEXT NOT NULL,
  origin TEXT NOT NULL,
  request_id TEXT NOT NULL
) STRICT;
`,
};

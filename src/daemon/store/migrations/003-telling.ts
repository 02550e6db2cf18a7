export default {
  name: "telling",
  sql: `
-- What the public was told of an incident, and under which title. An incident without posts is invisible to it.
ALTER TABLE incidents ADD COLUMN public_title TEXT;
ALTER TABLE incidents ADD COLUMN public_status TEXT;
CREATE INDEX incidents_public ON incidents (public_status, id) WHERE public_status IS NOT NULL;

-- at: when readers are told it was said; created_at: when it was. levels: what it set components to, and what they were.
CREATE TABLE posts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident_id INTEGER NOT NULL REFERENCES incidents (id),
  status TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  levels TEXT NOT NULL,
  is_auto INTEGER NOT NULL DEFAULT 0,
  is_silent INTEGER NOT NULL DEFAULT 0,
  edited_at INTEGER,
  edited_by TEXT
) STRICT;
CREATE INDEX posts_of_incident ON posts (incident_id, at, id);

-- audience: 'public', or 'team' for a target of the config, whose address stands there alone (target is its name).
-- failures: messages that died in a row. active_since: news from before it is not for this target.
ALTER TABLE subscribers ADD COLUMN audience TEXT NOT NULL DEFAULT 'public';
ALTER TABLE subscribers ADD COLUMN page TEXT;
ALTER TABLE subscribers ADD COLUMN incidents TEXT;
ALTER TABLE subscribers ADD COLUMN kinds TEXT;
ALTER TABLE subscribers ADD COLUMN format TEXT;
ALTER TABLE subscribers ADD COLUMN old_secret TEXT;
ALTER TABLE subscribers ADD COLUMN old_secret_until INTEGER;
ALTER TABLE subscribers ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscribers ADD COLUMN active_since INTEGER;
-- by_form: a stranger asked for it on the page, and nobody vouches for where it leads.
ALTER TABLE subscribers ADD COLUMN by_form INTEGER NOT NULL DEFAULT 0;
UPDATE subscribers SET active_since = created_at;
UPDATE subscribers SET target = '', secret = NULL WHERE state = 'removed'; -- an address that left is not kept
DROP INDEX subscribers_target;
CREATE UNIQUE INDEX subscribers_target ON subscribers (audience, channel, target) WHERE state <> 'removed';
CREATE INDEX subscribers_active ON subscribers (audience, id) WHERE state = 'active';
CREATE INDEX subscribers_states ON subscribers (audience, channel, state) WHERE state <> 'removed';
CREATE INDEX subscribers_unverified ON subscribers (created_at) WHERE state = 'unverified';
CREATE INDEX subscribers_asked_for ON subscribers (id) WHERE state = 'unverified' AND by_form = 1;
CREATE INDEX subscribers_listed ON subscribers (id) WHERE audience = 'public' AND state <> 'removed';
CREATE INDEX subscribers_of_state ON subscribers (state, id) WHERE audience = 'public' AND state <> 'removed';
CREATE INDEX subscribers_of_channel ON subscribers (channel, id) WHERE audience = 'public' AND state <> 'removed';

-- A request that its target has to confirm; wanted is what it asks for from then on.
CREATE TABLE confirmations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  hash TEXT NOT NULL UNIQUE,
  wanted TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX confirmations_of ON confirmations (subscriber_id, id);
CREATE INDEX confirmations_expiry ON confirmations (expires_at);

-- part: which of several notices of one cause. subscriber_id: for this target alone.
ALTER TABLE deliveries RENAME TO deliveries_of_ground;
ALTER TABLE notices RENAME TO notices_of_ground;
DROP INDEX notices_unplanned;
DROP INDEX deliveries_due;
DROP INDEX deliveries_sending;
DROP INDEX deliveries_unsettled;
DROP INDEX deliveries_state;
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  cause_seq INTEGER NOT NULL,
  part INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  changes TEXT NOT NULL,
  maintenance_id INTEGER,
  incident_id INTEGER,
  post_id INTEGER,
  subscriber_id INTEGER,
  detail TEXT,
  fanned_out_to INTEGER,
  UNIQUE (kind, cause_seq, part)
) STRICT;
INSERT INTO notices (id, kind, cause_seq, at, changes, maintenance_id, fanned_out_to)
  SELECT id, kind, cause_seq, at, changes, maintenance_id, fanned_out_to FROM notices_of_ground;
CREATE INDEX notices_unplanned ON notices (id) WHERE fanned_out_to IS NOT NULL;
CREATE INDEX notices_of_incident ON notices (incident_id, id) WHERE incident_id IS NOT NULL;

-- incident_id: its notice's, for the list of one incident. lane: what it queues up with, so that a slow kind never delays another. is_capped: its target had too many in an hour, and
-- is told in a summary; told_in: which one.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  notice_id INTEGER NOT NULL REFERENCES notices (id),
  incident_id INTEGER,
  subscriber_id INTEGER NOT NULL REFERENCES subscribers (id),
  lane TEXT NOT NULL,
  message_id TEXT NOT NULL,
  changes TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  may_have_arrived INTEGER NOT NULL DEFAULT 0,
  is_capped INTEGER NOT NULL DEFAULT 0,
  told_in INTEGER,
  due_at INTEGER NOT NULL,
  lease_until INTEGER,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  UNIQUE (notice_id, subscriber_id)
) STRICT;
INSERT INTO deliveries (id, notice_id, subscriber_id, lane, message_id, changes, state, reason, attempts, claims, may_have_arrived,
    due_at, lease_until, created_at, sent_at)
  SELECT id, notice_id, subscriber_id, 'http', message_id, changes, state, reason, attempts, claims, may_have_arrived, due_at,
    lease_until, created_at, sent_at FROM deliveries_of_ground;
DROP TABLE deliveries_of_ground;
DROP TABLE notices_of_ground;
CREATE INDEX deliveries_due ON deliveries (lane, due_at, id) WHERE state IN ('queued', 'retrying');
CREATE INDEX deliveries_sending ON deliveries (lease_until) WHERE state = 'sending';
CREATE INDEX deliveries_unsettled ON deliveries (subscriber_id, state) WHERE state IN ('queued', 'retrying', 'sending');
CREATE INDEX deliveries_state ON deliveries (state, id);
CREATE INDEX deliveries_of ON deliveries (subscriber_id, id);
CREATE INDEX deliveries_of_incident ON deliveries (incident_id, id) WHERE incident_id IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (due_at) WHERE state = 'dead';
CREATE INDEX deliveries_dead_of ON deliveries (subscriber_id, id) WHERE state = 'dead';
CREATE INDEX deliveries_sent ON deliveries (subscriber_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX deliveries_told_in ON deliveries (told_in) WHERE told_in IS NOT NULL;

-- is_unstable: it was told that this component keeps changing, and is owed the end of that.
ALTER TABLE told ADD COLUMN is_unstable INTEGER NOT NULL DEFAULT 0;
CREATE INDEX told_levels ON told (component_id, level);
-- Components that change too often to be told each time, since when.
CREATE TABLE flaps (
  component_id TEXT PRIMARY KEY,
  cause_seq INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When the team is paged again about an incident that nobody has acked, and how often it was; or that its snooze has ended.
CREATE TABLE reminders (
  incident_id INTEGER PRIMARY KEY REFERENCES incidents (id),
  cause_seq INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  count INTEGER NOT NULL DEFAULT 0,
  ends_snooze INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reminders_due ON reminders (due_at);

-- At most one row: when all was well inside last, and the store could write.
CREATE TABLE pulse (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

-- At most one row: nobody of this scope is sent anything.
CREATE TABLE pause (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  scope TEXT NOT NULL,
  until INTEGER,
  reason TEXT,
  author TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`,
};

export default {
  name: "days",
  sql: `
-- What each component was on each day of a page's time zone that is over, ms at each level: derived from the log, so that bars need
-- not read it again. A day of which nothing is known has no row.
CREATE TABLE component_days (
  zone TEXT NOT NULL,
  component_id TEXT NOT NULL,
  day TEXT NOT NULL,
  major_outage INTEGER NOT NULL,
  partial_outage INTEGER NOT NULL,
  degraded_performance INTEGER NOT NULL,
  under_maintenance INTEGER NOT NULL,
  operational INTEGER NOT NULL,
  PRIMARY KEY (zone, component_id, day)
) STRICT, WITHOUT ROWID;

-- How far each zone is. next_day: the first that is not there for every component. until_day: what goes on now ends before it, and
-- the components up to after_id are done. is_leaving: no page has this zone any more.
CREATE TABLE day_zones (
  zone TEXT PRIMARY KEY,
  next_day TEXT NOT NULL,
  until_day TEXT,
  after_id TEXT NOT NULL DEFAULT '',
  due_at INTEGER NOT NULL,
  is_leaving INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX day_zones_due ON day_zones (due_at);

-- level null: as it was recorded.
CREATE TABLE amendments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  component_id TEXT NOT NULL REFERENCES components (id),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  level TEXT,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX amendments_of ON amendments (component_id, id);
CREATE INDEX amendments_to ON amendments (to_at, component_id);
`,
};

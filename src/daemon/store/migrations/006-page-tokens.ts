export default {
  name: "page-tokens",
  sql: `
-- What opens a private page. It stays when its page leaves the config, and counts again when that comes back.
CREATE TABLE page_tokens (
  slug TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL,
  rotated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What the pages showed the last time that somebody looked, as JSON: one row.
CREATE TABLE pages_shown (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pages TEXT NOT NULL
) STRICT;
CREATE INDEX subscribers_of_page ON subscribers (page, id, state, channel) WHERE audience = 'public' AND state <> 'removed';
`,
};

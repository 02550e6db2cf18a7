export default {
  name: "page-tokens",
  sql: `
-- What opens a private page. It stays when its page leaves the config, and counts again when that comes back.
CREATE TABLE page_tokens (
  slug TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL,
  rotated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subscribers_of_page ON subscribers (page, id, state, channel) WHERE audience = 'public' AND state <> 'removed';
`,
};

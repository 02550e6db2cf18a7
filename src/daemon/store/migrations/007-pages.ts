export default {
  name: "pages",
  sql: `
-- The archive of a page, by month.
CREATE INDEX incidents_public_opened ON incidents (opened_at, id) WHERE public_status IS NOT NULL;
CREATE INDEX maintenances_over ON maintenances (starts_at, id) WHERE state IN ('completed', 'cancelled');
`,
};

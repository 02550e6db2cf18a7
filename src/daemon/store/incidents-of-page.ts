// How incidents are found that a page may show. What it does show of them is for the views to say.

/** Ids of the components that a page shows, and that any page may. */
export interface Shown {
  here: ReadonlySet<string>;
  anywhere: ReadonlySet<string>;
}
/** Exported for the test that reads EXPLAIN. */
export const NEWEST_PUBLIC =
  "SELECT * FROM incidents INDEXED BY incidents_public WHERE public_status = ? AND id < ? ORDER BY id DESC LIMIT ?";
/** Newest first. */
export const PUBLIC_BETWEEN = `SELECT * FROM incidents INDEXED BY incidents_public_opened
  WHERE public_status IS NOT NULL AND opened_at >= ? AND (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?`;
/** Of many a page may show a few: so far back it is looked for them. */
const MAX_PUBLIC_READ = 5000;
/** Those that a page may show: about one of its components, about none that any page shows, or with a post that moved some. */
export const mayBeOn = (
  some: string,
  order: string,
): string => `SELECT * FROM (${some.replace(/LIMIT \?$/, `LIMIT ${MAX_PUBLIC_READ}`)}) AS one
  WHERE EXISTS (SELECT 1 FROM incident_links WHERE incident_id = one.id AND component_id IN (SELECT value FROM json_each(?)))
    OR NOT EXISTS (SELECT 1 FROM incident_links WHERE incident_id = one.id AND component_id IN (SELECT value FROM json_each(?)))
    OR EXISTS (SELECT 1 FROM posts WHERE incident_id = one.id AND levels <> '[]')
  ORDER BY ${order} LIMIT ?`;

// No list scans the history: what SQLite says of its plans.
import { expect, test } from "vitest";
import { type IncidentFilter, listQuery } from "../../src/daemon/store/incidents.ts";
import { openStore } from "../../src/daemon/store/store.ts";

const FILTERS: [string, IncidentFilter][] = (
  ["active", "all", "open", "acknowledged", "resolved", "closed"] as const
).flatMap((state) =>
  [{}, { severity: "high" as const }, { component: "api" }, { severity: "low" as const, component: "api" }].flatMap(
    (more) =>
      [undefined, { rank: 1, openedAt: 5, id: 9 }].map((after): [string, IncidentFilter] => [
        JSON.stringify({ state, ...more, after: Boolean(after) }),
        { state, ...more, limit: 50, after },
      ]),
  ),
);
/** Walking an index in its order is fine: it ends with the page, or the index holds only what is asked for. */
const HISTORY = /SCAN (incidents|events|deliveries|alerts|incident_links|audit|notices)(?! USING (COVERING )?INDEX)/;

/** Without a condition, walking back from the newest id ends with the page. */
const isUnconditional = ({ state, component }: IncidentFilter): boolean => state === "all" && !component;

test.each(FILTERS.filter(([, filter]) => !isUnconditional(filter)))(
  "a list of incidents with %s never scans the table",
  async (_, filter) => {
    const store = openStore({ dataDir: ":memory:", now: 0 });
    const { sql, values } = listQuery(filter);
    const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join("\n")).not.toMatch(HISTORY);
    await store.close();
  },
);

test.each([
  ["events after a seq", "SELECT * FROM events WHERE seq > 5 ORDER BY seq LIMIT 50"],
  ["the timeline of an incident", "SELECT * FROM events WHERE incident_id = 1 AND seq > 5 ORDER BY seq LIMIT 50"],
  [
    "due deliveries",
    "SELECT * FROM deliveries AS due WHERE state IN ('queued', 'retrying') AND due_at <= 5 AND NOT EXISTS (SELECT 1 FROM deliveries AS busy WHERE busy.subscriber_id = due.subscriber_id AND busy.state = 'sending') ORDER BY due_at, id LIMIT 50",
  ],
  ["the next due delivery", "SELECT min(due_at) FROM deliveries WHERE state IN ('queued', 'retrying')"],
  ["deliveries being sent", "SELECT * FROM deliveries WHERE state = 'sending' ORDER BY lease_until LIMIT 1000"],
  ["deliveries of a state", "SELECT * FROM deliveries WHERE state = 'dead' AND id < 99 ORDER BY id DESC LIMIT 50"],
  [
    "unsettled ones of a target",
    "SELECT * FROM deliveries WHERE subscriber_id = 1 AND state IN ('queued', 'retrying', 'sending') ORDER BY id",
  ],
  ["notices to plan", "SELECT * FROM notices WHERE fanned_out_to IS NOT NULL ORDER BY id LIMIT 1"],
  [
    "windows that are due",
    "SELECT id FROM maintenances WHERE state = 'in_progress' AND ends_at <= 5 UNION ALL SELECT id FROM maintenances WHERE state = 'scheduled' AND starts_at <= 5 LIMIT 100",
  ],
])("%s: an index", async (_, sql) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) if (detail.startsWith("SCAN")) expect(detail).toMatch(/USING (COVERING )?INDEX/);
  await store.close();
});

// No list scans the history: what SQLite says of its plans.
import { expect, test } from "vitest";
import { AMENDED_SINCE, AMENDMENTS_IN } from "../../src/daemon/store/amendments.ts";
import { FORGET_DAYS, TO_ROLL } from "../../src/daemon/store/day-rows.ts";
import { DUE, TOLD_OF_WINDOWS, UNSETTLED_OF, UNSETTLED_OF_MANY } from "../../src/daemon/store/deliveries.ts";
import { REVISIONS } from "../../src/daemon/store/event-log.ts";
import { type IncidentFilter, listQuery } from "../../src/daemon/store/incident-list.ts";
import { HELD_OUTSIDE } from "../../src/daemon/store/incidents.ts";
import { NEWEST_PUBLIC, PUBLIC_BETWEEN } from "../../src/daemon/store/incidents-of-page.ts";
import * as windows from "../../src/daemon/store/maintenances.ts";
import { UNPLANNED } from "../../src/daemon/store/notices.ts";
import { auditQuery } from "../../src/daemon/store/records.ts";
import { openStore } from "../../src/daemon/store/store.ts";
import { BELIEVED_OTHERWISE, COUNT_ASKED_FOR, FORGET_UNVERIFIED, LISTS } from "../../src/daemon/store/subscribers.ts";
import { CLOSED_DAYS } from "../../src/daemon/store/views/days.ts";
import { CAME_SINCE, CHANGES_OF_MANY, LAST_CHANGE, RELOADS } from "../../src/daemon/store/views/past.ts";
import { CANDIDATES, WINDOWS } from "../../src/daemon/store/views/past-incidents.ts";
import { NUMBERS, PAGES, PEOPLE } from "../../src/daemon/store/views/report.ts";
import {
  DEAD,
  LAST_DEAD,
  LAST_SENT,
  LAST_UNSETTLED,
  RETRYING,
  RETRYING_NOW,
  UNSETTLED,
} from "../../src/daemon/store/views/telling.ts";

const FILTERS: [string, IncidentFilter][] = (
  ["active", "all", "open", "acknowledged", "resolved", "closed"] as const
).flatMap((state) =>
  subsetsOf({ severity: "low", component: "api", owner: "ann", key: "disk", source: "am", mergedInto: 7 }).flatMap(
    (more) =>
      [undefined, { rank: 1, openedAt: 5, id: 9 }].map((after): [string, IncidentFilter] => [
        JSON.stringify({ state, ...more, after: Boolean(after) }),
        { state, ...more, limit: 50, after },
      ]),
  ),
);
/** Every choice of some of its fields, none and all of them too. */
function subsetsOf<T extends Partial<IncidentFilter>>(whole: T): Partial<IncidentFilter>[] {
  const fields = Object.entries(whole);
  return Array.from({ length: 2 ** fields.length }, (_, bits) =>
    Object.fromEntries(fields.filter((_field, at) => bits & (1 << at))),
  );
}
/** Walking an index in its order is fine: it ends with the page, or the index holds only what is asked for. */
const HISTORY =
  /SCAN (incidents|events|deliveries|alerts|incident_links|audit|notices|maintenances|maintenance_components)(?! USING (COVERING )?INDEX)/;

/** Without a condition, walking back from the newest id ends with the page. */
const isUnconditional = ({ state, limit: _, after: __, ...more }: IncidentFilter): boolean =>
  state === "all" && Object.keys(more).length === 0;
const isOfActive = ({ state }: IncidentFilter): boolean =>
  state === "active" || state === "open" || state === "acknowledged";

test("no list of incidents scans the table, whatever is asked for", async () => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  for (const [name, filter] of FILTERS.filter(([, one]) => !isUnconditional(one))) {
    const { sql, values } = listQuery(filter);
    const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    const details = plan.map(({ detail }) => detail).join("\n");
    expect(details, name).not.toMatch(HISTORY);
    // Active ones are walked in their order and need no sorting; of ended ones not the whole state for one key, source or owner.
    if (isOfActive(filter)) expect(details, name).toMatch(/^(SCAN|SEARCH) incidents USING INDEX incidents_active\b/);
    else if (filter.key || filter.source || filter.owner || filter.component)
      expect(details, name).not.toMatch(/incidents_ended \(state=\? AND id<\?\)/);
    if (isOfActive(filter) || !(filter.component || filter.key)) expect(details, name).not.toContain("TEMP B-TREE");
  }
  await store.close();
});

const INCIDENTS: [string, string][] = [
  [
    "the active one of a key",
    "SELECT * FROM incidents WHERE source = 'am' AND key = 'k' AND state IN ('open', 'acknowledged')",
  ],
  [
    "the newest merged of a key",
    "SELECT * FROM incidents WHERE source = 'am' AND key = 'k' AND merged_into IS NOT NULL ORDER BY id DESC LIMIT 1",
  ],
  ["what went into one", "SELECT id FROM incidents WHERE merged_into = 5"],
  ["acks that are due", "SELECT id FROM incidents WHERE acked_until <= 5 ORDER BY acked_until LIMIT 200"],
  ["the next due ack", "SELECT min(acked_until) FROM incidents WHERE acked_until IS NOT NULL"],
  [
    "what is to close",
    "SELECT id FROM incidents WHERE state = 'resolved' AND resolved_at <= 5 ORDER BY resolved_at LIMIT 200",
  ],
  ["the next to close", "SELECT min(resolved_at) FROM incidents WHERE state = 'resolved'"],
  ["the pin of a component", "SELECT * FROM overrides WHERE component_id = 'api' AND ended_at IS NULL"],
  ["live pins", "SELECT id FROM overrides WHERE ended_at IS NULL ORDER BY component_id"],
  ["pins that are due", "SELECT id FROM overrides WHERE ended_at IS NULL AND ends_at <= 5 ORDER BY ends_at LIMIT 200"],
  ["the next due pin", "SELECT min(ends_at) FROM overrides WHERE ended_at IS NULL AND ends_at IS NOT NULL"],
  ["to move the alerts of one", "UPDATE alerts SET incident_id = 2 WHERE incident_id = 1"],
  ["to mute what fires", "UPDATE alerts SET is_muted = 1 WHERE incident_id = 1 AND state = 'firing'"],
  [
    "alerts of one, firing first",
    "SELECT * FROM alerts WHERE incident_id = 1 AND (state, source, fingerprint) > ('firing', 'am', 'f') ORDER BY state, source, fingerprint LIMIT 50",
  ],
  [
    "what was last done to one",
    "SELECT * FROM events WHERE incident_id = 1 AND type LIKE 'incident:%' AND type NOT IN ('incident:noted', 'incident:held') ORDER BY seq DESC LIMIT 3",
  ],
  [
    "what one last began with",
    "SELECT * FROM events WHERE incident_id = 1 AND type IN ('incident:opened', 'incident:reopened', 'incident:released') ORDER BY seq DESC LIMIT 1",
  ],
  [
    "an alert of one that is about no component",
    "SELECT 1 FROM alerts WHERE incident_id = 1 AND state = 'firing' AND is_muted = 0 AND components = '[]' LIMIT 1",
  ],
  ["how often one was noted", "SELECT count(*) FROM events WHERE incident_id = 1 AND type = 'incident:noted'"],
];
test.each(INCIDENTS)("%s: an index in its order", async (_, sql) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) {
    expect(detail).toMatch(/^(SEARCH|SCAN) \w+ USING (COVERING )?INDEX/);
    // Only what a partial index holds may be walked whole.
    if (detail.startsWith("SCAN")) expect(detail).toMatch(/overrides_live/);
  }
  await store.close();
});

test.each([
  ["events after a seq", "SELECT * FROM events WHERE seq > 5 ORDER BY seq LIMIT 50"],
  ["the timeline of an incident", "SELECT * FROM events WHERE incident_id = 1 AND seq > 5 ORDER BY seq LIMIT 50"],
  ["the timeline of a window", "SELECT * FROM events WHERE maintenance_id = 1 AND seq > 5 ORDER BY seq LIMIT 50"],
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
  ["the audit", auditQuery(false).replace("?", "99").replace("?", "50")],
  ["tokens", "SELECT * FROM tokens WHERE id > 5 ORDER BY id LIMIT 50"],
  ["notices to plan", "SELECT * FROM notices WHERE fanned_out_to IS NOT NULL ORDER BY id LIMIT 1"],
  ["windows that are due", windows.DUE.replace("?", "5").replace("?", "200")],
  ["when the next is", "SELECT min(next_at) FROM maintenances WHERE next_at IS NOT NULL"],
  ["windows that run or come", windows.CURRENT.replace("?, ?", "5, 6").replace("?", "50")],
  ["windows that come", windows.COMING.replace("?, ?", "5, 6").replace("?", "50")],
  ["occurrences of a series to come", windows.OF_SERIES.replace("?", "5").replace("?", "10")],
  [
    "one occurrence of a series",
    "SELECT * FROM maintenances WHERE series_id = 5 AND occurrence = '2027-01-01T02:00:00'",
  ],
  ["what windows hold", windows.HOLDING],
  [
    "what the public knows, newest first",
    NEWEST_PUBLIC.replace("?", "'resolved'").replace("?", "9").replace("?", "50"),
  ],
  ["what the public knows of a month", PUBLIC_BETWEEN.replace("?", "5").replace("?, ?", "9, 0").replace("?", "50")],
  ["when windows were last planned anew", REVISIONS.replace("SELECT value FROM json_each(?)", "1, 2")],
  ["updates of a window", "SELECT * FROM maintenance_updates WHERE maintenance_id = 5 ORDER BY id"],
  ["held links that nothing covers", HELD_OUTSIDE.replace("SELECT value FROM json_each(?)", "'api'")],
  ["notices of a window", "SELECT id FROM notices WHERE maintenance_id = 5 ORDER BY id"],
  ["the log of a source", "SELECT * FROM source_requests WHERE source = 'am' AND id < 9 ORDER BY id DESC LIMIT 50"],
  [
    "alerts of which nothing was heard",
    "SELECT source, fingerprint FROM alerts WHERE lease_until <= 5 AND lease_until IS NOT NULL AND state = 'firing' ORDER BY lease_until LIMIT 200",
  ],
  ["the next of these", "SELECT min(lease_until) FROM alerts WHERE lease_until IS NOT NULL AND state = 'firing'"],
  [
    "what fires of an incident",
    "SELECT components, count(*) FROM alerts WHERE incident_id = 1 AND state = 'firing' AND is_muted = 0 GROUP BY components",
  ],
  [
    "amendments of a component",
    "SELECT * FROM amendments WHERE component_id = 'a' AND id < 9 ORDER BY id DESC LIMIT 50",
  ],
  ["how many there are", "SELECT count(*) FROM amendments WHERE component_id = 'a'"],
  ["zones that are due", "SELECT zone FROM day_zones WHERE due_at <= 5 ORDER BY due_at LIMIT 200"],
  ["when the next is due", "SELECT min(due_at) FROM day_zones"],
  ["components whose days are next", TO_ROLL.replaceAll("?", "5")],
  ["early recoveries to forget", "SELECT source, fingerprint FROM early_recoveries WHERE at < 5 ORDER BY at LIMIT 500"],
])("%s: an index", async (_, sql) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) if (detail.startsWith("SCAN")) expect(detail).toMatch(/USING (COVERING )?INDEX/);
  await store.close();
});

test.each([
  ["incidents that were active at a moment", CANDIDATES],
  ["windows that ran at a moment", WINDOWS],
  ["the incidents of a month", NUMBERS],
  ["the people of a month", PEOPLE],
  ["the pages of a month", PAGES],
  ["the level of a component at a moment", LAST_CHANGE],
  ["what was in the config", RELOADS],
  ["what came into it", CAME_SINCE],
  [
    "the pin of then",
    "SELECT * FROM overrides WHERE component_id = 'a' AND set_at <= :at ORDER BY set_at DESC LIMIT 1",
  ],
])("the past: %s reads an index, and of ended incidents only those of its span", async (_, sql) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const numbered = sql.replace(/:(at|from|to|limit|system)\b|\?/g, "5");
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${numbered}`).all() as { detail: string }[];
  const details = plan.map(({ detail }) => detail).join("\n");
  expect(details).not.toMatch(
    /SCAN (incidents|maintenances|events|overrides|deliveries|notices)(?! USING (COVERING )?INDEX)/,
  );
  expect(details).not.toContain("incidents_ended");
  expect(details).toMatch(/INDEX/);
  await store.close();
});

test.each([
  [
    "days that are over",
    CLOSED_DAYS,
    "SEARCH component_days USING PRIMARY KEY (zone=? AND component_id=? AND day>? AND day<?)",
  ],
  ["changes of many", CHANGES_OF_MANY, "SEARCH events USING INDEX events_of_status (component_id=? AND at>? AND at<?)"],
  ["amendments of many", AMENDMENTS_IN, "SEARCH amendments USING INDEX amendments_of (component_id=?)"],
  ["what was amended today", AMENDED_SINCE, "SEARCH amendments USING COVERING INDEX amendments_to (to_at>?)"],
  ["days to forget", FORGET_DAYS, "SEARCH component_days USING PRIMARY KEY (zone=? AND component_id<?)"],
])("bars, %s: by the key of what is asked for", async (_, sql, wanted) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const filled = sql.replace("json_each(?)", "json_each('[1]')").replaceAll(/\?|:(zone|limit)/g, "5");
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${filled}`).all() as { detail: string }[];
  const details = plan.map(({ detail }) => detail);
  expect(details).toContain(wanted);
  expect(details.filter((detail) => /SCAN (events|amendments|component_days)/.test(detail))).toEqual([]);
  await store.close();
});

test("denied attempts are found by their own index, however many others there are", async () => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${auditQuery(true)}`).all(99, 50) as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual(["SEARCH audit USING INDEX audit_denied (id<?)"]);
  await store.close();
});

test.each(LISTS)("subscribers by '$fields': a page walks an index in its order", async ({ sql }) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll("?", "5")}`).all() as { detail: string }[];
  // One step: the place after which to go on is found in the index, and nothing is sorted.
  const step = /^SEARCH subscribers USING INDEX .*\b(row)?id>\?\)$/;
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringMatching(step)]);
  await store.close();
});

test.each([
  ["to forget who never confirmed", FORGET_UNVERIFIED],
  ["links that ran out", "SELECT id FROM confirmations WHERE expires_at < ? ORDER BY expires_at LIMIT ?"],
  ["the newest of one", "SELECT * FROM confirmations WHERE subscriber_id = ? ORDER BY id DESC LIMIT 1"],
  ["how often one was asked", "SELECT count(*) FROM confirmations WHERE subscriber_id = ? AND created_at >= ?"],
])("confirmations, %s: an index", async (_, sql) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll("?", "5")}`).all() as { detail: string }[];
  const reads = plan.filter(({ detail }) => /subscribers|confirmations|asked/.test(detail));
  expect(reads).not.toEqual([]);
  for (const { detail } of reads) expect(detail).toMatch(/USING (COVERING |INTEGER PRIMARY )?(INDEX|KEY)/);
  await store.close();
});

/** What is asked for each message or target, over rows of which history has many: what each table is read by. */
const TELLING: [string, string, RegExp][] = [
  [
    "what waits for a target",
    UNSETTLED_OF,
    /^SEARCH deliveries USING INDEX deliveries_unsettled \(subscriber_id=\? AND state=\?\)$/m,
  ],
  [
    "what waits for many",
    UNSETTLED_OF_MANY,
    /^SEARCH deliveries USING INDEX deliveries_unsettled \(subscriber_id=\? AND state=\?\)$/m,
  ],
  ["what is due", DUE, /^SEARCH due USING INDEX deliveries_due \(lane=\? AND due_at<\?\)$/m],
  ["who is busy", DUE, /^SEARCH busy USING (COVERING )?INDEX deliveries_unsettled \(subscriber_id=\? AND state=\?\)$/m],
  ["what is to be planned", UNPLANNED, /^(SCAN|SEARCH) notices USING (COVERING )?INDEX notices_unplanned/m],
  [
    "what is not settled, by the bite",
    UNSETTLED,
    /^SEARCH deliveries USING INDEX deliveries_unsettled \(subscriber_id>\? AND subscriber_id<\?\)$/m,
  ],
  ["the last that is not settled", LAST_UNSETTLED, /^SEARCH deliveries USING (COVERING )?INDEX deliveries_unsettled$/m],
  ["what waits for another try", RETRYING_NOW, /^SEARCH deliveries USING INDEX deliveries_state \(state=\?\)$/m],
  [
    "what of one does",
    RETRYING,
    /^SEARCH deliveries USING INDEX deliveries_unsettled \(subscriber_id=\? AND state=\?\)$/m,
  ],
  ["what of one died last", LAST_DEAD, /^SEARCH deliveries USING INDEX deliveries_dead_of \(subscriber_id=\?\)$/m],
  [
    "what of one was sent last",
    LAST_SENT,
    /USING COVERING INDEX deliveries_sent \(subscriber_id=\? AND sent_at>\?\)$/m,
  ],
  ["what was given up", DEAD, /^SEARCH deliveries USING INDEX deliveries_dead \(due_at>\?\)$/m],
  [
    "whether somebody believes otherwise",
    BELIEVED_OTHERWISE,
    /^SEARCH told USING COVERING INDEX told_levels \(component_id=\? AND level[<>]\?\)$/m,
  ],
  [
    "what of a window",
    TOLD_OF_WINDOWS,
    /^SEARCH notices USING INDEX notices_of_maintenance \(maintenance_id=\? AND (row)?id<\?\)$/m,
  ],
  ["what of its notices one was told", TOLD_OF_WINDOWS, /^SEARCH deliveries .*\(notice_id=\? AND subscriber_id=\?\)$/m],
  ["how many strangers wait", COUNT_ASKED_FOR, /USING (COVERING )?INDEX subscribers_asked_for/m],
];
test.each(TELLING)("telling, %s: by its own index", async (_, sql, wanted) => {
  const store = openStore({ dataDir: ":memory:", now: 0 });
  const filled = sql.replaceAll(/json_each\((\?|:\w+)\)/g, "json_each('[1]')").replaceAll(/\?|:[a-z]\w*/gi, "5");
  const plan = store.db.prepare(`EXPLAIN QUERY PLAN ${filled}`).all() as { detail: string }[];
  const details = plan.map(({ detail }) => detail).join("\n");
  expect(details).toMatch(wanted);
  expect(details).not.toMatch(/SCAN (deliveries|notices|told|subscribers)(?! USING (COVERING )?INDEX)/);
  await store.close();
});

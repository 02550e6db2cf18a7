// A folder that an earlier release left: what was in it goes on as it was.
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { ackIncident, getIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { getStatus } from "../../src/contract/status.ts";
import { migrate } from "../../src/daemon/store/migrate.ts";
import { MIGRATIONS } from "../../src/daemon/store/migrations/index.ts";
import { createRecorder, untilQuiet } from "../faults/recorder.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

const THEN = Date.parse("2026-11-01T02:00:00Z");

/** As release 0.1.0 wrote it: an incident that ann had, over one alert that fires, and the level that follows. */
const leftBy010 = (): string => {
  const dir = tempDir();
  const path = join(dir, "tocsin.db");
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  migrate(db, { path, now: THEN, seam: () => {} }, MIGRATIONS.slice(0, 1));
  const effects = [{ componentId: "api", level: "major_outage" }];
  const opened = { title: "Down", severity: "critical", source: "am", key: "g1", components: [], effects };
  db.exec(`
    INSERT INTO incidents (title, severity, state, source, key, owner, opened_at, acknowledged_at, alert_count)
      VALUES ('Down', 'critical', 'acknowledged', 'am', 'g1', 'ann', ${THEN}, ${THEN + 60_000}, 1);
    INSERT INTO incident_links VALUES (1, 'api', 'alert', NULL);
    INSERT INTO alerts (source, fingerprint, incident_id, state, severity, labels, annotations, components, fired_at, updated_at)
      VALUES ('am', 'f1', 1, 'firing', 'critical', '{}', '{}', '["api"]', ${THEN}, ${THEN});
    INSERT INTO events (at, type, actor_kind, actor_name, incident_id, data)
      VALUES (${THEN}, 'incident:opened', 'source', 'am', 1, '${JSON.stringify(opened)}');
    INSERT INTO events (at, type, actor_kind, actor_name, incident_id, data)
      VALUES (${THEN + 60_000}, 'incident:acknowledged', 'person', 'ann', 1, '{"owner":"ann"}');
    INSERT INTO components VALUES ('api', 'API', NULL, NULL, 0, 0, 1, 'major_outage', ${THEN}, 'incident', 1, ${THEN});
    INSERT INTO level_causes VALUES ('incident', 1, 'api', 'major_outage');
    INSERT INTO cursors VALUES ('status', 2), ('delivery', 2);
  `);
  db.close();
  return dir;
};

test("an incident, its alert and its level of 0.1.0 are there after the upgrade, and take the new verbs", async () => {
  const daemon = await startTestDaemon({ dataDir: leftBy010() });
  await daemon.warm;
  expect(await daemon.client.call(getIncident, { id: 1 })).toMatchObject({
    ...{ title: "Down", state: "acknowledged", owner: "ann", firing: 1, acknowledgedAt: "2026-11-01T02:01:00.000Z" },
    components: [{ id: "api", level: "major_outage", origin: "alert" }],
  });
  const acked = await daemon.client.call(ackIncident, { id: 1, forMs: 60_000 });
  expect(acked.ackedUntil).toBeDefined();
  await daemon.wind(61_000);
  expect(await daemon.client.call(getIncident, { id: 1 })).toMatchObject({ state: "open", version: 3 });
  await daemon.client.call(resolveIncident, { id: 1, force: true });
  await daemon.tick();
  const { components } = await daemon.client.call(getStatus, {});
  expect(components.find(({ id }) => id === "api")?.level).toBe("operational");
  const then = await daemon.client.call(getStatus, { at: "2026-11-01T02:00:30Z" });
  expect(then.incidents).toMatchObject([{ id: 1, state: "open" }]);
  expect(daemon.logged).toEqual([]);
});

/** As release 0.2.0 wrote it: two webhooks, one told of an outage that goes on, one whose message of it waits. */
const leftBy020 = (): string => {
  const dir = leftBy010();
  const path = join(dir, "tocsin.db");
  const db = new Database(path);
  migrate(db, { path, now: THEN, seam: () => {} }, MIGRATIONS.slice(0, 2));
  const changes = JSON.stringify([{ componentId: "api", name: "API", from: "operational", to: "major_outage" }]);
  const secret = `whsec_${"a".repeat(43)}=`;
  const delivery = db.prepare(
    `INSERT INTO deliveries (notice_id, subscriber_id, message_id, changes, state, due_at, created_at, sent_at)
     VALUES (1, ?, ?, '${changes}', ?, ${THEN}, ${THEN}, ?)`,
  );
  db.exec(`
    INSERT INTO subscribers (channel, target, secret, components, state, created_at) VALUES
      ('webhook', 'https://example.org/told', '${secret}', NULL, 'active', ${THEN}),
      ('webhook', 'https://example.org/waits', '${secret}', '["api"]', 'active', ${THEN}),
      ('webhook', 'https://example.org/left', '${secret}', NULL, 'removed', ${THEN});
    INSERT INTO notices (kind, cause_seq, at, changes, fanned_out_to) VALUES ('status', 1, ${THEN}, '${changes}', NULL);
    INSERT INTO told (subscriber_id, component_id, level) VALUES (1, 'api', 'major_outage');
  `);
  delivery.run(1, "msg_sent", "sent", THEN);
  delivery.run(2, "msg_waits", "queued", null);
  db.close();
  return dir;
};

test("subscribers, what they were told and what waits for them survive the upgrade from 0.2.0, and nobody is sent old news", async () => {
  const recorder = createRecorder();
  const team = [{ name: "ops", channel: "webhook", target: "https://example.org/ops" }];
  const now = (): number => THEN + 3 * 24 * 3600_000;
  const config = { notify: { allow_private_targets: true, debounce: "1s", team } };
  const ports = { createSender: recorder.createSender, now };
  const daemon = await startTestDaemon({ dataDir: leftBy020(), config, ports });
  await daemon.warm;
  await untilQuiet(daemon, now);
  expect(daemon.store.subscribers.get(3)).toMatchObject({ state: "removed", target: "", secret: null });
  // Still so, and its message waited: it is told now, under its id. What was told is not told again, and nobody is paged.
  expect(recorder.told.map(({ id, url }) => [id, url])).toEqual([["msg_waits", "https://example.org/waits"]]);
  await daemon.client.call(resolveIncident, { id: 1, force: true });
  await daemon.wind(2000);
  await until("the end to be told", () => recorder.told.length === 3);
  expect(
    recorder.told
      .slice(1)
      .map(({ url }) => url)
      .sort(),
  ).toEqual(["https://example.org/told", "https://example.org/waits"]);
  expect(daemon.logged).toEqual([]);
});

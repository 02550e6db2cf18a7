import { setImmediate } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { KINDS } from "../../src/daemon/pages/documents.ts";
import { SYSTEM } from "../../src/domain/actor.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { newWindow } from "../support/windows.ts";
import { HOUR, NOON, openPage } from "./support.ts";

const SHOP = [
  { id: "site", name: "Website", description: "The shop itself" },
  { id: "api", name: "API", group: "Platform" },
  { id: "db", name: "Database", group: "Platform", level: "degraded_performance" },
] as const;
const EVERY_PATH = ["/", "/p/status", "/api/v2/summary.json", "/api/v2/status.json", "/api/v2/components.json"];
const CURL = { "user-agent": "curl/8.9.1", accept: "*/*" };

test("the page shows each component with its group, level in words, and since when in the zone named", async () => {
  const { get } = await openPage(SHOP, { time_zone: "Europe/Berlin" });
  const { text } = await get("/");
  expect(text).toContain("<h1>Partially Degraded Service</h1>");
  expect(text).toContain("1 of 3 components affected");
  expect(text).toMatch(
    /<bdi>Platform<\/bdi><\/h3><span class="level is-degraded_performance">.*? Degraded performance/,
  );
  expect(text).toContain('since <time datetime="2026-11-23T12:00:00.000+01:00">23 Nov 2026, 12:00 CET</time>');
  expect(text).toContain("The shop itself");
  expect(text).toContain("All times are in Europe/Berlin.");
});

test("running and coming windows stand on the page with their components and times", async () => {
  const { get, store, pages } = await openPage(SHOP);
  await store.transact((tx) => {
    const night = { startsAt: NOON + 11 * HOUR, endsAt: NOON + 13 * HOUR, components: ["db", "api"] };
    const running = tx.maintenances.insert(newWindow({ title: "Now", ...night, startsAt: NOON }));
    tx.maintenances.save({ ...running, state: "in_progress", startedAt: NOON });
    tx.maintenances.insert(newWindow({ title: "Tonight", ...night }));
  });
  pages.wake();
  const { text } = await get("/");
  expect(text.indexOf("Maintenance in progress")).toBeLessThan(text.indexOf("Scheduled maintenance"));
  expect(text).toContain(
    '<time datetime="2026-11-23T23:00:00.000Z" data-form="from">23 Nov 2026, 23:00</time> to <time datetime="2026-11-24T01:00:00.000Z" data-form="to">24 Nov 2026, 01:00 UTC</time>',
  );
  expect(text).toMatch(/<bdi>Tonight<\/bdi>.*<bdi>API<\/bdi>.*<bdi>Database<\/bdi>/);
  expect((await get("/", CURL)).text).toContain(
    "  Tonight\n    23 Nov 2026, 23:00 to 24 Nov 2026, 01:00 UTC\n    API, Database",
  );
});

test("a window shows its text and what was said of it, and a series its next occurrence and when it comes again", async () => {
  const { get, json, store, pages } = await openPage(SHOP);
  await store.transact((tx) => {
    const plan = { title: "New disks", components: ["db"], startsAt: NOON - HOUR, endsAt: NOON + HOUR };
    const running = tx.maintenances.insert(newWindow({ ...plan, text: "We swap **all** disks. <script>" }));
    tx.maintenances.save({ ...running, state: "verifying", startedAt: NOON - HOUR });
    const said = { maintenanceId: running.id, author: "ann-the-engineer", isSilent: false };
    tx.maintenanceUpdates.insert({ ...said, body: "Soon.", at: NOON - 2 * HOUR });
    tx.maintenanceUpdates.insert({ ...said, body: "*Half* are done.", at: NOON });
    const facts = { rrule: "FREQ=DAILY", timeZone: "UTC", startsAt: "2026-11-24T02:00:00", durationMs: HOUR };
    const series = tx.maintenanceSeries.insert({ ...facts, plan: {} as never, createdAt: NOON });
    for (const day of [0, 1, 2]) {
      const startsAt = NOON + (14 + 24 * day) * HOUR;
      const times = { startsAt, endsAt: startsAt + HOUR, seriesId: series.id, occurrence: `day ${day}` };
      tx.maintenances.insert(newWindow({ title: "Backup", components: ["api"], ...times }));
    }
  });
  pages.wake();
  const { text } = await get("/");
  expect(text).toMatch(/New disks<\/bdi><\/a><span class="level is-under_maintenance">.*? Verifying/);
  expect(text).toContain("We swap <strong>all</strong> disks. &lt;script&gt;");
  expect(text.indexOf("<em>Half</em> are done.")).toBeLessThan(text.indexOf("Soon."));
  expect(text).not.toContain("ann-the-engineer");
  expect(text.match(/<bdi>Backup<\/bdi>/g)).toHaveLength(1);
  expect(text).toMatch(/Then again <time[^>]*>25 Nov 2026, 02:00 UTC<\/time>; <time[^>]*>26 Nov 2026, 02:00 UTC/);
  expect((await get("/", CURL)).text).toContain(
    "  New disks (verifying)\n    23 Nov 2026, 11:00 to 13:00 UTC\n    Database\n    We swap all disks. <script>\n    Update, ",
  );
  const [window, ...others] = (await json("summary")).scheduled_maintenances;
  expect(others).toHaveLength(1);
  expect(window).toMatchObject({ status: "verifying", updated_at: "2026-11-23T12:00:00.000Z" });
  expect(window.incident_updates).toMatchObject([
    { status: "in_progress", body: "Half are done." },
    { status: "in_progress", body: "This maintenance has started." },
    { status: "scheduled", body: "Soon." },
    { status: "scheduled", body: "We swap all disks. <script>" },
  ]);
});

test("without components the page says so and claims nothing", async () => {
  const { get } = await openPage([]);
  const { text } = await get("/");
  expect(text).toContain("<h1>Nothing is monitored yet</h1>");
  expect(text).not.toContain("All Systems Operational");
  expect((await get("/", CURL)).text).toContain("Acme Status: Nothing is monitored yet");
});

test("a hidden component is in no document, nor is a window that covers it alone", async () => {
  const { get, store, pages, setLevel } = await openPage([
    ...SHOP,
    { id: "vault-id", name: "Vault name", group: "Vault group", description: "Vault words", isHidden: true },
  ]);
  await store.transact((tx) => {
    const plan = { startsAt: NOON + HOUR, endsAt: NOON + 2 * HOUR };
    tx.maintenances.insert(newWindow({ title: "Vault repairs", ...plan, components: ["vault-id"] }));
    tx.maintenances.insert(newWindow({ title: "Big repairs", ...plan, components: ["vault-id", "api"] }));
  });
  await setLevel("vault-id", "major_outage");
  pages.wake();
  for (const path of EVERY_PATH) {
    const answers = [await get(path), await get(path, CURL)];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/vault/i);
      expect(text).not.toMatch(/Major outage|"major_outage"/);
    }
  }
  expect((await get("/")).text).toContain("Big repairs");
});

test("a page that names its components shows those, in that order", async () => {
  const { json } = await openPage(SHOP, { components: ["db", "site"], slug: "small" });
  const { components } = await json("components");
  expect(components.map((one: { name: string }) => one.name)).toEqual(["Platform", "Database", "Website"]);
});

test("a change is in the next response, and moves the time of the page", async () => {
  const { get, json, setLevel, clock } = await openPage(SHOP);
  expect((await get("/")).text).toContain("Partially Degraded Service");
  clock.now = NOON + 5 * 60_000;
  await setLevel("site", "major_outage");
  const { text } = await get("/");
  expect(text).toContain("<h1>Partial System Outage</h1>");
  expect(text).toContain('Last change <time datetime="2026-11-23T12:05:00.000Z">');
  expect((await json("summary")).page.updated_at).toBe("2026-11-23T12:05:00.000Z");
});

test("the page names the summary that says the same, so that its script can ask for changes", async () => {
  const { get } = await openPage(SHOP);
  const tag = (await get("/api/v2/summary.json")).headers.etag!;
  expect((await get("/")).text).toContain(`data-etag="${tag.replaceAll('"', "&quot;")}"`);
});

test("many wakes and many readers read the store once; a commit that changes nothing shown keeps the documents", async () => {
  const { get, pages, reads, clock } = await openPage(SHOP.slice(0, 2));
  for (let round = 0; round < 100; round++) pages.wake();
  const etag = (await get("/")).headers.etag;
  await Promise.all(EVERY_PATH.map((path) => get(path)));
  expect(reads.count).toBe(1);
  clock.now += HOUR;
  for (let round = 0; round < 100; round++) pages.wake();
  await setImmediate();
  expect((await get("/")).headers.etag).toBe(etag);
  expect(reads.count).toBe(2);
});

test("a change is rendered ahead when nobody asks", async () => {
  const { reads, setLevel } = await openPage(SHOP);
  await vi.waitFor(() => expect(reads.count).toBe(1));
  await setLevel("api", "partial_outage");
  await vi.waitFor(() => expect(reads.count).toBe(2));
});

test("a page that cannot be rendered stays as it was, warns once, and recovers with the next commit", async () => {
  const { get, store, pages, warnings, setLevel } = await openPage(SHOP);
  const good = (await get("/")).text;
  await setLevel("api", "major_outage");
  store.db.exec("ALTER TABLE components RENAME TO broken");
  for (let round = 0; round < 3; round++) {
    pages.wake();
    expect((await get("/")).text).toBe(good);
  }
  expect(warnings).toEqual(["The page status could not be rendered; its readers see the last one that could."]);
  store.db.exec("ALTER TABLE broken RENAME TO components");
  pages.wake();
  expect((await get("/")).text).toContain("Partial System Outage");
});

test("what the renderer itself chokes on is warned of once, too", async () => {
  const { get, store, pages, warnings, setLevel } = await openPage(SHOP);
  const good = (await get("/")).text;
  store.db.exec("UPDATE components SET level_since = 9e15 WHERE id = 'api'");
  for (let round = 0; round < 3; round++) {
    pages.wake();
    expect((await get("/")).text).toBe(good);
  }
  expect(warnings).toHaveLength(1);
  store.db.exec("UPDATE components SET level_since = 0 WHERE id = 'api'");
  await setLevel("api", "major_outage");
  expect((await get("/")).text).toContain("Partial System Outage");
});

test("one document that could not be written is tried again soon, whatever becomes of the others", async () => {
  const { get, setLevel, clock, warnings } = await openPage(SHOP);
  await get("/");
  await setLevel("api", "major_outage");
  const write = vi.spyOn(KINDS.html, "make").mockImplementation(() => {
    throw new Error("once");
  });
  expect((await get("/")).text).toContain("Partially Degraded Service");
  write.mockRestore();
  expect((await get("/api/v2/status.json")).text).toContain("Partial System Outage");
  clock.now += 5000;
  expect((await get("/")).text).toContain("Partial System Outage");
  expect(warnings).toHaveLength(1);
});

test("what engineers do among themselves is no reason to read a page again; what readers may see is", async () => {
  const { get, store, pages, reads, clock } = await openPage(SHOP.slice(0, 2));
  const append = async (events: NewEvent[]): Promise<void> => {
    await store.transact((tx) => tx.events.append(events, clock.now, SYSTEM));
    pages.wake();
  };
  await get("/");
  const before = reads.count;
  await append([{ type: "incident:noted", incidentId: 1, data: { text: "Hm." } }]);
  await get("/");
  expect(reads.count).toBe(before);
  await append([{ type: "config:reloaded", data: { added: [], removed: [], changed: [] } }]);
  await get("/");
  expect(reads.count).toBe(before + 1);
  store.db.exec("ALTER TABLE events RENAME TO broken");
  pages.wake();
  expect((await get("/")).status).toBe(200);
  expect(reads.count).toBe(before + 2);
});

test("a page that never could be rendered says so, and when to come back", async () => {
  const { get, store } = await openPage(SHOP);
  store.db.exec("ALTER TABLE components RENAME TO broken");
  const { status, headers } = await get("/");
  expect([status, headers["retry-after"], headers["cache-control"]]).toEqual([503, "5", "no-store"]);
});

test("markup, right-to-left text, emoji and control characters in names break nothing", async () => {
  const hostile = [
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    "\u202eevil\u202c שלום عربى",
    "🦄 👩‍👩‍👧 ok",
    "bell\u0007 esc\u001b[31m nul\u0000 c1\u009b new\nline",
    "lone \ud800 surrogate",
    "]]> -- & &amp; `",
  ];
  const shown = hostile.map((name, index) => ({ id: `c${index}`, name, group: name, description: name }));
  const { get, json, store, pages } = await openPage(shown, { title: hostile[0] + hostile[1]! });
  await store.transact((tx) => {
    for (const title of hostile)
      tx.maintenances.insert(newWindow({ title, startsAt: NOON + HOUR, endsAt: NOON + 2 * HOUR, components: ["c0"] }));
  });
  pages.wake();
  const html = (await get("/")).text;
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain("<bdi>🦄 👩‍👩‍👧 ok</bdi>");
  const texts = [html, (await get("/", CURL)).text, (await get("/api/v2/summary.json")).text];
  for (const text of texts) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|\\u00[01]|\\ud800/i);
  const names = (await json("components")).components.map((one: { name: string }) => one.name);
  expect(names).toContain("bell esc nul c1 new line");
  expect(names).toContain(hostile[0]);
});

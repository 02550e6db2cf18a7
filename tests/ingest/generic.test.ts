// Generic JSON: what a shell script can send with curl.
import { expect, test } from "vitest";
import { getStatus } from "../../src/contract/status.ts";
import { amAlert, amGroup, incidentsOf, logOf, say, startWithSources } from "./support.ts";

const DISK = { key: "disk", title: "Disk full", severity: "sev1", component: "api" };

test("a title is enough: open, high, under a key of its own", async () => {
  const daemon = await startWithSources();
  const { status, json } = await say(daemon, "script", { title: "Disk full" });
  expect([status, json]).toEqual([200, { fired: 1, repeated: 0, recovered: 0, ignored: 0, shed: 0 }]);
  expect(await incidentsOf(daemon)).toMatchObject([
    { title: "Disk full", severity: "high", state: "open", source: "script", key: "Disk full", firing: 1 },
  ]);
});

test("open, ack, note and resolve in one list, each by the key and in the source's name", async () => {
  const daemon = await startWithSources();
  const { json } = await say(daemon, "script", [
    { ...DISK, body: "97 %", url: "https://graphs.example.org/disk", labels: { host: "db1", used: 97, root: true } },
    { ...DISK, action: "ack", body: "The script restarts it." },
    { key: "disk", action: "note", body: "Restarted." },
    { key: "disk", action: "resolve" },
  ]);
  expect(json).toEqual({ fired: 1, repeated: 0, recovered: 1, ignored: 0, shed: 0, acknowledged: 1, noted: 1 });
  expect(daemon.store.alerts.get("script", "disk")).toMatchObject({
    labels: { host: "db1", used: "97", root: "true" },
    annotations: { url: "https://graphs.example.org/disk", description: "97 %" },
    components: ["api"],
  });
  const events = daemon.store.events.ofIncident(1, 0, 50).filter(({ type }) => type !== "status:changed");
  expect(events.map(({ type, actor }) => [type, actor.name])).toEqual([
    ["incident:opened", "script"],
    ["alert:fired", "script"],
    ["incident:acknowledged", "script"],
    ["incident:noted", "script"],
    ["alert:recovered", "script"],
    ["incident:resolved", "script"],
  ]);
  expect(await logOf(daemon, "script")).toMatchObject([
    { outcome: "accepted", shape: "generic", fired: 1, recovered: 1, detail: "1 acknowledged. 1 noted." },
  ]);
});

test("a component that does not exist does not lose the alert: it is taken without, and said", async () => {
  const daemon = await startWithSources();
  const { status, json } = await say(daemon, "script", {
    title: "Down",
    component: ["ap", "web"],
    severity: "critcal",
  });
  const warnings = [
    "The severity `critcal` is not known; it was taken as high.",
    "There is no component `ap`; did you mean `api`?",
  ];
  expect([status, json]).toEqual([200, { fired: 1, repeated: 0, recovered: 0, ignored: 0, shed: 0, warnings }]);
  expect(await incidentsOf(daemon)).toMatchObject([{ severity: "high", components: [{ id: "web" }] }]);
  expect(await logOf(daemon, "script")).toMatchObject([{ outcome: "accepted", detail: warnings.join(" ") }]);
});

test("ack and note of an unknown key are ignored, and the log says so", async () => {
  const daemon = await startWithSources();
  const { json } = await say(daemon, "script", [
    { key: "k", action: "ack" },
    { key: "k", action: "note", body: "x" },
  ]);
  expect(json).toMatchObject({ ignored: 2, fired: 0 });
  expect(await logOf(daemon, "script")).toMatchObject([{ detail: expect.stringContaining("Nothing of the key `k`") }]);
});

test.each([
  [{ titel: "Down" }, "titel", "is not a known field; did you mean `title`?"],
  [[{ title: "a" }, { title: "b", severety: "low" }], "[1].severety", "is not a known field; did you mean `severity`?"],
  [{ action: "open" }, "title", "is missing; say a `title`, or a `key` that is known already"],
  [{ key: "k", action: "note" }, "body", "is missing; it is the note"],
  [{ title: "a", action: "close" }, "action", "must be one of open, ack, resolve, note"],
  [{ title: "a", at: "yesterday" }, "at", "must be a moment with its offset, like 2026-12-01T02:00:00Z"],
  [{ title: 5 }, "title", "must be a string"],
])("%j is refused, with where and what instead", async (body, path, message) => {
  const daemon = await startWithSources();
  const { status, json } = await say(daemon, "script", body);
  expect([status, json]).toMatchObject([400, { code: "invalid", errors: [{ path, message }] }]);
  expect(await incidentsOf(daemon)).toEqual([]);
  expect(await logOf(daemon, "script")).toMatchObject([
    { outcome: "invalid", detail: expect.stringContaining(message), excerpt: JSON.stringify(body) },
  ]);
});

test("a list of a thousand is taken, one of a thousand and one is refused whole", async () => {
  const daemon = await startWithSources();
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, title: "Down" }));
  expect((await say(daemon, "script", many(1001))).status).toBe(400);
  expect((await say(daemon, "script", many(1000))).json).toMatchObject({ fired: 1000 });
});

test("out of order by the sender's own times: the older statement changes nothing", async () => {
  const daemon = await startWithSources();
  const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();
  const [first, second, third] = [at(30), at(20), at(10)];
  await say(daemon, "script", { ...DISK, at: first });
  await say(daemon, "script", { ...DISK, action: "resolve", at: third });
  expect((await say(daemon, "script", { ...DISK, at: second })).json).toMatchObject({ ignored: 1 });
  expect(await incidentsOf(daemon)).toMatchObject([{ state: "resolved" }]);
});

test("its shape is what counts, and not the kind in the config: any source sends any of them", async () => {
  const daemon = await startWithSources();
  expect((await say(daemon, "am", { title: "From a script" })).json).toMatchObject({ fired: 1 });
  expect((await say(daemon, "script", amGroup([amAlert("f1")]))).json).toMatchObject({ fired: 1 });
  expect([(await logOf(daemon, "am"))[0]!.shape, (await logOf(daemon, "script"))[0]!.shape]).toEqual([
    "generic",
    "alertmanager",
  ]);
  expect((await say(daemon, "am", { version: "3" })).json.detail).toContain("not an Alertmanager webhook of version 4");
});

test("an explicit component moves its level at once", async () => {
  const daemon = await startWithSources();
  await say(daemon, "script", DISK);
  await daemon.tick();
  const { components } = await daemon.client.call(getStatus, {});
  expect(components.find(({ id }) => id === "api")).toMatchObject({ level: "major_outage" });
});

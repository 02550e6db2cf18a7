// What an operator sees of a source: each request and what became of it, without secrets, and without a way to fill the disk.
import { expect, test } from "vitest";
import { listSources } from "../../src/contract/sources.ts";
import { ask, tokenOf } from "../http/requests.ts";
import { amAlert, amGroup, KEYS, logOf, say, startWithSources } from "./support.ts";

test("one row a request, newest first, refused ones too; and when each source was last heard", async () => {
  const daemon = await startWithSources();
  await say(daemon, "am", amGroup([amAlert("f1"), amAlert("f2")]), {
    headers: { "user-agent": "Alertmanager/0.25.0" },
  });
  await say(
    daemon,
    "am",
    amGroup([amAlert("f1"), amAlert("f2", { status: "resolved" }), amAlert("f3", { status: "resolved" })]),
  );
  await say(daemon, "am", undefined, { raw: "{ no json", headers: { "content-type": "application/json" } });
  const [broken, second, first] = await logOf(daemon, "am");
  expect(first).toMatchObject({
    ...{
      outcome: "accepted",
      shape: "alertmanager",
      fired: 2,
      agent: "Alertmanager/0.25.0",
      origin: "ingest 127.0.0.1",
    },
    excerpt: expect.stringContaining('"version":"4"'),
  });
  expect(second).toMatchObject({ repeated: 1, recovered: 1, ignored: 1 });
  expect(broken).toMatchObject({
    outcome: "invalid",
    detail: expect.stringContaining("not valid JSON"),
    excerpt: "{ no json",
  });
  expect((await daemon.client.call(listSources, {})).items).toMatchObject([
    { id: "am", kind: "alertmanager", firing: 1, outcome: "invalid", heardAt: broken!.at },
    { id: "grafana", firing: 0 },
    { id: "script", firing: 0 },
  ]);
});

test("a body that is no JSON is not quoted where its secrets would be", async () => {
  const daemon = await startWithSources();
  const headers = { "content-type": "application/json" };
  await say(daemon, "script", undefined, { raw: '{"title": "x", "password": hunter2-hunter2}', headers });
  const [row] = await logOf(daemon, "script");
  expect(row).toMatchObject({ outcome: "invalid", excerpt: '{"title": "x", "password": [taken out]}' });
  expect(JSON.stringify(row)).not.toContain("hunter2");
});

test("no secret of a payload, a header or an address gets into the log", async () => {
  const daemon = await startWithSources();
  const hidden = "hunter2-hunter2";
  const labels = {
    password: hidden,
    api_key: hidden,
    db_url: `postgres://app:${hidden}@db/shop`,
    authorization: `Basic ${hidden}`,
  };
  await ask(daemon, `/ingest/script?key=${KEYS.script}`, {
    method: "POST",
    body: {
      key: "kept-key",
      title: `login failed: password=${hidden}`,
      body: `Authorization: Bearer ${hidden}`,
      labels,
    },
  });
  await ask(daemon, `/ingest/script?key=${KEYS.script}`, {
    ...{ method: "POST", raw: `{"token": "${hidden}", oops`, headers: { "content-type": "application/json" } },
  });
  await ask(daemon, "/ingest/script?key=not-the-key-at-all", { method: "POST", body: {} });
  const rows = daemon.store.db.prepare("SELECT * FROM source_requests").all();
  const told = JSON.stringify([rows, daemon.logged, daemon.store.db.prepare("SELECT * FROM audit").all()]);
  expect(rows).toHaveLength(3);
  expect(told).toContain("kept-key");
  for (const secret of [hidden, KEYS.script, "not-the-key-at-all"]) expect(told).not.toContain(secret);
});

test("an excerpt is small, however large, deep or wide the payload", async () => {
  const daemon = await startWithSources();
  const deep = `${"[".repeat(5000)}1${"]".repeat(5000)}`;
  const wide = JSON.stringify({
    title: "x",
    labels: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`l${i}`, "v".repeat(500)])),
  });
  for (const raw of [deep, wide])
    await say(daemon, "script", undefined, { raw, headers: { "content-type": "application/json" } });
  for (const { excerpt } of await logOf(daemon, "script")) expect(excerpt!.length).toBeLessThanOrEqual(2048);
});

test("the newest 500 are kept, and strangers push nothing out", async () => {
  const daemon = await startWithSources();
  for (let round = 0; round < 600; round += 50)
    await Promise.all(Array.from({ length: 50 }, () => say(daemon, "script", { title: "Down" })));
  const count = () =>
    daemon.store.db.prepare("SELECT count(*) FROM source_requests WHERE source = 'script'").pluck().get();
  expect(count()).toBeLessThanOrEqual(550);
  expect(count()).toBeGreaterThanOrEqual(500);
  const turnedAway = () =>
    daemon.store.db.prepare("SELECT count(*) FROM source_requests WHERE outcome = 'unauthenticated'").pluck().get();
  const stranger = () => ask(daemon, "/ingest/script", { method: "POST", token: "wrong-wrong-wrong", body: {} });
  for (let knock = 0; knock < 20; knock++) await stranger();
  expect(turnedAway()).toBe(1);
  await daemon.wind(60_000);
  await stranger();
  expect((await logOf(daemon, "script"))[0]).toMatchObject({
    outcome: "unauthenticated",
    detail: expect.stringContaining("19 more like it came before."),
  });
});

test("a source that is not there is 404 with the nearest name; one that left the config keeps its log; viewers see no log", async () => {
  const daemon = await startWithSources();
  const [responder, viewer] = [await tokenOf(daemon, "responder"), await tokenOf(daemon, "viewer")];
  const get = (id: string, token: string) => ask(daemon, `/api/v1/sources/${id}/requests`, { token });
  expect((await get("scrip", responder)).json).toMatchObject({
    code: "not_found",
    detail: expect.stringContaining("`script`"),
  });
  expect((await get("script", responder)).status).toBe(200);
  expect((await get("script", viewer)).status).toBe(403);
});

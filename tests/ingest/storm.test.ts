// Too much at once: nothing that is news is dropped, and what is no news costs next to nothing.
import { Readable } from "node:stream";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { Config } from "../../src/config/schema.ts";
import { openIncident } from "../../src/contract/incidents.ts";
import { createPerform } from "../../src/daemon/actions/perform.ts";
import type { HttpEnv } from "../../src/daemon/http/env.ts";
import { jsonOf, readBytes } from "../../src/daemon/http/read-body.ts";
import { respondProblem } from "../../src/daemon/http/respond.ts";
import { createIngest } from "../../src/daemon/ingest/ingest.ts";
import { createShedder } from "../../src/daemon/ingest/shed.ts";
import { makeAlert, openHouse } from "../actions/house.ts";
import { ask } from "../http/requests.ts";
import { makeSettings } from "../support/settings.ts";
import { until } from "../support/until.ts";
import { amAlert, amGroup, incidentsOf, logOf, say, startWithSources } from "./support.ts";

const limited = { limits: { alerts_per_minute: 10 } };
const many = (count: number, change: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => amAlert(`f${index}`, change));

test("pitfall 9: over its budget a source's repeats are only counted; first firings, raises and recoveries never are", async () => {
  const daemon = await startWithSources({ config: limited });
  expect((await say(daemon, "am", amGroup(many(100)))).json).toMatchObject({ fired: 100, shed: 0 });
  const commits = () => daemon.store.db.prepare("SELECT max(id) FROM source_requests").pluck().get();
  const before = commits();
  expect((await say(daemon, "am", amGroup(many(100)))).json).toMatchObject({ fired: 0, repeated: 0, shed: 100 });
  expect(commits(), "a request that is all shed waits for no commit").toBe(before);

  const news = [
    amAlert("new"),
    amAlert("f1", { labels: { alertname: "Down", job: "api", severity: "info" } }),
    amAlert("f2", { status: "resolved" }),
    amAlert("f2"),
    amAlert("f3"),
  ];
  expect((await say(daemon, "am", amGroup(news))).json).toEqual({
    fired: 2,
    repeated: 1,
    recovered: 1,
    ignored: 0,
    shed: 1,
  });
  expect(daemon.store.alerts.get("am", "f3")).toMatchObject({ repeats: 0 });
});

test("what was only counted is told: in the log of the source and in the metrics", async () => {
  const daemon = await startWithSources({ config: limited });
  await say(daemon, "am", amGroup(many(20)));
  for (let round = 0; round < 3; round++) await say(daemon, "am", amGroup(many(20)));
  const told = await until("the row that tells it", async () =>
    (await logOf(daemon, "am")).find(({ shed }) => shed > 0),
  );
  expect(told).toMatchObject({
    ...{ outcome: "accepted", shed: 60, repeated: 0 },
    detail: "3 requests of repeats were only counted, since too much came at once.",
  });
  const metrics = (await ask(daemon, "/metrics")).text;
  expect(metrics).toMatch(/^tocsin_alerts_total\{source="am",effect="shed"\} 60$/m);
  expect(metrics).toMatch(/^tocsin_alerts_total\{source="am",effect="fired"\} 20$/m);
});

test("once a minute a repeat is written all the same, so that its row stays fresh", async () => {
  const daemon = await startWithSources({ config: limited });
  await say(daemon, "am", amGroup(many(30)));
  await daemon.wind(60_000);
  expect((await say(daemon, "am", amGroup(many(30)))).json).toMatchObject({ repeated: 30, shed: 0 });
});

test("a firing right behind its recovery is no repeat, though the recovery still waits for its commit", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert(), makeAlert({ fingerprint: "f2" }));
  const shedder = createShedder({ store: house.store, now: house.now, alertsPerMinute: () => 1 });
  shedder.sift("am", [makeAlert()]); // there goes the budget
  const sift = () =>
    shedder
      .sift("am", [makeAlert(), makeAlert({ fingerprint: "f2" })])
      .kept.map((one) => "fingerprint" in one && one.fingerprint);
  const arrived = shedder.onTheWay("am", [makeAlert({ status: "resolved" })]);
  const arrivedToo = shedder.onTheWay("am", [makeAlert({ status: "resolved" })]);
  expect(sift()).toEqual(["f1"]);
  arrived();
  expect(sift()).toEqual(["f1"]);
  arrivedToo();
  expect(sift()).toEqual([]);
});

test("under strain every source's repeats are shed, whatever its budget", async () => {
  const house = await openHouse();
  await house.alerts(makeAlert());
  const shedder = createShedder({ store: house.store, now: house.now, alertsPerMinute: () => 1000 });
  expect(shedder.sift("am", [makeAlert()]).shed).toBe(0);
  const waiting = Array.from({ length: 201 }, () => house.store.transact(() => null));
  const givesTime = makeAlert({ saidAt: house.now() });
  expect(shedder.sift("am", [makeAlert(), givesTime])).toMatchObject({ kept: [givesTime], shed: 1 });
  await Promise.all(waiting);
  expect(shedder.sift("am", [makeAlert()]).shed).toBe(0);
});

test("pitfall 10: people are not kept waiting: an incident is opened while ten thousand alerts of one body are being taken", async () => {
  const daemon = await startWithSources();
  let isTaken = false;
  const storm = say(daemon, "am", amGroup(many(10_000))).then((reply) => {
    isTaken = true;
    return reply;
  });
  await until("the first alerts", () => daemon.store.alerts.get("am", "f0"));
  await daemon.client.call(openIncident, { title: "By hand" });
  expect(isTaken).toBe(false);
  expect((await storm).json).toMatchObject({ fired: 10_000 });
  expect(await incidentsOf(daemon)).toMatchObject([{ title: "By hand" }, { firing: 10_000, alertCount: 10_000 }]);
  expect(await logOf(daemon, "am")).toMatchObject([{ fired: 10_000 }]);
}, 60_000);

test("when all hope is gone the answer is 503 with Retry-After, which Alertmanager heeds, and nothing is half taken", async () => {
  const house = await openHouse();
  const ingest = createIngest({
    ...{ store: house.store, perform: createPerform(house.store), now: house.now, settings: () => makeSettings() },
    ...{ jsonOf, readBytes, alertsPerMinute: () => 1000, onAlerts: () => {}, onWarning: () => {} },
    admission: { turnAway: (refusal) => Promise.reject(refusal) },
    sources: () => Config.parse({ sources: [{ id: "am", kind: "alertmanager", key: "a-long-enough-key" }] }).sources,
  });
  const app = new Hono<HttpEnv>()
    .use((c, next) => {
      c.set("requestId", "r1");
      return next();
    })
    .onError((error, c) => respondProblem(c, error, "r1"))
    .route("/", ingest.app as unknown as Hono<HttpEnv>);
  const headers = { authorization: "Bearer a-long-enough-key", "content-type": "application/json" };
  const incoming = Object.assign(Readable.from([Buffer.from(JSON.stringify(amGroup(many(1))))]), { socket: {} });
  const send = () => app.request("/ingest/am", { method: "POST", headers }, { entrance: "tcp", incoming } as never);

  const waiting = Array.from({ length: 5001 }, () => house.store.transact(() => null));
  const reply = await send();
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await reply.json()).toMatchObject({ code: "unavailable", hint: expect.stringContaining("send it again") });
  await Promise.all(waiting);
  expect(house.types()).toEqual([]);
  expect((await send()).status).toBe(200);
  expect(house.types()).toEqual(["incident:opened", "alert:fired"]);
  await ingest.stop();
});

// Sources that sign: by the body, by time and body, with a key beside it or without; and requests that come twice.
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { ask } from "../http/requests.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { incidentsOf, logOf, say, startWithSources } from "./support.ts";

const SECRET = "the-secret-of-a-sender";
const BODY = JSON.stringify({ key: "disk", title: "Disk full" });
const start = () =>
  startTestDaemon({
    config: {
      sources: [
        { id: "plain", kind: "generic", hmac: { secret: SECRET, header: "X-Grafana-Alerting-Signature" } },
        { id: "timed", kind: "generic", hmac: { secret: SECRET, timestamp_header: "X-Sent-At" } },
        { id: "both", kind: "generic", key: "a-long-enough-key", hmac: { secret: SECRET } },
      ],
    },
  });
const sign = (text: string, secret = SECRET): string => createHmac("sha256", secret).update(text).digest("hex");
const send = (daemon: TestDaemon, source: string, headers: Record<string, string>, raw: BodyInit = BODY) =>
  ask(daemon, `/ingest/${source}`, {
    method: "POST",
    raw,
    headers: { "content-type": "application/json", ...headers },
  });
const seconds = (offset = 0): string => String(Math.floor(Date.now() / 1000) + offset);
const timed = (at: string, more: Record<string, string> = {}) => ({
  ...{ "x-sent-at": at, "x-tocsin-signature": sign(`${at}:${BODY}`), ...more },
});

test("the signature of the body opens, with and without `sha256=` before it, in any case", async () => {
  const daemon = await start();
  const header = "x-grafana-alerting-signature";
  for (const signature of [sign(BODY), `sha256=${sign(BODY)}`, sign(BODY).toUpperCase()])
    expect((await send(daemon, "plain", { [header]: signature })).status).toBe(200);
  expect(daemon.store.alerts.get("plain", "disk")).toMatchObject({ repeats: 2 });
});

test("it covers the bytes as they came", async () => {
  const daemon = await start();
  const spaced = '{ "title" :  "ünïcode" }';
  expect((await send(daemon, "plain", { "x-grafana-alerting-signature": sign(spaced) }, spaced)).status).toBe(200);
});

test.each<[string, string, () => Record<string, string>]>([
  ["no signature", "plain", () => ({})],
  ["another secret", "plain", () => ({ "x-grafana-alerting-signature": sign(BODY, "another-secret-here") })],
  ["the signature of another body", "plain", () => ({ "x-grafana-alerting-signature": sign("{}") })],
  ["the key without the signature", "both", () => ({ authorization: "Bearer a-long-enough-key" })],
  ["the signature without the key", "both", () => ({ "x-tocsin-signature": sign(BODY) })],
  ["no time", "timed", () => ({ "x-tocsin-signature": sign(BODY) })],
  ["a time that is no number", "timed", () => timed("soon")],
  ["a time of six minutes ago", "timed", () => timed(seconds(-360))],
  ["a time in six minutes", "timed", () => timed(seconds(360))],
  ["another time than the one that was signed", "timed", () => ({ ...timed(seconds()), "x-sent-at": seconds(-1) })],
])("%s is 401", async (_, source, headers) => {
  const daemon = await start();
  const { status, json } = await send(daemon, source, headers());
  expect([status, json.code]).toEqual([401, "unauthenticated"]);
  expect(await incidentsOf(daemon)).toEqual([]);
  expect(await logOf(daemon, source)).toMatchObject([{ outcome: "unauthenticated", fired: 0 }]);
});

test("key and signature together open what needs both; a time up to five minutes off is taken", async () => {
  const daemon = await start();
  const both = { authorization: "Bearer a-long-enough-key", "x-tocsin-signature": sign(BODY) };
  expect((await send(daemon, "both", both)).status).toBe(200);
  for (const offset of [-290, 290]) expect((await send(daemon, "timed", timed(seconds(offset)))).status).toBe(200);
});

test("replay: a copy of a signed request does nothing twice, whatever key is put on it; the next one does", async () => {
  const daemon = await start();
  const at = seconds();
  const first = await send(daemon, "timed", timed(at));
  const copies = [
    await send(daemon, "timed", timed(at)),
    await send(daemon, "timed", timed(at, { "idempotency-key": "x" })),
  ];
  expect(copies.map(({ status, json }) => [status, json])).toEqual(
    [first, first].map(({ status, json }) => [status, json]),
  );
  expect(daemon.store.alerts.get("timed", "disk")).toMatchObject({ repeats: 0 });
  await send(daemon, "timed", timed(String(Number(at) - 1)));
  expect(daemon.store.alerts.get("timed", "disk")).toMatchObject({ repeats: 1 });
});

test("replay: a copy of a retry that was known by its Idempotency-Key does nothing without that key either", async () => {
  const daemon = await start();
  const [first, retry] = [seconds(-1), seconds()];
  for (const at of [first, retry]) await send(daemon, "timed", timed(at, { "idempotency-key": "x" }));
  await send(daemon, "timed", timed(retry));
  expect(daemon.store.alerts.get("timed", "disk")).toMatchObject({ repeats: 0 });
});

test("a stranger whose body never gets as far as its signature is counted, and pushes nothing out of the log", async () => {
  const daemon = await startTestDaemon({
    config: {
      sources: [{ id: "plain", kind: "generic", hmac: { secret: SECRET } }],
      limits: { anonymous_per_minute: 3 },
    },
  });
  const tooMuch = Buffer.alloc(16 * 1024 * 1024 + 1);
  const statuses: number[] = [];
  for (let knock = 0; knock < 5; knock++) statuses.push((await send(daemon, "plain", {}, tooMuch)).status);
  expect(statuses).toEqual([413, 413, 413, 429, 429]);
  expect(await logOf(daemon, "plain")).toMatchObject([{ outcome: "too_large" }]);
});

test("an Idempotency-Key makes one request of two, also one of many parts, and another body a conflict", async () => {
  const daemon = await startWithSources();
  const many = Array.from({ length: 120 }, (_, index) => ({ key: `k${index}`, title: "Down" }));
  const headers = { "idempotency-key": "7f0c" };
  const first = await say(daemon, "script", many, { headers });
  const again = await say(daemon, "script", many, { headers });
  expect([first.json, again.json]).toMatchObject([{ fired: 120 }, { fired: 120 }]);
  expect((await incidentsOf(daemon)).length).toBe(50);
  expect(daemon.store.alerts.get("script", "k119")).toMatchObject({ repeats: 0 });
  expect((await logOf(daemon, "script")).map(({ fired }) => fired)).toEqual([120]);
  expect((await say(daemon, "script", many.slice(1), { headers })).status).toBe(409);
  expect((await say(daemon, "am", { title: "Another source's own" }, { headers })).status).toBe(200);
  expect((await say(daemon, "script", many, { headers: { "idempotency-key": "k".repeat(256) } })).status).toBe(400);
});

test("strangers who announce large bodies can hold only so much memory; once they have gone, the sender is heard again", async () => {
  const daemon = await start();
  const { port } = new URL(daemon.url);
  const announce = `POST /ingest/plain HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${16 * 1024 * 1024}\r\n\r\n{`;
  const strangers = Array.from({ length: 4 }, () => connect(Number(port), "127.0.0.1").on("error", () => {}));
  for (const stranger of strangers) stranger.write(announce);
  const signed = () => send(daemon, "plain", { "x-grafana-alerting-signature": sign(BODY) });
  await until("no room", async () => (await signed()).status === 503);
  expect(await signed()).toMatchObject({ status: 503, json: { code: "unavailable" } });

  for (const stranger of strangers) stranger.destroy();
  await until("room again", async () => (await signed()).status === 200);
});

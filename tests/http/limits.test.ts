// Too much at once: whose it is, how long to wait, and whom it leaves alone.
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { reloadConfig } from "../../src/contract/config.ts";
import { getWhoami } from "../../src/contract/tokens.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { ask, tokenOf } from "./requests.ts";

const WHOAMI = "/api/v1/whoami";
const SOURCE = { id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" };
const startLimited = (limits: { requests_per_minute?: number; anonymous_per_minute?: number }, ports = {}) =>
  startTestDaemon({ config: { limits, sources: [SOURCE] }, ports: { now: () => NOON, ...ports } });
/** The daemon's clock stands still unless it is wound. */
const NOON = Date.parse("2026-11-24T12:00:00Z");

const statuses = async (daemon: TestDaemon, path: string, token: string | undefined, times: number) => {
  const replies: number[] = [];
  for (let time = 0; time < times; time++)
    replies.push((await ask(daemon, path, token === undefined ? {} : { token })).status);
  return replies;
};

test("a token has so many requests a minute; over it 429 says truly when the next is allowed", async () => {
  const daemon = await startLimited({ requests_per_minute: 8 });
  const token = await tokenOf(daemon, "viewer");
  expect(await statuses(daemon, WHOAMI, token, 8)).toEqual(Array(8).fill(200));
  const refused = await ask(daemon, WHOAMI, { token });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.json).toMatchObject({
    code: "rate_limited",
    detail: "This token made more than 8 requests in a minute.",
    hint: "Wait 8 s, or ask less often; the limits are `limits` in the config file.",
  });
  expect(refused.headers.get("retry-after")).toBe("8"); // one in 7.5 s
  await daemon.wind(7000);
  expect(await statuses(daemon, WHOAMI, token, 1)).toEqual([429]);
  await daemon.wind(1000);
  expect(await statuses(daemon, WHOAMI, token, 2)).toEqual([200, 429]);
});

test("another token, and whoever comes over the unix socket, are not touched by it", async () => {
  const daemon = await startLimited({ requests_per_minute: 1 });
  const [greedy, other] = [await tokenOf(daemon, "viewer"), await tokenOf(daemon, "viewer")];
  expect(await statuses(daemon, WHOAMI, greedy, 3)).toEqual([200, 429, 429]);
  expect(await statuses(daemon, WHOAMI, other, 1)).toEqual([200]);
  for (let time = 0; time < 5; time++)
    expect(await daemon.client.call(getWhoami, {})).toMatchObject({ actor: { name: "ann" } });
});

test("who guesses tokens is stopped, and a valid token from the same address is not", async () => {
  const daemon = await startLimited({ anonymous_per_minute: 3 });
  const token = await tokenOf(daemon, "responder");
  expect(await statuses(daemon, WHOAMI, "tocsin_guess", 5)).toEqual([401, 401, 401, 429, 429]);
  const refused = await ask(daemon, WHOAMI, {});
  expect(refused.json).toMatchObject({
    code: "rate_limited",
    detail: "More than 3 requests in a minute came from 127.0.0.1 without a valid token.",
    hint: expect.stringContaining("Wait 20 s"),
  });
  expect(refused.headers.get("retry-after")).toBe("20");
  await ask(daemon, "/api/v1/incidents", { method: "POST", token, body: { title: "Down" } });
  expect((await ask(daemon, "/api/v1/incidents/1/ack", { method: "POST", token, body: {} })).status).toBe(200);
});

test.each([
  ["without a token", WHOAMI, 401],
  ["at an address of the API that is not there", "/api/v1/nothing", 404],
  ["for the description of the API", "/api/v1/openapi.json", 200],
])("requests %s count for their address", async (_, path, status) => {
  const daemon = await startLimited({ anonymous_per_minute: 2 });
  expect(await statuses(daemon, path, undefined, 3)).toEqual([status, status, 429]);
  expect(await statuses(daemon, path, await tokenOf(daemon, "viewer"), 1)).toEqual([status === 401 ? 200 : status]);
});

test("failed sign-ins of sources and of live connections count for their address too", async () => {
  const daemon = await startLimited({ anonymous_per_minute: 2 });
  const knock = (token: string): Promise<{ data: { code: string } }> =>
    new Promise((resolve) => {
      const socket = io(daemon.url, {
        transports: ["websocket"],
        auth: { token },
        forceNew: true,
        reconnection: false,
      });
      socket.once("connect_error", (error) => {
        socket.close();
        resolve(error as never); // what the daemon says is its `data`
      });
    });
  const ingest = () => ask(daemon, "/ingest/am", { method: "POST", token: "wrong", body: {} });
  expect((await ingest()).status).toBe(401);
  expect((await knock("tocsin_wrong")).data.code).toBe("unauthenticated");
  expect((await ingest()).json).toMatchObject({ code: "rate_limited" });
  expect((await knock("tocsin_wrong")).data.code).toBe("rate_limited");
});

test("pages, health and what sources send are never limited", async () => {
  const daemon = await startLimited({ requests_per_minute: 1, anonymous_per_minute: 1 });
  await statuses(daemon, WHOAMI, undefined, 2);
  for (const path of ["/", "/api/v2/summary.json", "/healthz", "/readyz", "/metrics"])
    expect(await statuses(daemon, path, undefined, 3), path).toEqual([200, 200, 200]);
  const group = { version: "4", groupKey: "{}", alerts: [] };
  for (let time = 0; time < 3; time++)
    expect((await ask(daemon, "/ingest/am", { method: "POST", token: SOURCE.key, body: group })).status).toBe(200);
});

test("a reload changes the limits at once, in both directions, for whoever is over them already", async () => {
  const limits = { requests_per_minute: 1, anonymous_per_minute: 1 };
  const daemon = await startTestDaemon({ hasFile: true, config: { limits }, ports: { now: () => NOON } });
  const token = await tokenOf(daemon, "viewer");
  expect(await statuses(daemon, WHOAMI, token, 2)).toEqual([200, 429]);
  expect(await statuses(daemon, WHOAMI, undefined, 2)).toEqual([401, 429]);
  daemon.rewrite({ limits: { requests_per_minute: 100, anonymous_per_minute: 100 } });
  await daemon.client.call(reloadConfig, {});
  await daemon.wind(3000); // of a hundred a minute five have come back since
  expect(await statuses(daemon, WHOAMI, token, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(await statuses(daemon, WHOAMI, undefined, 6)).toEqual([401, 401, 401, 401, 401, 429]);
});

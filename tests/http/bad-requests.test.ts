// Requests that are too long, too deep, too slow, or none at all: told what was wrong, and never just hung up on.
import { connect } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { ask, tokenOf } from "./requests.ts";
import { shareDaemon } from "./shared-daemon.ts";

const SOURCE = { id: "any", kind: "alertmanager", key: "key-of-the-source" };
const daemon = shareDaemon({ sources: [SOURCE] });
let token: string;
beforeAll(async () => {
  token = await tokenOf(daemon, "admin");
});

/** What comes back on a bare connection until it is closed. */
const say = (text: string): Promise<{ status: number; headers: string; body: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(daemon.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let said = "";
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [headers = "", body = ""] = said.split("\r\n\r\n");
      resolve({ status: Number(headers.split(" ")[1]), headers, body: JSON.parse(body) });
    });
  });
const HOST = "Host: localhost\r\nConnection: close\r\n";

test.each<[string, string, number, string, RegExp]>([
  [
    "an address of 20 KiB",
    `GET /api/v1/incidents?key=${"x".repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`,
    413,
    "too_large",
    /16 KiB/,
  ],
  [
    "headers of 20 KiB",
    `GET /api/v1/whoami HTTP/1.1\r\n${HOST}X-Long: ${"x".repeat(20_000)}\r\n\r\n`,
    413,
    "too_large",
    /16 KiB/,
  ],
  ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "invalid", /not a request of HTTP/],
  [
    "two lengths",
    `POST /api/v1/incidents HTTP/1.1\r\n${HOST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    400,
    "invalid",
    /not a request of HTTP/,
  ],
  [
    "a length beside chunks",
    `POST /api/v1/incidents HTTP/1.1\r\n${HOST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    "invalid",
    /not a request of HTTP/,
  ],
  [
    "a Host that is none",
    "GET /api/v1/whoami HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    400,
    "invalid",
    /address is not valid/,
  ],
])("%s", async (_, text, status, code, detail) => {
  const reply = await say(text);
  expect(reply.status).toBe(status);
  expect(reply.headers).toMatch(/^content-type: application\/problem\+json/im);
  expect(reply.headers).toMatch(/^tocsin-version: \d/im);
  expect(reply.body).toMatchObject({ status, code, detail: expect.stringMatching(detail), hint: expect.any(String) });
});

const post = (body: string) =>
  ask(daemon, "/api/v1/incidents", {
    method: "POST",
    token,
    raw: body,
    headers: { "content-type": "application/json" },
  });

test.each([
  ["lists", "[".repeat(33) + "]".repeat(33)],
  ["objects", `${'{"a":'.repeat(33)}1${"}".repeat(33)}`],
  ["half a megabyte of lists", "[".repeat(250_000) + "]".repeat(250_000)],
])("JSON that is nested too deep is refused: %s", async (_, body) => {
  const detail = "The body is nested deeper than the 32 levels that this takes.";
  expect((await post(body)).json).toMatchObject({ code: "invalid", detail });
  const headers = { "content-type": "application/json" };
  const sent = await ask(daemon, "/ingest/any", { method: "POST", token: SOURCE.key, raw: body, headers });
  expect(sent.json).toMatchObject({ code: "invalid", detail });
});

test("thirty-two levels are read, and refused only for what they say", async () => {
  expect((await post("[".repeat(32) + "]".repeat(32))).json).toMatchObject({
    code: "invalid",
    detail: "must be an object",
  });
});

test("of thousands of faults the first fifty are told, in a reply of a bearable size", async () => {
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`titel${at}`, 1]));
  const reply = await post(JSON.stringify(fields));
  expect(reply.status).toBe(400);
  expect(reply.json.errors).toHaveLength(50);
  const long = await post(JSON.stringify({ title: "x", ["k".repeat(900_000)]: 1 }));
  expect(long.status).toBe(400);
  expect(long.text.length).toBeLessThan(5000);
});

test("so do a thousand parameters, and one that is given twice is not passed over", async () => {
  const many = Array.from({ length: 1000 }, (_, at) => `p${at}=1`).join("&");
  const reply = await ask(daemon, `/api/v1/incidents?${many}`, { token });
  expect([reply.status, (reply.json.errors as unknown[]).length]).toEqual([400, 50]);
  const twice = await ask(daemon, "/api/v1/incidents?state=open&state=closed", { token });
  expect(twice.json).toMatchObject({
    code: "invalid",
    errors: [{ path: "?state", message: "is given 2 times; it takes one value" }],
  });
});

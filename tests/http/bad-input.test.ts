// What a request can get wrong, and what it is told: the state, the nearest name, the next step.
import { beforeAll, describe, expect, test } from "vitest";
import { startTestDaemon } from "../support/daemon.ts";
import { type Ask, ask, tokenOf } from "./requests.ts";
import { shareDaemon } from "./shared-daemon.ts";

const daemon = shareDaemon();
let token: string;
beforeAll(async () => {
  token = await tokenOf(daemon, "admin");
});
const post = (path: string, body: unknown, more: Ask = {}) =>
  ask(daemon, `/api/v1${path}`, { method: "POST", token, body, ...more });
const get = (path: string) => ask(daemon, `/api/v1${path}`, { token });

describe("a body", () => {
  test.each<[string, unknown, { path: string; message: string }[]]>([
    ["a missing field", {}, [{ path: "title", message: "is missing; it must be a string" }]],
    ["a wrong type", { title: 7 }, [{ path: "title", message: "must be a string" }]],
    [
      "a word not in the list",
      { title: "x", severity: "bad" },
      [{ path: "severity", message: "must be one of critical, high, medium, low, info" }],
    ],
    [
      "an unknown field",
      { title: "x", severty: "high" },
      [{ path: "severty", message: "is not a known field; did you mean `severity`?" }],
    ],
    [
      "an unknown field inside",
      { title: "x", components: [{ id: "api", levl: "operational" }] },
      [{ path: "components[0].levl", message: "is not a known field; did you mean `level`?" }],
    ],
    ["a text too long", { title: "x".repeat(256) }, [{ path: "title", message: "must be at most 255 characters" }]],
    ["an empty text", { title: "  " }, [{ path: "title", message: "must not be empty" }]],
    ["no object at all", [1], [{ path: "", message: "must be an object" }]],
    [
      "an unknown component",
      { title: "x", components: [{ id: "api" }, { id: "wbe" }] },
      [{ path: "components[1]", message: "There is no component `wbe`; did you mean `web`?" }],
    ],
  ])("with %s is told where and what", async (_, body, errors) => {
    const head = daemon.store.events.head();
    const reply = await post("/incidents", body);
    expect(reply.status).toBe(400);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.json).toMatchObject({
      ...{ code: "invalid", status: 400, errors, requestId: expect.any(String), hint: expect.any(String) },
    });
    expect(daemon.store.events.head()).toBe(head);
  });

  test("with several faults is told all of them at once", async () => {
    const { json } = await post("/incidents", { title: 7, severity: "bad", nonsense: 1 });
    expect(json.errors).toHaveLength(3);
  });

  test("over the limit is refused, with a length and without", async () => {
    const large = JSON.stringify({ title: "x".repeat(1024 * 1024) });
    for (const raw of [large, new Blob([large]).stream()]) {
      const reply = await post("/incidents", undefined, { raw, headers: { "content-type": "application/json" } });
      expect(reply.status).toBe(413);
      expect(reply.json).toMatchObject({
        code: "too_large",
        detail: "The body is larger than the 1024 KiB that this takes.",
      });
    }
  });

  test.each<[string, BodyInit, string, RegExp]>([
    ["broken JSON", '{"title": "x"', "application/json", /^The body is not valid JSON/],
    [
      "broken UTF-8",
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
      "application/json",
      /^The body is not valid UTF-8/,
    ],
    [
      "another content type",
      "title=x",
      "application/x-www-form-urlencoded",
      /^The content type application\/x-www-form-urlencoded is not understood/,
    ],
  ])("of %s is refused", async (_, raw, type, detail) => {
    const reply = await post("/incidents", undefined, { raw, headers: { "content-type": type } });
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({
      code: "invalid",
      detail: expect.stringMatching(detail),
      hint: expect.any(String),
    });
  });

  test("that is absent reads as {}", async () => {
    const { id } = (await post("/incidents", { title: "Down" })).json;
    expect((await post(`/incidents/${id}/ack`, undefined)).status).toBe(200);
  });
});

describe("an address", () => {
  test.each([
    ["GET", "/api/v1/nothing-here"],
    ["GET", "/api/v3/incidents"],
    ["PUT", "/api/v1/incidents"],
    ["DELETE", "/api/v1/incidents/1"],
    ["GET", "/api/v1/incidents/"],
  ])("%s %s that is not there is 404 and says where to look", async (method, path) => {
    const reply = await ask(daemon, path, { method, token });
    expect(reply.status).toBe(404);
    expect(reply.json).toMatchObject({
      code: "not_found",
      detail: `There is nothing at ${method} ${path}.`,
      hint: expect.any(String),
    });
  });

  test.each(["/incidents/99", "/incidents/99/events", "/maintenances/99"])(
    "%s with an id that nobody has is 404",
    async (path) => {
      expect((await get(path)).json).toMatchObject({
        code: "not_found",
        detail: expect.stringMatching(/^There is no .* 99\.$/),
      });
    },
  );

  test.each(["x", "0", "-1", "1.5", "01", "1e3", "9".repeat(16)])("id %s is no id: 404", async (id) => {
    expect((await get(`/incidents/${id}`)).status).toBe(404);
  });

  test.each([
    ["/incidents?limit=0", "?limit", /whole number from 1/],
    ["/incidents?limit=201", "?limit", /at most 200/],
    ["/incidents?limit=many", "?limit", /whole number/],
    ["/incidents?state=gone", "?state", /must be one of active, all, open/],
    ["/incidents?stat=open", "?stat", /did you mean `state`\?/],
    ["/events?after=-1", "?after", /whole number from 0/],
    ["/events?wait=31", "?wait", /at most 30/],
    ["/doctor?limit=5", "?limit", /is not known here/],
  ])("%s names the parameter", async (path, name, message) => {
    const { status, json } = await get(path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: "invalid", errors: [{ path: name, message: expect.stringMatching(message) }] });
  });

  test.each(["/incidents", "/maintenances", "/subscribers", "/deliveries", "/components", "/tokens", "/audit"])(
    "a cursor that is not ours is refused: %s",
    async (path) => {
      for (const cursor of [
        "nonsense",
        Buffer.from('{"id":"x"}').toString("base64url"),
        Buffer.from("[]").toString("base64url"),
      ])
        expect((await get(`${path}?cursor=${cursor}`)).json).toMatchObject({
          code: "invalid",
          detail: "This cursor is not one of ours.",
        });
    },
  );
});

describe("a move", () => {
  test("that is illegal names the present state and who got there", async () => {
    const { id } = (await post("/incidents", { title: "Down" })).json;
    const bob = await tokenOf(daemon, "responder", { person: "bob" });
    const move = async (verb: string, by = token) => (await post(`/incidents/${id}/${verb}`, {}, { token: by })).json;
    expect(await move("close")).toMatchObject({
      ...{ code: "conflict", status: 409, detail: `Incident ${id} is open; only a resolved incident can be closed.` },
      hint: "Use `tocsin resolve` first.",
    });
    await move("ack", bob);
    expect(await move("ack")).toMatchObject({
      code: "conflict",
      detail: expect.stringMatching(`^Incident ${id} is acknowledged by bob at \\d{4}-.*Z\\.$`),
      hint: "Talk to bob, add what you know with `tocsin note`, or take it over: `tocsin assign 2 me`.",
    });
    await move("resolve", bob);
    expect((await move("resolve")).detail).toMatch(/was resolved by bob at .*Z; there is nothing left to resolve\.$/);
    await move("close", bob);
    expect((await move("ack")).detail).toMatch(/was closed by bob at .*Z; there is nothing left to ack\.$/);
  });

  test.each<[string, number, number, RegExp]>([
    ["ends before it starts", 3600_000, 60_000, /would end at .*, not after its start/],
    ["has ended", -7200_000, -3600_000, /would have ended at .*, before now/],
    ["lasts longer than a year", 0, 366 * 86_400_000, /longer than a year/],
  ])("a window that %s is refused", async (_, from, to, detail) => {
    const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const { json } = await post("/maintenances", {
      title: "U",
      components: ["api"],
      startsAt: iso(from),
      endsAt: iso(to),
    });
    expect(json).toMatchObject({ code: "invalid", detail: expect.stringMatching(detail) });
  });

  test("a window that is over cannot be called off; calling one off twice is fine", async () => {
    const own = await startTestDaemon();
    const admin = await tokenOf(own, "admin");
    const call = (path: string, body: unknown) =>
      ask(own, `/api/v1/maintenances${path}`, { method: "POST", token: admin, body });
    const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const plan = { title: "U", components: ["api"], startsAt: iso(0), endsAt: iso(60_000) };
    await call("", plan);
    await call("", plan);
    expect((await call("/1/cancel", {})).json).toMatchObject({ state: "cancelled" });
    expect((await call("/1/cancel", {})).headers.get("tocsin-result")).toBe("unchanged");
    await own.wind(120_000);
    expect((await call("/2/cancel", {})).json).toMatchObject({
      ...{ code: "conflict", detail: "Maintenance 2 is completed; there is nothing left to cancel." },
    });
  });

  test.each(["ftp://example.org/x", "https://user:pw@example.org/x", "nonsense"])(
    "a webhook at %s is refused",
    async (target) => {
      expect((await post("/subscribers", { channel: "webhook", target })).json).toMatchObject({
        code: "invalid",
        errors: [{ path: "target" }],
      });
    },
  );

  test("an Idempotency-Key that is too long is refused", async () => {
    const reply = await post("/incidents", { title: "x" }, { headers: { "idempotency-key": "k".repeat(256) } });
    expect(reply.json).toMatchObject({ code: "invalid" });
  });
});

test("a bug inside is 500 without a word of what it was, and the log has it with the request's id", async () => {
  const own = await startTestDaemon();
  const admin = await tokenOf(own, "admin");
  await ask(own, "/api/v1/incidents", { method: "POST", token: admin, body: { title: "Down" } });
  own.store.db.exec("DROP TABLE incident_links");
  const reply = await ask(own, "/api/v1/incidents/1", { token: admin });
  expect(reply.status).toBe(500);
  expect(reply.json).toMatchObject({
    code: "internal",
    detail: "Something went wrong inside Tocsin; the log of the daemon says what.",
  });
  expect(reply.text).not.toMatch(/incident_links|SQLITE/);
  const line = own.logged.find(({ msg }) => msg === "a request failed inside");
  expect(line).toMatchObject({
    requestId: reply.json.requestId,
    err: { message: expect.stringContaining("incident_links") },
  });
});

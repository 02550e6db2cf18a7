// Every route of the contract, as a table: what it answers is what its schema says, and who may ask.
import { expect, test } from "vitest";
import { API, type Route } from "../../src/contract/route.ts";
import { ROUTES } from "../../src/contract/routes.ts";
import { schemasOf } from "../../src/contract/schemas/index.ts";
import { VERSION } from "../../src/contract/version.ts";
import { ROLES, roleNeeded, type Verb } from "../../src/domain/actor.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { ask, tokenOf } from "./requests.ts";

const iso = (ms: number): string => new Date(Date.now() + ms).toISOString();
const WINDOW = { title: "Upgrade", components: ["web", "vault"], startsAt: iso(3600_000), endsAt: iso(7200_000) };
const KEY = "the-key-of-a-source";
const open = (key: string) => ({
  ...{ title: "Down", severity: "high", key, message: "m" },
  components: [{ id: "api" }, { id: "web", level: "degraded_performance" }],
});
const POST = {
  ...{ status: "identified", text: "It is **us**.", title: "Trouble", notify: true, at: iso(-4000) },
  components: [{ id: "api", level: "partial_outage" }],
};
/** In an order that works from top to bottom on a new daemon. An alert has opened incident 1. */
const REQUESTS: [Verb, { id?: number | string; query?: string; body?: unknown }][] = [
  ["addSubscriber", { body: { channel: "webhook", target: "https://example.org/secret-path", components: ["api"] } }],
  ["rotateSubscriber", { id: 1, body: {} }],
  ["importSubscribers", { body: { items: [{ channel: "email", target: "ann@example.org", kinds: ["posts"] }] } }],
  ["openIncident", { body: open("k") }],
  ["openIncident", { body: open("other") }],
  ["getDelivery", { id: 1 }],
  ["retryDelivery", { id: 1, body: {} }],
  ["testDelivery", { body: { target: "1" } }],
  ["noteIncident", { id: 2, body: { text: "Looking." } }],
  ["ackIncident", { id: 2, body: { note: "Mine.", forMs: 60_000 } }],
  ["assignIncident", { id: 2, body: { to: "Bob" } }],
  ["snoozeIncident", { id: 2, body: { forMs: 60_000 } }],
  ["editIncident", { id: 2, body: { title: "Out", severity: "critical", components: [{ id: "api" }] } }],
  ["setOverride", { id: "mail", body: { level: "major_outage", reason: "Seen.", forMs: 60_000 } }],
  ["getStatus", {}],
  ["getStatus", { query: "?page=status" }],
  ["listComponents", {}],
  ["amendComponent", { id: "api", body: { level: "operational", reason: "Not us." } }],
  ["amendComponent", { id: "api", body: { level: "recorded", reason: "It was us." } }],
  ["listAmendments", { id: "api", query: "?limit=1" }],
  ["getComponent", { id: "api", query: "?days=7&timeZone=Europe/Berlin" }],
  ["clearOverride", { id: "mail" }],
  ["listIncidents", { query: "?state=active&severity=critical&component=api&owner=Bob&key=k&source=manual&limit=10" }],
  ["getIncident", { id: 2 }],
  ["listIncidentEvents", { id: 2, query: "?limit=2" }],
  ["postIncident", { id: 2, body: POST }],
  ["editPost", { id: 1, body: { text: "It was *us*.", status: "monitoring", title: "Logins", at: iso(-5000) } }],
  ["unackIncident", { id: 2, body: {} }],
  ["resolveIncident", { id: 2, body: { note: "Over.", force: true } }],
  ["reopenIncident", { id: 2, body: { note: "Not yet." } }],
  ["mergeIncident", { id: 3, body: { into: 2 } }],
  ["listIncidentAlerts", { id: 1, query: "?limit=1" }],
  ["resolveIncident", { id: 2, body: { post: false } }],
  ["closeIncident", { id: 2, body: {} }],
  ["getReport", {}],
  ["scheduleMaintenance", { body: WINDOW }],
  ["listMaintenances", {}],
  ["getMaintenance", { id: 1 }],
  ["listMaintenanceEvents", { id: 1, query: "?limit=1" }],
  ["previewMaintenance", { body: { startsAt: WINDOW.startsAt, endsAt: WINDOW.endsAt, limit: 3 } }],
  ["listOccurrences", { id: 1, query: "?limit=5" }],
  ["editMaintenance", { id: 1, body: { title: "Disks", text: "*New* ones.", verifyMs: 60_000, remindBeforeMs: null } }],
  ["updateMaintenance", { id: 1, body: { text: "We begin soon.", notify: false } }],
  ["startMaintenance", { id: 1, body: {} }],
  ["extendMaintenance", { id: 1, body: { forMs: 60_000 } }],
  ["verifyMaintenance", { id: 1, body: {} }],
  ["endMaintenance", { id: 1, body: {} }],
  ["scheduleMaintenance", { body: { ...WINDOW, rrule: "FREQ=DAILY", timeZone: "Europe/Berlin", groups: ["Shop"] } }],
  ["skipMaintenance", { id: 2, body: {} }],
  ["cancelMaintenance", { id: 3, body: { series: true } }],
  ["listSources", {}],
  ["listSourceRequests", { id: "am" }],
  ["listSubscribers", { query: "?state=active&channel=webhook" }],
  ["listDeliveries", {}],
  ["getNotify", {}],
  ["pauseNotify", { body: { scope: "everybody", forMs: 60_000, reason: "Drill." } }],
  ["resumeNotify", { body: {} }],
  ["removeSubscriber", { id: 1 }],
  ["listEvents", { query: "?limit=200" }],
  ["getDoctor", {}],
  ["repairReaders", { body: {} }],
  ["diffConfig", {}],
  ["reloadConfig", { body: {} }],
  ["createToken", { body: { name: "ci", role: "viewer", person: "cid", expiresInMs: 1000 } }],
  ["listTokens", {}],
  ["revokeToken", { id: 2 }],
  ["listPages", {}],
  ["rotatePageToken", { id: "status", body: {} }],
  ["listAudit", {}],
  ["getWhoami", {}],
];
const PREPARING: readonly Verb[] = ["addSubscriber", "openIncident", "scheduleMaintenance"];

const start = async (): Promise<TestDaemon> => {
  const config = { sources: [{ id: "am", kind: "alertmanager", key: KEY }] };
  // Nobody is reached, so that what is sent waits for its next try.
  const send = async () => ({ kind: "failed", reason: "no answer within 15 s", isPermanent: false }) as const;
  const ports = { createSender: () => ({ send, close: async () => {} }) };
  const daemon = await startTestDaemon({ config, hasFile: true, ports });
  const alert = { status: "firing", labels: { alertname: "Slow", component: "web" }, fingerprint: "f1" };
  const body = { version: "4", groupKey: "g", alerts: [alert] };
  expect((await ask(daemon, "/ingest/am", { method: "POST", token: KEY, body })).status).toBe(200);
  return daemon;
};
/** The first moment in which the daemon knew its components. */
const knownSpan = ({ store }: TestDaemon): { from: string; to: string } => {
  const { createdAt } = store.past.component("api")!;
  return { from: new Date(createdAt).toISOString(), to: new Date(createdAt + 1).toISOString() };
};
const routeOf = (name: Verb): Route => ROUTES.find((route) => route.name === name)!;
const send = async (
  daemon: TestDaemon,
  [name, { id, query = "", body }]: (typeof REQUESTS)[number],
  token?: string,
) => {
  const route = routeOf(name);
  if (name === "retryDelivery")
    await until("the delivery to wait for its next try", () => daemon.store.deliveries.get(1)?.state === "retrying");
  const path = API + route.path.replace(/\{\w+\}/, String(id)) + query;
  const sent = name === "amendComponent" ? { ...knownSpan(daemon), ...(body as object) } : body;
  return ask(daemon, path, { method: route.method, ...(token ? { token } : {}), ...(body ? { body: sent } : {}) });
};

test("the requests below are those of the contract", () => {
  const named = new Set(REQUESTS.map(([name]) => name));
  expect([...named].sort()).toEqual(ROUTES.map((route) => route.name).sort());
});

test("every real reply is what its schema says, with no field more", async () => {
  const daemon = await start();
  const token = await tokenOf(daemon, "admin");
  for (const request of REQUESTS) {
    const reply = await send(daemon, request, token);
    const route = routeOf(request[0]);
    expect(route.status, request[0]).toContain(reply.status);
    expect(reply.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(reply.headers.get("tocsin-version")).toBe(VERSION);
    // The schemas drop what they do not know, so that a field too many shows as a difference.
    expect(schemasOf(route.name).reply.parse(reply.json), request[0]).toEqual(reply.json);
    expect(reply.text, request[0]).not.toMatch(/hash|tokenHash/);
    if (request[0] === "openIncident") await until("the delivery row", () => daemon.store.deliveries.get(1));
  }
});

test.each(["none", "source", ...ROLES] as const)("%s may do what its role says, and nothing else", async (role) => {
  const daemon = await start();
  await tokenOf(daemon, "viewer");
  await tokenOf(daemon, "viewer");
  const token = role === "none" ? undefined : role === "source" ? KEY : await tokenOf(daemon, role);
  const allowed = (verb: Verb): boolean => {
    const needed = roleNeeded(verb);
    if (needed === "anyone") return true;
    return needed !== "source" && needed !== "system" && ROLES.indexOf(role as never) >= ROLES.indexOf(needed);
  };
  // An admin prepares what the others act on.
  const admin = await tokenOf(daemon, "admin");
  for (const request of REQUESTS.filter(([name]) => PREPARING.includes(name))) await send(daemon, request, admin);
  const denied: Verb[] = [];
  for (const request of REQUESTS) {
    const { status, json } = await send(daemon, request, token);
    if (role === "none" || role === "source")
      expect({ status, code: json.code }).toEqual({ status: 401, code: "unauthenticated" });
    else if (allowed(request[0])) expect(status, request[0]).toBeLessThan(300);
    else {
      expect({ verb: request[0], status, code: json.code }).toEqual({
        verb: request[0],
        status: 403,
        code: "forbidden",
      });
      denied.push(request[0]);
    }
  }
  const audited = daemon.store.db
    .prepare("SELECT verb FROM audit WHERE outcome = 'forbidden' ORDER BY id")
    .pluck()
    .all();
  expect(audited).toEqual(denied);
});

test("a viewer sees masked addresses and no secret; an admin the address", async () => {
  const daemon = await startTestDaemon();
  const [viewer, admin] = [await tokenOf(daemon, "viewer"), await tokenOf(daemon, "admin")];
  const added = await send(daemon, REQUESTS[0]!, admin);
  expect(added.json.secret).toMatch(/^whsec_/);
  for (const [token, target] of [
    [viewer, "https://example.org/…"],
    [admin, "https://example.org/secret-path"],
  ] as const) {
    const { json, text } = await ask(daemon, `${API}/subscribers`, { token });
    expect(json).toMatchObject({ items: [{ target }] });
    expect(text).not.toContain("whsec_");
  }
});

test("what is outside the API needs no token, says its version, and /metrics none over loopback", async () => {
  const daemon = await startTestDaemon({
    config: { sources: [{ id: "am", kind: "alertmanager", key: "a-long-key" }] },
  });
  for (const path of ["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/nothing"]) {
    const { status, headers } = await ask(daemon, path);
    expect(status, path).toBe(path === "/nothing" ? 404 : 200);
    expect(headers.get("tocsin-version"), path).toBe(VERSION);
  }
  expect((await ask(daemon, "/metrics")).text).toMatch(/^tocsin_incidents_active 0$/m);
  const refused = await ask(daemon, "/ingest/am", { method: "POST", body: {} });
  expect([refused.status, refused.headers.get("tocsin-version")]).toEqual([401, VERSION]);
});

// Lists of incidents: what each filter finds, whole through pages; the alerts of one; and the verbs' own replies.
import { beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { ackIncident, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { API } from "../../src/contract/route.ts";
import { type Answer, ask, tokenOf } from "./requests.ts";
import { shareDaemon } from "./shared-daemon.ts";

const KEY = "the-key-of-a-source";
const daemon = shareDaemon({ sources: [{ id: "am", kind: "alertmanager", key: KEY }] });
let token: string;
beforeAll(async () => {
  token = await tokenOf(daemon, "responder", { person: "bob" });
  await story();
});

/**
 * 1 to 30 by hand: every third has the component web, every fifth is critical, every second is bob's; from 21 on they are
 * resolved, except for the even ones from 25. 31 comes from alerts, on api.
 */
const story = async (): Promise<void> => {
  for (let id = 1; id <= 30; id++) {
    const components = id % 3 === 0 ? [{ id: "web" }] : [];
    await daemon.client.call(openIncident, {
      ...{ title: `Down ${id}`, severity: id % 5 === 0 ? "critical" : "low", key: `key-${id}`, components },
    });
    if (id % 2 === 0) await ask(daemon, `${API}/incidents/${id}/ack`, { method: "POST", token, body: {} });
    if (id > 20 && !isStillUp(id)) await daemon.client.call(resolveIncident, { id });
  }
  const alerts = Array.from({ length: 7 }, (_, at) => ({
    ...{ status: "firing", labels: { alertname: "Slow", component: "api" }, fingerprint: `f${at}` },
  }));
  await send(alerts);
  await send([{ ...alerts[3]!, status: "resolved" }]);
};
const isStillUp = (id: number): boolean => id >= 25 && id % 2 === 0;
const send = (alerts: object[]): Promise<Answer> =>
  ask(daemon, "/ingest/am", { method: "POST", token: KEY, body: { version: "4", groupKey: "g", alerts } });
const ids = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const BY_HAND = ids(1, 30);
const ACTIVE = [...BY_HAND.filter((id) => id <= 20 || isStillUp(id)), 31];
const RESOLVED = BY_HAND.filter((id) => !ACTIVE.includes(id));
const isBobs = (id: number): boolean => id % 2 === 0 && id <= 30;

/** All pages of a list, three at a time. */
const walk = async (path: string): Promise<Record<string, unknown>[]> => {
  const found: Record<string, unknown>[] = [];
  let cursor = "";
  for (let pages = 0; pages < 50; pages++) {
    const { status, json } = await ask(daemon, `${API}${path}limit=3${cursor}`, { token });
    expect(status).toBe(200);
    const items = json.items as Record<string, unknown>[];
    found.push(...items);
    if (json.nextCursor === undefined) return found;
    expect(items).toHaveLength(3);
    cursor = `&cursor=${json.nextCursor}`;
  }
  throw new Error("the pages do not end");
};
const found = async (query: string): Promise<number[]> =>
  (await walk(`/incidents?${query}&`)).map((incident) => Number(incident.id));
const sorted = (list: number[]): number[] => list.toSorted((a, b) => a - b);

test.each([
  ["state=active", ACTIVE],
  ["state=all", [...BY_HAND, 31]],
  ["state=open", ACTIVE.filter((id) => !isBobs(id))],
  ["state=acknowledged", ACTIVE.filter(isBobs)],
  ["state=resolved", RESOLVED],
  ["state=closed", []],
  ["owner=bob", ACTIVE.filter(isBobs)],
  ["owner=bob&state=all", BY_HAND.filter(isBobs)],
  ["owner=bob&state=resolved", RESOLVED.filter(isBobs)],
  ["owner=ann&state=all", []],
  ["key=key-7", [7]],
  ["key=key-21", []],
  ["key=key-21&state=all", [21]],
  ["source=am", [31]],
  ["source=manual", ACTIVE.filter((id) => id !== 31)],
  ["source=manual&state=all", BY_HAND],
  ["source=am&key=key-7", []],
  ["severity=critical&owner=bob&state=all", [10, 20, 30]],
  ["component=web&owner=bob&state=resolved", RESOLVED.filter((id) => isBobs(id) && id % 3 === 0)],
  ["component=api&source=am&state=open", [31]],
])("%s finds those, each once, in pages of three", async (query, expected) => {
  expect(sorted(await found(query))).toEqual(expected);
});

test("active ones come worst first, then oldest; all others newest first", async () => {
  const isCritical = (id: number): boolean => id % 5 === 0;
  const byRank = [
    ...ACTIVE.filter((id) => id < 31 && isCritical(id)),
    31,
    ...ACTIVE.filter((id) => id < 31 && !isCritical(id)),
  ];
  expect(await found("state=active")).toEqual(byRank);
  expect(await found("state=all&owner=bob")).toEqual(BY_HAND.filter(isBobs).reverse());
});

test("the alerts of an incident, firing ones first, each once in pages of three", async () => {
  const alerts = await walk("/incidents/31/alerts?");
  expect(alerts.map(({ fingerprint, state }) => `${fingerprint} ${state}`)).toEqual([
    ...["f0", "f1", "f2", "f4", "f5", "f6"].map((one) => `${one} firing`),
    "f3 resolved",
  ]);
  expect(alerts[0]).toMatchObject({ source: "am", muted: false, components: ["api"], repeats: 0 });
  const { status, json } = await ask(daemon, `${API}/incidents/31/alerts?cursor=nonsense`, { token });
  expect([status, json.code]).toEqual([400, "invalid"]);
});

test("one person cannot be two: a list of mine is by the name that the daemon knows", async () => {
  const cid = createClient({ url: daemon.url, token: await tokenOf(daemon, "responder", { person: "cid" }), env: {} });
  await cid.call(ackIncident, { id: 1 });
  expect(await found("owner=cid")).toEqual([1]);
  expect(await found("owner=responder&state=all")).toEqual([]);
});

test.each([
  ["PATCH", "/incidents/1", {}, 400, "There is nothing to change."],
  ["PATCH", "/incidents/1", { severty: "low" }, 400, /severity/],
  ["PATCH", "/incidents/99", { title: "x" }, 404, "There is no incident 99."],
  ["POST", "/incidents/1/ack", { forMs: 0 }, 400, /forMs/],
  ["POST", "/incidents/1/merge", { into: 1 }, 400, "Incident 1 cannot be merged into itself."],
  ["POST", "/incidents/1/merge", {}, 400, /into/],
  ["POST", "/incidents/1/assign", { to: "" }, 400, /to/],
  ["POST", "/incidents/21/snooze", { forMs: 1000 }, 409, /was resolved by ann/],
  ["PUT", "/components/apu/override", { level: "operational", reason: "x" }, 404, /did you mean `api`/],
  ["PUT", "/components/api/override", { level: "operational" }, 400, /reason/],
] as const)("%s %s %j: %i", async (method, path, body, status, detail) => {
  const reply = await ask(daemon, `${API}${path}`, { method, token, body });
  expect(reply.status).toBe(status);
  expect(reply.json.detail).toMatch(detail);
});

test("a pin is in the component's reply at once, and gone with the clear", async () => {
  const path = `${API}/components/mail/override`;
  const body = { level: "partial_outage", reason: "The provider says so.", forMs: 3600_000 };
  const set = await ask(daemon, path, { method: "PUT", token, body });
  expect(set.json).toMatchObject({ id: "mail", override: { level: "partial_outage", reason: body.reason, by: "bob" } });
  const { since, until } = (set.json as { override: { since: string; until: string } }).override;
  expect(Date.parse(until) - Date.parse(since)).toBe(3600_000);
  const cleared = await ask(daemon, path, { method: "DELETE", token });
  expect([cleared.status, cleared.json.override, cleared.headers.get("tocsin-result")]).toEqual([
    200,
    undefined,
    "changed",
  ]);
  const again = await ask(daemon, path, { method: "DELETE", token });
  expect(again.headers.get("tocsin-result")).toBe("unchanged");
});

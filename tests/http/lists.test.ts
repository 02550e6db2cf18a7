// Every list in pages: three of them are the whole, in order, and each says where the next one is.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { API, type Route } from "../../src/contract/route.ts";
import { ROUTES } from "../../src/contract/routes.ts";
import { schemasOf } from "../../src/contract/schemas/index.ts";
import { amendComponent } from "../../src/contract/status.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import { createToken } from "../../src/contract/tokens.ts";
import type { Verb } from "../../src/domain/actor.ts";
import { createRecorder } from "../faults/recorder.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { type Answer, ask, tokenOf } from "./requests.ts";

const SOURCES = ["one", "two", "three", "four", "five"].map((id) => ({
  ...{ id, kind: "alertmanager", key: `the-key-of-source-${id}` },
}));
const FIVE = [1, 2, 3, 4, 5];

const openFive = async ({ client }: TestDaemon): Promise<void> => {
  for (const n of FIVE) await client.call(openIncident, { title: `Down ${n}`, severity: "low", components: [] });
};
const sendFive = async (daemon: TestDaemon): Promise<void> => {
  for (const n of FIVE) {
    const alert = { status: "firing", labels: { alertname: `A${n}` }, fingerprint: `fp${n}` };
    const body = { version: "4", groupKey: "{}", alerts: [alert] };
    const reply = await ask(daemon, "/ingest/one", { method: "POST", token: SOURCES[0]!.key, body });
    expect(reply.status).toBe(200);
  }
};
const subscribeFive = async ({ client }: TestDaemon): Promise<void> => {
  for (const n of FIVE)
    await client.call(addSubscriber, { channel: "webhook", target: `https://hook.invalid/${n}`, components: ["api"] });
};
const scheduleFive = async ({ client }: TestDaemon): Promise<void> => {
  for (const n of FIVE) {
    const [startsAt, endsAt] = [n, n + 1].map((hours) => new Date(Date.now() + hours * 3600_000).toISOString());
    const body = JSON.stringify({ title: `Move ${n}`, components: ["api"], startsAt, endsAt });
    expect((await client.raw({ method: "POST", path: `${API}/maintenances`, body })).status).toBe(201);
  }
};
const deliverFive = async (daemon: TestDaemon): Promise<void> => {
  await subscribeFive(daemon);
  await daemon.client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: "api" }] });
  await until("five deliveries", () => daemon.store.deliveries.list("sent", 99, 9).length === 5);
};
const makeFiveTokens = async ({ client }: TestDaemon): Promise<void> => {
  for (const n of FIVE) await client.call(createToken, { name: `token ${n}`, role: "viewer" });
};

const amendFive = async ({ client, store }: TestDaemon): Promise<void> => {
  const from = store.past.component("api")!.createdAt;
  await until("the clock to move on", () => Date.now() > from + 5);
  for (const n of FIVE) {
    const [begin, end] = [from, from + n].map((ms) => new Date(ms).toISOString());
    await client.call(amendComponent, { id: "api", from: begin!, to: end!, level: "operational", reason: `No ${n}.` });
  }
};

/** What gives each list five things or more; the admin's own token and the commands themselves count too. */
const FILL: Partial<Record<Verb, (daemon: TestDaemon) => Promise<void>>> = {
  listIncidents: openFive,
  listIncidentEvents: async (daemon) => {
    await openFive(daemon);
    for (const verb of ["ack", "unack", "resolve", "reopen"])
      await daemon.client.raw({ method: "POST", path: `${API}/incidents/1/${verb}`, body: "{}" });
  },
  listIncidentAlerts: sendFive,
  listComponents: async () => {},
  listMaintenances: scheduleFive,
  listMaintenanceEvents: async (daemon) => {
    await scheduleFive(daemon);
    for (const verb of ["start", "verify", "end"])
      await daemon.client.raw({ method: "POST", path: `${API}/maintenances/1/${verb}`, body: "{}" });
  },
  listSubscribers: subscribeFive,
  listDeliveries: deliverFive,
  listSources: async () => {},
  listSourceRequests: sendFive,
  listTokens: makeFiveTokens,
  listAmendments: amendFive,
  listAudit: openFive,
};
const IDS: Partial<Record<Verb, string>> = { listSourceRequests: "one", listAmendments: "api" };

const LISTS = ROUTES.filter(({ name }) => "nextCursor" in ((schemasOf(name).reply as { shape?: object }).shape ?? {}));
const COMPONENTS = FIVE.map((n) => ({ id: n === 1 ? "api" : `c${n}` }));

const nextOf = (reply: Answer): string | undefined =>
  /^<(\S+)>; rel="next"$/.exec(reply.headers.get("link") ?? "")?.[1];
const keyOf = (item: Record<string, unknown>): unknown => item.id ?? item.seq ?? item.fingerprint;

test("the lists below are those of the contract", () => {
  expect(LISTS.map(({ name }) => name).sort()).toEqual(Object.keys(FILL).sort());
});

test.each(LISTS.map((route): [Verb, Route] => [route.name, route]))("%s", async (name, route) => {
  const ports = { createSender: createRecorder().createSender };
  const daemon = await startTestDaemon({ config: { sources: SOURCES, components: COMPONENTS }, ports });
  const token = await tokenOf(daemon, "admin");
  await FILL[name]!(daemon);
  const path = API + route.path.replace("{id}", IDS[name] ?? "1");
  const whole = (await ask(daemon, `${path}?limit=200`, { token })).json.items as Record<string, unknown>[];
  expect(whole.length).toBeGreaterThanOrEqual(5);
  expect(new Set(whole.map(keyOf)).size).toBe(whole.length);

  const limit = Math.ceil(whole.length / 3);
  const pages: Answer[] = [];
  for (let next: string | undefined = `${path}?limit=${limit}`; next && pages.length < 9; next = nextOf(pages.at(-1)!))
    pages.push(await ask(daemon, next, { token }));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(pages.flatMap(({ json }) => json.items)).toEqual(whole);
  // The cursor in the body leads to the same place as the link, and the last page has neither.
  const parameter = name.endsWith("Events") ? "after" : "cursor";
  for (const page of pages.slice(0, 2))
    expect(nextOf(page)).toBe(`${path}?limit=${limit}&${parameter}=${page.json.nextCursor}`);
  expect(pages[2]!.json).not.toHaveProperty("nextCursor");
  expect(pages[2]!.headers.get("link")).toBeNull();
});

test("the link keeps the rest of the query as it was", async () => {
  const daemon = await startTestDaemon();
  const token = await tokenOf(daemon, "admin");
  for (const n of [1, 2])
    await daemon.client.call(openIncident, { title: `${n}`, severity: "low", components: [{ id: "api" }] });
  const first = await ask(daemon, `${API}/incidents?state=all&component=api&severity=low&limit=1`, { token });
  expect(nextOf(first)).toBe(
    `${API}/incidents?state=all&component=api&severity=low&limit=1&cursor=${first.json.nextCursor}`,
  );
});

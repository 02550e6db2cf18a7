// Pages over the API: what there is, the token of a private one, and the situation of one page.
import { describe, expect, test } from "vitest";
import { openIncident, postIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { listPages, rotatePageToken } from "../../src/contract/pages.ts";
import { API } from "../../src/contract/route.ts";
import { getStatus } from "../../src/contract/status.ts";
import { addSubscriber, listSubscribers } from "../../src/contract/subscribers.ts";
import { startReloadable } from "../reload/support.ts";
import { COMPONENTS, startTestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { ask, tokenOf } from "./requests.ts";

const PAGES = [
  { slug: "shop", title: "Shop", components: ["mail", "vault"], groups: ["Shop"], time_zone: "Europe/Berlin" },
  { slug: "post", title: "Post office", components: ["mail"], domain: "post.example.net", locale: "de" },
  { slug: "lab", title: "Laboratory", components: ["api"], private: true },
];
const CONFIG = { pages: PAGES, server: { public_url: "https://example.org/status/" } };

describe("the list", () => {
  test("says where each is, whom it is for, and how its readers see it", async () => {
    const { client, store } = await startTestDaemon({ config: CONFIG });
    await client.call(openIncident, { title: "Down", severity: "critical", components: [{ id: "mail" }] });
    await until("the level", () => store.components.get("mail")?.level === "major_outage");
    const { items } = await client.call(listPages, {});
    expect(items).toEqual([
      {
        ...{ slug: "shop", title: "Shop", url: "https://example.org/status", private: false, locale: "en" },
        ...{ timeZone: "Europe/Berlin", components: 3, indicator: "major" },
      },
      {
        ...{ slug: "post", title: "Post office", url: "https://post.example.net", domain: "post.example.net" },
        ...{ private: false, locale: "de", timeZone: "UTC", components: 1, indicator: "critical" },
      },
      {
        ...{ slug: "lab", title: "Laboratory", url: "https://example.org/status/p/lab", private: true, locale: "en" },
        ...{ timeZone: "UTC", components: 1, indicator: "none" },
        hint: "Nobody can open it yet: make its token with `tocsin page token rotate lab`.",
      },
    ]);
  });

  test("is the one default page without any in the config", async () => {
    const { client, url } = await startTestDaemon();
    const { items } = await client.call(listPages, {});
    expect(items).toMatchObject([{ slug: "status", url, components: 3, private: false }]);
  });
});

describe("a page's token", () => {
  test("opens its page and no other, until the next one is made", async () => {
    const { client, store } = await startTestDaemon({ config: CONFIG });
    expect(store.pageTokens.admits("lab", "")).toBe(false);
    const first = await client.call(rotatePageToken, { slug: "lab" });
    expect(first).toMatchObject({ slug: "lab", openUrl: `https://example.org/status/p/lab?token=${first.token}` });
    expect(first.token).toMatch(/^tocsin_page_[A-Za-z0-9_-]{43}$/);
    expect(first.hint).toBeUndefined();
    const admits = (token: string) => ["lab", "shop", "x"].map((slug) => store.pageTokens.admits(slug, token));
    expect(admits(first.token)).toEqual([true, false, false]);
    expect(["", `${first.token}x`, first.token.slice(0, -1)].map((text) => admits(text)[0])).toEqual([
      false,
      false,
      false,
    ]);
    const second = await client.call(rotatePageToken, { slug: "lab" });
    expect([admits(first.token), admits(second.token)]).toEqual([
      [false, false, false],
      [true, false, false],
    ]);
    const { items } = await client.call(listPages, {});
    expect(items[2]!.tokenRotatedAt).toBe(second.tokenRotatedAt);
  });

  test("is made for a public page, too: its address has a slash where the page is a host", async () => {
    const { client, store } = await startTestDaemon({ config: CONFIG });
    const made = await client.call(rotatePageToken, { slug: "post" });
    expect(made.openUrl).toBe(`https://post.example.net/?token=${made.token}`);
    expect(store.pageTokens.admits("post", made.token)).toBe(true);
  });

  test("is in the reply and its repeat, and nowhere else: no table, event or line of the log has it", async () => {
    const daemon = await startTestDaemon({ config: CONFIG });
    const token = await tokenOf(daemon, "admin");
    const rotate = () =>
      ask(daemon, `${API}/pages/lab/token`, {
        ...{ method: "POST", token, body: {}, headers: { "idempotency-key": "rotate-me-once" } },
      });
    const [reply, repeat] = [await rotate(), await rotate()];
    expect([reply.status, repeat.text]).toEqual([200, reply.text]);
    const events = daemon.store.events.after(0, 100).filter(({ type }) => type === "page:token_rotated");
    expect(events.map(({ data }) => data)).toEqual([{ page: "lab" }]);
    const audit = daemon.store.db.prepare("SELECT target, outcome FROM audit WHERE verb = 'rotatePageToken'").all();
    expect(audit).toEqual([{ target: "page lab", outcome: "changed" }]);
    const tables = daemon.store.db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    const all = (tables as string[]).map((name) =>
      JSON.stringify(daemon.store.db.prepare(`SELECT * FROM ${name}`).all()),
    );
    const said = [...all, JSON.stringify(daemon.logged)].join("\n");
    expect(said).toContain("page:token_rotated");
    expect(said).not.toContain(String(reply.json.token));
    expect(said).not.toContain(String(reply.json.token).slice("tocsin_page_".length));
  });

  test("of a page that there is not is refused with the nearest one", async () => {
    const daemon = await startTestDaemon({ config: CONFIG });
    await expect(daemon.client.call(rotatePageToken, { slug: "lap" })).rejects.toMatchObject({
      ...{ code: "not_found", message: "There is no page `lap`; did you mean `lab`?", hint: "See `tocsin page list`." },
    });
    expect(daemon.store.db.prepare("SELECT * FROM page_tokens").all()).toEqual([]);
  });

  test("outlives its page's absence from the config", async () => {
    const t = await startReloadable({ config: { components: COMPONENTS, pages: PAGES } });
    const { token } = await t.daemon.client.call(rotatePageToken, { slug: "lab" });
    await t.reload({ components: COMPONENTS, pages: PAGES.slice(0, 2) });
    await expect(t.daemon.client.call(rotatePageToken, { slug: "lab" })).rejects.toMatchObject({ code: "not_found" });
    await t.reload({ components: COMPONENTS, pages: PAGES });
    expect(t.daemon.store.pageTokens.admits("lab", token)).toBe(true);
  });
});

describe("the situation of a page", () => {
  test("is what it shows, in its order: levels, incidents and windows of these and of nothing else", async () => {
    const daemon = await startTestDaemon({ config: CONFIG });
    const { call } = daemon.client;
    await call(openIncident, { title: "No mail", severity: "critical", components: [{ id: "mail" }] });
    await call(openIncident, { title: "No API", severity: "high", components: [{ id: "api" }] });
    await call(openIncident, { title: "No vault", severity: "critical", components: [{ id: "vault" }] });
    const at = (hours: number): string => new Date(Date.now() + hours * 3600_000).toISOString();
    await call(scheduleMaintenance, { title: "Move", components: ["api"], startsAt: at(1), endsAt: at(2) });
    await until("the levels", () => daemon.store.components.get("vault")?.level === "major_outage");
    const seen = async (page?: string, moment?: string) => {
      const query = { ...(page ? { page } : {}), ...(moment ? { at: moment } : {}) };
      const { level, components, incidents, maintenances, ...status } = await call(getStatus, query);
      const ids = components.map(({ id }) => id);
      return [status.page, level, ids, incidents.map(({ id }) => id), maintenances.map(({ id }) => id)];
    };
    expect(await seen()).toEqual([undefined, "major", ["web", "api", "mail", "vault"], [1, 3, 2], [1]]);
    expect(await seen("shop")).toEqual(["shop", "major", ["mail", "web", "api"], [1, 2], [1]]);
    expect(await seen("post")).toEqual(["post", "critical", ["mail"], [1], []]);
    expect(await seen("lab")).toEqual(["lab", "minor", ["api"], [2], [1]]);
    await call(resolveIncident, { id: 1 });
    await until("the level", () => daemon.store.components.get("mail")?.level === "operational");
    const now = new Date().toISOString();
    await until("a later moment", () => Date.now() > Date.parse(now));
    await call(openIncident, { title: "Again", severity: "low", components: [{ id: "mail" }] });
    expect(await seen("post", now)).toEqual(["post", "none", ["mail"], [], []]);
    await expect(call(getStatus, { page: "shp" })).rejects.toMatchObject({
      ...{ code: "not_found", message: "There is no page `shp`; did you mean `shop`?" },
    });
  });
});

test("who asks for a page is listed by it, in pages and with the other filters, also when it has left the config", async () => {
  const t = await startReloadable({ config: { components: COMPONENTS, pages: PAGES } });
  const { call } = t.daemon.client;
  for (const n of [1, 2, 3])
    await call(addSubscriber, {
      channel: "webhook",
      target: `https://a.example/${n}`,
      page: n === 2 ? "shop" : "post",
    });
  await call(addSubscriber, { channel: "email", target: "ann@example.org", page: "post" });
  await call(addSubscriber, { channel: "email", target: "bob@example.org" });
  await t.reload({ components: COMPONENTS, pages: [PAGES[0]] });
  const ids = async (query: Parameters<typeof listSubscribersOf>[0]) =>
    (await listSubscribersOf(query)).items.map(({ id }) => id);
  const listSubscribersOf = (query: {
    page?: string;
    state?: "active";
    channel?: "email";
    limit?: string;
    cursor?: string;
  }) => call(listSubscribers, query);
  expect(await ids({ page: "post" })).toEqual([1, 3, 4]);
  expect(await ids({ page: "post", state: "active" })).toEqual([1, 3]);
  expect(await ids({ page: "post", channel: "email" })).toEqual([4]);
  expect(await ids({ page: "post", channel: "email", state: "active" })).toEqual([]);
  expect(await ids({ page: "shop" })).toEqual([2]);
  expect(await ids({ page: "none-such" })).toEqual([]);
  const first = await listSubscribersOf({ page: "post", limit: "2" });
  expect((await listSubscribersOf({ page: "post", limit: "2", cursor: first.nextCursor! })).items).toMatchObject([
    { id: 4 },
  ]);
});

test("a title that is made of names has only those that each page may show which shows it", async () => {
  const titleFor = async (components: string[], pages: readonly Record<string, unknown>[]): Promise<unknown> => {
    const key = "key-of-the-sender";
    const daemon = await startTestDaemon({ config: { pages, sources: [{ id: "am", kind: "alertmanager", key }] } });
    const alerts = components.map((component) => ({
      ...{ status: "firing", labels: { alertname: "A secret", component }, fingerprint: component },
    }));
    await ask(daemon, "/ingest/am", { method: "POST", token: key, body: { version: "4", groupKey: "g", alerts } });
    const post = { id: 1, status: "investigating", text: "We look into it." } as const;
    return (await daemon.client.call(postIncident, post)).public?.title;
  };
  const web = { slug: "web", components: ["web"] };
  const both = { slug: "both", components: ["web", "api"], private: true };
  expect(await titleFor(["web", "api"], [web, both])).toBe("Problem with Website");
  expect(await titleFor(["api"], [web, both])).toBe("Problem with API");
  expect(await titleFor(["web", "mail"], [web, { slug: "mail", components: ["mail"] }])).toBe("Incident");
});

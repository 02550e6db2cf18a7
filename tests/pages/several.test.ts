// Several pages of one daemon: by host, by slug, below a base path, and for some readers only.
import { expect, test } from "vitest";
import { BROWSER, NOON, openPage } from "./support.ts";

const SHOP = [
  { id: "web", name: "Website" },
  { id: "api", name: "API", group: "Core" },
  { id: "db", name: "Database", group: "Core" },
  { id: "vault", name: "Vault", isHidden: true },
] as const;
const TOKEN = "tocsin_page_secret";
const pages = () =>
  openPage(
    SHOP,
    { components: ["web"] },
    {
      others: [
        { slug: "core", title: "Core Status", domain: "core.acme.test", groups: ["Core"], components: [] },
        { slug: "inner", title: "Inner Status", private: true, locale: "de" },
      ],
      tokens: { inner: TOKEN },
    },
  );

test("a page is found by its host, by its slug, and the first one everywhere else", async () => {
  const { get } = await pages();
  const titleAt = async (path: string, host: string) =>
    /<title>.* · (.*)<\/title>/.exec((await get(path, { ...BROWSER, host })).text)?.[1];
  expect(await titleAt("/", "status.acme.test")).toBe("Acme Status");
  expect(await titleAt("/p/status", "status.acme.test")).toBe("Acme Status");
  expect(await titleAt("/", "CORE.acme.test.:8443")).toBe("Core Status");
  expect(await titleAt("/p/core", "status.acme.test")).toBe("Core Status");
  expect(await titleAt("/p/core/", "10.0.0.1:7373")).toBe("Core Status");
  expect((await get("/p/none")).status).toBe(418);
});

test("each shows its own components in every document, and its links stay within it", async () => {
  const { get } = await pages();
  const names = async (path: string, host = "status.acme.test") =>
    JSON.parse((await get(path, { ...BROWSER, host })).text).components.map((one: { name: string }) => one.name);
  expect(await names("/api/v2/summary.json")).toEqual(["Website"]);
  expect(await names("/api/v2/summary.json", "core.acme.test")).toEqual(["Core", "API", "Database"]);
  expect(await names("/p/core/api/v2/components.json")).toEqual(["Core", "API", "Database"]);
  const links = (text: string) => [...text.matchAll(/(?:href|data-watch)="(\/[^"]*)"/g)].map(([, href]) => href!);
  const bySlug = links((await get("/p/core")).text).filter((href) => !href.startsWith("/assets/"));
  expect(bySlug.filter((href) => !href.startsWith("/p/core/"))).toEqual([]);
  const byHost = links((await get("/p/core", { ...BROWSER, host: "core.acme.test" })).text);
  expect(byHost.filter((href) => href.startsWith("/p/"))).toEqual([]);
  expect((await get("/p/core")).text).toContain('<link rel="canonical" href="https://core.acme.test/"');
});

test("below a base path everything leads there, whether a proxy cuts it off or not", async () => {
  const { get } = await openPage(SHOP, {}, { publicUrl: "https://acme.test/status", basePath: "/status" });
  const cut = await get("/");
  const whole = await get("/status");
  expect(whole.text).toBe(cut.text);
  expect(whole.text).toContain('<link rel="canonical" href="https://acme.test/status/"');
  for (const [, href] of cut.text.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
    expect(href).toMatch(/^\/status\//);
    const { status } = await get(href!);
    expect([href, status]).toEqual([href, href!.includes("/subscribe") ? 418 : 200]);
  }
  expect((await get("/status/api/v2/summary.json")).status).toBe(200);
  expect((await get("/api/v2/summary.json")).status).toBe(200);
  expect((await get("/statuspage")).status).toBe(418);
});

test("a private page is not there for whoever lacks its token, like one that does not exist", async () => {
  const { get } = await pages();
  for (const path of ["", "/api/v2/summary.json", "/history", "/incidents/1", "/subscribe", "/nothing"]) {
    const none = await get(`/p/none${path}`);
    for (const wrong of ["", "?token=", "?token=tocsin_page_wrong"]) {
      const { status, text, headers } = await get(`/p/inner${path}${wrong}`);
      expect([path, wrong, status, text]).toEqual([path, wrong, none.status, none.text]);
      expect(headers["set-cookie"]).toBeUndefined();
    }
  }
});

test("its token opens it once in the address, and then by a cookie that no script and no other site has", async () => {
  const { get } = await pages();
  const entered = await get(`/p/inner?from=mail&token=${TOKEN}`);
  expect([entered.status, entered.headers.location, entered.text]).toEqual([303, "/p/inner/?from=mail", ""]);
  expect(entered.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  const [cookie] = entered.headers["set-cookie"]!;
  expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
  const { status, headers, text } = await get("/p/inner", { ...BROWSER, cookie: cookie!.split(";")[0]! });
  expect(status).toBe(200);
  expect(headers).toMatchObject({ "cache-control": "private, no-store", "x-robots-tag": "noindex" });
  expect(text).toContain('<meta name="robots" content="noindex"');
  expect(text).toContain("Alle 3 Komponenten funktionieren");
  expect(text).not.toContain(TOKEN);
  expect(text).not.toMatch(/vault/i);
});

test("an old token in the address does not lock out who has the new one in a cookie", async () => {
  const { get } = await pages();
  const cookie = `tocsin_page_inner=${TOKEN}`;
  expect((await get("/p/inner?token=tocsin_page_old", { ...BROWSER, cookie })).status).toBe(200);
  expect((await get(`/p/inner?token=${TOKEN}`, { ...BROWSER, cookie: "tocsin_page_inner=old" })).status).toBe(303);
});

test("programs send it as Bearer or in the address, and nobody may keep what they get", async () => {
  const { get } = await pages();
  const path = "/p/inner/api/v2/summary.json";
  const answers = [
    await get(`${path}?token=${TOKEN}`, { accept: "*/*" }),
    await get(path, { authorization: `Bearer ${TOKEN}` }),
    await get(`/p/inner?token=${TOKEN}`, { "user-agent": "curl/8", accept: "*/*" }),
  ];
  for (const { status, headers } of answers) {
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("private, no-store");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("another site's script may ask whether it may send If-None-Match", async () => {
  const { get } = await pages();
  const { status, headers } = await get("/api/v2/summary.json", { origin: "https://other.test" }, "OPTIONS");
  expect(status).toBe(204);
  expect(headers).toMatchObject({ "access-control-allow-origin": "*", "access-control-allow-methods": "GET, HEAD" });
});

test("what a page shows does not vanish behind what only others do", async () => {
  const {
    store,
    pages: served,
    json,
    get,
  } = await openPage(SHOP, { components: ["web"] }, { others: [{ slug: "b", components: ["db"] }] });
  const opened = (component: string, title: string, at: number) =>
    store.transact((tx) => {
      const incident = tx.incidents.insert({ title, severity: "high", source: "manual", key: null, openedAt: at });
      tx.incidents.addLinks(incident.id, [{ componentId: component, origin: "manual", level: null }]);
      tx.incidents.save({
        ...incident,
        state: "closed",
        resolvedAt: at,
        closedAt: at,
        publicStatus: "resolved",
        publicTitle: title,
      });
      const said = { status: "resolved" as const, body: "Over.", at, createdAt: at, author: "ann", levels: [] };
      tx.posts.insert({ incidentId: incident.id, ...said, isAuto: false, isSilent: false });
    });
  await opened("db", "Of page b", NOON - 2000);
  for (let n = 0; n < 600; n++) await opened("web", `Of page a ${n}`, NOON - 1000 + n);
  served.wake();
  expect((await json("incidents")).incidents).toHaveLength(50);
  const { incidents } = JSON.parse((await get("/p/b/api/v2/incidents.json")).text);
  expect(incidents.map((one: { name: string }) => one.name)).toEqual(["Of page b"]);
  expect((await get("/p/b/history/2026-11")).text).toContain("Of page b");
});

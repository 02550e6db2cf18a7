// How the Statuspage v2 API is sent: to whom, under which address, how long it may be kept, and what there is not.
import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { rotatePageToken } from "../../src/contract/pages.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { NAMES } from "./statuspage-shapes.ts";

const BROWSER = { accept: "text/html,*/*;q=0.8", "user-agent": "Mozilla/5.0" };
const PATHS = NAMES.map((name) => `/api/v2/${name}.json`);
const pages = [
  { slug: "status", title: "Acme" },
  { slug: "shop", title: "Shop", domain: "shop.example.org", groups: ["Shop"] },
  { slug: "inner", title: "Inner", private: true },
];
const start = (server: object = {}): Promise<TestDaemon> =>
  startTestDaemon({ config: { pages, server: { public_url: "https://status.example.org", ...server } } });

interface Sent {
  method?: string;
  headers?: Record<string, string>;
}
/** The path as it is written, and any Host. */
const ask = ({ url }: TestDaemon, path: string, { method = "GET", headers = BROWSER }: Sent = {}) =>
  new Promise<{ status: number; headers: Record<string, string | undefined>; body: Buffer }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const sent = response.headers as Record<string, string | undefined>;
        resolve({ status: response.statusCode!, headers: sent, body: Buffer.concat(chunks) });
      });
    })
      .on("error", reject)
      .end();
  });

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag" };
const KEPT = { "cache-control": "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600" };
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

test("every document: GET, HEAD, 304 in each encoding, and its preflight", async () => {
  const daemon = await start();
  for (const path of PATHS) {
    const got = await ask(daemon, path);
    expect([path, got.status]).toEqual([path, 200]);
    expect(got.headers).toMatchObject({ ...CORS, ...KEPT, ...JSON_TYPE, vary: "Accept-Encoding" });
    expect(got.headers.etag).toMatch(/^W\/"[^"]+"$/);
    expect(Number(got.headers["content-length"])).toBe(got.body.length);

    const head = await ask(daemon, path, { method: "HEAD" });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect({ ...head.headers, date: "" }).toEqual({ ...got.headers, date: "" });

    const zipped = await ask(daemon, path, { headers: { "accept-encoding": "gzip" } });
    expect(zipped.headers).toMatchObject({ ...CORS, ...JSON_TYPE, "content-encoding": "gzip", etag: got.headers.etag });
    expect(gunzipSync(zipped.body)).toEqual(got.body);

    const tag = got.headers.etag!;
    // As it was sent, without its W/ (some proxies drop it), among others, and whatever there is.
    for (const known of [tag, tag.slice(2), `"other", ${tag}`, "*"])
      for (const method of ["GET", "HEAD"])
        for (const encoding of ["gzip", "identity"]) {
          const headers = { "if-none-match": known, "accept-encoding": encoding };
          const same = await ask(daemon, path, { method, headers });
          expect([path, known, same.status, same.body.length]).toEqual([path, known, 304, 0]);
          expect(same.headers).toMatchObject({ ...CORS, ...KEPT, etag: tag, vary: "Accept-Encoding" });
        }
    expect((await ask(daemon, path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);

    const asks = { origin: "https://other.test", "access-control-request-headers": "if-none-match" };
    const preflight = await ask(daemon, path, { method: "OPTIONS", headers: asks });
    expect([preflight.status, preflight.body.length]).toEqual([204, 0]);
    expect(preflight.headers).toMatchObject({
      ...{ "access-control-allow-origin": "*", "access-control-allow-methods": "GET, HEAD" },
      "access-control-allow-headers": "*",
    });
  }
});

test.each(["POST", "PUT", "PATCH", "DELETE"])(
  "%s changes nothing anywhere: 405, and what is allowed",
  async (method) => {
    const daemon = await start();
    for (const path of PATHS) {
      const { status, headers, body } = await ask(daemon, path, { method });
      expect([path, status, headers.allow, body.length]).toEqual([path, 405, "GET, HEAD", 0]);
    }
  },
);

describe("what is not there is 404 without a body, and never a page for people", () => {
  const below = [
    ...["", "/", "/summary", "/summary.json/", "/SUMMARY.json", "//summary.json", "/status.xml", "/status.json.html"],
    ...[
      "/subscribers.json",
      "/incidents/1.json",
      "/incidents/",
      "/scheduled-maintenances/past.json",
      "/..%2fsummary.json",
    ],
    ...["/%73ummary.json", "/nothing/at/all", "/components.json%00", `/${"a".repeat(2000)}`],
  ];
  test.each(["", "/p/status", "/p/shop", "/p/none"])("below `%s`/api/v2", async (page) => {
    const daemon = await start();
    for (const path of below)
      for (const method of ["GET", "HEAD", "POST"]) {
        const { status, headers, body } = await ask(daemon, `${page}/api/v2${path}`, { method });
        expect([method, path, status, body.length]).toEqual([method, path, 404, 0]);
        expect(headers["content-type"]).toBeUndefined();
        expect(headers["access-control-allow-origin"]).toBe("*");
      }
  });

  test("elsewhere below /api/ it is a problem", async () => {
    const daemon = await start();
    for (const path of ["/api/", "/api/v3/summary.json", "/api/v1/nothing", "/api/v20/summary.json", "/api/v2x"]) {
      const { status, headers, body } = await ask(daemon, path);
      expect([path, status >= 400, headers["content-type"]]).toEqual([path, true, "application/problem+json"]);
      expect(body.toString()).not.toMatch(/<html/i);
    }
  });
});

test("a page answers by its host at the root, by its slug below it, and says its own address", async () => {
  const daemon = await start();
  const seen = async (path: string, host: string) => {
    const { body } = await ask(daemon, `${path}/api/v2/summary.json`, { headers: { ...BROWSER, host } });
    const { page, components } = JSON.parse(body.toString());
    return [page.name, page.url, components.length];
  };
  const [first, shop] = [
    ["Acme", "https://status.example.org", 4],
    ["Shop", "https://shop.example.org", 3],
  ];
  expect(await seen("", "status.example.org")).toEqual(first);
  expect(await seen("", "10.0.0.1:7373")).toEqual(first);
  expect(await seen("", "SHOP.example.org:8443")).toEqual(shop);
  expect(await seen("/p/shop", "status.example.org")).toEqual(shop);
  expect(await seen("/p/status", "shop.example.org")).toEqual(first);
});

test("a page without a domain says the address below the first one's; ids of one page are the same at both", async () => {
  const config = {
    pages: [pages[0]!, { slug: "two", title: "Two" }],
    server: { public_url: "https://status.example.org" },
  };
  const daemon = await startTestDaemon({ config });
  const read = async (path: string) => JSON.parse((await ask(daemon, path)).body.toString());
  expect((await read("/p/two/api/v2/status.json")).page.url).toBe("https://status.example.org/p/two");
  expect(await read("/p/status/api/v2/summary.json")).toEqual(await read("/api/v2/summary.json"));
  expect((await read("/p/two/api/v2/status.json")).page.id).not.toBe((await read("/api/v2/status.json")).page.id);
});

test("below a base path it answers there, and at the root of the host, where widgets ask", async () => {
  const daemon = await start({ public_url: "https://example.org/status", base_path: "/status" });
  for (const path of PATHS) {
    const [root, below] = [await ask(daemon, path), await ask(daemon, `/status${path}`)];
    expect([path, root.status, below.status]).toEqual([path, 200, 200]);
    expect(below.body).toEqual(root.body);
    expect(JSON.parse(root.body.toString()).page.url).toBe("https://example.org/status");
  }
  expect((await ask(daemon, "/status/api/v2/subscribers.json")).status).toBe(404);
});

test("a private page is for its token alone, as Bearer or in the address; without it there is no such page", async () => {
  const daemon = await start();
  const { token } = await daemon.client.call(rotatePageToken, { slug: "inner" });
  for (const path of PATHS) {
    const where = `/p/inner${path}`;
    for (const [address, headers] of [
      [where, {}],
      [`${where}?token=tocsin_page_wrong`, {}],
      [where, { authorization: "Bearer tocsin_page_wrong" }],
    ] as const)
      for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
        const [inner, none] = await Promise.all(
          [address, address.replace("inner", "none")].map((one) =>
            ask(daemon, one, { method, headers: { ...headers } }),
          ),
        );
        expect([method, address, inner!.status, inner!.body.length]).toEqual([method, address, 404, 0]);
        expect({ ...inner!.headers, date: "" }).toEqual({ ...none!.headers, date: "" });
      }
    for (const [address, headers] of [
      [`${where}?token=${token}`, {}],
      [where, { authorization: `Bearer ${token}` }],
    ] as const) {
      const { status, headers: sent, body } = await ask(daemon, address, { headers: { ...headers } });
      expect([address, status, JSON.parse(body.toString()).page.name]).toEqual([address, 200, "Inner"]);
      expect(sent).toMatchObject({ ...JSON_TYPE, "cache-control": "private, no-store" });
      expect(sent["access-control-allow-origin"]).toBeUndefined();
      const tagged = { ...headers, "if-none-match": sent.etag! };
      expect((await ask(daemon, address, { headers: tagged })).status).toBe(304);
      expect((await ask(daemon, address, { headers: { ...headers }, method: "POST" })).status).toBe(405);
    }
  }
});

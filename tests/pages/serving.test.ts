import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { BROWSER, openPage } from "./support.ts";

const DOCUMENTS = ["/", "/p/status", "/api/v2/summary.json", "/api/v2/status.json", "/api/v2/components.json"];
const SHOP = [
  { id: "site", name: "Website" },
  { id: "api", name: "API" },
];

test("the page is HTML under a policy that lets nothing foreign in", async () => {
  const { get } = await openPage(SHOP);
  for (const path of ["/", "/p/status", "/?from=mail"]) {
    const { status, headers, text } = await get(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "max-age=0, s-maxage=5, stale-while-revalidate=20, stale-if-error=3600",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "tocsin-version": "1.2.3",
    });
    expect(headers["content-security-policy"]).toContain("default-src 'none'; style-src 'self'; script-src 'self'");
    expect(text).toMatch(/^<!DOCTYPE html>\n<html lang="en" /);
    expect(text).toContain("<title>All Systems Operational · Acme Status</title>");
    expect(text).not.toMatch(/ style=|<style|<script>| on[a-z]+=/);
  }
});

test("stylesheet and script are small, cached for ever, and named in the page", async () => {
  const { get } = await openPage(SHOP);
  const [style, script] = (await get("/")).text.match(/\/assets\/page-[\w-]+\.(css|js)/g) ?? [];
  for (const [path, type] of [
    [style, "text/css"],
    [script, "text/javascript"],
  ]) {
    const { status, headers } = await get(path!);
    expect([status, headers["content-type"]]).toEqual([200, `${type}; charset=utf-8`]);
    expect(headers["cache-control"]).toContain("immutable");
  }
  const sizes = await Promise.all(
    ["/", style!, script!].map(
      async (path) => (await get(path, { ...BROWSER, "accept-encoding": "gzip" })).body.length,
    ),
  );
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(10_000);
});

test("the JSON may be read from any origin, and is cached as the vendor's is", async () => {
  const { get } = await openPage(SHOP);
  const { headers } = await get("/api/v2/summary.json");
  expect(headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag",
    "cache-control": "max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600",
    vary: "Accept-Encoding",
  });
});

test.each(DOCUMENTS)("%s: who has it already gets 304 until it changes", async (path) => {
  const { get, setLevel, clock } = await openPage(SHOP);
  const etag = (await get(path)).headers.etag!;
  expect(etag).toMatch(/^W\/"[\w-]+"$/);
  for (const known of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
    const answer = await get(path, { ...BROWSER, "if-none-match": known });
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([304, 0, etag]);
  }
  clock.now += 1000;
  await setLevel("api", "major_outage");
  const changed = await get(path, { ...BROWSER, "if-none-match": etag });
  expect(changed.status).toBe(200);
  expect(changed.headers.etag).not.toBe(etag);
});

test("HEAD has the headers of GET and no body; other methods are told what is allowed", async () => {
  const { get } = await openPage(SHOP);
  for (const path of DOCUMENTS) {
    const full = await get(path);
    const head = await get(path, BROWSER, "HEAD");
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers["content-length"]).toBe(String(full.body.length));
    const posted = await get(path, BROWSER, "POST");
    expect([posted.status, posted.headers.allow]).toEqual([405, "GET, HEAD"]);
  }
});

test("unknown paths of the v2 API are 404 without a body; other paths are somebody else's", async () => {
  const { get } = await openPage(SHOP);
  for (const path of ["/api/v2/subscribers.json", "/api/v2/", "/api/v2/nothing.json?x=1"]) {
    const { status, body, headers } = await get(path);
    expect([status, body.length, headers["access-control-allow-origin"]]).toEqual([404, 0, "*"]);
  }
  for (const path of ["/healthz", "/api/v1/status", "/p/other", "/assets/page-old.css", "//", "/p/status//"])
    expect((await get(path)).status).toBe(418);
});

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip", "gzip"],
  ["br;q=0.5, gzip;q=0.9", "gzip"],
  ["*", "br"],
  ["*;q=0", undefined],
  ["identity", undefined],
  ["gzip;q=0", undefined],
  ["identity;q=0, gzip", "gzip"],
  ["identity;q=0", undefined],
  ["", undefined],
  ["zstd;q=x,;;,", undefined],
])("accept-encoding `%s` gets %s", async (accepted, encoding) => {
  const { get } = await openPage(SHOP);
  const plain = await get("/");
  const ask = () => get("/", { ...BROWSER, "accept-encoding": accepted });
  // Brotli is made off the loop and joins a moment later.
  await vi.waitFor(async () => expect((await ask()).headers["content-encoding"]).toBe(encoding));
  const { body, headers } = await ask();
  const decode = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ""] ?? ((bytes: Buffer) => bytes);
  expect(decode(body).toString()).toBe(plain.text);
  expect(headers).toMatchObject({
    etag: plain.headers.etag,
    vary: "Accept-Encoding",
    "content-length": `${body.length}`,
  });
});

test("curl, wget and httpie read plain text unless they ask for HTML; a browser never does", async () => {
  const { get } = await openPage([{ id: "api", name: "API", group: "Platform", level: "major_outage" }]);
  for (const agent of ["curl/8.9.1", "Wget/1.25.0", "HTTPie/3.2.4"]) {
    const { headers, text } = await get("/", { "user-agent": agent, accept: "*/*" });
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(headers["cache-control"]).toBe("private, max-age=0");
    expect(text).toBe(
      [
        "Acme Status: Major System Outage",
        "Last change 23 Nov 2026, 11:00 UTC",
        "",
        "Platform",
        "  API  Major outage since 23 Nov 2026, 11:00 UTC",
        "",
        "https://status.acme.test/",
        "",
      ].join("\n"),
    );
    const asked = await get("/", { "user-agent": agent, accept: "text/html" });
    expect(asked.headers["content-type"]).toContain("text/html");
  }
  expect((await get("/", { "user-agent": "Mozilla/5.0", accept: "*/*" })).headers["content-type"]).toContain(
    "text/html",
  );
});

test("what is made on demand comes in brotli as well, once it had time for it", async () => {
  const { get } = await openPage(SHOP);
  const ask = () => get("/history", { ...BROWSER, "accept-encoding": "br, gzip" });
  expect((await ask()).headers["content-encoding"]).toBe("gzip");
  await vi.waitFor(async () => expect((await ask()).headers["content-encoding"]).toBe("br"), { timeout: 5000 });
});

// As which page the forms and errors behind a request show themselves, and whether its form is open to whoever asks.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openPage } from "./support.ts";

const OTHERS = [
  { slug: "inner", title: "Inner Circle", private: true },
  { slug: "second", title: "Second" },
];
const TOKEN = "the-token-of-inner";

/** What is known of a request that the pages do not answer themselves; `own`: the page that its link is about. */
const start = async () => {
  const { pages } = await openPage([{ id: "api" }], { title: "Acme" }, { others: OTHERS, tokens: { inner: TOKEN } });
  const server = createServer((incoming, response) => {
    if (pages.tryServe(incoming, response)) return;
    const { title, base, isOpen } = pages.frontOf(incoming, incoming.headers["x-own"] as string | undefined);
    response.end(JSON.stringify([title, base, isOpen]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).json();
};

const COOKIE = { cookie: `tocsin_page_inner=${TOKEN}` };
test.each([
  ["a form below a page", "/p/second/subscribe", {}, ["Second", "/p/second", true]],
  ["a private page's form, without its token", "/p/inner/subscribe", {}, ["Acme", "", true]],
  ["a private page's form, with its token", "/p/inner/subscribe", COOKIE, ["Inner Circle", "/p/inner", true]],
  ["a link below a private page, of nobody", "/p/inner/confirm/x", {}, ["Acme", "", true]],
  ["a link about a private page", "/p/inner/confirm/x", { "x-own": "inner" }, ["Inner Circle", "/p/inner", false]],
  ["the same elsewhere", "/p/second/confirm/x", { "x-own": "inner" }, ["Inner Circle", "/p/inner", false]],
  [
    "the same with its token",
    "/p/inner/confirm/x",
    { ...COOKIE, "x-own": "inner" },
    ["Inner Circle", "/p/inner", true],
  ],
  ["a link about another page", "/p/inner/confirm/x", { "x-own": "second" }, ["Second", "/p/second", true]],
  ["a link about a page that is gone", "/p/second/confirm/x", { "x-own": "gone" }, ["Second", "/p/second", true]],
  ["a link below a page that is gone", "/p/gone/confirm/x", { "x-own": "second" }, ["Second", "/p/second", true]],
])("%s", async (_, path, headers, front) => {
  const ask = await start();
  expect(await ask(path, headers)).toEqual(front);
});

// Pages by the command line: what there is, a token for a private one, and each command that may be about one page.
import { expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { until } from "../support/until.ts";
import { startShell } from "./against-daemon.ts";

const PAGES = [
  { slug: "shop", title: "Shop", groups: ["Shop"] },
  { slug: "post", title: "Post office", components: ["mail"], domain: "post.example.net" },
  { slug: "lab", title: "Laboratory", components: ["api"], private: true },
];
const start = () => startShell({ config: { pages: PAGES, server: { public_url: "https://status.example.org" } } });

test("page list shows each with its address, and says what a private one lacks", async () => {
  const { run, json } = await start();
  const { stdout, stderr } = await run(["page", "list"]);
  expect(stdout.split("\n").map((line) => line.trimEnd().replace(/ {2,}/g, "  "))).toEqual([
    "PAGE  STATE  FOR  COMPONENTS  LANGUAGE  ZONE  ADDRESS  TITLE",
    "shop  well  everybody  2  en  UTC  https://status.example.org  Shop",
    "post  well  everybody  1  en  UTC  https://post.example.net  Post office",
    "lab  well  nobody yet  1  en  UTC  https://status.example.org/p/lab  Laboratory",
    "",
  ]);
  expect(stderr).toContain("lab: Nobody can open it yet: make its token with `tocsin page token rotate lab`.");
  expect((await run(["page", "list", "--quiet"])).stdout).toBe("shop\npost\nlab\n");
  expect(await json<{ slug: string }[]>(["page", "list"])).toMatchObject([{ slug: "shop" }, { slug: "post" }, {}]);
});

test("page token rotate prints the token and the address to open, once", async () => {
  const { run, daemon } = await start();
  const { stdout, exitCode } = await run(["page", "token", "rotate", "lab"]);
  const [, token] = /^page lab has a new token, shown only now: (tocsin_page_\S{43})\n/.exec(stdout)!;
  expect(exitCode).toBe(EXIT.done);
  expect(stdout).toContain(`\nIts readers open: https://status.example.org/p/lab?token=${token}\n`);
  expect(daemon.store.pageTokens.admits("lab", token!)).toBe(true);
  const next = (await run(["page", "token", "rotate", "lab", "--quiet"])).stdout.trim();
  expect([token!, next].map((one) => daemon.store.pageTokens.admits("lab", one))).toEqual([false, true]);
  expect((await run(["page", "list"])).stdout).toMatch(/\nlab .* who has its token of \S+/);
  expect((await run(["page", "token", "rotate", "shop"])).stdout).toContain("once the config says `private: true`");
  const unknown = await run(["page", "token", "rotate", "lap"]);
  expect(unknown.exitCode).toBe(EXIT.notFound);
  expect(unknown.stderr).toContain("There is no page `lap`; did you mean `lab`?");
  const events = await run(["watch", "--since", "1", "--json"], { interrupted: AbortSignal.timeout(500) });
  expect(events.stdout).toContain("page:token_rotated");
  expect(events.stdout).not.toContain(next);
});

test("status --page is that page alone, with its own exit code", async () => {
  const shell = await start();
  const { run } = shell;
  await run(["open", "No mail", "-s", "critical", "-c", "mail"]);
  await until("the level", () => shell.daemon.store.components.get("mail")?.level === "major_outage");
  const shop = await run(["status", "--page", "shop", "--exit-code"]);
  expect(shop.exitCode).toBe(EXIT.done);
  expect(shop.stdout).toMatch(/^page shop: All Systems Operational {2}as of /);
  expect(shop.stdout).not.toMatch(/mail|vault/);
  const post = await run(["status", "--page", "post", "--exit-code"]);
  expect(post.exitCode).toBe(EXIT.notHolding);
  expect(post.stdout).toMatch(/\n1 +critical +open .* mail +- +No mail\n/);
  const past = await run(["status", "--page", "post", "--at", "0s"]);
  expect(past.stdout).toContain("page post: Major System Outage");
  expect((await run(["status", "--page", "pst"])).exitCode).toBe(EXIT.notFound);
});

test("a subscriber and a window may be of any page, and lists and prompts know them", async () => {
  const { run, json } = await start();
  await run(["subscriber", "add", "webhook", "https://a.example/1", "--page", "lab", "-c", "api"]);
  await run(["subscriber", "add", "webhook", "https://a.example/2"]);
  expect((await run(["subscriber", "list", "--page", "lab", "--quiet"])).stdout).toBe("1\n");
  const other = await run(["subscriber", "add", "webhook", "https://a.example/3", "--page", "lab", "-c", "mail"]);
  expect(other.exitCode).toBe(EXIT.usage);
  expect(other.stderr).toContain("The page `lab` does not show the component `mail`.");
  await run(["maintenance", "schedule", "Move", "--page", "lab", "--start", "+1h", "--for", "1h"]);
  expect(await json(["maintenance", "show", "1"])).toMatchObject({ components: [{ id: "api" }], page: "lab" });
  const wrong = await run(["maintenance", "schedule", "Move", "--page", "lap", "--start", "+1h", "--for", "1h"]);
  expect(wrong.stderr).toContain("There is no page `lap`; did you mean `lab`?");
  for (const line of [
    ["subscriber", "add", "webhook", "x", "--page", ""],
    ["subscriber", "list", "--page", ""],
    ["maintenance", "schedule", "x", "--page", ""],
    ["status", "--page", ""],
    ["page", "token", "rotate", ""],
  ])
    expect((await run(["__complete", "--", ...line])).stdout, line.join(" ")).toBe(
      "shop\tShop\npost\tPost office\nlab\tLaboratory\n",
    );
});

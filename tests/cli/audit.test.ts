// The audit and long lists, as a terminal shows them.
import { expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { createToken } from "../../src/contract/tokens.ts";
import { startShell } from "./against-daemon.ts";

test("audit: who did what, from where, newest first; --denied only what was not allowed", async () => {
  const { run, json, daemon } = await startShell();
  await run(["open", "Down"]);
  const { stdout: token } = await run(["token", "create", "tv", "--role", "viewer", "--quiet"]);
  const overTcp = (text: string) => ({ env: { TOCSIN_SOCKET: "", TOCSIN_URL: daemon.url, TOCSIN_TOKEN: text } });
  await run(["ack", "1"], overTcp(token.trim()));
  await run(["list"], overTcp("tocsin_wrong"));

  const [head, ...rows] = (await run(["audit"])).stdout.trimEnd().split("\n");
  expect(head).toMatch(/^AT +WHO +FROM +OUTCOME +VERB +TO$/);
  const byPeople = rows.filter((row) => !row.includes("(system)"));
  expect(byPeople.map((line) => line.replace(/^\S+ \S+ \S+ +/, "").split(/ {2,}/))).toEqual([
    ["unknown (token)", "tcp 127.0.0.1", "unauthenticated", "listIncidents", "-"],
    ["tv (token)", "tcp 127.0.0.1", "forbidden", "ackIncident", "incident 1"],
    ["ann (person)", "unix", "changed", "createToken", "token tv"],
    ["ann (person)", "unix", "changed", "openIncident", "Down"],
  ]);
  const denied = await json<{ outcome: string }[]>(["audit", "--denied"]);
  expect(denied.map(({ outcome }) => outcome)).toEqual(["unauthenticated", "forbidden"]);
  expect((await run(["audit", "--quiet", "--limit", "1"])).stdout).toMatch(/^\d+\n$/);
  expect((await run(["audit"], overTcp(token.trim()))).exitCode).toBe(EXIT.notAllowed);
});

test("token list and component list show all there are, however many pages that is", async () => {
  const many = Array.from({ length: 201 }, (_, at) => ({ id: `c${at}` }));
  const { run, daemon } = await startShell({ config: { components: many } });
  await Promise.all(many.map(({ id }) => daemon.client.call(createToken, { name: id, role: "viewer" })));
  expect((await run(["component", "list", "--quiet"])).stdout.trimEnd().split("\n")).toEqual(many.map(({ id }) => id));
  const tokens = (await run(["token", "list", "--quiet"])).stdout.trimEnd().split("\n");
  expect(tokens).toEqual(many.map((_, at) => String(at + 1)));
});

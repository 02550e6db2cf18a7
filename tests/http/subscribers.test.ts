// Subscribers over the API: who may do what, what each sees, and what is never shown twice.
import { expect, test } from "vitest";
import { API } from "../../src/contract/route.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { ask, tokenOf } from "./requests.ts";

const HOOK = "https://hook.example.org/tocsin/secret-path";
const start = async (): Promise<{ daemon: TestDaemon; admin: string; viewer: string }> => {
  const daemon = await startTestDaemon();
  return { daemon, admin: await tokenOf(daemon, "admin"), viewer: await tokenOf(daemon, "viewer") };
};
const send = (daemon: TestDaemon, token: string, path: string, body: unknown, headers?: Record<string, string>) =>
  ask(daemon, `${API}/subscribers${path}`, { method: "POST", token, body, ...(headers ? { headers } : {}) });

test("mail that nobody vouches for is unverified, and everybody but an admin sees it masked", async () => {
  const { daemon, admin, viewer } = await start();
  const added = await send(daemon, admin, "", {
    ...{ channel: "email", target: "Ann.Lee@Example.org", components: ["web", "api"], kinds: ["posts"] },
  });
  expect([added.status, added.json.state, added.json.secret]).toEqual([201, "unverified", undefined]);
  const lists = await Promise.all([admin, viewer].map((token) => ask(daemon, `${API}/subscribers`, { token })));
  expect(lists.map(({ json }) => json)).toEqual(
    ["ann.lee@example.org", "a…@example.org"].map((target) => ({
      items: [
        {
          ...{ id: 1, channel: "email", target, components: ["api", "web"], kinds: ["posts"], state: "unverified" },
          createdAt: expect.any(String),
        },
      ],
    })),
  );
});

test("the same target again is 200 and has no secret; another wish is 201", async () => {
  const { daemon, admin } = await start();
  const first = await send(daemon, admin, "", { channel: "webhook", target: HOOK });
  const again = await send(daemon, admin, "", { channel: "webhook", target: HOOK });
  const other = await send(daemon, admin, "", { channel: "webhook", target: HOOK, format: "statuspage" });
  expect([first, again, other].map(({ status }) => status)).toEqual([201, 200, 201]);
  expect([first, again, other].map(({ json }) => typeof json.secret)).toEqual(["string", "undefined", "undefined"]);
  expect(other.json).toMatchObject({ id: 1, format: "statuspage", state: "active" });
});

test("a secret is in the reply and its repeat, and in clear nowhere but in the row that signs", async () => {
  const { daemon, admin } = await start();
  await send(daemon, admin, "", { channel: "webhook", target: HOOK });
  const rotate = () => send(daemon, admin, "/1/rotate", {}, { "idempotency-key": "rotate-me-once" });
  const [first, repeat] = [await rotate(), await rotate()];
  expect(first.status).toBe(200);
  expect(repeat.text).toBe(first.text);
  const secret = String(first.json.secret);
  expect(daemon.store.subscribers.get(1)?.secret).toBe(secret);
  for (const table of ["audit", "events", "idempotency"]) {
    const rows = daemon.store.db.prepare(`SELECT * FROM ${table}`).all();
    expect(rows, table).not.toEqual([]);
    expect(JSON.stringify(rows), table).not.toContain(secret);
  }
});

test("no address stands in the log or in the audit", async () => {
  const { daemon, admin } = await start();
  await send(daemon, admin, "", { channel: "email", target: "ann@example.org", verified: true });
  await send(daemon, admin, "/import", { items: [{ channel: "email", target: "ann@example.org" }] });
  await ask(daemon, `${API}/subscribers/1`, { method: "DELETE", token: admin });
  const written = ["events", "audit"].map((table) => daemon.store.db.prepare(`SELECT * FROM ${table}`).all());
  expect(JSON.stringify(written)).toMatch(/subscriber:removed/);
  expect(JSON.stringify(written)).not.toMatch(/ann@example/);
});

test("who is removed leaves no address behind, and the reply says once more who it was", async () => {
  const { daemon, admin } = await start();
  await send(daemon, admin, "", { channel: "email", target: "ann@example.org", verified: true });
  const removed = await ask(daemon, `${API}/subscribers/1`, { method: "DELETE", token: admin });
  expect(removed.json).toMatchObject({ id: 1, target: "ann@example.org", state: "removed" });
  expect(daemon.store.subscribers.get(1)).toMatchObject({ target: "", secret: null, state: "removed" });
  const again = await ask(daemon, `${API}/subscribers/1`, { method: "DELETE", token: admin });
  expect([again.status, again.json.code]).toEqual([404, "not_found"]);
});

test("a list of one state, of one channel, of both, page by page", async () => {
  const { daemon, admin } = await start();
  const mail = (n: number) => ({ channel: "email", target: `${n}@example.org` });
  await send(daemon, admin, "/import", { items: [mail(1), mail(2)], verified: true });
  await send(daemon, admin, "/import", { items: [mail(3), mail(4), { channel: "webhook", target: HOOK }] });
  const idsOf = async (query: string): Promise<unknown[]> => {
    const { json } = await ask(daemon, `${API}/subscribers${query}`, { token: admin });
    return (json.items as { id: number }[]).map(({ id }) => id);
  };
  expect(await idsOf("")).toEqual([1, 2, 3, 4, 5]);
  expect(await idsOf("?state=unverified")).toEqual([3, 4]);
  expect(await idsOf("?channel=webhook")).toEqual([5]);
  expect(await idsOf("?channel=email&state=active")).toEqual([1, 2]);
  const { headers } = await ask(daemon, `${API}/subscribers?state=active&limit=2`, { token: admin });
  const next = /^<(\S+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
  expect((await ask(daemon, next!, { token: admin })).json).toMatchObject({ items: [{ id: 5 }] });
});

test("an import of 500 is one command, and says beside each what is wrong with it", async () => {
  const { daemon, admin } = await start();
  const items = Array.from({ length: 500 }, (_, n) => ({
    ...{
      channel: "email",
      target: n === 250 ? "nobody" : `${n}@example.org`,
      components: n === 499 ? ["vault"] : ["api"],
    },
  }));
  const { status, json } = await send(daemon, admin, "/import", { items, verified: true });
  expect(status).toBe(200);
  expect(json).toEqual({
    ...{ added: 498, unchanged: 0 },
    refused: [
      { index: 250, message: expect.stringContaining("must be a mail address") },
      { index: 499, message: expect.stringContaining("`vault` is hidden") },
    ],
  });
  const tooMany = await send(daemon, admin, "/import", { items: [...items, items[0]] });
  expect([tooMany.status, tooMany.json.code]).toEqual([400, "invalid"]);
});

test("the team of the config is paged and never listed; a reload adds, drops and brings back", async () => {
  const team = [{ name: "pager", channel: "ntfy", target: "https://ntfy.sh/topic" }];
  const daemon = await startTestDaemon({ hasFile: true, config: { notify: { team } } });
  const states = (): string[] =>
    daemon.store.subscribers.team().map(({ id, target, state }) => `${id} ${target} ${state}`);
  expect(states()).toEqual(["1 pager active"]);
  daemon.rewrite({ notify: { team: [] } });
  await daemon.reload("test");
  expect(states()).toEqual(["1 pager removed"]);
  daemon.rewrite({
    notify: { team: [...team, { name: "chat", channel: "slack", target: "https://hooks.slack.com/x" }] },
  });
  await daemon.reload("test");
  expect(states()).toEqual(["1 pager active", "2 chat active"]);
  const admin = await tokenOf(daemon, "admin");
  expect((await ask(daemon, `${API}/subscribers`, { token: admin })).json).toEqual({ items: [] });
  const removed = await ask(daemon, `${API}/subscribers/1`, { method: "DELETE", token: admin });
  expect([removed.status, removed.json.detail]).toEqual([409, expect.stringContaining("stands in the config")]);
});

// Commands over HTTP: who did it, done twice, done at once, and lists that are whole.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, test } from "vitest";
import { ackIncident, listIncidents, openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { listEvents } from "../../src/contract/log.ts";
import { Problem } from "../../src/contract/problem.ts";
import { createToken, getWhoami, revokeToken } from "../../src/contract/tokens.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { type Ask, ask, tokenOf } from "./requests.ts";

const types = async (daemon: Awaited<ReturnType<typeof startTestDaemon>>) =>
  daemon.store.events
    .after(0, 10_000)
    .filter((event) => event.type.startsWith("incident:"))
    .map((event) => event.type);

test("two people ack at once: one owns it, the other is told who; two hundred times", async () => {
  const daemon = await startTestDaemon();
  const clients = ["ann", "bob"].map((actor) => daemon.clientAs({ actor }));
  for (let round = 1; round <= 200; round++) {
    const { id } = await daemon.client.call(openIncident, { title: "Down", severity: "low" });
    const results = await Promise.all(
      clients.map((client) => client.call(ackIncident, { id }).catch((error: Problem) => error)),
    );
    const owner = results.flatMap((result) => (result instanceof Problem ? [] : (result.owner ?? [])))[0];
    const refusal = results.find((result) => result instanceof Problem);
    expect(owner).toMatch(/^(ann|bob)$/);
    expect(refusal).toMatchObject({ code: "conflict", hint: expect.stringContaining(`Talk to ${owner}`) });
  }
  expect((await types(daemon)).filter((type) => type === "incident:acknowledged")).toHaveLength(200);
});

test("the same person twice changes nothing, says so, and appends no second event", async () => {
  const daemon = await startTestDaemon();
  const { id } = await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  expect(await daemon.client.callWithStatus(ackIncident, { id })).toMatchObject({ status: 200, result: "changed" });
  expect(await daemon.client.callWithStatus(ackIncident, { id })).toMatchObject({ status: 200, result: "unchanged" });
  expect(await types(daemon)).toEqual(["incident:opened", "incident:acknowledged"]);
});

test("a key that is active gives that incident; resolved within ten minutes it reopens, later a new one opens", async () => {
  const daemon = await startTestDaemon();
  const open = () => daemon.client.callWithStatus(openIncident, { title: "Disk", severity: "medium", key: "disk" });
  expect(await open()).toMatchObject({ status: 201, result: "changed", reply: { id: 1 } });
  expect(await open()).toMatchObject({ status: 200, result: "unchanged", reply: { id: 1 } });
  await daemon.client.call(resolveIncident, { id: 1 });
  expect((await open()).reply).toMatchObject({ id: 1, state: "open", reopenCount: 1 });
  await daemon.client.call(resolveIncident, { id: 1 });
  await daemon.wind(10 * 60_000 + 1000);
  expect(await open()).toMatchObject({ status: 201, reply: { id: 2, reopenCount: 0 } });
});

test("an Idempotency-Key: the same command is answered as the first time, another under it is refused", async () => {
  const daemon = await startTestDaemon();
  const [admin, other] = [await tokenOf(daemon, "admin"), await tokenOf(daemon, "responder")];
  const post = (path: string, body: unknown, key: string, token = admin): ReturnType<typeof ask> =>
    ask(daemon, `/api/v1${path}`, { method: "POST", token, body, headers: { "idempotency-key": key } });
  const down = { title: "Down" };

  const first = await post("/incidents", down, "k1");
  const again = await post("/incidents", down, "k1");
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expect(await types(daemon)).toEqual(["incident:opened"]);
  expect((await post("/incidents", { title: "Other" }, "k1")).json).toMatchObject({
    code: "conflict",
    detail: "This Idempotency-Key was used with another body.",
  });
  expect((await post("/incidents", down, "k1", other)).json.id).toBe(2); // another's key is another key

  // A refusal is an answer too, and stays it; so does the result once the state has moved on.
  const refused = await post("/incidents/1/close", {}, "k2");
  await post("/incidents/1/resolve", {}, "k3");
  const replayed = await post("/incidents/1/close", {}, "k2");
  expect([refused.status, replayed.status, replayed.json.detail]).toEqual([409, 409, refused.json.detail]);

  // Who is not signed in has no key of his own.
  expect((await post("/incidents", down, "k4", "tocsin_wrong")).status).toBe(401);
  expect((await post("/incidents", down, "k4")).status).toBe(201);

  await daemon.wind(24 * 3600_000 + 60_000);
  await until(
    "the records to be forgotten",
    () => daemon.store.db.prepare("SELECT count(*) FROM idempotency").pluck().get() === 0,
  );
});

test("the same command sixteen times at once under one key is done once", async () => {
  const daemon = await startTestDaemon();
  const token = await tokenOf(daemon, "responder");
  const options: Ask = { method: "POST", token, body: { title: "Down" }, headers: { "idempotency-key": "k" } };
  const replies = await Promise.all(Array.from({ length: 16 }, () => ask(daemon, "/api/v1/incidents", options)));
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(1);
  expect(await types(daemon)).toEqual(["incident:opened"]);
});

test("over the socket the name is claimed and the role is admin; a token binds to its person", async () => {
  const daemon = await startTestDaemon();
  expect(await daemon.clientAs({ actor: "Zoë Ünlü" }).call(getWhoami, {})).toMatchObject({
    ...{ actor: { kind: "person", name: "Zoë Ünlü" }, role: "admin" },
  });
  const bound = daemon.clientAs({ token: await tokenOf(daemon, "responder", { person: "bob" }) });
  expect(await bound.call(getWhoami, {})).toMatchObject({ actor: { kind: "person", name: "bob" }, role: "responder" });
  const bare = daemon.clientAs({ token: await tokenOf(daemon, "viewer") });
  expect(await bare.call(getWhoami, {})).toMatchObject({ actor: { kind: "token", name: "viewer" }, role: "viewer" });
  const { id } = await bound.call(openIncident, { title: "Down", severity: "low" });
  expect(await bound.call(ackIncident, { id })).toMatchObject({ owner: "bob" });
  expect(
    daemon.store.db.prepare("SELECT actor_name, verb, target, outcome FROM audit ORDER BY id DESC LIMIT 1").get(),
  ).toEqual({
    ...{ actor_name: "bob", verb: "ackIncident", target: "incident 1", outcome: "changed" },
  });
});

test("a token ends when it expires and at once when it is revoked, each time in words", async () => {
  const daemon = await startTestDaemon();
  const short = await tokenOf(daemon, "viewer", { expiresInMs: 60_000 });
  const revoked = await tokenOf(daemon, "viewer");
  const whoami = (token: string) => ask(daemon, "/api/v1/whoami", { token });
  expect([(await whoami(short)).status, (await whoami(revoked)).status]).toEqual([200, 200]);
  await daemon.wind(60_000);
  expect((await whoami(short)).json).toMatchObject({
    code: "unauthenticated",
    detail: "The token viewer has expired.",
  });
  await daemon.client.raw({ method: "DELETE", path: "/api/v1/tokens/2" });
  const refused = await whoami(revoked);
  expect(refused.json).toMatchObject({ code: "unauthenticated", detail: "The token viewer was revoked." });
  expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="tocsin"');
  for (const wrong of ["tocsin_unknown", "", "x y"]) expect((await whoami(wrong)).status).toBe(401);
  const stored = JSON.stringify(daemon.store.db.prepare("SELECT * FROM tokens").all());
  expect(stored).not.toContain(short);
});

test("a long poll answers when something happens, and empty-handed when its time is up", async () => {
  const daemon = await startTestDaemon();
  const { head } = await daemon.client.call(listEvents, { limit: "1" });
  const waiting = daemon.client.call(listEvents, { after: String(head), wait: "30" });
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  expect((await waiting).items).toMatchObject([{ type: "incident:opened", incidentId: 1 }]);
  const { items, head: newest } = await daemon.client.call(listEvents, { after: String(head + 1), wait: "1" });
  expect([items, newest]).toEqual([[], head + 1]);
});

test.each(["active", "resolved", "all"] as const)(
  "paging through %s incidents gives each once, in order",
  async (state) => {
    const daemon = await startTestDaemon();
    const severities = ["critical", "high", "medium", "low", "info"] as const;
    for (let index = 0; index < 23; index++) {
      const { id } = await daemon.client.call(openIncident, {
        title: `${index}`,
        severity: severities[(index * 7) % 5]!,
      });
      if (state === "resolved") await daemon.client.call(resolveIncident, { id });
    }
    const seen: { id: number; severity: (typeof severities)[number] }[] = [];
    let cursor: string | undefined;
    do {
      const page = await daemon.client.call(listIncidents, { state, limit: "5", ...(cursor ? { cursor } : {}) });
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(23);
    const order = seen.map(({ id, severity }) => (state === "active" ? severities.indexOf(severity) * 1000 + id : -id));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  },
);

test("a slow body: its command happens when it has come, and not at all if the token was revoked meanwhile", async () => {
  const daemon = await startTestDaemon();
  const { id, token } = await daemon.client.call(createToken, { name: "slow", role: "responder" });
  const open = async (meanwhile: () => Promise<unknown>): Promise<number | undefined> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", expect: "100-continue" };
    const asking = request(`${daemon.url}/api/v1/incidents`, { method: "POST", headers });
    asking.flushHeaders();
    await once(asking, "continue"); // it is in
    await meanwhile();
    asking.end('{"title":"Late"}');
    const [reply] = (await once(asking, "response")) as [IncomingMessage];
    reply.resume();
    return reply.statusCode;
  };
  const before = Date.now();
  expect(await open(() => daemon.wind(25_000))).toBe(201);
  expect(daemon.store.incidents.get(1)!.openedAt).toBeGreaterThanOrEqual(before + 25_000);
  expect(await open(() => daemon.client.call(revokeToken, { id }))).toBe(401);
  expect(daemon.store.incidents.get(2)).toBeUndefined();
});

// Who did what, and who was turned away: told newest first, to admins, and without filling the disk.
import { expect, test } from "vitest";
import { listAudit } from "../../src/contract/log.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { ask, tokenOf } from "./requests.ts";

const SOURCE = { id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" };
const denied = async (daemon: TestDaemon) =>
  (await daemon.client.call(listAudit, { denied: "true" })).items.map(({ actor, verb, target, outcome, origin }) => ({
    ...{ who: `${actor.kind} ${actor.name}`, verb, outcome, origin },
    ...(target === undefined ? {} : { target }),
  }));
const get = (daemon: TestDaemon, token: string) => ask(daemon, "/api/v1/whoami", { token });

test("wrong, revoked and expired tokens stand in it with where they came from, and by name where they are known", async () => {
  const daemon = await startTestDaemon();
  const revoked = await tokenOf(daemon, "viewer");
  const expired = await tokenOf(daemon, "admin", { person: "bob", expiresInMs: 60_000 });
  await daemon.client.raw({ method: "DELETE", path: "/api/v1/tokens/1" });
  await daemon.wind(60_000);
  const replies = [await get(daemon, "tocsin_wrong"), await get(daemon, revoked), await get(daemon, expired)];
  expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
  const row = { verb: "getWhoami", outcome: "unauthenticated", origin: "tcp 127.0.0.1" };
  expect(await denied(daemon)).toEqual([
    { ...row, who: "person bob", target: "token 2" },
    { ...row, who: "token viewer", target: "token 1" },
    { ...row, who: "token unknown" },
  ]);
  const { items } = await daemon.client.call(listAudit, {});
  expect(items[0]!.requestId).toBe(replies[2]!.json.requestId);
  expect(JSON.stringify(items)).not.toContain("tocsin_");
});

test("a request without any token, and one beyond the limit, leave no row", async () => {
  const daemon = await startTestDaemon({ config: { limits: { anonymous_per_minute: 2 } } });
  await ask(daemon, "/api/v1/whoami");
  expect((await get(daemon, "tocsin_wrong")).status).toBe(401);
  expect((await get(daemon, "tocsin_wrong")).status).toBe(429);
  expect(await denied(daemon)).toHaveLength(1);
});

test("a crowd of guessers is counted, and only so many of them a minute are written down", async () => {
  const daemon = await startTestDaemon({ config: { limits: { anonymous_per_minute: 1000 } } });
  await Promise.all(Array.from({ length: 300 }, () => get(daemon, "tocsin_wrong")));
  const count = daemon.store.db.prepare("SELECT count(*) FROM audit WHERE outcome = 'unauthenticated'").pluck();
  expect(count.get()).toBeGreaterThanOrEqual(240);
  expect(count.get()).toBeLessThan(300);
});

test("roles that do not suffice, keys of sources that are wrong: told apart from what was done", async () => {
  const daemon = await startTestDaemon({ config: { sources: [SOURCE] } });
  const viewer = await tokenOf(daemon, "viewer");
  await ask(daemon, "/api/v1/audit", { token: viewer });
  await ask(daemon, "/api/v1/incidents", { method: "POST", token: viewer, body: { title: "Down" } });
  for (const path of ["/ingest/am", "/ingest/%3Cb%3E"])
    await ask(daemon, path, { method: "POST", token: "w", body: {} });
  const origin = "tcp 127.0.0.1";
  expect(await denied(daemon)).toEqual([
    { who: "source unknown", verb: "ingestAlerts", outcome: "unauthenticated", origin },
    { who: "source am", verb: "ingestAlerts", outcome: "unauthenticated", origin },
    { who: "token viewer", verb: "openIncident", target: "Down", outcome: "forbidden", origin },
    { who: "token viewer", verb: "listAudit", outcome: "forbidden", origin },
  ]);
  const verbs = (await daemon.client.call(listAudit, {})).items.map(({ verb, outcome }) => `${verb} ${outcome}`);
  expect(verbs).toContain("createToken changed");
});

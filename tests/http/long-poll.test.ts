// GET /events?wait: it answers at the next event, and to nobody who may not hear it any more.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import { revokeToken } from "../../src/contract/tokens.ts";
import { MAX_POLLS } from "../../src/daemon/http/long-polls.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { ask, tokenOf } from "./requests.ts";

const wait = (daemon: TestDaemon, token: string) =>
  ask(daemon, `/api/v1/events?after=${daemon.store.events.head()}&wait=30`, { token });
/** Polls that wait inside, which is where /metrics counts them. */
const waiting = async (daemon: TestDaemon): Promise<number> =>
  Number(/^tocsin_polls_waiting (\d+)$/m.exec((await ask(daemon, "/metrics")).text)?.[1]);

test("it is answered at the next event, with that event", async () => {
  const daemon = await startTestDaemon();
  const poll = wait(daemon, await tokenOf(daemon, "viewer"));
  await until("the poll", async () => (await waiting(daemon)) === 1);
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  expect((await poll).json).toMatchObject({ items: [{ type: "incident:opened" }] });
  expect(await waiting(daemon)).toBe(0);
});

test("a token that is revoked, or runs out, while it waits hears nothing: 401", async () => {
  const daemon = await startTestDaemon();
  const tokens = [await tokenOf(daemon, "viewer"), await tokenOf(daemon, "viewer", { expiresInMs: 60_000 })];
  const polls = tokens.map((token) => wait(daemon, token));
  await until("the polls", async () => (await waiting(daemon)) === 2);
  await daemon.wind(60_000);
  await daemon.client.call(revokeToken, { id: 1 });
  for (const poll of polls) {
    const { status, text } = await poll;
    expect(status).toBe(401);
    expect(text).not.toContain("token:revoked");
  }
});

test("only so many wait; one more is told to come back, and the others are answered", async () => {
  const daemon = await startTestDaemon();
  const token = await tokenOf(daemon, "viewer");
  const polls = Array.from({ length: MAX_POLLS }, () => wait(daemon, token));
  await until("all of them", async () => (await waiting(daemon)) === MAX_POLLS);
  const refused = await wait(daemon, token);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("30");
  expect(refused.json).toMatchObject({
    code: "unavailable",
    detail: `${MAX_POLLS} requests wait for the next event already.`,
    hint: "Ask without `wait`, or listen to the live feed.",
  });
  await daemon.client.call(openIncident, { title: "Down", severity: "low" });
  for (const { status } of await Promise.all(polls)) expect(status).toBe(200);
});

// What the doctor says of messages that do not arrive.
import { expect, test } from "vitest";
import { getDoctor } from "../../src/contract/log.ts";
import { scheduleMaintenance } from "../../src/contract/maintenances.ts";
import { addSubscriber } from "../../src/contract/subscribers.ts";
import type { Send } from "../../src/daemon/delivery/engine.ts";
import { type Outcome, outcomeOfStatus } from "../../src/domain/retry.ts";
import { ask } from "../http/requests.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { MINUTE, SECOND, startTelling, type Telling } from "./deliver-support.ts";

const OPS = { name: "ops", channel: "webhook", target: "https://example.org/ops" };
const MAILED = { name: "ann-mail", channel: "email", target: "ann@example.org" };
const SMTP = { from: "status@example.org", smtp: { host: "mail.example.org" } };
const withNotify = (notify: object) => ({ config: { notify: { allow_private_targets: true, ...notify } } });
const FAILED = outcomeOfStatus(503);

const doctor = async ({ daemon }: Telling) => {
  const { healthy, checks } = await daemon.client.call(getDoctor, {});
  return { healthy, check: (name: string) => checks.find((one) => one.name === name) };
};
const readyz = async ({ daemon }: Telling): Promise<string[]> =>
  ((await (await fetch(`${daemon.url}/readyz`)).json()) as { degraded: string[] }).degraded;

/** What the checks have counted is kept for a moment. */
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 10_000 });

test("a page that waits for another try is a warning with its reason, and over once it arrives", async () => {
  const t = await startTelling(withNotify({ team: [OPS] }));
  expect(await doctor(t)).toMatchObject({ healthy: true });
  t.recorder.answer(() => FAILED);
  await t.out();
  const sick = await doctor(t);
  expect(sick.healthy).toBe(false);
  expect(sick.check("team")).toEqual({
    ...{ name: "team", state: "warning" },
    detail: "a message waits for another try to ops (the target answered 503)",
    hint: "See `tocsin notify status` and `tocsin delivery list --state retrying`.",
  });
  expect(await readyz(t)).toEqual(["team"]);
  t.recorder.answer(() => ({ kind: "sent" }));
  await t.wind(5 * SECOND);
  expect((await doctor(t)).check("team")).toEqual({ name: "team", state: "ok", detail: "1 paged" });
});

test("a mail server that is away is a warning in its words; one mailbox that says `later` is none", async () => {
  let answer: Outcome = {
    kind: "failed",
    reason: "the mail server refused the connection",
    isPermanent: false,
    isOurs: true,
  };
  const send: Send = async () => answer;
  const ports = { createSender: () => ({ send, close: async () => {} }) };
  const t = await startTelling({ ...withNotify({ ...SMTP, team: [MAILED] }), ports });
  await t.out();
  expect((await doctor(t)).check("mail")).toEqual({
    ...{ name: "mail", state: "warning" },
    detail:
      "by mail.example.org:587 does not get out: the mail server refused the connection; 1 waiting for another try",
    hint: "Mail is tried again for a day. See `tocsin delivery list --state retrying`.",
  });
  expect(await readyz(t)).toEqual(["team", "mail"]);

  answer = { kind: "failed", reason: "the mailbox is busy (450)", isPermanent: false };
  await t.wind(5 * SECOND);
  expect(await readyz(t)).toEqual(["team"]);
});

test("one customer's webhook that fails is advice; several, while nothing gets through, are a warning", async () => {
  const t = await startTelling();
  t.recorder.answer(() => FAILED);
  await t.subscribe("a");
  const id = await t.out();
  expect((await doctor(t)).check("retries")).toMatchObject({
    state: "warning",
    detail: "1 by webhook could not be reached, the newest because the target answered 503",
  });
  expect(await readyz(t)).toEqual([]);

  await t.up(id);
  await t.subscribe("b");
  await t.out("web");
  await soon(async () => (await doctor(t)).check("retries")?.detail).toMatch(/^2 by webhook could not be reached/);
  await soon(() => readyz(t)).toEqual(["retries"]);

  t.recorder.answer(({ request }) =>
    request.kind === "http" && request.url.endsWith("/a") ? FAILED : { kind: "sent" },
  );
  await t.wind(30 * MINUTE);
  await t.daemon.client.call(addSubscriber, { channel: "webhook", target: "https://example.org/c" });
  await t.out("mail");
  await soon(() => readyz(t)).toEqual([]);
});

test("what died with its target does not keep the doctor red; what died of one that is still told does", async () => {
  const t = await startTelling();
  await t.subscribe("gone");
  t.recorder.answer(() => outcomeOfStatus(410));
  const id = await t.out();
  const after = await doctor(t);
  expect(after.healthy).toBe(true);
  expect(after.check("dead deliveries")).toMatchObject({
    state: "ok",
    detail: "none in the last day to anybody who is still told",
  });
  expect(after.check("quarantined subscribers")).toMatchObject({ state: "warning", detail: "1 by webhook" });
  expect(await readyz(t)).toEqual([]);

  await t.up(id);
  await t.subscribe("wrong");
  t.recorder.answer(() => outcomeOfStatus(404));
  await t.out("web");
  await soon(async () => (await doctor(t)).healthy).toBe(false);
  expect((await doctor(t)).check("dead deliveries")).toMatchObject({
    state: "warning",
    detail: "in the last day 1 by webhook, the last because the target answered 404",
  });
});

test("a window that nobody ends is named, with how long it overruns and whose alerts it holds", async () => {
  const source = { id: "am", kind: "alertmanager", key: "key-of-the-alertmanager" };
  const daemon = await startTestDaemon({ config: { sources: [source] } });
  const now = Date.now();
  await daemon.client.call(scheduleMaintenance, {
    ...{ title: "Long", components: ["api"], autoEnd: false, notify: false },
    ...{ startsAt: new Date(now).toISOString(), endsAt: new Date(now + 3600_000).toISOString() },
  });
  const alerts = [{ status: "firing", fingerprint: "f", labels: { alertname: "Down", component: "api" } }];
  const body = { version: "4", groupKey: "g", alerts };
  await ask(daemon, "/ingest/am", { method: "POST", token: source.key, body });
  const check = async () =>
    (await daemon.client.call(getDoctor, {})).checks.find(({ name }) => name === "maintenance 1");
  expect(await check()).toBeUndefined();
  await daemon.wind(3 * 3600_000);
  expect(await check()).toMatchObject({
    ...{
      state: "warning",
      detail: expect.stringMatching(/^overruns its end by 2h( \ds)?; it holds alerts of 1 incident$/),
    },
    hint: expect.stringContaining("tocsin maintenance end 1"),
  });
});

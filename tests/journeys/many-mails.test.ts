// Five thousand readers and one real mail server: each hears once of an outage over three components, and once of its end.
import { expect, test } from "vitest";
import { openIncident, resolveIncident } from "../../src/contract/incidents.ts";
import { importSubscribers, listSubscribers, MAX_IMPORT } from "../../src/contract/subscribers.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon.ts";
import { type ReceivedMail, type SmtpSink, startSmtp } from "../support/smtp.ts";
import { until } from "../support/until.ts";

const READERS = 5000;
const DEBOUNCE_MS = 300_000;
/** A busy machine takes its time over ten thousand mails. */
const PATIENCE_MS = 120_000;
const TIMEOUT_MS = 300_000;
const addressOf = (index: number): string => `reader-${index}@example.org`;

test(
  "5,000 subscribers get exactly one mail each for an outage of three components, and one for its end",
  async () => {
    const smtp = await startSmtp();
    const daemon = await startDaemonWithReaders(smtp);
    const components = ["web", "api", "mail"].map((id) => ({ id }));

    const { id } = await daemon.client.call(openIncident, { title: "Power", severity: "critical", components });
    await until("everybody to be told", () => smtp.mails.length >= READERS, PATIENCE_MS);
    const outage = smtp.mails.slice();
    await daemon.client.call(resolveIncident, { id });
    await daemon.tick();
    await daemon.wind(DEBOUNCE_MS + 1000);
    await until("everybody to be told of the end", () => smtp.mails.length >= 2 * READERS, PATIENCE_MS);
    await untilNothingWaits(daemon);

    expect(countsOf(outage)).toEqual(onceEach());
    expect(countsOf(smtp.mails.slice(READERS))).toEqual(onceEach());
    expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(2 * READERS);
    const [first] = outage;
    const mail = await smtp.parse(first!);
    expect(mail.text).toMatch(/Website.*API.*Mail/s);
    expect(first!.raw.toString()).toContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(daemon.logged).toEqual([]);
  },
  TIMEOUT_MS,
);

test("a mail server that is away for hours loses nothing and doubles nothing", async () => {
  const smtp = await startSmtp();
  const daemon = await startDaemonWithReaders(smtp, 200);
  await smtp.stop();
  const components = [{ id: "api" }];

  await daemon.client.call(openIncident, { title: "Power", severity: "critical", components });
  await daemon.tick();
  await untilAll(daemon, "retrying", 200);
  for (let hours = 0; hours < 3; hours += 1) {
    await daemon.wind(3600_000);
    await untilAll(daemon, "retrying", 200);
  }
  expect(smtp.mails).toEqual([]);
  await smtp.start();
  await daemon.wind(2 * 3600_000);
  await untilNothingWaits(daemon);

  expect(countsOf(smtp.mails)).toEqual(onceEach(200));
});

const startDaemonWithReaders = async (smtp: SmtpSink, count = READERS): Promise<TestDaemon> => {
  const notify = { smtp: smtp.server, from: "Status <status@example.org>", debounce: "5m" };
  const daemon = await startTestDaemon({ config: { notify } });
  await daemon.warm;
  for (let from = 0; from < count; from += MAX_IMPORT) {
    const items = Array.from({ length: Math.min(MAX_IMPORT, count - from) }, (_, index) => ({
      channel: "email" as const,
      target: addressOf(from + index),
    }));
    const { added } = await daemon.client.call(importSubscribers, { items, verified: true });
    expect(added).toBe(items.length);
  }
  const { items } = await daemon.client.call(listSubscribers, { limit: "1" });
  expect(items).toMatchObject([{ state: "active", channel: "email" }]);
  return daemon;
};

const countsOf = (mails: readonly ReceivedMail[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { to } of mails) for (const address of to) counts.set(address, (counts.get(address) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};
const onceEach = (count = READERS): Map<string, number> =>
  new Map(
    Array.from({ length: count }, (_, index): [string, number] => [addressOf(index), 1]).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );

const countIn = ({ store }: TestDaemon, state: string): number =>
  store.db.prepare("SELECT count(*) FROM deliveries WHERE state = ?").pluck().get(state) as number;
const waiting = (daemon: TestDaemon): number =>
  ["queued", "retrying", "sending"].reduce((sum, state) => sum + countIn(daemon, state), 0);
const untilNothingWaits = (daemon: TestDaemon): Promise<unknown> =>
  until("nothing to wait", () => waiting(daemon) === 0, PATIENCE_MS);
const untilAll = (daemon: TestDaemon, state: "retrying", count: number): Promise<unknown> =>
  until(`${count} deliveries to be ${state}`, () => countIn(daemon, state) === count);

// One real mail server, two readers, one window: each hears once that it is planned, that it nears, that it starts and that it ends.
import { expect, test } from "vitest";
import { openIncident } from "../../src/contract/incidents.ts";
import {
  cancelMaintenance,
  editMaintenance,
  extendMaintenance,
  skipMaintenance,
  updateMaintenance,
} from "../../src/contract/maintenances.ts";
import { importSubscribers } from "../../src/contract/subscribers.ts";
import { START, untilQuiet } from "../faults/recorder.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { type SmtpSink, startSmtp } from "../support/smtp.ts";
import { tempDir } from "../support/temp.ts";
import { MINUTE } from "./deliver-support.ts";
import { DAY, go, HOUR, isoIn, makeSeries, schedule, settle, type Wound } from "./window-support.ts";

const READERS = ["ada@example.org", "bob@example.org"];
const PLAN = { title: "New disks", text: "We **swap** the disks of the [database](https://example.org/db)." };

const startWithSink = async (smtp: SmtpSink, dataDir = tempDir(), from = START): Promise<Wound> => {
  let at = from;
  const now = (): number => at;
  const notify = { smtp: smtp.server, from: "Example Shop <status@example.org>", debounce: "5m" };
  const daemon = await startTestDaemon({ dataDir, config: { notify }, ports: { now, random: () => 0 } });
  await daemon.warm;
  const quiet = (): Promise<void> => untilQuiet(daemon, now);
  const wind = async (ms: number): Promise<void> => {
    at += ms;
    await quiet();
  };
  return { daemon, now, quiet, wind };
};
const begin = async (): Promise<{ smtp: SmtpSink; t: Wound }> => {
  const smtp = await startSmtp();
  const t = await startWithSink(smtp);
  await invite(t);
  return { smtp, t };
};
const invite = async ({ daemon }: Wound): Promise<void> => {
  const items = READERS.map((target) => ({ channel: "email" as const, target }));
  await daemon.client.call(importSubscribers, { items, verified: true });
};

/** The subjects that each reader got, without the page's name, in order. */
const subjects = async (smtp: SmtpSink): Promise<string[][]> =>
  Promise.all(
    READERS.map(async (reader) => {
      const mails = await Promise.all(smtp.to(reader).map(smtp.parse));
      return mails.map(({ subject = "" }) => subject.replace(/^\[[^\]]*\] /, ""));
    }),
  );
const each = (...expected: string[]): string[][] => READERS.map(() => expected);
const FOUR = ["planned", "reminder", "started", "completed"].map((what) => `Maintenance ${what}: New disks`);

test("one window is one announcement, one reminder, one start and one completion for each reader, and nothing else", async () => {
  const { smtp, t } = await begin();
  await schedule(t, DAY, DAY + HOUR, PLAN);
  expect(await subjects(smtp)).toEqual(each(...FOUR.slice(0, 1)));
  for (let hours = 0; hours < 30; hours += 1) await go(t, HOUR);
  await go(t, 7 * DAY);
  expect(await subjects(smtp)).toEqual(each(...FOUR));
  expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(8);
  const [first, ...others] = await Promise.all(smtp.to(READERS[0]!).map(smtp.parse));
  for (const { references } of others) expect(references).toEqual(first!.references);
});

test("an outage of the component all along hides the level, and none of the four", async () => {
  const { smtp, t } = await begin();
  const components = [{ id: "api" }];
  await t.daemon.client.call(openIncident, { title: "Power", severity: "critical", components });
  await t.quiet();
  await schedule(t, DAY, DAY + HOUR, PLAN);
  for (let hours = 0; hours < 30; hours += 1) await go(t, HOUR);
  expect(await subjects(smtp)).toEqual(each("API: major outage", ...FOUR));
  const texts = await Promise.all(smtp.to(READERS[0]!).slice(3).map(smtp.parse));
  for (const { text } of texts) expect(text).toContain("\nAPI: Major outage\n");
});

test("stopped and started again before each step, and down across the start: each of the four once, all the same", async () => {
  const smtp = await startSmtp();
  const dataDir = tempDir();
  let t = await startWithSink(smtp, dataDir);
  const restart = async (downMs = 0): Promise<void> => {
    await t.daemon.stop();
    t = await startWithSink(smtp, dataDir, t.now() + downMs);
    await settle(t);
  };
  await invite(t);
  await schedule(t, DAY, DAY + HOUR, PLAN);
  await restart();
  await go(t, 23 * HOUR);
  await restart();
  await restart(HOUR + 20 * MINUTE);
  expect(await subjects(smtp)).toEqual(each(...FOUR.slice(0, 3)));
  await restart();
  await go(t, HOUR);
  await restart();
  await go(t, DAY);
  expect(await subjects(smtp)).toEqual(each(...FOUR));
});

test("down across start and end: one late word that it is over, and none that it began", async () => {
  const smtp = await startSmtp();
  const dataDir = tempDir();
  const before = await startWithSink(smtp, dataDir);
  await invite(before);
  await schedule(before, DAY, DAY + HOUR, PLAN);
  await before.daemon.stop();
  const after = await startWithSink(smtp, dataDir, before.now() + DAY + 5 * HOUR);
  await settle(after);
  await go(after, DAY);
  expect(await subjects(smtp)).toEqual(each(FOUR[0]!, "Maintenance over: New disks"));
});

test("moved, said something of, extended while it runs, and called off: each is one mail", async () => {
  const { smtp, t } = await begin();
  const { client } = t.daemon;
  const id = await schedule(t, DAY, DAY + HOUR, PLAN);
  await client.call(editMaintenance, { id, startsAt: isoIn(t, 2 * DAY) });
  await settle(t);
  await go(t, 2 * DAY - HOUR);
  await go(t, HOUR);
  await client.call(updateMaintenance, { id, text: "The first *half* is done." });
  await settle(t);
  await client.call(extendMaintenance, { id, forMs: HOUR });
  await settle(t);
  await client.call(cancelMaintenance, { id });
  await settle(t);
  await go(t, DAY);
  const told = ["planned", "moved", "reminder", "started", "update", "extended", "cancelled"];
  expect(await subjects(smtp)).toEqual(each(...told.map((what) => `Maintenance ${what}: New disks`)));
});

test("an occurrence that is skipped is one mail, and the next one takes place", async () => {
  const { smtp, t } = await begin();
  const [first] = await makeSeries(t, 2);
  await t.daemon.client.call(skipMaintenance, { id: first! });
  await settle(t);
  for (let hours = 0; hours < 80; hours += 1) await go(t, HOUR);
  const told = ["planned", "planned", "cancelled", "reminder", "started", "completed"];
  expect(await subjects(smtp)).toEqual(each(...told.map((what) => `Maintenance ${what}: Nightly`)));
  const cancelled = await smtp.parse(smtp.to(READERS[0]!)[2]!);
  expect(cancelled.text).toContain("This maintenance will not take place this time; the next ones are as planned.");
});

test("a mail reads as one: what is planned, when, and on what", async () => {
  const { smtp, t } = await begin();
  await schedule(t, DAY, DAY + HOUR, { ...PLAN, components: ["api", "web"] });
  const { text, html } = await smtp.parse(smtp.mails[0]!);
  expect(text!.replace(/(subscription|unsubscribe)\/\S+/g, "$1/TOKEN").replace(/127\.0\.0\.1:\d+/g, "HOST")).toBe(
    [
      "[Status] Maintenance planned: New disks",
      "We swap the disks of the database (https://example.org/db).",
      "Planned from 2 Dec 2026, 02:00 to 03:00 UTC\nComponents: API, Website",
      "This maintenance on the status page: http://HOST/maintenance/1",
      "-- \nYou get this since you subscribed to news of Status.\nManage this subscription: http://HOST/subscription/TOKEN\nUnsubscribe: http://HOST/unsubscribe/TOKEN\n",
    ].join("\n\n"),
  );
  expect(html).toContain("We <strong>swap</strong> the disks");
});

test("who was told of a window long ago is told that it is off: what was sent of it is kept until it is over", async () => {
  const { smtp, t } = await begin();
  const id = await schedule(t, 200 * DAY, 200 * DAY + HOUR, PLAN);
  await go(t, 100 * DAY);
  await t.daemon.client.call(cancelMaintenance, { id });
  await settle(t);
  expect(await subjects(smtp)).toEqual(each(FOUR[0]!, "Maintenance cancelled: New disks"));
});

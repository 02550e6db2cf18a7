// What the log says of messages that did not arrive.
import { expect, test } from "vitest";
import type { Settled } from "../../src/daemon/delivery/settle.ts";
import { createTellingLog, MAX_LINES } from "../../src/daemon/delivery/telling-log.ts";
import { outcomeOfStatus } from "../../src/domain/retry.ts";
import { SECOND, startTelling } from "./deliver-support.ts";

const OPS = { name: "ops", channel: "webhook", target: "https://example.org/hunter22" };
const withTeam = { config: { notify: { allow_private_targets: true, team: [OPS] } } };
const WARN = 40;

test("each try of a page that fails has a line with its reason, and none says where it went", async () => {
  const t = await startTelling(withTeam);
  t.recorder.answer(() => outcomeOfStatus(503));
  await t.out();
  await t.wind(5 * SECOND);
  t.recorder.answer(() => outcomeOfStatus(404));
  await t.wind(30 * SECOND);
  expect(t.daemon.logged).toMatchObject([
    {
      ...{ level: WARN, deliveryId: 1, channel: "webhook", target: "ops", reason: "the target answered 503" },
      msg: "delivery 1 to ops of the team failed, try 1; trying again: the target answered 503",
    },
    { msg: "delivery 1 to ops of the team failed, try 2; trying again: the target answered 503" },
    { msg: "delivery 1 to ops of the team was given up: the target answered 404" },
  ]);
  expect(JSON.stringify(t.daemon.logged)).not.toContain("hunter22");
});

test("of subscribers only what was given up has a line, and a quarantine", async () => {
  const t = await startTelling();
  const { id } = await t.subscribe("hunter22");
  t.recorder.answer(() => outcomeOfStatus(503));
  await t.out();
  expect(t.daemon.logged).toEqual([]);
  t.recorder.answer(() => outcomeOfStatus(410));
  await t.wind(5 * SECOND);
  expect(t.daemon.logged).toMatchObject([
    {
      ...{ level: WARN, deliveryId: 1, channel: "webhook", subscriberId: id, reason: "the target answered 410" },
      msg: `delivery 1 to subscriber ${id} was given up: the target answered 410`,
    },
    { level: WARN, subscriberId: id, msg: `subscriber ${id} is quarantined: the target answered 410` },
  ]);
  expect(JSON.stringify(t.daemon.logged)).not.toContain("hunter22");
});

test("an outage that kills thousands has few lines, and one that counts the others", () => {
  const lines: string[] = [];
  const log = createTellingLog({ warn: (_, words) => lines.push(words) });
  for (let id = 1; id <= 3000; id += 1) log.observe(dead(id));
  expect(lines).toHaveLength(MAX_LINES);
  log.stop();
  expect(lines.slice(MAX_LINES)).toEqual([
    `${3000 - MAX_LINES} more were given up or quarantined; see \`tocsin delivery list --state dead\``,
  ]);
});

const dead = (id: number): Settled => ({
  ...{ deliveryId: id, subscriberId: id, teamName: null, channel: "webhook", outcome: "dead", seconds: 1 },
  ...{ attempt: 11, reason: "the target answered 503", isQuarantined: false, isTried: true, isOurs: false },
});

// What was: `status --at`, `component show` and `report`, against a daemon whose clock is wound.
import { expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { schemasOf } from "../../src/contract/schemas/index.ts";
import type { ComponentDetail, Report, Status } from "../../src/contract/status.ts";
import { COMPONENTS, type TestDaemonOptions } from "../support/daemon.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";
import type { Ran, RunOptions } from "./support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 11 pm in Berlin, where the CLI of these tests lives. */
const START = Date.parse("2026-11-23T22:00:00Z");

interface Past extends Shell {
  /** Later, on the clocks of daemon and CLI. */
  wind: (ms: number) => Promise<void>;
  levelIs: (id: string, level: string) => Promise<unknown>;
}
const startPast = async (options: TestDaemonOptions = {}): Promise<Past> => {
  const shell = await startShell({ ...options, ports: { now: () => START } });
  let now = START;
  const run = (argv: readonly string[], own: RunOptions = {}): Promise<Ran> => shell.run(argv, { now, ...own });
  return {
    ...shell,
    run,
    json: async (argv) => JSON.parse((await run([...argv, "--json"])).stdout),
    wind: async (ms) => {
      now += ms;
      await shell.daemon.wind(ms);
    },
    levelIs: (id, level) => until(`${id} to be ${level}`, () => shell.daemon.store.components.get(id)?.level === level),
  };
};

test("status --at shows the situation of then, and says that it is the past and in which zone", async () => {
  const shell = await startPast();
  await shell.wind(10 * MINUTE);
  await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
  await shell.levelIs("api", "major_outage");
  await shell.wind(10 * MINUTE);
  await shell.run(["ack", "1"]);
  await shell.wind(10 * MINUTE);
  await shell.run(["resolve", "1"]);
  await shell.levelIs("api", "operational");
  await shell.wind(10 * MINUTE);

  const [before, during, acked, after] = await Promise.all(
    ["23:05", "23:15", "15m", "2026-11-23T23:35"].map((at) => shell.run(["status", "--at", at])),
  );

  expect(before!.stdout).toMatch(
    /^THE PAST: as it was at 2026-11-23 23:05 \+01:00 \(Europe\/Berlin\), 35m ago\. Ages are counted from then\.\nAll Systems Operational\n/,
  );
  expect(before!.stdout).toContain("No active incident.");
  expect(during!.stdout).toMatch(/api +major outage +for 5m +incident 1, nobody owns it\n/);
  expect(during!.stdout).toMatch(/\n1 +critical +open +5m ago +- +api +- +Down\n/);
  expect(acked!.stdout).toMatch(/api +major outage +for 15m +incident 1, owned by ann\n/);
  expect(after!.stdout).toMatch(/api +operational +for 5m\n/);
  expect(after!.stdout).toContain("No active incident.");
});

test("status --at for programs: the API's shape on stdout, the zone on stderr, 8 where not all was well", async () => {
  const shell = await startPast();
  await shell.run(["open", "Down", "-s", "high", "-c", "api"]);
  await shell.levelIs("api", "partial_outage");
  await shell.wind(HOUR);
  await shell.run(["resolve", "1"]);
  await shell.wind(HOUR);

  const ran = await shell.run(["status", "--at", "22:30", "--tz", "UTC", "--json", "--exit-code"]);

  expect([ran.exitCode, ran.stderr]).toEqual([EXIT.notHolding, "as it was at 2026-11-23 22:30 UTC\n"]);
  const status = JSON.parse(ran.stdout) as Status;
  // The schema drops what it does not know, so that a field too many shows as a difference.
  expect(schemasOf("getStatus").reply.parse(status)).toEqual(status);
  expect(status).toMatchObject({
    ...{ at: "2026-11-23T22:30:00.000Z", level: "minor", incidents: [{ id: 1, state: "open" }], degraded: [] },
  });
});

test("a moment that is still to come is refused, and so is one that the log does not reach back to", async () => {
  const shell = await startPast();

  const [future, tooOld] = await Promise.all(
    ["+2h", "2026-01-01"].map((at) => shell.run(["status", "--at", at, "--json"])),
  );

  expect([future!.exitCode, tooOld!.exitCode]).toEqual([EXIT.usage, EXIT.usage]);
  expect(future!.stderr).toContain("2026-11-24T00:00:00.000Z lies in the future; it is 2026-11-23T22:00:00.000Z now");
  expect(tooOld!.stderr).toMatch(/is before the log begins, at 2026-11-23T22:00:00.000Z/i);
});

test("component show tells level, reason, uptime with its rule, and the last changes", async () => {
  const shell = await startPast();
  await shell.wind(HOUR);
  await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
  await shell.levelIs("api", "major_outage");
  await shell.wind(HOUR);
  await shell.run(["edit", "1", "--severity", "high"]);
  await shell.levelIs("api", "partial_outage");
  await shell.wind(2 * HOUR);

  const { exitCode, stdout } = await shell.run(["component", "show", "api"]);

  expect(exitCode).toBe(EXIT.done);
  expect(stdout.split("\n").map((line) => line.trimEnd())).toEqual([
    "component api: API",
    "  level   partial outage",
    "  since   2026-11-24 01:00 +01:00 (Europe/Berlin), 2h ago",
    "  why     incident 1",
    "  group   Shop",
    "  uptime  60.0000 % since 2026-11-23 23:00 +01:00 (Europe/Berlin); 1h 36m down, - in maintenance",
    "          (a major outage counts whole, a partial one 0.3, degraded nothing; maintenance is left out)",
    "",
    "The worst of each day, the last 90 days  (Europe/Berlin)",
    `  2026-08-27  ${"?".repeat(60)}`,
    `  2026-10-26  ${"?".repeat(28)}.#`,
    "  # major outage   . operational   ? not known",
    "",
    "Last changes",
    "WHEN                                 FROM          TO              WHY",
    "2026-11-24 01:00:00 +01:00 (2h ago)  major outage  partial outage  incident 1",
    "2026-11-24 00:00:00 +01:00 (3h ago)  operational   major outage    incident 1",
    "",
  ]);
});

test("component show of one that never was names the nearest; of one that left, its history", async () => {
  const shell = await startPast();
  await shell.run(["open", "Down", "-s", "critical", "-c", "mail"]);
  await shell.levelIs("mail", "major_outage");
  await shell.wind(HOUR);
  const { dataDir } = shell.daemon;
  await shell.daemon.stop();
  const components = COMPONENTS.filter(({ id }) => id !== "mail");
  const later = await startShell({ dataDir, config: { components }, ports: { now: () => START + HOUR } });

  const missing = await later.run(["component", "show", "apii"]);
  const removed = await later.json<ComponentDetail>(["component", "show", "mail", "--days", "1"]);

  expect([missing.exitCode, missing.stderr]).toEqual([
    EXIT.notFound,
    "tocsin: There is no component `apii`; did you mean `api`?\nSee `tocsin component list`.\n",
  ]);
  expect(removed).toMatchObject({
    ...{ removed: true, level: "major_outage", changes: [{ from: "operational", to: "major_outage" }] },
    uptime: { from: "2026-11-23T22:00:00.000Z", ratio: 0, downMs: HOUR },
  });
});

test("a false outage is amended: uptime, days and report count it no more, until that is taken back", async () => {
  const shell = await startPast({ config: { pages: [{ time_zone: "Europe/Berlin" }] } });
  await shell.wind(HOUR);
  await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
  await shell.levelIs("api", "major_outage");
  await shell.wind(HOUR);
  await shell.run(["resolve", "1"]);
  await shell.levelIs("api", "operational");
  await shell.wind(26 * HOUR); // 3 am, two days later
  await until("the days to be told", () => shell.daemon.store.dayRows.zone("Europe/Berlin")?.nextDay === "2026-11-25");
  const notices = () => shell.daemon.store.db.prepare("SELECT count(*) FROM notices").pluck().get();
  await until("the outage and its end to be planned", () => notices() === 3);
  const span = ["--from", "2026-11-24 00:00", "--to", "2026-11-24 01:00"];

  const said = await shell.run([
    "component",
    "amend",
    "api",
    "operational",
    ...span,
    "--reason",
    "the probe was broken",
  ]);
  const amended = await shell.run(["component", "show", "api", "--days", "3"]);
  const { components } = await shell.json<Report>(["report"]);
  const watching = shell.start(["watch", "--since", "0"]);
  await until("the words of it", () => watching.stdout().includes("the probe was broken"));
  watching.interrupt();
  await watching.exitCode;
  const back = await shell.run(["component", "amend", "api", "recorded", ...span, "--reason", "it was us"]);
  const { uptime, days, amendments } = await shell.json<ComponentDetail>(["component", "show", "api", "--days", "3"]);

  expect([said.exitCode, said.stdout]).toEqual([
    EXIT.done,
    "component api counts as operational from 2026-11-24 00:00 +01:00 (Europe/Berlin) to 2026-11-24 01:00 +01:00 (Europe/Berlin) (amendment 1); see `tocsin component show api`\n",
  ]);
  expect(amended.stdout).toContain("uptime  100.0000 % since ");
  expect(amended.stdout).toContain("\n  2026-11-23  ...\n  . operational\n");
  expect(amended.stdout).toMatch(
    /\nAmended\nFROM +TO +COUNTS AS +BY +REASON\n2026-11-24 00:00:00 \+01:00 +2026-11-24 01:00:00 \+01:00 +operational +ann +the probe was broken\n\nLast changes\n/,
  );
  expect(components.find(({ id }) => id === "api")).toMatchObject({ ratio: 1, downMs: 0 });
  expect(watching.stdout()).toContain(
    "component api 2026-11-24 00:00:00 +01:00 - 2026-11-24 01:00:00 +01:00 counts as operational: the probe was broken",
  );
  expect(back.stdout).toMatch(/^component api counts as it was recorded from .* \(amendment 2\)/);
  expect(uptime.downMs).toBe(HOUR);
  expect(
    days.map(({ day, majorOutageMs, operationalMs }) => [day, majorOutageMs / HOUR, operationalMs / HOUR]),
  ).toEqual([
    ["2026-11-23", 0, 1],
    ["2026-11-24", 1, 23],
    ["2026-11-25", 0, 3],
  ]);
  expect(amendments.map(({ id, level }) => [id, level])).toEqual([
    [2, "recorded"],
    [1, "operational"],
  ]);
  await shell.daemon.tick();
  expect(notices()).toBe(3); // nobody is told of what was amended
});

test.each([
  [
    ["apii", "operational", "--from", "23:10", "--to", "23:20"],
    EXIT.notFound,
    /no component `apii`; did you mean `api`/,
  ],
  [["api", "operational", "--from", "23:20", "--to", "23:10"], EXIT.usage, /which is not after its start at/],
  [["api", "operational", "--from", "23:20", "--to", "+2h"], EXIT.usage, /lies in the future; it is 2026-11-23T23:00/],
  [["api", "operational", "--from", "22:00", "--to", "23:10"], EXIT.usage, /is known since 2026-11-23T22:00/],
  [["api", "down", "--from", "23:10", "--to", "23:20"], EXIT.usage, /Allowed choices are major_outage, .*recorded/],
  [["api", "operational", "--from", "soon", "--to", "23:20"], EXIT.usage, /"soon" is not a time/],
])("component amend %j is refused and says why", async (argv, exitCode, stderr) => {
  const shell = await startPast();
  await shell.wind(HOUR);
  const refused = await shell.run(["component", "amend", ...argv, "--reason", "r"]);
  expect([refused.exitCode, refused.stdout]).toEqual([exitCode, ""]);
  expect(refused.stderr).toMatch(stderr);
});

test("component amend needs a reason that says something", async () => {
  const shell = await startPast();
  await shell.wind(HOUR);
  const argv = ["component", "amend", "api", "operational", "--from", "23:10", "--to", "23:20"];
  const [none, empty] = [await shell.run(argv), await shell.run([...argv, "--reason", " "])];
  expect(none.stderr).toMatch(/Required option .--reason <text>. not specified/);
  expect([empty.exitCode, empty.stderr]).toEqual([
    EXIT.usage,
    "tocsin: The reason is empty.\nSay why the record was wrong; whoever reads the uptime may ask.\n",
  ]);
});

test("report adds up a month: how many, how soon, how well, and who", async () => {
  const shell = await startPast();
  await shell.run(["open", "One", "-s", "critical", "-c", "api"]);
  await shell.levelIs("api", "major_outage");
  await shell.run(["open", "Two", "-s", "low"]);
  await shell.wind(10 * MINUTE);
  await shell.run(["ack", "1"]);
  await shell.run(["ack", "2"], { env: { TOCSIN_ACTOR: "bob" } });
  await shell.wind(20 * MINUTE);
  await shell.run(["resolve", "1", "2"]);
  await shell.levelIs("api", "operational");
  await shell.alert({ status: "firing" });
  await shell.wind(30 * MINUTE);
  await shell.alert({ status: "resolved" });
  await shell.levelIs("api", "operational");

  const report = await shell.json<Report>(["report", "--tz", "UTC"]);

  expect(report).toMatchObject({
    ...{ month: "2026-11", timeZone: "UTC", from: "2026-11-01T00:00:00.000Z", to: "2026-11-23T23:00:00.000Z" },
    incidents: { total: 3, bySeverity: { critical: 2, high: 0, medium: 0, low: 1, info: 0 } },
    ...{ mttaMs: 10 * MINUTE, mttrMs: 30 * MINUTE },
    people: [
      { name: "ann", acknowledged: 1, resolved: 2, pages: 0 },
      { name: "bob", acknowledged: 1, resolved: 0, pages: 0 },
    ],
  });
  expect(report.components.map(({ id, ratio, downMs }) => [id, ratio, downMs])).toEqual([
    ["web", 1, 0],
    ["api", 0, HOUR],
    ["mail", 1, 0],
    ["vault", 1, 0],
  ]);
});

test("report for people: a table; a month without anything, and one that is still to come", async () => {
  const shell = await startPast();
  await shell.run(["open", "One", "-s", "critical"]);

  const [now, before, after] = await Promise.all(
    ["2026-11", "2026-10", "2026-12"].map((month) => shell.run(["report", "--month", month])),
  );

  expect(now!.stdout).toMatch(/^Report of 2026-11 {2}2026-11-01 00:00 \+01:00 \(Europe\/Berlin\) to 2026-11-23 23:00 /);
  expect(now!.stdout).toMatch(/\n {2}opened {2}1 incident: 1 critical\n {2}MTTA {4}- \(nothing was acknowledged\)\n/);
  expect(now!.stdout).toMatch(/\nID +UPTIME +DOWN +MAINTENANCE +NAME\nweb +not measured +- +- +Website\n/);
  expect(now!.stdout).toMatch(/\nPeople\nNobody acknowledged or resolved anything, or was paged\.\n$/);
  expect(before!.stdout).toMatch(/\n {2}opened {2}0 incidents\n/);
  expect(before!.stdout).toContain("No component was known.");
  expect([after!.exitCode, after!.stderr]).toEqual([
    EXIT.usage,
    "tocsin: 2026-12 lies in the future.\nThe newest month is 2026-11, counted to now.\n",
  ]);
});

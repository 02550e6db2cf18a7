// Every verb of an incident: what it says, to people, programs and scripts, when it changes, need not, and may not.
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { AM_KEY, type Shell, startShell } from "./against-daemon.ts";

const BOB = { env: { TOCSIN_ACTOR: "bob" } };
const UNTIL = /until \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\)/;

const eventsOf = ({ daemon }: Shell, id: number): string[] =>
  daemon.store.events.ofIncident(id, 0, 50).map(({ type }) => type);

describe("ack --for", () => {
  test("says until when, with the zone; list, show and log have it; then it is open again", async () => {
    const shell = await startShell();
    const { run, daemon } = shell;
    await run(["open", "Down"]);
    const acked = await run(["ack", "1", "--for", "30m"]);
    expect(acked).toMatchObject({ exitCode: EXIT.done, stderr: "" });
    expect(acked.stdout).toMatch(new RegExp(`^incident 1 acknowledged ${UNTIL.source}\n$`));
    expect((await run(["list"])).stdout).toMatch(/high +acknowledged \((30m|29m \d+s) left\) {2}/);
    expect((await run(["show", "1"])).stdout).toMatch(
      /\n {2}until +.* \(Europe\/Berlin\), in .*; then it is open again\n/,
    );
    expect((await run(["log", "1"])).stdout).toMatch(/acknowledged; owner ann until \S+ \S+ \+0[12]:00\n$/);
    await daemon.wind(31 * 60_000);
    expect((await run(["log", "1"])).stdout).toMatch(/tocsin {2}open again, since its ack ran out; it was ann's\n$/);
    expect((await run(["list", "--state", "open", "--quiet"])).stdout).toBe("1\n");
  });

  test("the same ack without an end is unchanged, with an end it moves it", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down"]);
    await shell.run(["ack", "1"]);
    expect(await shell.run(["ack", "1"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 1 is already acknowledged by ann\n" },
    });
    expect((await shell.run(["ack", "1", "--for", "1h"])).stdout).toMatch(UNTIL);
    expect(eventsOf(shell, 1)).toEqual(["incident:opened", "incident:acknowledged", "incident:acknowledged"]);
  });
});

test("unack gives it back, whoever had it; the second time there is nothing to do", async () => {
  const shell = await startShell();
  const { run } = shell;
  await run(["open", "Down"]);
  await run(["ack", "1"], BOB);
  expect(await run(["unack", "1"])).toEqual({
    ...{ exitCode: EXIT.done, stdout: "incident 1 is open again, nobody owns it\n", stderr: "" },
  });
  expect(await run(["unack", "1"])).toEqual({
    ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 1 is open already, and nobody owns it\n" },
  });
  await run(["resolve", "1"]);
  const refused = await run(["unack", "1"]);
  expect(refused).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
  expect(refused.stderr).toMatch(/^tocsin: Incident 1 was resolved by ann at \S+;.*\n.*tocsin reopen/);
  expect(eventsOf(shell, 1)).toEqual([
    ...["incident:opened", "incident:acknowledged", "incident:unacknowledged", "incident:resolved"],
  ]);
});

test("reopen says why it is not over; a closed one stays closed", async () => {
  const shell = await startShell();
  const { run } = shell;
  await run(["open", "Down"]);
  await run(["resolve", "1"]);
  expect(await run(["reopen", "1", "-m", "not over"])).toEqual({
    ...{ exitCode: EXIT.done, stdout: "incident 1 reopened\n", stderr: "" },
  });
  expect((await run(["log", "1"])).stdout).toMatch(/ann {2}reopened as high\n {4}not over\n$/);
  expect((await run(["reopen", "1"])).stderr).toBe("incident 1 is already open\n");
  await run(["resolve", "1"]);
  await run(["close", "1"]);
  expect(await run(["reopen", "1"])).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
  expect(eventsOf(shell, 1)).toEqual([
    ...["incident:opened", "incident:resolved", "incident:reopened", "incident:resolved", "incident:closed"],
  ]);
});

describe("assign", () => {
  test("gives it to somebody, or to me; the state stays", async () => {
    const { run, json } = await startShell();
    await run(["open", "Down"]);
    expect(await run(["assign", "1", "bob"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "incident 1 is bob's now\n", stderr: "" },
    });
    expect((await run(["assign", "1", "bob"])).stderr).toBe("incident 1 is bob's already\n");
    expect(await json(["assign", "1", "me"])).toMatchObject({ id: 1, owner: "ann", state: "open" });
    expect((await run(["assign", "1", "bob", "--quiet"])).stdout).toBe("1\n");
    expect((await run(["log", "1"])).stdout).toMatch(/ann {2}assigned to bob; it was ann's\n$/);
  });

  test("a name that is none, or an incident that is over, is refused", async () => {
    const { run } = await startShell();
    await run(["open", "Down"]);
    expect(await run(["assign", "1", "<b>"])).toMatchObject({ exitCode: EXIT.usage, stdout: "" });
    await run(["resolve", "1"]);
    expect(await run(["assign", "1", "bob"])).toMatchObject({ exitCode: EXIT.conflict, stdout: "" });
  });
});

test("snooze says until when, in list and show too; --end ends it, and ending nothing is no error", async () => {
  const shell = await startShell();
  const { run } = shell;
  await run(["open", "Down"]);
  await run(["open", "Slow"]);
  const snoozed = await run(["snooze", "1", "2", "--for", "20m"]);
  expect(snoozed.stdout).toMatch(
    new RegExp(`^incident 1 snoozed ${UNTIL.source}\nincident 2 snoozed ${UNTIL.source}\n$`),
  );
  expect((await run(["list"])).stdout).toMatch(/open, snoozed \((20m|19m \d+s) left\)/);
  expect((await run(["show", "1"])).stdout).toMatch(/\n {2}snoozed until +\S+ \S+ \S+ \(Europe\/Berlin\), in /);
  expect((await run(["snooze", "1", "--end"])).stdout).toBe("incident 1 pages again\n");
  expect(await run(["snooze", "1", "--end"])).toEqual({
    ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 1 is not snoozed\n" },
  });
  expect((await run(["list"])).stdout).not.toMatch(/^1 .*snoozed/m);
  await run(["resolve", "1"]);
  expect((await run(["snooze", "1", "--for", "1h"])).exitCode).toBe(EXIT.conflict);
  expect(eventsOf(shell, 1)).toEqual([
    ...["incident:opened", "incident:snoozed", "incident:snoozed", "incident:resolved"],
  ]);
});

test("show has the words that an incident was opened with", async () => {
  const { run } = await startShell();
  await run(["open", "Before", "-m", "it began"]);
  await run(["open", "Database is down", "-m", "replica lag 900s"]);
  await run(["merge", "1", "2"]);
  const shown = (await run(["show", "2"])).stdout;
  expect(shown).toMatch(/\n {2}message +replica lag 900s\n/);
  await run(["open", "Silent"]);
  expect((await run(["show", "3"])).stdout).not.toContain("message");
});

test("show has the alerts that fire, the first ten of them, and how many more", async () => {
  const { run, daemon } = await startShell();
  const send = async (hosts: number, status: "firing" | "resolved") => {
    const alerts = Array.from({ length: hosts }, (_, at) => {
      const labels = { alertname: "DiskFull", job: "api", host: `db${String(at).padStart(2, "0")}`, severity: "high" };
      return { status, labels, annotations: { summary: "no space left" }, fingerprint: `fp-${labels.host}` };
    });
    await fetch(`${daemon.url}/ingest/am`, {
      method: "POST",
      headers: { authorization: `Bearer ${AM_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ version: "4", groupKey: "{}:{}", alerts }),
    });
  };
  await send(13, "firing");
  const shown = (await run(["show", "1"])).stdout;
  expect(shown).toMatch(/\n {2}alerts +13 alerts, 13 firing\n/);
  expect(shown).toMatch(/\n {2}firing\n {4}ALERT +SEVERITY +SOURCE +FIRES +LABELS\n {4}DiskFull +high +am +for \S+ +/);
  expect(shown.match(/^ {4}DiskFull /gm)).toHaveLength(10);
  expect(shown).toMatch(
    / host=db09 .*\n {4}and 3 more: tocsin api GET \/incidents\/1\/alerts\n {4}summary {2}no space left\n$/,
  );
  await send(12, "resolved");
  expect((await run(["show", "1"])).stdout.match(/host=\S+/g)).toEqual(["host=db12"]);
});

describe("list", () => {
  test("filters by owner, key and source", async () => {
    const { run, alert } = await startShell();
    await run(["open", "Mine", "-k", "disk"]);
    await run(["open", "Bob's"]);
    await run(["ack", "1"]);
    await run(["ack", "2"], BOB);
    await alert({ status: "firing" });
    const listed = async (...args: string[]) => (await run(["list", "--quiet", ...args])).stdout;
    expect(await listed("--mine")).toBe("1\n");
    expect(await listed("--owner", "bob")).toBe("2\n");
    expect(await listed("-k", "disk")).toBe("1\n");
    expect(await listed("--source", "am")).toBe("3\n");
    expect(await listed("--source", "manual", "--all")).toBe("2\n1\n");
    expect((await run(["list", "--owner", "carl"])).stderr).toBe("No such active incident.\n");
  });
});

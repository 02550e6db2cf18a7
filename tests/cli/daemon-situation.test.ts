import { describe, expect, test } from "vitest";
import { noteIncident, openIncident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import type { Status } from "../../src/contract/status.ts";
import { until } from "../support/until.ts";
import { type Shell, startShell } from "./against-daemon.ts";

/** The levels follow a commit in a step of their own. */
const levelOf = (shell: Shell, id: string, level: string): Promise<unknown> =>
  until(`${id} to be ${level}`, () => shell.daemon.store.components.get(id)?.level === level);

describe("status", () => {
  test("is one screen: levels, since when, whose it is, and what is planned", async () => {
    const shell = await startShell();
    await shell.run(["open", "Down", "-s", "critical", "-c", "api"]);
    await shell.run(["ack", "1"]);
    await shell.run(["maintenance", "schedule", "Swap", "-c", "web", "--start", "now", "--for", "1h"]);
    await levelOf(shell, "api", "major_outage");
    await levelOf(shell, "web", "under_maintenance");
    const { exitCode, stdout } = await shell.run(["status"]);
    const lines = stdout.split("\n");
    expect(exitCode).toBe(EXIT.done);
    expect(lines[0]).toMatch(/^Partial System Outage {2}as of \S+ \S+ \+0[12]:00 \(Europe\/Berlin\)$/);
    expect(lines.slice(1, 10).map((line) => line.replace(/for \d+s */, "for … ").trimEnd())).toEqual([
      "",
      "Shop",
      "  web (Website)  under maintenance  for … maintenance 1",
      "  api            major outage       for … incident 1, owned by ann",
      "",
      "Components",
      "  mail           operational        for …",
      "  vault          operational        for … [hidden]",
      "",
    ]);
    expect(stdout).toMatch(/Active incidents\nID .*\n1 +critical +acknowledged .* ann +api +- +Down\n/);
    expect(stdout).toMatch(/Maintenance\nID .*\n1 +in progress .* web +Swap\n$/);
    expect(Math.max(...lines.slice(1, 9).map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("says what maintenance holds, until when, and that it counts once somebody takes it up", async () => {
    const shell = await startShell();
    await shell.run(["maintenance", "schedule", "Swap", "-c", "api", "--start", "now", "--for", "1h"]);
    await shell.alert({ status: "firing" });
    expect((await shell.run(["list"])).stdout).toMatch(/\n1 +critical +open, held .* api \(held\) +1 firing /);
    expect((await shell.run(["status"])).stdout).toMatch(/\n1 +critical +open, held /);
    expect((await shell.run(["show", "1"])).stdout).toMatch(
      /\n {2}held +by maintenance 1 until .*, in (1h|59m 5\ds); it pages nobody until then, or until somebody takes it up\n/,
    );
    await shell.run(["ack", "1"]);
    expect((await shell.run(["list"])).stdout).toMatch(/\n1 +critical +acknowledged .* api +1 firing /);
    expect((await shell.run(["log", "1"])).stdout).toMatch(
      /held by maintenance of api: it pages nobody until that is over\n.*api no longer held by maintenance; somebody took it up\n/,
    );
  });

  test("--exit-code is 0 while all is well and 8 when it is not; the screen is the same", async () => {
    const shell = await startShell();
    expect((await shell.run(["status", "--exit-code"])).exitCode).toBe(EXIT.done);
    await shell.run(["open", "Down", "-s", "high", "-c", "api"]);
    await levelOf(shell, "api", "partial_outage");
    const ran = await shell.run(["status", "--exit-code", "--json"]);
    expect(ran.exitCode).toBe(EXIT.notHolding);
    expect(JSON.parse(ran.stdout) as Status).toMatchObject({ level: "minor", incidents: [{ id: 1 }] });
    expect((await shell.run(["status"])).exitCode).toBe(EXIT.done);
    expect((await shell.run(["status", "--quiet"])).stdout).toBe("1\n");
  });

  test("--tz shows its times in that zone", async () => {
    const { run } = await startShell();
    expect((await run(["status", "--tz", "Asia/Tokyo"])).stdout).toMatch(/ as of \S+ \S+ \+09:00 \(Asia\/Tokyo\)\n/);
  });

  test("`tui` without a terminal is the status", async () => {
    const { run } = await startShell();
    expect((await run(["tui"])).stdout).toContain("All Systems Operational");
  });

  test("components are listed in the order of the config, hidden ones marked", async () => {
    const { run, json } = await startShell();
    expect((await run(["component", "list", "--quiet"])).stdout).toBe("web\napi\nmail\nvault\n");
    expect((await run(["component", "list"])).stdout).toMatch(/vault +operational .* hidden +Vault\n$/);
    expect(await json(["component", "list"])).toMatchObject([{ id: "web", group: "Shop" }, {}, {}, { hidden: true }]);
  });
});

describe("watch", () => {
  test("prints what happens from now on, one event a line, until Ctrl-C", async () => {
    const { run, start } = await startShell();
    await run(["open", "Before"]);
    const watch = start(["watch"]);
    await until("the watch to see an event", async () => {
      await run(["note", "1", "hello\nworld"]);
      return watch.stdout() !== "";
    });
    expect(watch.stdout().split("\n")[0]).toMatch(/^\S+ \S+ \+0[12]:00 {2}ann {2}incident 1 note: hello\\nworld$/);
    expect(watch.stdout()).not.toContain("Before");
    watch.interrupt();
    expect(await watch.exitCode).toBe(EXIT.interrupted);
  });

  test("--since a seq tells everything after it, as JSON lines or as bare seqs", async () => {
    const { run, start, daemon } = await startShell();
    for (const title of ["a", "b", "c"]) await run(["open", title]);
    const asJson = start(["watch", "--since", "1", "--json"]);
    const quiet = start(["watch", "--since", "0", "--quiet"]);
    const head = daemon.store.events.head();
    await until(
      "both to be at the head",
      () => quiet.stdout().includes(`${head}\n`) && asJson.stdout().includes(`${head},`),
    );
    const seqs = asJson
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(Array.from({ length: head - 1 }, (_, at) => at + 2));
    expect(quiet.stdout()).toBe(Array.from({ length: head }, (_, at) => `${at + 1}\n`).join(""));
    for (const watch of [asJson, quiet]) {
      watch.interrupt();
      expect(await watch.exitCode).toBe(EXIT.interrupted);
    }
  });

  test("--since a time tells what happened from then on", async () => {
    const { run, start, daemon } = await startShell();
    await run(["open", "Last night"]);
    await daemon.wind(6 * 3600_000);
    await run(["open", "This morning"]);
    const now = Date.now() + 6 * 3600_000;
    for (const since of ["1h", new Date(now - 3600_000).toISOString()]) {
      const watch = start(["watch", "--since", since, "--json"], { now });
      await until("the morning's incident", () => watch.stdout().includes("This morning"));
      expect(watch.stdout()).not.toContain("Last night");
      watch.interrupt();
      await watch.exitCode;
    }
    const refused = await run(["watch", "--since", "a while"]);
    expect(refused).toMatchObject({ exitCode: EXIT.usage, stderr: expect.stringContaining("is not a time") });
  });

  test("--until-resolved ends with 0 when that incident is over, not another", async () => {
    const { run, start } = await startShell();
    await run(["open", "a"]);
    await run(["open", "b"]);
    const watch = start(["watch", "--until-resolved", "2"]);
    await until("the watch to see an event", async () => {
      await run(["note", "1", "looking"]);
      return watch.stdout() !== "";
    });
    await run(["resolve", "1"]);
    await run(["resolve", "2"]);
    expect(await watch.exitCode).toBe(EXIT.done);
    expect(watch.stdout()).toMatch(/incident 1 resolved\n(.*\n)*.*incident 2 resolved\n$/);
    expect(await run(["watch", "--until-resolved", "2"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 2 is over already\n" },
    });
    expect((await run(["watch", "--until-resolved", "9"])).exitCode).toBe(EXIT.notFound);
  });

  test("--until-resolved goes on with the incident that it was merged into, merged before or meanwhile", async () => {
    const { run, start } = await startShell();
    for (const title of ["a", "b", "c"]) await run(["open", title]);
    await run(["merge", "1", "2"]);
    const watch = start(["watch", "--until-resolved", "1"]);
    await until("the watch to see an event", async () => {
      await run(["note", "3", "looking"]);
      return watch.stdout() !== "";
    });
    await run(["merge", "2", "3"]);
    await run(["resolve", "3"]);
    expect(await watch.exitCode).toBe(EXIT.done);
    expect(watch.stdout()).toMatch(/incident 3 resolved\n$/);
    expect((await run(["watch", "--until-resolved", "1"])).stderr).toBe("incident 3 is over already\n");
  });

  test("a revoked token ends it with 4", async () => {
    const { run, start, daemon, json } = await startShell();
    const { id, token } = await json<{ id: number; token: string }>(["token", "create", "tv", "--role", "viewer"]);
    const watch = start(["watch", "--url", daemon.url, "--since", "0"], { env: { TOCSIN_TOKEN: token } });
    await until("the watch to be live", () => watch.stdout().includes("token 1"));
    await run(["token", "revoke", String(id)]);
    expect(await watch.exitCode).toBe(EXIT.notAllowed);
    expect(watch.stderr()).toMatch(/tocsin: .*token.*\n/);
  });
});

test("hostile text is seen and never executed, whatever prints it", async () => {
  const { run, start, daemon } = await startShell();
  const evil = "a\u001b[2J\u009b31m\u202egpj\u2066\u0007";
  await daemon.client.call(openIncident, { title: evil, severity: "critical", components: [{ id: "api" }], key: evil });
  await daemon.clientAs({ actor: evil }).call(noteIncident, { id: 1, text: `one\r\n${evil}\ntwo` });
  const watch = start(["watch", "--since", "0"]);
  await until("the watch to print the note", () => watch.stdout().includes("incident 1 note"));
  watch.interrupt();
  await watch.exitCode;
  const printed = [watch.stdout(), watch.stderr()];
  for (const line of [
    "list",
    "show 1",
    "log 1",
    "log 1 --md",
    "status",
    "status --json",
    "api GET /incidents",
    "ack 1",
  ]) {
    const ran = await run(line.split(" "), { env: { TOCSIN_ACTOR: evil } });
    printed.push(ran.stdout, ran.stderr);
    expect(ran.exitCode, line).toBe(EXIT.done);
  }
  const refused = await run(["ack", "1"], { env: { TOCSIN_ACTOR: "bob" } });
  expect(refused.exitCode).toBe(EXIT.conflict);
  printed.push(refused.stderr);
  for (const text of printed)
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(printed.join("")).toContain("a\\x1b[2J\\x9b31m\\u202egpj\\u2066\\x07");
});

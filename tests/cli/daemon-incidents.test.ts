import { describe, expect, test } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { startShell } from "./against-daemon.ts";

type Row = { id: number; result: string; incident?: Incident; error?: { code: string; detail: string } };

describe("open", () => {
  test("says the id; with --quiet it is the id alone, with --json the incident", async () => {
    const { run, json } = await startShell();
    expect(await run(["open", "Checkout is slow", "-s", "medium", "-c", "web"])).toEqual({
      exitCode: EXIT.done,
      stdout: "incident 1 opened\n",
      stderr: "",
    });
    expect((await run(["open", "Mail waits", "--quiet"])).stdout).toBe("2\n");
    expect(await json(["open", "Down", "-c", "api=partial_outage", "-s", "low"])).toMatchObject({
      ...{ id: 3, title: "Down", state: "open", severity: "low", source: "manual" },
      components: [{ id: "api", level: "partial_outage", origin: "manual" }],
    });
  });

  test("twice with one key is one incident, and no error", async () => {
    const { run, daemon } = await startShell();
    expect((await run(["open", "Disk full", "-k", "disk"])).stdout).toBe("incident 1 opened\n");
    const again = await run(["open", "Disk full again", "-k", "disk"]);
    expect(again).toEqual({ exitCode: EXIT.done, stdout: "incident 1 is already active for key disk\n", stderr: "" });
    expect((await run(["open", "Disk", "-k", "disk", "--quiet"])).stdout).toBe("1\n");
    expect(daemon.store.events.ofIncident(1, 0, 10).map(({ type }) => type)).toEqual(["incident:opened"]);
  });

  test("takes what is known so far from stdin", async () => {
    const { run } = await startShell();
    await run(["open", "Kernel trouble", "-m", "-"], { stdin: "oops\nat 0xdead\n" });
    expect((await run(["log", "1"])).stdout).toMatch(
      /ann {2}opened as high: “Kernel trouble”\n {4}oops\n {4}at 0xdead\n/,
    );
  });

  test("an unknown component is refused with the nearest name, and nothing is opened", async () => {
    const { run } = await startShell();
    const refused = await run(["open", "Down", "-c", "appi"]);
    expect(refused).toMatchObject({ exitCode: EXIT.usage, stdout: "" });
    expect(refused.stderr).toBe(
      "tocsin: There is no component `appi`; did you mean `api`?\nSee `tocsin component list`.\n",
    );
    expect((await run(["list", "--all"])).stderr).toBe("No such incident.\n");
  });

  test("what the daemon finds wrong with the text names the way to the help", async () => {
    const { run } = await startShell();
    const refused = await run(["open", "  "]);
    expect(refused.exitCode).toBe(EXIT.usage);
    expect(refused.stderr).toMatch(/^tocsin: title must not be empty\n.*--help/);
  });
});

describe("list, show and log", () => {
  test("the worst stands first, the ended only where they are asked for", async () => {
    const { run, json } = await startShell();
    await run(["open", "Slow", "-s", "low"]);
    await run(["open", "Down", "-s", "critical", "-c", "api"]);
    await run(["open", "Gone", "-s", "high"]);
    await run(["resolve", "3"]);
    const { stdout } = await run(["list"]);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/).toSpliced(3, 1))).toEqual([
      ["ID", "SEVERITY", "STATE", "OWNER", "COMPONENTS", "ALERTS", "TITLE"],
      ["2", "critical", "open", "-", "api", "-", "Down"],
      ["1", "low", "open", "-", "-", "-", "Slow"],
      [""],
    ]);
    expect((await run(["list", "--all", "--quiet"])).stdout).toBe("3\n2\n1\n");
    expect((await run(["list", "--component", "api", "--quiet"])).stdout).toBe("2\n");
    expect((await run(["list", "--component", "appi"])).stderr).toContain("did you mean `api`?");
    expect((await run(["list", "--limit", "1"])).stderr).toBe("The first 1; there are more: --limit 4.\n");
    // What a pipe acts on must not be taken for all.
    expect(await run(["list", "--limit", "1", "--quiet"])).toMatchObject({
      ...{ stdout: "2\n", stderr: "The first 1; there are more: --limit 4.\n" },
    });
    expect((await json<Incident[]>(["list", "--state", "resolved"])).map(({ id }) => id)).toEqual([3]);
  });

  test("an empty list is an empty list for programs, and a word for people on stderr", async () => {
    const { run } = await startShell();
    expect(await run(["list"])).toEqual({ exitCode: EXIT.done, stdout: "", stderr: "No active incident.\n" });
    expect(await run(["list", "--json"])).toEqual({ exitCode: EXIT.done, stdout: "[]\n", stderr: "" });
    expect(await run(["list", "--quiet"])).toEqual({ exitCode: EXIT.done, stdout: "", stderr: "" });
  });

  test("show has it in full; the log is its story, also as Markdown", async () => {
    const { run, json } = await startShell();
    await run(["open", "Down", "-c", "api", "-k", "k1"]);
    await run(["ack", "1", "-m", "mine"]);
    await run(["note", "1", "--", "- disk\n# full"]);
    const { stdout } = await run(["show", "#1"]);
    expect(stdout).toMatch(/^incident 1: Down\n {2}severity +high\n {2}state +acknowledged\n {2}owner +ann\n/);
    expect(stdout).toMatch(/opened +\d{4}-\d\d-\d\d \d\d:\d\d \+0[12]:00 \(Europe\/Berlin\), /);
    expect(stdout).toMatch(/components\n {4}api {2}partial outage {2}by hand\n$/);
    const words = (await run(["log", "1"])).stdout.replace(/^\S+ \S+ \S+ {2}/gm, "");
    expect(words).toBe(
      "ann  opened as high: “Down” on api\nann  acknowledged; owner ann\n    mine\nann  note\n    - disk\n    # full\n",
    );
    expect((await json<{ type: string }[]>(["log", "1"])).map(({ type }) => type)).toEqual([
      ...["incident:opened", "incident:acknowledged", "incident:noted"],
    ]);
    const markdown = (await run(["log", "1", "--md", "--tz", "UTC"])).stdout;
    expect(markdown).toMatch(/^# Incident 1: Down\n\nSeverity high, acknowledged. Opened \S+ \S+ UTC.\n/);
    expect(markdown).toContain("  > \\- disk\n  > \\# full\n");
  });

  test("an id that nobody has ends with 3 and says where ids are", async () => {
    const { run } = await startShell();
    for (const verb of [["show"], ["log"], ["ack"], ["note", "x"]]) {
      const [name = "", ...text] = verb;
      expect(await run([name, "9", ...text])).toEqual({
        exitCode: EXIT.notFound,
        stdout: "",
        stderr: "tocsin: There is no incident 9.\nSee `tocsin list --all`.\n",
      });
    }
  });
});

describe("verbs of several incidents", () => {
  test("each is tried, and the worst exit code is the command's", async () => {
    const { run } = await startShell();
    for (const title of ["a", "b", "c"]) await run(["open", title]);
    await run(["resolve", "2"]);
    await run(["ack", "1"], { env: { TOCSIN_ACTOR: "bob" } });
    const done = await run(["close", "1", "2", "3", "77"]);
    expect(done.exitCode).toBe(EXIT.conflict);
    expect(done.stdout).toBe("incident 2 closed\n");
    expect(done.stderr).toMatch(/Incident 1 is acknowledged by bob .*\n.*tocsin resolve.*\n.*Incident 3 is open/);
    expect(done.stderr).toContain("There is no incident 77.");
    expect(await run(["close", "2"])).toEqual({
      ...{ exitCode: EXIT.done, stdout: "", stderr: "incident 2 is already closed\n" },
    });
  });

  test("with --json it is an array in the order of the ids, of one too", async () => {
    const { run, json } = await startShell();
    await run(["open", "a"]);
    await run(["open", "b"]);
    await run(["ack", "2"]);
    const rows = await json<Row[]>(["ack", "77", "2", "1"]);
    expect(rows.map(({ id, result }) => [id, result])).toEqual([
      ...[[77, "refused"]],
      ...[[2, "unchanged"]],
      ...[[1, "changed"]],
    ]);
    expect(rows[0]!.error).toMatchObject({ code: "not_found" });
    expect(rows[2]!.incident).toMatchObject({ id: 1, state: "acknowledged", owner: "ann" });
    expect(await json<Row[]>(["ack", "1"])).toMatchObject([{ id: 1, result: "unchanged" }]);
  });

  test("ids come from another command by stdin, and go on to the next", async () => {
    const { run } = await startShell();
    for (const title of ["a", "b"]) await run(["open", title, "-s", "critical"]);
    const listed = await run(["list", "--severity", "critical", "--quiet"]);
    const acked = await run(["ack", "-", "--quiet", "-m", "all mine"], { stdin: listed.stdout });
    expect(acked).toEqual({ exitCode: EXIT.done, stdout: "1\n2\n", stderr: "" });
    expect(await run(["resolve", "-"], { stdin: "\n" })).toEqual({
      exitCode: EXIT.done,
      stdout: "",
      stderr: "No ids on stdin: nothing to do.\n",
    });
  });
});

test("a firing incident is resolved only by force, and its alerts are silent until they have recovered", async () => {
  const { run, alert, daemon } = await startShell();
  await alert({ status: "firing" });
  expect((await run(["list"])).stdout).toMatch(
    /critical {2}open .* api +1 firing {2}HighErrors: error ratio above 5 %/,
  );
  const refused = await run(["resolve", "1"]);
  expect(refused.exitCode).toBe(EXIT.conflict);
  expect(refused.stderr).toMatch(/^tocsin: Incident 1 still has 1 firing alert.\n.*`--force`/);
  expect(await run(["resolve", "1", "--force"])).toMatchObject({
    exitCode: EXIT.done,
    stdout: "incident 1 resolved\n",
  });
  await alert({ status: "firing" });
  expect(daemon.store.incidents.get(1)?.state).toBe("resolved");
  expect((await run(["log", "1"])).stdout).toContain("resolved by force, its firing alerts muted");
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { VERSION } from "../../src/contract/version.ts";
import { tocsin } from "./support.ts";

const dir = mkdtempSync(join(tmpdir(), "tocsin-cli-"));
/** Named explicitly, so that the search ends there: no other daemon of this machine is ever found. */
const nowhere = { TOCSIN_SOCKET: join(dir, "nobody.sock") };

describe("usage", () => {
  test.each([
    [["lst"], "Unknown command 'lst'.", "Did you mean list?"],
    [["list", "--jsn"], "Unknown option '--jsn'.", "Did you mean --json?"],
    [["maintenance", "lits"], "Unknown command 'lits'.", "Did you mean list?"],
    [["open"], "Missing required argument 'title'.", "See `tocsin open --help`."],
    [["open", "x", "-s", "hgh"], "Allowed choices are critical, high, medium, low, info.", "tocsin open --help"],
    [["open", "x", "-c", "db=major_outge"], "Did you mean db=major_outage?", "tocsin open --help"],
    [["show", "abc"], '"abc" is not the id of an incident.', "A key goes after -k."],
    [["show"], "Missing required argument 'id'.", "-k KEY"],
    [["note", "1"], "Missing required argument 'text'.", "ID TEXT"],
    [["assign", "-k", "disk", "1", "bob"], "Ids and -k exclude each other.", "by id or by key"],
    [["merge", "1", "x"], '"x" is not the id of an incident.', "tocsin merge ID INTO"],
    [["ack", "1", "x"], '"x" is not the id of an incident.', "tocsin list"],
    [["ack"], "Which incidents? None is named.", "-k"],
    [["resolve", "1", "-k", "disk"], "Ids and -k exclude each other.", "by id or by key"],
    [["unack", "1", "--source", "am"], "there is no key", "-k KEY"],
    [["ack", "1", "--for", "soon"], "Write a duration like", "tocsin ack --help"],
    [["ack", "1", "--for", "5ms"], "at least 1s", "tocsin ack --help"],
    [["snooze", "1"], "either --for or --end", "--for 20m"],
    [["snooze", "1", "--for", "1h", "--end"], "either --for or --end", "--for 20m"],
    [["edit", "1"], "There is nothing to change.", "--severity"],
    [["edit", "1", "-c", "api", "-c", "+web"], "exclude each other", "-c +api -c -web"],
    [["edit", "1", "-c", "api", "--no-components"], "exclude each other", "Leave one of them out."],
    [["edit", "1", "-c", "-api=operational"], "write -c -api", "tocsin edit --help"],
    [["edit", "1", "-c", "+api=operatinal"], "Did you mean api=operational?", "tocsin edit --help"],
    [["open", "x", "--timeout", "5m"], "there is no --wait", "--wait acked"],
    [["open", "x", "--wait", "closed"], "Allowed choices are acked, resolved.", "tocsin open --help"],
    [["wait", "--timeout", "8d"], "at most 7d", "tocsin wait --help"],
    [["list", "--mine", "--owner", "bob"], "--mine and --owner exclude each other.", "Leave one of them out."],
    [["component", "override", "api", "operational"], "--reason", "tocsin component override --help"],
    [["list", "--all", "--state", "open"], "--all and --state exclude each other.", "Leave one of them out."],
    [
      ["token", "create", "ci", "--role", "responder", "--expires", "soon"],
      '"soon" is not a duration.',
      "Write a duration like",
    ],
    [["maintenance", "schedule", "x", "-c", "db", "--start", "now"], "The window has no end.", "--for 2h"],
    [["maintenance", "extend", "7"], "Give either --for or --until.", "--until 04:00"],
    [["maintenance", "edit", "7"], "There is nothing to change.", "tocsin maintenance edit --help"],
    [["maintenance", "run", "x", "-c", "db", "true"], "not clear where the command begins", "bare `--`"],
    [["api", "FETCH", "/status"], "FETCH is no method of the API.", "GET, POST"],
  ])("%j is refused with 2 and a next step", async (argv, what, hint) => {
    const ran = await tocsin(argv, { env: nowhere });
    expect(ran.exitCode).toBe(EXIT.usage);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toMatch(/^tocsin: /);
    expect(ran.stderr).toContain(what);
    expect(ran.stderr).toContain(hint);
  });

  test("a token that no header can carry is refused, and sent to nobody", async () => {
    const refused = await tocsin(["list", "--url", "http://127.0.0.1:1"], { env: { TOCSIN_TOKEN: "tocsin_a\nb" } });
    expect(refused).toEqual({
      ...{ exitCode: EXIT.usage, stdout: "" },
      stderr: expect.stringMatching(/^tocsin: This is no token: .*\n.*tocsin token create --quiet/),
    });
  });

  test("with --json it is one problem object", async () => {
    const { exitCode, stderr } = await tocsin(["list", "--limit", "0", "--json"], { env: nowhere });
    expect(exitCode).toBe(EXIT.usage);
    expect(JSON.parse(stderr)).toMatchObject({ code: "invalid", status: 400, hint: expect.any(String) });
  });

  test("a noun without its verb prints its verbs", async () => {
    const { exitCode, stderr } = await tocsin(["token"]);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain("revoke <id>");
  });
});

describe("without a daemon", () => {
  test.each([["list"], ["status"], ["open", "x"], ["watch"], ["tui"], ["api", "GET", "/status"]])(
    "%s says where it looked and ends with 6",
    async (...argv) => {
      const { exitCode, stdout, stderr } = await tocsin(argv, { env: nowhere });
      expect(exitCode).toBe(EXIT.unreachable);
      expect(stdout).toBe("");
      expect(stderr).toContain(`No daemon answers at ${nowhere.TOCSIN_SOCKET}`);
      expect(stderr).toContain("tocsin daemon");
    },
  );

  test("verbs of several ids tell each one, duplicates once, and keep the order", async () => {
    const { exitCode, stdout } = await tocsin(["ack", "3", "-", "--json"], { env: nowhere, stdin: "#7 3\n9\n" });
    expect(exitCode).toBe(EXIT.unreachable);
    expect(JSON.parse(stdout)).toEqual(
      [3, 7, 9].map((id) => ({ id, result: "failed", error: expect.objectContaining({ code: "unreachable" }) })),
    );
  });

  test("ids and note cannot both come from stdin", async () => {
    const { exitCode, stderr } = await tocsin(["resolve", "-", "-m", "-"], { env: nowhere, stdin: "1" });
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining("cannot both come from stdin")]);
  });

  test("a named config that is not there is told, not passed over", async () => {
    const { exitCode, stderr } = await tocsin(["list", "--config", join(dir, "none.yaml")]);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringContaining("does not exist")]);
  });

  test("the client needs neither a faultless config nor its secrets to find the socket", async () => {
    const file = join(dir, "secret.yaml");
    writeFileSync(file, "data_dir: ./data\nsources:\n  - id: am\n    key: $" + "{NOT_SET_HERE}\nnonsense: 1\n");
    const { exitCode, stderr } = await tocsin(["list"], { env: { TOCSIN_CONFIG: file } });
    expect([exitCode, stderr]).toEqual([EXIT.unreachable, expect.stringContaining(join(dir, "data/run/tocsin.sock"))]);
  });

  test("an interrupted command ends with 130", async () => {
    const interrupt = new AbortController();
    const running = tocsin(["watch"], { env: nowhere, interrupted: interrupt.signal });
    interrupt.abort();
    expect((await running).exitCode).toBe(EXIT.interrupted);
  });
});

describe("help and version", () => {
  test("global flags work before and after the verb", async () => {
    const before = await tocsin(["--json", "version"]);
    const after = await tocsin(["version", "--json"]);
    expect(JSON.parse(before.stdout)).toEqual({ version: VERSION, node: process.versions.node });
    expect(after.stdout).toBe(before.stdout);
  });

  test("`tocsin` alone without a terminal prints help", async () => {
    const { exitCode, stdout, stderr } = await tocsin([]);
    expect([exitCode, stderr]).toEqual([EXIT.done, ""]);
    expect(stdout).toContain("maintenance");
  });

  test.each(["open", "ack", "watch", "maintenance schedule", "maintenance run"])(
    "%s --help shows examples",
    async (name) => {
      const { exitCode, stdout } = await tocsin([...name.split(" "), "--help"]);
      expect([exitCode, stdout]).toEqual([EXIT.done, expect.stringContaining(`$ tocsin ${name}`)]);
    },
  );

  test("a noun's help has its verbs, each with a line of what it does", async () => {
    const { exitCode, stdout } = await tocsin(["maintenance", "--help"]);
    expect(exitCode).toBe(EXIT.done);
    for (const verb of [
      ...["schedule", "list", "show", "edit", "start", "verify", "end", "extend", "skip", "cancel", "update", "run"],
    ])
      expect(stdout).toMatch(new RegExp(`\\n  ${verb} .*  [a-z]`));
  });

  test("what stands behind a bare `--` is no flag of ours", async () => {
    const { exitCode, stderr } = await tocsin(["lst", "--", "--json"]);
    expect([exitCode, stderr]).toEqual([EXIT.usage, expect.stringMatching(/^tocsin: Unknown command/)]);
  });

  test("--version prints the version alone", async () => {
    expect(await tocsin(["--version"])).toEqual({ exitCode: EXIT.done, stdout: `${VERSION}\n`, stderr: "" });
  });
});

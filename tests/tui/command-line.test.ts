// The CLI's program as the screens have it: same commands, same daemon, and what they print as text.
import { describe, expect, test } from "vitest";
import { createCommandLine } from "../../src/cli/command-line.ts";
import { createContext } from "../../src/cli/context.ts";
import { runCli } from "../../src/cli/program.ts";
import { getIncident, openIncident } from "../../src/contract/incidents.ts";
import { makeIo } from "../cli/support.ts";
import { startTestDaemon } from "../support/daemon.ts";

const open = async () => {
  const daemon = await startTestDaemon();
  await daemon.client.call(openIncident, { title: "Checkout \u001B[31mfails", severity: "critical" });
  const endpoint = daemon.client.endpoint();
  const env = { TOCSIN_SOCKET: endpoint.kind === "unix" ? endpoint.path : "", TOCSIN_ACTOR: "ann" };
  const context = createContext({ ...makeIo(), env }, { color: true }, { runCli });
  const line = createCommandLine(context);
  const run = (...words: string[]) => line.run(words, { signal: new AbortController().signal, columns: 80 });
  return { daemon, line, run };
};

describe("a command in the screens", () => {
  test("does what it does in a shell, and its words are the outcome", async () => {
    const { daemon, run } = await open();
    const ran = await run("ack", "1", "--for", "30m");
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^incident 1 acknowledged until /) });
    expect(await daemon.client.call(getIncident, { id: 1 })).toMatchObject({ state: "acknowledged", owner: "ann" });
  });

  test("prints tables as wide as the terminal, without colours and without what a title would run", async () => {
    const { run } = await open();
    const { stdout } = await run("list");
    expect(stdout).toContain("Checkout \\x1b[31m");
    expect(stdout).not.toContain("\u001B");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("that is refused says why, without the program's name, and its exit code", async () => {
    const { run } = await open();
    expect(await run("close", "1")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringMatching(/^(?!tocsin)incident 1/i),
    });
    expect(await run("nonsense")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("nonsense") });
  });

  test.each([
    ["daemon"],
    ["tui"],
    ["watch"],
    ["--json", "watch"],
    ["--config", "x", "watch"],
    ["maintenance", "run", "X", "--", "true"],
  ])("%s needs a terminal of its own", async (...words) => {
    const { run } = await open();
    const ran = await run(...words);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("run it in a shell") });
  });

  test("reads nothing from the keyboard, and starts no program", async () => {
    const { run } = await open();
    expect(await run("note", "1", "-")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("no text on stdin"),
    });
  });

  test("completes names, ids and levels as the shell does", async () => {
    const { line } = await open();
    const values = async (...words: string[]) => (await line.complete(words)).map((one) => one.split("\t")[0]);
    expect(await values("ac")).toEqual(["ack"]);
    expect(await values("ack", "")).toEqual(["1"]);
    expect(await values("open", "X", "-c", "w")).toContain("web");
  });
});

// Every command that needs a daemon, with none there: 6, what is, and what to try. A new command has to find its place here.
import { join } from "node:path";
import type { Argument, Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { type Kind, kindOf, pathOf } from "../../src/cli/completion/kinds.ts";
import { loadProgram } from "../../src/cli/program.ts";
import { EXIT } from "../../src/contract/problem.ts";
import { tempDir } from "../support/temp.ts";
import { makeIo, tocsin } from "./support.ts";

/** These do their work, or their half of it, by themselves. */
const NEEDS_NONE = [
  ...["daemon", "worker", "version", "completion", "doctor", "config check", "config show"],
  ...["context add", "context use", "context list", "context remove"],
];
/** What a command wants beyond what commander asks for. */
const ALSO: Record<string, readonly string[]> = {
  "maintenance schedule": ["--for", "2h"],
  edit: ["--title", "x"],
  snooze: ["--for", "20m"],
  "maintenance edit": ["--title", "x"],
  "maintenance extend": ["--for", "20m"],
};
/** Another program's command line stands in it. */
const WHOLE: Record<string, readonly string[]> = {
  "maintenance run": ["maintenance", "run", "text", "-c", "api", "--", "true"],
};

const SAMPLE: Partial<Record<Kind, string>> = {
  component: "api",
  apiMethod: "GET",
  apiPath: "/status",
  postStatus: "investigating",
  timeZone: "UTC",
  file: "-",
};
const BY_NAME: Record<string, string> = {
  ...{ "--for": "20m", "--start": "now", "--from": "2h", "--to": "now", "--expires": "1d", post: "1" },
};

const sampleOf = (command: Command, thing: Argument | Option): string => {
  const [choice] = thing.argChoices ?? [];
  const kind = kindOf(command, thing) ?? "text";
  const name = "long" in thing ? (thing.long ?? "") : thing.name();
  return choice ?? BY_NAME[name] ?? SAMPLE[kind] ?? (kind === "text" ? "text" : "1");
};

/** The least that commander lets pass: a value for each argument, and for each option that must be there. */
const lineOf = (command: Command): string[] => [
  ...(WHOLE[pathOf(command)] ?? ownLineOf(command)),
  ...(ALSO[pathOf(command)] ?? []),
];

const ownLineOf = (command: Command): string[] => [
  ...pathOf(command).split(" "),
  ...command.registeredArguments.map((one) => sampleOf(command, one)),
  ...command.options
    .filter((one) => one.mandatory && one.required && one.defaultValue === undefined)
    .flatMap((one) => [one.long ?? one.flags, sampleOf(command, one)]),
];

const leavesOf = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
const leaves = leavesOf(await loadProgram(makeIo(), () => async () => {}));
const lines = leaves.filter((one) => !NEEDS_NONE.includes(pathOf(one))).map(lineOf);

test("the commands were really found, and those that need no daemon are commands", () => {
  expect(lines.length).toBeGreaterThan(25);
  expect(NEEDS_NONE.filter((name) => !leaves.some((one) => pathOf(one) === name))).toEqual([]);
});

describe("no daemon answers", () => {
  test.each(lines.map((line) => [line.join(" "), line] as const))("%s", async (_, line) => {
    const socket = join(tempDir(), "nobody.sock");
    const { exitCode, stdout, stderr } = await tocsin(line, { env: { TOCSIN_SOCKET: socket } });
    expect([exitCode, stdout]).toEqual([EXIT.unreachable, ""]);
    expect(stderr).toContain(`tocsin: No daemon answers at ${socket}`);
    expect(stderr).toMatch(/\nStart one with `tocsin daemon`.*--url.*--context.*--config/);
  });

  test.each(lines.map((line) => [line.join(" "), line] as const))("%s --json", async (_, line) => {
    const socket = join(tempDir(), "nobody.sock");
    const { exitCode, stdout, stderr } = await tocsin(["--json", ...line], { env: { TOCSIN_SOCKET: socket } });
    expect(exitCode).toBe(EXIT.unreachable);
    const failure = {
      code: "unreachable",
      detail: expect.stringContaining(socket),
      hint: expect.stringContaining("tocsin daemon"),
    };
    // Verbs of several incidents say of each what became of it.
    if (stdout === "") expect(JSON.parse(stderr)).toMatchObject(failure);
    else expect(JSON.parse(stdout)).toMatchObject([{ id: 1, result: "failed", error: failure }]);
  });
});

// Programs that a command starts: the exit codes of shells, also where nothing could be started.
import { describe, expect, test } from "vitest";
import { startChild } from "../../src/cli/child.ts";

const env = { PATH: process.env.PATH ?? "" };
const run = async (...argv: string[]) => {
  const told: string[] = [];
  const code = await startChild(argv, env, (why) => told.push(why)).ended;
  return { code, told };
};

describe("a child", () => {
  test.each([
    [["true"], 0],
    [["sh", "-c", "exit 42"], 42],
    [["sh", "-c", "kill -TERM $$"], 143],
    [["sh", "-c", "kill -KILL $$"], 137],
  ])("%j ends with %i", async (argv, code) => {
    expect(await run(...argv)).toEqual({ code, told: [] });
  });

  test("that is not there, or whose command line is too long, says why", async () => {
    expect(await run("nothing-of-the-kind")).toEqual({ code: 127, told: [expect.stringContaining("ENOENT")] });
    // Linux takes 128 KiB in one argument.
    expect(await run("true", "x".repeat(1024 * 1024))).toEqual({ code: 126, told: [expect.stringContaining("E2BIG")] });
  });
});

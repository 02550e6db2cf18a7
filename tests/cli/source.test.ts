import { expect, test } from "vitest";
import { EXIT } from "../../src/contract/problem.ts";
import { startShell } from "./against-daemon.ts";

test("`source list` says who may send, when each was heard, and what fires", async () => {
  const { run, json, alert } = await startShell();
  expect((await run(["source", "list"])).stdout).toMatch(/^ID .*\nam +alertmanager +0 +never +-\n$/);
  await alert({ status: "firing" });
  expect((await run(["source", "list"])).stdout).toMatch(/\nam +alertmanager +1 +\S+ \S+.* accepted\n$/);
  expect(await json(["source", "list"])).toMatchObject([{ id: "am", firing: 1, outcome: "accepted" }]);
  expect((await run(["source", "list", "--quiet"])).stdout).toBe("am\n");
});

test("`source log` says what it sent and what was made of it, newest first", async () => {
  const { run, json, alert } = await startShell();
  expect(await run(["source", "log", "am"])).toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("Nothing was ever heard"),
  });
  await alert({ status: "firing" });
  await alert({ status: "firing" });
  await alert({ status: "resolved" });
  const { exitCode, stdout } = await run(["source", "log", "am", "--limit", "2"]);
  expect(exitCode).toBe(EXIT.done);
  expect(stdout).toMatch(/^ID .*\n3 .* accepted +alertmanager +1 recovered +127\.0\.0\.1 +-\n2 .* 1 repeated .*\n$/);
  expect((await run(["source", "log", "am", "--quiet"])).stdout).toBe("3\n2\n1\n");
  expect(await json(["source", "log", "am"])).toMatchObject([
    { recovered: 1 },
    { repeated: 1 },
    { fired: 1, excerpt: expect.any(String) },
  ]);
  const missing = await run(["source", "log", "an"]);
  expect(missing).toMatchObject({ exitCode: EXIT.notFound, stderr: expect.stringContaining("did you mean `am`?") });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tocsin } from "./support.ts";

const dir = mkdtempSync(join(tmpdir(), "tocsin-config-"));
const write = (name: string, text: string): string => {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
};

const FIVE_FAULTS = `server:
  listen: 7373
componets: []
components:
  - id: Web
  - id: db
notify:
  debounce: soon
log:
  level: loud
`;

test("says all five faults at once, each with its line and column, and ends with 2", async () => {
  const file = write("five.yaml", FIVE_FAULTS);
  const { exitCode, stdout, stderr } = await tocsin(["config", "check", file]);
  expect([exitCode, stdout]).toEqual([2, ""]);
  const lines = stderr.trim().split("\n");
  expect(lines.map((line) => line.replace(`${file}:`, ""))).toEqual([
    expect.stringMatching(/^2:\d+: server\.listen must be a string/),
    expect.stringMatching(/^3:\d+: componets is not a key of the config; did you mean `components`\?/),
    expect.stringMatching(/^5:\d+: components\[0\]\.id must be 1 to 64 lower-case letters/),
    expect.stringMatching(/^8:\d+: notify\.debounce is not a duration/),
    expect.stringMatching(/^10:\d+: log\.level must be one of debug, info, warn, error/),
  ]);
});

test("with --json the faults are data", async () => {
  const file = write("json.yaml", "data_dir: 5\n");
  const { exitCode, stdout } = await tocsin(["config", "check", file, "--json"]);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    file,
    ok: false,
    faults: [{ path: "data_dir", line: 1, column: 1, message: "must be a string" }],
  });
});

test("a good one is praised in one line", async () => {
  const file = write("good.yaml", "components:\n  - id: web\n  - id: db\n");
  expect(await tocsin(["config", "check"], { env: { TOCSIN_CONFIG: file } })).toEqual({
    exitCode: 0,
    stdout: `${file} is fine: 2 components, 1 page, 0 sources.\n`,
    stderr: "",
  });
});

test("a missing file is refused with what to do", async () => {
  const { exitCode, stderr } = await tocsin(["config", "check", join(dir, "none.yaml")]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("does not exist")]);
});

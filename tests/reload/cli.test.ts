// `tocsin reload`, `config show` and `config diff`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { startShell } from "../cli/against-daemon.ts";
import { tocsin } from "../cli/support.ts";
import { COMPONENTS } from "../support/daemon.ts";
import { tempDir } from "../support/temp.ts";

const startWithFile = () => startShell({ hasFile: true, config: { sources: [] } });

test("reload says what changed, and then that nothing has", async () => {
  const { daemon, run } = await startWithFile();
  daemon.rewrite({ components: [...COMPONENTS, { id: "cache" }], notify: { debounce: "10m" }, sources: [] });
  expect(await run(["reload"])).toEqual({
    exitCode: 0,
    stdout: [
      "PATH                          FROM  TO                                        NOTE",
      'components.cache              -     {"id":"cache","hidden":false,"match":[]}  new',
      "notify.debounce               5m    10m",
      "notify.allow_private_targets  true  false",
      "Reloaded: this is in force now.",
      "",
    ].join("\n"),
    stderr: "",
  });
  expect(await run(["reload"])).toEqual({ exitCode: 0, stdout: "Nothing has changed.\n", stderr: "" });
  expect(await run(["reload", "--json"])).toMatchObject({
    stdout: `${JSON.stringify({ file: daemon.configFile, changes: [] }, null, 2)}\n`,
  });
});

test("a refused reload says why, and ends by its problem: 2 for a faulty file, 5 for what needs a restart", async () => {
  const { daemon, run } = await startWithFile();
  daemon.rewrite("notify: { debounce: soon }\nlog: { level: loud }\n");
  expect(await run(["reload"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: [
      `tocsin: The config file ${daemon.configFile} has 2 faults; the config in force stays.`,
      "  notify.debounce: line 1, column 11: is not a duration. Write a duration like 30s, 5m, 2h, 1h30m or 7d.",
      "  log.level: line 2, column 8: must be one of debug, info, warn, error",
      "Mend the file, see `tocsin config check`, and reload again.",
      "",
    ].join("\n"),
  });
  daemon.rewrite({ sources: [], server: { listen: "127.0.0.1:1" } });
  expect(await run(["reload"])).toMatchObject({
    exitCode: 5,
    stderr: expect.stringContaining("Only a restart takes over server.listen; nothing was applied."),
  });
});

test("config diff applies nothing, and with --exit-code ends with 8 where there are changes", async () => {
  const { daemon, run, json } = await startWithFile();
  expect(await run(["config", "diff", "--exit-code"])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: `${daemon.configFile} is what the daemon runs on.\n`,
  });
  daemon.rewrite({
    sources: [{ id: "am", kind: "alertmanager", key: "key-that-nobody-sees" }],
    server: { listen: "127.0.0.1:1" },
  });
  const shown = await run(["config", "diff"]);
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout.split("\n").slice(1, -1)).toEqual([
    expect.stringMatching(/^server\.listen +127\.0\.0\.1:0 +127\.0\.0\.1:1 +needs a restart$/),
    expect.stringMatching(/^sources\.am +- +\{"id":"am","kind":"alertmanager","key":"\*\*\*",.*\} +new$/),
  ]);
  expect((await run(["config", "diff", "--exit-code"])).exitCode).toBe(8);
  expect(await json(["config", "diff"])).toMatchObject({
    changes: [{ path: "server.listen" }, { path: "sources.am" }],
  });
  expect(await run(["config", "diff", "--quiet"])).toMatchObject({ stdout: "server.listen\nsources.am\n" });
});

const write = (text: string): string => {
  const dir = tempDir();
  writeFileSync(join(dir, "key"), "key-from-a-file\n");
  writeFileSync(join(dir, "tocsin.yaml"), text);
  return join(dir, "tocsin.yaml");
};

test("config show needs no daemon: every default filled in, every secret masked", async () => {
  const file = write(
    [
      "components: [{ id: web }]",
      `redis: { url: 'redis://u:\${PASSWORD}@127.0.0.1' }`,
      "sources:",
      "  - { id: am, kind: alertmanager, key: key-in-the-config }",
      "  - { id: two, kind: alertmanager, key_file: key }",
    ].join("\n"),
  );
  const env = { PASSWORD: "password-of-the-environment" };
  const { exitCode, stdout, stderr } = await tocsin(["config", "show", file], { env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `# ${file}\n` });
  expect(stdout).not.toMatch(/key-in-the-config|key-from-a-file|password-of/);
  const shown = parse(stdout);
  expect(shown).toMatchObject({
    server: { listen: "127.0.0.1:7373" },
    redis: { url: "redis://u:***@127.0.0.1", prefix: "tocsin", worker: true },
    components: [{ id: "web", hidden: false }],
    notify: { debounce: "5m" },
    sources: [
      { id: "am", key: "***" },
      { id: "two", key: "***" },
    ],
    log: { level: "info" },
  });
  expect(JSON.parse((await tocsin(["config", "show", file, "--json"], { env })).stdout)).toEqual(shown);
});

test("config show of a faulty file says every fault, and ends with 2", async () => {
  const file = write("notify: { debounce: soon }\nlog: { level: loud }\n");
  const { exitCode, stdout, stderr } = await tocsin(["config", "show"], { env: { TOCSIN_CONFIG: file } });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`${file}:1:11: notify.debounce is not a duration`);
  expect(stderr).toContain(`${file}:2:8: log.level must be one of`);
});

test("reload without a daemon ends with 6", async () => {
  const env = { TOCSIN_SOCKET: join(tempDir(), "none.sock") };
  expect((await tocsin(["reload"], { env })).exitCode).toBe(6);
});

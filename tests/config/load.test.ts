// A config file with faults: all of them at once, each with its place and the nearest name.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatFault, loadConfig, loadOrThrow } from "../../src/config/load.ts";
import { tempDir } from "../support/temp.ts";

const write = (text: string): string => {
  const file = join(tempDir(), "tocsin.yaml");
  writeFileSync(file, text);
  return file;
};
const faultsOf = (text: string, env = {}): string[] => {
  const result = loadConfig(write(text), env);
  return result.ok ? [] : result.faults.map((fault) => formatFault("f", fault));
};

test("five faults are told at once, with line and column", () => {
  const text = `server:
  listen: nowhere
components:
  - id: API
  - id: web
    hiden: true
notify:
  debounce: soon
log:
  level: loud
`;
  expect(faultsOf(text)).toEqual([
    "f:2:3: server.listen must be host:port, like 127.0.0.1:7373",
    "f:4:5: components[0].id must be 1 to 64 lower-case letters, digits, `-` or `_`",
    "f:6:5: components[1].hiden is not a key of the config; did you mean `hidden`?",
    "f:8:3: notify.debounce is not a duration. Write a duration like 30s, 5m, 2h, 1h30m or 7d.",
    "f:10:3: log.level must be one of debug, info, warn, error",
  ]);
  expect(() => loadOrThrow(write(text))).toThrow(/^The config has 5 faults:\n/);
});

test("what the schema cannot see is told too: ids and keys used twice, names that do not exist", () => {
  const text = `components: [{ id: api }, { id: api }]
sources:
  - { id: am, kind: alertmanager, key: the-same-key }
  - { id: am, kind: alertmanager, key: the-same-key }
pages: [{ components: [aip] }]
`;
  expect(faultsOf(text)).toEqual([
    expect.stringMatching(/^f:1:\d+: components\[1\]\.id is used twice/),
    expect.stringMatching(/^f:4:\d+: sources\[1\]\.id is used twice/),
    expect.stringMatching(/^f:4:\d+: sources\[1\]\.key is the key of another source too/),
    expect.stringMatching(/^f:5:\d+: pages\[0\]\.components\[0\] `aip` is not a component; did you mean `api`\?/),
  ]);
});

test("a source has a key, or signs; it may not be silent for less than two minutes, and says itself how it signs", () => {
  const text = `sources:
  - { id: none, kind: generic }
  - { id: short, kind: grafana, hmac: { secret: tiny, header: "X Sig" } }
  - { id: am, kind: alertmanager, key: long-enough-key, resolve_after: 90s }
  - { id: pd, kind: pagerduty, key: another-long-key }
`;
  expect(faultsOf(text)).toEqual([
    "f:2:5: sources[0].key is missing; a source needs a `key`, or `hmac` with a `secret`",
    "f:3:41: sources[1].hmac.secret must be at least 16 characters",
    "f:3:55: sources[1].hmac.header must be the name of a header",
    "f:4:57: sources[2].resolve_after must be at least 2m",
    "f:5:15: sources[3].kind must be one of alertmanager, grafana, generic",
  ]);
});

test("keys of later versions are known as such; YAML that is none has its place", () => {
  expect(faultsOf("oncall: {}\n")).toEqual(["f:1:1: oncall is not yet supported by this version; remove it"]);
  expect(faultsOf("server: [\n")[0]).toMatch(/^f:2:1: /);
});

test("secrets come from the environment and from files; one that is missing is a fault", () => {
  const dir = tempDir();
  writeFileSync(join(dir, "key"), "from-a-file-key\n");
  const file = join(dir, "tocsin.yaml");
  writeFileSync(
    file,
    `sources:\n  - { id: a, kind: alertmanager, key_file: key }\n  - { id: b, kind: alertmanager, key: "\${KEY}" }\ndata_dir: ./data\n`,
  );
  const loaded = loadOrThrow(file, { KEY: "from-the-environment" });
  expect(loaded.config.sources.map(({ key }) => key)).toEqual(["from-a-file-key", "from-the-environment"]);
  expect(loaded.config.data_dir).toBe(join(dir, "data"));
  expect(() => loadOrThrow(file, {})).toThrow(/names \$\{KEY\}, which is not set/);
  expect(faultsOf("sources:\n  - { id: a, kind: alertmanager, key_file: gone }\n")).toContainEqual(
    expect.stringMatching(/^f:2:\d+: names the file .*gone, which cannot be read$/),
  );
});

test("an empty file is a config", () => {
  expect(loadOrThrow(write("")).config).toMatchObject({
    components: [],
    notify: { debounce: 300_000 },
    incidents: { reopen_window: 600_000 },
  });
});

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

test("a number alone is no duration, and the fault says how one is written", () => {
  const text = `notify:
  debounce: 20
  remind_every: 20
  heartbeat: { url: https://hc-ping.com/a, every: 60 }
incidents: { reopen_window: [5m] }
`;
  const fault = "must be a duration such as 20s, 5m or 2h: a number and its unit";
  expect(faultsOf(text)).toEqual([
    `f:2:3: notify.debounce ${fault}`,
    "f:3:3: notify.remind_every must be a duration or `off`. Write a duration like 30s, 5m, 2h, 1h30m or 7d.",
    `f:4:44: notify.heartbeat.every ${fault}`,
    `f:5:14: incidents.reopen_window ${fault}`,
  ]);
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

test("pages have a slug and a domain of their own, show what there is, and their logo can be read", () => {
  const text = `server: { public_url: "https://example.org/status", base_path: /pages }
components: [{ id: api, group: Core }]
pages:
  - { slug: a, domain: s.example.org, groups: [Coer] }
  - { slug: a, domain: s.example.org }
  - { title: third }
  - { slug: api }
  - { slug: d, domain: "https://d.example.org", locale: fr }
  - { slug: e, theme: { accent: blue, logo: logo.gif } }
  - { slug: f, components: [], theme: { logo: none.png } }
  - slug: g
    theme:
      accent: #0b57a4
`;
  expect(faultsOf(text)).toEqual([
    "f:1:53: server.base_path is not the path of `public_url`, which is /status; leave one of them out",
    "f:4:48: pages[0].groups[0] `Coer` is not the group of any component; did you mean `Core`?",
    "f:5:7: pages[1].slug is the slug of another page too; each needs its own",
    "f:5:16: pages[1].domain is the domain of another page too",
    "f:6:5: pages[2] needs a `slug`, since there are several pages",
    "f:7:7: pages[3].slug is reserved; choose another name",
    "f:8:16: pages[4].domain must be the name of a host in lower case, like status.example.org, without `https://` and port",
    "f:8:49: pages[4].locale must be one of en, de",
    "f:9:25: pages[5].theme.accent must be a colour like #0b57a4",
    "f:9:39: pages[5].theme.logo must be a file that ends in .svg, .png, .jpg or .webp",
    "f:10:16: pages[6].components names none, so that the page would show nothing; without it, it shows all",
    expect.stringMatching(/^f:10:41: pages\[6\]\.theme\.logo names \/.*none\.png, which cannot be read \(ENOENT\)$/),
    "f:13:7: pages[7].theme.accent must be a colour in quotes, like '#0b57a4'; what follows a bare # is a comment",
  ]);
  expect(faultsOf("server: { base_path: /api/x }")).toEqual([
    "f:1:11: server.base_path begins with /api, which is a path of Tocsin's own; choose another, like /status",
  ]);
  expect(faultsOf("pages: [{ theme: { logo: ./none.svg } }]")).toEqual([
    expect.stringMatching(/^f:1:20: pages\[0\]\.theme\.logo names \/.*none\.svg, which cannot be read \(ENOENT\)$/),
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

test("a target of the team is written as its channel takes it, and what was written is not repeated", () => {
  const text = `notify:
  team:
    - { name: mail, channel: email, target: "ann at corp" }
    - { name: hook, channel: webhook, target: not-a-url }
    - name: chat
      channel: slack
      target: http-s://hooks.slack.com/services/T0/B0/hunter22
    - { name: bot, channel: telegram, target: "\${CHAT}" }
    - { name: none, channel: email, target: "" }
    - { name: list, channel: email, target: [ann@example.org] }
`;
  const faults = faultsOf(text, { CHAT: "hunter23" });
  expect(faults).toEqual([
    "f:3:37: notify.team[0].target must be a mail address. Give one like ann@example.org.",
    expect.stringMatching(/^f:4:39: notify\.team\[1\]\.target must be an http or https URL like https:/),
    expect.stringMatching(/^f:7:7: notify\.team\[2\]\.target must be an http or https URL like https:\/\/hooks\.slack/),
    expect.stringMatching(/^f:8:39: notify\.team\[3\]\.target must be a chat's number or a channel's @name/),
    "f:9:37: notify.team[4].target must be a mail address. Give one like ann@example.org.",
    "f:10:37: notify.team[5].target must be a mail address, a URL or a chat's number",
  ]);
  expect(faults.join()).not.toMatch(/hunter|ann at|not-a/);
});

test("a target of the team may be private, and has the one spelling that a subscriber's has", () => {
  const text = `notify:
  team:
    - { name: mail, channel: email, target: Ann@Example.org }
    - { name: hook, channel: webhook, target: "http://10.0.0.5:9000/hook" }
    - { name: push, channel: gotify, target: "\${PUSH}" }
    - { name: chat, channel: telegram, target: -1001234567890 }
`;
  const { config } = loadOrThrow(write(text), { PUSH: "http://gotify.lan/?token=abc" });
  expect(config.notify.team.map(({ target }) => target)).toEqual([
    "ann@example.org",
    "http://10.0.0.5:9000/hook",
    "http://gotify.lan/message?token=abc",
    "-1001234567890",
  ]);
});

test("how uptime is counted: each weight is a share, and maintenance is left out or counts", () => {
  const text = `uptime:
  weights: { major_outage: 1.1, partial_outage: -0.3, under_maintenance: 0 }
  maintenance: up
`;
  expect(faultsOf(text)).toEqual([
    expect.stringMatching(/^f:2:14: uptime\.weights\.major_outage must be at most 1/),
    expect.stringMatching(/^f:2:33: uptime\.weights\.partial_outage must be at least 0/),
    expect.stringMatching(/^f:2:55: uptime\.weights\.under_maintenance is not a key/),
    "f:3:3: uptime.maintenance must be one of exclude, count",
  ]);
  const { config } = loadOrThrow(write("uptime: { weights: { partial_outage: 0.5 }, maintenance: count }"));
  expect(config.uptime).toEqual({
    weights: { major_outage: 1, partial_outage: 0.5, degraded_performance: 0 },
    maintenance: "count",
  });
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

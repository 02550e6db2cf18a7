// What is different between two configs: paths in the words of the file, and no secret in any of them.
import { describe, expect, test } from "vitest";
import { diffConfigs, RESTART_ONLY } from "../../src/config/diff.ts";
import type { LoadedConfig } from "../../src/config/load.ts";
import { MARKS } from "../../src/config/marks.ts";
import { asWritten } from "../../src/config/mask.ts";
import { Config } from "../../src/config/schema.ts";

const loaded = (config: unknown, fromFiles: string[] = []): LoadedConfig => ({
  ...{ file: "/etc/tocsin/config.yaml", config: Config.parse(config), fromFiles: new Set(fromFiles) },
});
const diff = (before: unknown, after: unknown) => diffConfigs(loaded(before), loaded(after));
const live = { needsRestart: false };

describe("a diff", () => {
  test("of the same config is empty, also where one of them spells out a default", () => {
    expect(diff({ notify: { debounce: "300s" } }, {})).toEqual([]);
  });

  test("names durations as people write them, and switches", () => {
    const before = { notify: { debounce: "90m" }, incidents: { ack_timeout: "1500ms" } };
    const after = { notify: { allow_private_targets: true }, incidents: { ack_timeout: "off" } };
    expect(diff(before, after)).toEqual([
      { path: "notify.debounce", from: "1h30m", to: "5m", ...live },
      { path: "notify.allow_private_targets", from: "false", to: "true", ...live },
      { path: "incidents.ack_timeout", from: "1s500ms", to: "off", ...live },
    ]);
  });

  test("tells components by their ids: changed in a field, come, gone, and in another order", () => {
    const before = { components: [{ id: "web", name: "Website" }, { id: "old" }, { id: "api" }] };
    const after = {
      components: [{ id: "api", hidden: true }, { id: "web" }, { id: "cache", match: { job: "cache" } }],
    };
    expect(diff(before, after)).toEqual([
      { path: "components", from: "web, api", to: "api, web", ...live },
      { path: "components.web.name", from: "Website", ...live },
      { path: "components.old", from: '{"id":"old","hidden":false,"match":[]}', ...live },
      { path: "components.api.hidden", from: "false", to: "true", ...live },
      { path: "components.cache", to: '{"id":"cache","hidden":false,"match":[{"job":"cache"}]}', ...live },
    ]);
  });

  test.each(RESTART_ONLY)("says that %s needs a restart", (key) => {
    const before = { server: { listen: "127.0.0.1:1", socket: "/a" }, data_dir: "/a", redis: { url: "redis://a" } };
    const after = { server: { listen: "127.0.0.1:2", socket: "/b" }, data_dir: "/b", redis: { url: "redis://b" } };
    const found = diff(before, after).filter(({ path }) => path.startsWith(key));
    expect(found.map((change) => change.needsRestart)).toEqual([true]);
  });

  test("says so too where the whole section comes or goes", () => {
    expect(diff({}, { redis: { url: "redis://:hunter22@a" } })).toEqual([
      { path: "redis", to: '{"url":"redis://:***@a","prefix":"tocsin","worker":true}', needsRestart: true },
    ]);
  });

  test("masks keys, passwords in addresses, and whatever came from a file, and sees that they changed", () => {
    const before = loaded({
      sources: [{ id: "am", kind: "alertmanager", key: "the-old-key" }],
      redis: { url: "redis://u:hunter22@a?password=hunter23" },
      pages: [{ title: "from a file" }],
    });
    const after = loaded(
      {
        sources: [
          { id: "am", kind: "alertmanager", key: "the-new-key" },
          { id: "two", kind: "alertmanager", key: "the-second" },
        ],
        redis: { url: "redis://u:hunter24@a?password=hunter25" },
        pages: [{ title: "another file" }],
      },
      ["another file"],
    );
    const found = diffConfigs({ ...before, fromFiles: new Set(["from a file"]) }, after);
    expect(found).toEqual([
      {
        path: "redis.url",
        from: "redis://u:***@a?password=***",
        to: "redis://u:***@a?password=***",
        needsRestart: true,
      },
      { path: "pages.status.title", from: "***", to: "***", ...live },
      { path: "sources.am.key", from: "***", to: "***", ...live },
      { path: "sources.two", to: expect.stringContaining('"key":"***"'), ...live },
    ]);
  });

  test("shows of the team's targets and of the heartbeat's address no more than the API does", () => {
    const team = [
      { name: "ann", channel: "email", target: "ann@example.org" },
      { name: "chat", channel: "slack", target: "https://hooks.slack.com/services/T0/B0/hunter22" },
      { name: "push", channel: "gotify", target: "https://push.example.org/?token=hunter23" },
      { name: "hook", channel: "webhook", target: "http://10.0.0.5:9000/hunter24?k=hunter25" },
      { name: "bot", channel: "telegram", target: -1001234567890 },
    ];
    const after = { notify: { team, heartbeat: { url: "https://hc-ping.com/hunter26" } } };
    const { notify } = asWritten(loaded(after), { secrets: "masked" }) as { notify: Record<string, never[]> };
    expect(notify.team!.map(({ target }) => target)).toEqual([
      "a…@example.org",
      "https://hooks.slack.com/…",
      "https://push.example.org/…",
      "http://10.0.0.5:9000/…",
      "…890",
    ]);
    expect(notify.heartbeat).toMatchObject({ url: "https://hc-ping.com/…" });
    const found = diff({}, after);
    expect(found.map(({ path }) => path)).toEqual(["notify.team", "notify.heartbeat"]);
    expect(JSON.stringify(found)).not.toContain("hunter");
  });

  test("sees that the path of a target changed, and shows neither", () => {
    const chat = (path: string) => ({
      notify: { team: [{ name: "chat", channel: "slack", target: `https://hooks.slack.com/${path}` }] },
    });
    const [change, ...more] = diff(chat("hunter22"), chat("hunter23"));
    expect(more).toEqual([]);
    expect(change!.to).toContain("https://hooks.slack.com/…");
    expect(change!.to).toBe(change!.from);
  });

  test("cuts what is long", () => {
    const found = diff({}, { components: [{ id: "web", description: "x".repeat(1000) }] });
    expect(found[0]!.to).toHaveLength(200);
  });
});

test("what is written out reads as the same config again", () => {
  const config = { components: [{ id: "web", match: { job: "web" } }], incidents: { ack_timeout: "1h30m" } };
  expect(Config.parse(asWritten(loaded(config), { secrets: "masked" }))).toEqual(Config.parse(config));
});

test("every key of the schema that sounds like a secret is marked as one", () => {
  const found = leavesOf(Config, "");
  const secrets = found.filter(({ path }) => /(^|\.)(key|secret|password|token)$/.test(path));
  expect(secrets.map(({ path }) => path)).toContain("sources.key");
  expect(secrets.filter(({ mark }) => mark !== "secret")).toEqual([]);
});

interface SchemaLike {
  shape?: Record<string, unknown>;
  element?: unknown;
  unwrap?: () => unknown;
}
/** `sources.key`, …: the keys of the schema with their marks, lists passed over. */
const leavesOf = (schema: unknown, path: string): { path: string; mark: string | undefined }[] => {
  const inner = schema as SchemaLike & Parameters<typeof MARKS.get>[0];
  const mark = MARKS.get(inner)?.is;
  if (mark) return [{ path, mark }];
  if (inner.element) return leavesOf(inner.element, path);
  if (inner.shape)
    return Object.entries(inner.shape).flatMap(([key, next]) => leavesOf(next, path ? `${path}.${key}` : key));
  return inner.unwrap ? leavesOf(inner.unwrap(), path) : [{ path, mark }];
};

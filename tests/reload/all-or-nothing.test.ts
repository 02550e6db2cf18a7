// A reload applies everything or nothing, once, and says who asked.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { diffConfig, reloadConfig } from "../../src/contract/config.ts";
import { listComponents } from "../../src/contract/status.ts";
import type { Seam } from "../../src/daemon/ports.ts";
import { ask, tokenOf } from "../http/requests.ts";
import { startTestDaemon } from "../support/daemon.ts";
import { COMPONENTS, KEY, reloadedBy, sourcesWith, startReloadable } from "./support.ts";

const CACHE = { id: "cache" };

test("a file with faults applies nothing, and each fault is named with its line and column", async () => {
  const t = await startReloadable();
  const faulty = [
    "componets: []",
    "components: [{ id: other }]",
    "notify: { debounce: soon }",
    "sources: [{ id: am, kind: alertmanager, key: the-second-key-of-am }]",
    "log: { level: loud }",
  ].join("\n");
  await expect(t.reload(faulty)).rejects.toMatchObject({
    code: "invalid",
    message: `The config file ${t.daemon.configFile} has 3 faults; the config in force stays.`,
    hint: "Mend the file, see `tocsin config check`, and reload again.",
    errors: [
      { path: "componets", message: expect.stringMatching(/^line 1, column 1: is not a key of the config; did you/) },
      { path: "notify.debounce", message: expect.stringMatching(/^line 3, column 11: is not a duration/) },
      { path: "log.level", message: "line 5, column 8: must be one of debug, info, warn, error" },
    ],
  });
  await expect(t.daemon.client.call(diffConfig, {})).rejects.toMatchObject({ code: "invalid" });

  expect(await t.ingest(KEY)).toBe(200);
  const { items } = await t.daemon.client.call(listComponents, {});
  expect(items.map(({ id }) => id)).toEqual(COMPONENTS.map(({ id }) => id));
  expect(await t.events("config:reloaded")).toHaveLength(1); // the start's own
  expect(t.audit()).toEqual([{ by: "ann", outcome: "invalid", origin: "unix" }]);
});

test("a file that is gone, and one that is no YAML, apply nothing", async () => {
  const t = await startReloadable();
  await expect(t.reload("a: [")).rejects.toMatchObject({
    code: "invalid",
    errors: [{ path: "1:5", message: expect.stringMatching(/^line 1, column 5: /) }],
  });
  await expect(t.reload("sources: { key_file: ./not-there }")).rejects.toMatchObject({ code: "invalid" });
  expect(await t.ingest(KEY)).toBe(200);
});

test("a key that only a restart takes over is named, and holds back everything else in the file", async () => {
  const t = await startReloadable();
  const before = { sources: sourcesWith("the-second-key-of-am"), components: [...COMPONENTS, CACHE] };
  const more = { server: { listen: "127.0.0.1:1" }, redis: { url: "redis://:hunter22@127.0.0.1:1" } };
  await expect(t.reload({ ...before, ...more })).rejects.toMatchObject({
    code: "conflict",
    message: "Only a restart takes over server.listen, redis; nothing was applied.",
    hint: "Restart the daemon, or take that back and reload the rest. See `tocsin config diff`.",
  });
  expect((await t.daemon.client.call(diffConfig, {})).changes).toEqual([
    { path: "server.listen", from: "127.0.0.1:0", to: "127.0.0.1:1", needsRestart: true },
    { path: "components.cache", to: '{"id":"cache","hidden":false,"match":[]}', needsRestart: false },
    { path: "sources.am.key", from: "***", to: "***", needsRestart: false },
    { path: "redis", to: '{"url":"redis://:***@127.0.0.1:1","prefix":"tocsin","worker":true}', needsRestart: true },
  ]);
  expect([await t.ingest(KEY), await t.ingest("the-second-key-of-am")]).toEqual([200, 401]);
  expect(await t.events("config:reloaded")).toHaveLength(1);
  expect(t.audit()).toEqual([{ by: "ann", outcome: "conflict", origin: "unix" }]);
});

test("a commit that fails swaps nothing; the same reload goes through afterwards", async () => {
  let isFull = false;
  const seam = (name: Seam): void => {
    if (isFull && name === "before-commit")
      throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  };
  const t = await startReloadable({ ports: { seam } });
  isFull = true;
  await expect(t.reload({ sources: sourcesWith("the-second-key-of-am") })).rejects.toMatchObject({
    code: "unavailable",
  });
  isFull = false;
  expect([await t.ingest(KEY), await t.ingest("the-second-key-of-am")]).toEqual([200, 401]);

  expect((await t.daemon.client.call(reloadConfig, {})).changes).toHaveLength(1);
  expect([await t.ingest(KEY), await t.ingest("the-second-key-of-am")]).toEqual([401, 200]);
  expect((await t.events("config:reloaded")).slice(1)).toEqual([reloadedBy("ann", { changed: ["sources.am.key"] })]);
});

test("nothing changed is no event, also where only comments and the order of keys are others", async () => {
  const t = await startReloadable();
  const { components, ...rest } = parse(readFileSync(t.daemon.configFile, "utf8"));
  const turned = `# another day\n${stringify({ ...rest, components })}`;
  expect(await t.reload(turned)).toEqual({ file: t.daemon.configFile, changes: [] });
  expect(await t.events("config:reloaded")).toHaveLength(1);
  expect(t.audit()).toEqual([{ by: "ann", outcome: "unchanged", origin: "unix" }]);
});

test("two at once are done one after the other: one changes, the other finds nothing to do", async () => {
  const t = await startReloadable();
  t.daemon.rewrite({ sources: sourcesWith(KEY), components: [...COMPONENTS, CACHE] });
  const both = await Promise.all(["ann", "bob"].map((actor) => t.daemon.clientAs({ actor }).call(reloadConfig, {})));
  expect(both.map(({ changes }) => changes.length).sort()).toEqual([0, 1]);
  const [by] = both[0]!.changes.length === 1 ? ["ann"] : ["bob"];
  expect((await t.events("config:reloaded")).slice(1)).toEqual([reloadedBy(by!, { added: ["cache"] })]);
});

test("a lost reply that is asked for again is the same reply, and applies nothing that was written since", async () => {
  const t = await startReloadable();
  const token = await tokenOf(t.daemon, "admin");
  const again = { method: "POST", token, body: {}, headers: { "idempotency-key": "once" } };
  const asked = async () => (await ask(t.daemon, "/api/v1/config/reload", again)).json;
  t.daemon.rewrite({ sources: sourcesWith("the-second-key-of-am") });
  const first = await asked();
  t.daemon.rewrite({ sources: sourcesWith("the-third-key-of-am") });
  expect(await asked()).toEqual(first);
  expect([await t.ingest("the-second-key-of-am"), await t.ingest("the-third-key-of-am")]).toEqual([200, 401]);
});

test("a responder may neither reload nor see the difference, which is audited; a system's reload is its own", async () => {
  const t = await startReloadable();
  const responder = t.daemon.clientAs({ token: await tokenOf(t.daemon, "responder", { person: "rob" }) });
  t.daemon.rewrite({ sources: sourcesWith("the-second-key-of-am") });
  await expect(responder.call(reloadConfig, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(responder.call(diffConfig, {})).rejects.toMatchObject({ code: "forbidden" });
  expect(await t.ingest(KEY)).toBe(200);

  await t.daemon.reload("SIGHUP");
  expect(t.audit()).toEqual([
    { by: "rob", outcome: "forbidden", origin: expect.stringContaining("127.0.0.1") },
    { by: "tocsin", outcome: "changed", origin: "SIGHUP" },
  ]);
  expect((await t.events("config:reloaded")).at(-1)).toEqual(reloadedBy("tocsin", { changed: ["sources.am.key"] }));
});

test("without a config file there is nothing to reload, and it says what to do", async () => {
  const daemon = await startTestDaemon();
  expect(await daemon.client.call(diffConfig, {})).toEqual({ file: null, changes: [] });
  await expect(daemon.client.call(reloadConfig, {})).rejects.toMatchObject({
    code: "conflict",
    hint: "Write ./tocsin.yaml, or name a file with `tocsin daemon --config FILE`, and restart the daemon.",
  });
});

test("more than a hundred changed paths are said by their sections", async () => {
  const many = (name: string) => Array.from({ length: 101 }, (_, at) => ({ id: `c${at}`, name: `${name} ${at}` }));
  const t = await startReloadable({ config: { components: many("old") } });
  await t.reload({ components: many("new") });
  expect((await t.events("config:reloaded")).at(-1)).toEqual(reloadedBy("ann", { changed: ["components"] }));
});

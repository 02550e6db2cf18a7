// A real daemon: SIGHUP and `tocsin reload`.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { type ProcessDaemon, spawnDaemon } from "../support/process.ts";
import { until } from "../support/until.ts";

const rewrite = ({ configFile }: ProcessDaemon, change: Record<string, unknown>): void =>
  writeFileSync(configFile, stringify({ ...parse(readFileSync(configFile, "utf8")), ...change }));
const logged = (daemon: ProcessDaemon): Record<string, unknown>[] =>
  daemon
    .stderr()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
const idsOf = async (daemon: ProcessDaemon): Promise<string> =>
  (await daemon.tocsin(["component", "list", "--quiet"])).stdout;

test("SIGHUP reloads; a faulty file is a warning with every fault, and the daemon goes on as it was", async () => {
  const daemon = await spawnDaemon({ config: { components: [{ id: "web" }] } });
  rewrite(daemon, { components: [{ id: "web" }, { id: "cache" }] });
  daemon.child.kill("SIGHUP");
  await until("the reload", () => logged(daemon).some((line) => line.msg === "the config was reloaded"));
  expect(await idsOf(daemon)).toBe("web\ncache\n");

  rewrite(daemon, { components: [{ id: "Web" }], notify: { debounce: "soon" } });
  daemon.child.kill("SIGHUP");
  const warning = await until("the warning", () => logged(daemon).find((line) => line.level === 40));
  expect(warning).toMatchObject({
    msg: `SIGHUP: The config file ${daemon.configFile} has 2 faults; the config in force stays.`,
    faults: [
      expect.stringMatching(/^components\[0\]\.id: line \d+, column \d+: must be 1 to 64/),
      expect.stringMatching(/^notify\.debounce: line \d+, column \d+: is not a duration/),
    ],
  });
  expect(await idsOf(daemon)).toBe("web\ncache\n");
  expect(JSON.parse((await daemon.tocsin(["api", "GET", "/api/v1/events"])).stdout).items).toMatchObject([
    { type: "config:reloaded", actor: { kind: "system", name: "tocsin" }, data: { added: ["web"] } },
    { type: "config:reloaded", actor: { kind: "system", name: "tocsin" }, data: { added: ["cache"] } },
  ]);

  const refused = await daemon.tocsin(["reload"]);
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  rewrite(daemon, { components: [{ id: "web" }], notify: { debounce: "7m" } });
  const reloaded = await daemon.tocsin(["reload", "--quiet"]);
  expect(reloaded).toMatchObject({ code: 0, stderr: "" });
  expect(reloaded.stdout.split("\n")).toContain("notify.debounce");
  expect(await idsOf(daemon)).toBe("web\n");
  expect((await daemon.kill()).code).toBe(0);
});

test("a daemon without components says which file to put them in, and to reload", async () => {
  const daemon = await spawnDaemon({ config: { components: [] } });
  expect(daemon.stdout()).toContain(`No components yet: put them into ${daemon.configFile}`);
  const program = /`(\S+) reload --config/.exec(daemon.stdout());
  expect(program).not.toBeNull();
  const refused = await daemon.tocsin(["open", "Down", "-c", "api"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`Name them under \`components\` in ${daemon.configFile}, then \`tocsin reload\`.`);
});

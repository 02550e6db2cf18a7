// Killed between the commit of a reload and the moment when the process takes it over.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { createClient } from "../../src/client/client.ts";
import { reloadConfig } from "../../src/contract/config.ts";
import { listEvents } from "../../src/contract/log.ts";
import { listComponents } from "../../src/contract/status.ts";
import { bundleScript, openAsLeft, startChild } from "../support/crash.ts";
import { tempDir } from "../support/temp.ts";

let child: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  child = await bundleScript("child-daemon.ts");
});
afterAll(() => child.remove());

test.each([
  ["before-commit", [["web"]]],
  ["after-commit", [["web"], ["api"]]],
] as const)("killed at %s, it starts with the new config, which was said once", async (seam, said) => {
  const dataDir = tempDir();
  const configFile = join(dataDir, "tocsin.yaml");
  const socketPath = join(dataDir, "run/t.sock");
  const write = (...ids: string[]): void => {
    const server = { listen: "127.0.0.1:0", socket: socketPath };
    writeFileSync(configFile, stringify({ components: ids.map((id) => ({ id })), data_dir: dataDir, server }));
  };
  const client = createClient({ env: { TOCSIN_SOCKET: socketPath, TOCSIN_ACTOR: "ann" } });
  const orders = { config: {}, configFile };
  write("web");
  const first = await startChild(child.file, dataDir, { ...orders, kill: { seam, pass: 1, isOfEvents: true } });
  write("web", "api");
  await first.arm();
  await expect(client.call(reloadConfig, {})).rejects.toThrow();
  expect((await first.ended).signal).toBe("SIGKILL");
  const left = openAsLeft(dataDir).prepare("SELECT data FROM events WHERE type = 'config:reloaded' ORDER BY seq");
  expect((left.pluck().all() as string[]).map((data) => JSON.parse(data).added)).toEqual(said);

  await startChild(child.file, dataDir, orders);
  const { items } = await client.call(listComponents, {});
  expect(items.map(({ id }) => id)).toEqual(["web", "api"]);
  const { items: events } = await client.call(listEvents, {});
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ["config:reloaded", { added: ["web"], removed: [], changed: [] }],
    ["config:reloaded", { added: ["api"], removed: [], changed: [] }],
  ]);
});

// One daemon for a file of tests that only look at what it says: starting one for each would be most of their time.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createClient } from "../../src/client/client.ts";
import { Config } from "../../src/config/schema.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { createLog } from "../../src/daemon/log.ts";
import { COMPONENTS } from "../support/daemon.ts";

export interface SharedDaemon {
  url: string;
  client: ReturnType<typeof createClient>;
  store: Awaited<ReturnType<typeof startDaemon>>["store"];
}

/** Filled in before the first test, stopped after the last. */
export const shareDaemon = (more: Record<string, unknown> = {}): SharedDaemon => {
  const shared = {} as SharedDaemon; // its fields are there once beforeAll has run
  const dir = mkdtempSync(join(tmpdir(), "tcs-"));
  beforeAll(async () => {
    const server = { listen: "127.0.0.1:0", socket: join(dir, "t.sock") };
    const config = Config.parse({ components: COMPONENTS, ...more, data_dir: join(dir, "data"), server });
    const daemon = await startDaemon({ config, env: {}, log: createLog("silent", process.stderr) });
    const client = createClient({ env: { TOCSIN_SOCKET: daemon.socketPath, TOCSIN_ACTOR: "ann" } });
    Object.assign(shared, { url: daemon.url, client, store: daemon.store });
    afterAll(async () => {
      await daemon.stop();
      rmSync(dir, { recursive: true, force: true });
    });
  });
  return shared;
};

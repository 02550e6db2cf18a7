// Resident memory five seconds after the start, with nobody connected, beside a bare Node http server as old.
import { join } from "node:path";
import { startDaemon } from "./support/daemon.ts";
import { pause, residentMib, startHelper } from "./support/processes.ts";
import { type Benchmark, compared } from "./support/result.ts";

const IDLE_MS = 5000;

export const memory: Benchmark = {
  name: "memory",
  run: async () => {
    const bare = await startHelper(join(import.meta.dirname, "support/bare-page.ts"));
    const ours = await startDaemon();
    await pause(IDLE_MS);
    return [compared("idle memory", "MiB", [{ baseline: residentMib(bare.pid), ours: residentMib(ours.pid) }], null)];
  },
};

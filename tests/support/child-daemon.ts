// Run in a child process: a whole daemon on a real store that kills itself at the nth pass of a seam, or runs one made-up migration.
// What it is to do comes in the variable CRASH; it tells its parent over IPC where it listens.
import { dirname } from "node:path";
import { loadOrThrow } from "../../src/config/load.ts";
import { Config } from "../../src/config/schema.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { createLog } from "../../src/daemon/log.ts";
import type { Seam } from "../../src/daemon/ports.ts";
import type { ChildOrder, ChildOrders } from "./crash.ts";

/** The cast is safe: only crash.ts starts this script. */
const orders = JSON.parse(process.env.CRASH ?? "") as ChildOrders;
let aheadMs = orders.aheadMs ?? 0;
let isArmed = orders.kill?.isArmedAtStart ?? false;
let passes = 0;
let headAtArming = 0;

const seam = (name: Seam): void => {
  if (!isArmed || name !== orders.kill?.seam) return;
  if (orders.kill.isOfEvents && daemon.store.events.head() === headAtArming) return;
  passes += 1;
  if (passes === orders.kill.pass) process.kill(process.pid, "SIGKILL");
};

const config = (): Config =>
  Config.parse({
    ...orders.config,
    data_dir: dirname(dirname(orders.socketPath)),
    server: { ...(orders.config.server as object), listen: "127.0.0.1:0", socket: orders.socketPath },
  });
const daemon = await startDaemon({
  ...(orders.configFile ? loadOrThrow(orders.configFile, {}) : { config: config() }),
  env: {},
  log: createLog("warn", process.stderr),
  ports: { seam, now: () => Date.now() + aheadMs, elapsed: () => performance.now() + aheadMs },
});
process.on("message", async (order: ChildOrder) => {
  if (order === "arm") {
    isArmed = true;
    headAtArming = daemon.store.events.head();
  } else {
    aheadMs += order.windMs;
    await daemon.tick();
  }
  process.send?.("done");
});
process.once("SIGTERM", async () => {
  await daemon.stop();
  process.exit(0);
});
process.send?.({ url: daemon.url });

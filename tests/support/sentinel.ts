// A real master with a replica and sentinels that watch over them, all on loopback.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { RedisConfig } from "../../src/config/schema.ts";
import { freePort } from "./ports.ts";
import { redisConfig, startRedis, type TestRedis } from "./redis.ts";
import { tempDir } from "./temp.ts";
import { until } from "./until.ts";

export interface Guarded {
  master: TestRedis;
  replica: TestRedis;
  config: RedisConfig;
}

/** The sentinels want the same password as the master, where there is one. */
export const startGuarded = async ({ password }: { password?: string } = {}): Promise<Guarded> => {
  const args = password ? ["--requirepass", password, "--masterauth", password] : [];
  const as = password ? { as: { password } } : {};
  const master = await startRedis({ args, ...as });
  const replica = await startRedis({ args: [...args, "--replicaof", "127.0.0.1", String(master.port)], ...as });
  await until("the replica to be up to date", async () =>
    String(await replica.command("INFO", "replication")).includes("master_link_status:up"),
  );
  const addresses = await Promise.all([1, 2].map(() => startSentinel(master.port, password)));
  const secret = password ? { password } : {};
  return {
    ...{ master, replica },
    config: redisConfig({ url: "redis://unused", ...secret, sentinel: { master: "ours", addresses, ...secret } }),
  };
};

const startSentinel = async (masterPort: number, password: string | undefined): Promise<string> => {
  const port = await freePort();
  const file = join(tempDir(), "sentinel.conf");
  const lines = [
    ...["bind 127.0.0.1", `port ${port}`, `sentinel monitor ours 127.0.0.1 ${masterPort} 2`],
    ...["sentinel down-after-milliseconds ours 500", "sentinel failover-timeout ours 3000"],
    ...(password ? [`sentinel auth-pass ours ${password}`, `requirepass ${password}`] : []),
    ...(password ? [`sentinel sentinel-pass ${password}`] : []),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const child = spawn("redis-server", [file, "--sentinel"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  });
  await until("the sentinel to watch and to know the replica", () => {
    if (child.exitCode !== null) throw new Error(`the sentinel ended: ${said}`);
    return said.includes("+monitor master ours") && said.includes("+slave slave");
  });
  return `127.0.0.1:${port}`;
};

// A real redis-server of the test's own, on a free port of loopback, that can be stopped, killed, hung and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { Config, type RedisConfig } from "../../src/config/schema.ts";
import type { LinkOptions } from "../../src/daemon/delivery/redis-options.ts";
import { freePort } from "./ports.ts";
import { tempDir } from "./temp.ts";
import { hasTools } from "./tools.ts";
import { until } from "./until.ts";

/** Use as `describe.skipIf(!hasRedis)`. */
export const hasRedis = hasTools("redis-server");

export interface TestRedis {
  url: string;
  port: number;
  /** The config's `redis` for it, with its defaults. */
  config: RedisConfig;
  /** One command over a connection of its own. */
  command: (name: string, ...args: (string | number)[]) => Promise<unknown>;
  /** Ends the server; what it held is gone, since it writes nothing to disk. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same port, with other arguments where they are given. */
  start: (args?: readonly string[]) => Promise<void>;
  /** Lets it hang: connections stay open and nothing is answered. */
  hang: () => void;
  wake: () => void;
}
export interface RedisServerOptions {
  maxmemoryPolicy?: string;
  /** Arguments of redis-server. */
  args?: readonly string[];
  /** It speaks TLS alone; files. */
  tls?: { ca: string; cert: string; key: string };
  /** How the test's own commands sign in. */
  as?: LinkOptions;
  dir?: string;
  port?: number;
  /** A line of its log after which it counts as started. */
  saysWhenUp?: string;
}

/** The `redis` of a config file, as it reads with all defaults. */
export const redisConfig = (redis: Record<string, unknown>): RedisConfig => Config.parse({ redis }).redis!;

export const startRedis = async (options: RedisServerOptions = {}): Promise<TestRedis> => {
  const dir = options.dir ?? tempDir();
  const port = options.port ?? (await freePort());
  const url = `${options.tls ? "rediss" : "redis"}://127.0.0.1:${port}`;
  const ports = options.tls
    ? ["--port", "0", "--tls-port", String(port), ...tlsArguments(options.tls)]
    : ["--port", String(port)];
  const policy = options.maxmemoryPolicy ? ["--maxmemory-policy", options.maxmemoryPolicy] : [];
  let server: ChildProcess | undefined;

  const start = async (args: readonly string[] = options.args ?? []): Promise<void> => {
    const fixed = ["--bind", "127.0.0.1", ...ports, "--dir", dir, "--save", "", "--appendonly", "no", ...policy];
    const child = spawn("redis-server", [...fixed, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    server = child;
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    await until("redis-server to accept connections", () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended: ${said}`);
      return said.includes(options.saysWhenUp ?? "Ready to accept connections");
    });
  };
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGCONT"); // a hung one would not hear SIGTERM
    child.kill(signal);
    await ended;
  };
  onTestFinished(() => stop("SIGKILL"));
  await start();
  return {
    ...{ url, port, start, stop, config: redisConfig({ url }) },
    hang: () => void server?.kill("SIGSTOP"),
    wake: () => void server?.kill("SIGCONT"),
    command: async (name, ...args) => {
      const connection = new Redis(url, options.as ?? {});
      try {
        return await connection.call(name, ...args);
      } finally {
        connection.disconnect();
      }
    },
  };
};

const tlsArguments = ({ ca, cert, key }: { ca: string; cert: string; key: string }): string[] => [
  ...["--tls-ca-cert-file", ca, "--tls-cert-file", cert, "--tls-key-file", key],
];

// A real redis-server of the test's own, on a free port of loopback, that can be stopped, killed, hung and started again.
import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { tempDir } from "./temp.ts";
import { hasTools } from "./tools.ts";
import { until } from "./until.ts";

/** Use as `describe.skipIf(!hasRedis)`. */
export const hasRedis = hasTools("redis-server");

export interface TestRedis {
  url: string;
  port: number;
  /** One command over a connection of its own. */
  command: (name: string, ...args: (string | number)[]) => Promise<unknown>;
  /** Ends the server; what it held is gone, since it writes nothing to disk. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same port. */
  start: () => Promise<void>;
  /** Lets it hang: connections stay open and nothing is answered. */
  hang: () => void;
  wake: () => void;
}

export const startRedis = async (options: { maxmemoryPolicy?: string } = {}): Promise<TestRedis> => {
  const dir = tempDir();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--save", "", "--appendonly", "no"];
    const policy = options.maxmemoryPolicy ? ["--maxmemory-policy", options.maxmemoryPolicy] : [];
    const child = spawn("redis-server", [...args, ...policy], { stdio: ["ignore", "pipe", "pipe"] });
    server = child;
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    await until("redis-server to accept connections", () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended: ${said}`);
      return said.includes("Ready to accept connections");
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
    ...{ url, port, start, stop },
    hang: () => void server?.kill("SIGSTOP"),
    wake: () => void server?.kill("SIGCONT"),
    command: async (name, ...args) => {
      const connection = new Redis(url);
      try {
        return await connection.call(name, ...args);
      } finally {
        connection.disconnect();
      }
    },
  };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

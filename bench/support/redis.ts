// A real redis-server of the benchmark's own, that writes nothing to disk.
import { spawn } from "node:child_process";
import { createConnection } from "node:net";
import { freePort } from "./free-port.ts";
import { atEnd, end, pause, tempDir } from "./processes.ts";

const START_MS = 10_000;
const LOOK_MS = 20;

/** Its URL; null where it is not installed. */
export const startRedis = async (): Promise<string | null> => {
  const port = await freePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", tempDir(), "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  const isMissing = await new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(true));
    child.once("spawn", () => resolve(false));
  });
  if (isMissing) return null;
  atEnd(() => end(child));
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(LOOK_MS))
    if (await isListening(port)) return `redis://127.0.0.1:${port}`;
  throw new Error(`Redis took more than ${START_MS} ms to start`);
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

// A real Alertmanager that keeps what it is told and tells nobody.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { atEnd, end, pause, tempDir } from "./processes.ts";

const START_MS = 20_000;
const LOOK_MS = 50;

/** Its URL; null where it is not installed. */
export const startAlertmanager = async (): Promise<string | null> => {
  const dir = tempDir();
  const config = join(dir, "am.yml");
  writeFileSync(config, "route: { receiver: nobody, group_by: [alertname] }\nreceivers: [{ name: nobody }]\n");
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    "prometheus-alertmanager",
    [
      ...[`--config.file=${config}`, `--storage.path=${join(dir, "data")}`],
      ...[`--web.listen-address=${address}`, "--cluster.listen-address="],
    ],
    { stdio: "ignore" },
  );
  const isMissing = new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(true));
    child.once("spawn", () => resolve(false));
  });
  if (await isMissing) return null;
  atEnd(() => end(child));
  for (const until = performance.now() + START_MS; performance.now() < until; await pause(LOOK_MS))
    if (await isReady(address)) return `http://${address}`;
  throw new Error(`Alertmanager took more than ${START_MS} ms to start`);
};

const isReady = async (address: string): Promise<boolean> => {
  try {
    return (await fetch(`http://${address}/-/ready`)).ok;
  } catch {
    return false; // not yet
  }
};

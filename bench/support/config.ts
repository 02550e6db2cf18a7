// The config that every measured daemon runs on.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

export const componentsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `service-${index}`, name: `Service ${index}` }));
export const COMPONENTS = componentsOf(12);

/** Who sends alerts. */
export const SOURCE = { id: "am", kind: "alertmanager", key: "the-key-of-the-benchmark" };

/** What is measured is the daemon, not its patience. */
const LIMITS = { requests_per_minute: 10_000_000, anonymous_per_minute: 10_000_000, alerts_per_minute: 10_000_000 };

export interface Places {
  configFile: string;
  dataDir: string;
  socketPath: string;
}

/** `extra` is more of the config, by section. */
export const writeConfig = (dir: string, extra: Record<string, unknown> = {}): Places => {
  const places = { configFile: join(dir, "tocsin.yaml"), dataDir: join(dir, "data"), socketPath: join(dir, "t.sock") };
  mkdirSync(places.dataDir, { recursive: true, mode: 0o700 });
  const server = { listen: "127.0.0.1:0", socket: places.socketPath };
  const config = { data_dir: places.dataDir, server, limits: LIMITS, components: COMPONENTS, sources: [SOURCE] };
  writeFileSync(places.configFile, stringify({ ...config, log: { level: "warn" }, ...extra }));
  return places;
};

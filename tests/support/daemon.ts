// A whole daemon in the test's own process: real store on disk, real doors on free ports, a clock that can be wound.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { type Client, createClient } from "../../src/client/client.ts";
import { type LoadedConfig, loadOrThrow } from "../../src/config/load.ts";
import { Config } from "../../src/config/schema.ts";
import { type Daemon, startDaemon } from "../../src/daemon/daemon.ts";
import { createLog } from "../../src/daemon/log.ts";
import type { Ports } from "../../src/daemon/ports.ts";
import { tempDir } from "./temp.ts";

export interface TestDaemon extends Daemon {
  /** Over the unix socket, as an admin named "ann". */
  client: Client;
  /** The same under another name, or over TCP with a token. */
  clientAs: (who: { actor?: string; token?: string }) => Client;
  dataDir: string;
  /** Lines that the daemon logged, parsed. */
  logged: { level: number; msg: string; err?: { message: string } }[];
  /** Its config file, where it has one. */
  configFile: string;
  /** Writes the config file anew: a config as `startTestDaemon` takes it, or the text as it is. */
  rewrite: (config: Record<string, unknown> | string) => void;
  /** Milliseconds that the daemon's clock is ahead; only with a wound clock. */
  wind: (ms: number) => Promise<void>;
  /** The machine sleeps so long: the wall clock goes on, and nothing of ours. */
  sleep: (ms: number) => Promise<void>;
}
export interface TestDaemonOptions {
  /** As in the YAML file, without data_dir and listen. */
  config?: Record<string, unknown>;
  dataDir?: string;
  /** Its config stands in a file, and can be reloaded. */
  hasFile?: true;
  /** In a file only: what `${NAME}` stands for. */
  env?: Record<string, string>;
  ports?: Partial<Ports>;
}

export const COMPONENTS = [
  { id: "web", name: "Website", group: "Shop", match: { job: "web" } },
  { id: "api", name: "API", group: "Shop", match: { job: "api" } },
  { id: "mail", name: "Mail" },
  { id: "vault", name: "Vault", hidden: true },
];

export const startTestDaemon = async (options: TestDaemonOptions = {}): Promise<TestDaemon> => {
  const dataDir = options.dataDir ?? tempDir();
  const logged: TestDaemon["logged"] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const configFile = join(dataDir, "tocsin.yaml");
  const whole = (config: Record<string, unknown> = {}): Record<string, unknown> => ({
    components: COMPONENTS,
    notify: { allow_private_targets: true, debounce: "5m" },
    ...config,
    data_dir: dataDir,
    server: { listen: "127.0.0.1:0", socket: join(dataDir, "run/t.sock"), ...(config.server as object | undefined) },
  });
  const rewrite: TestDaemon["rewrite"] = (config) =>
    writeFileSync(configFile, typeof config === "string" ? config : stringify(whole(config)));
  if (options.hasFile) rewrite(options.config ?? {});
  const env = options.env ?? {};
  const loaded: Partial<LoadedConfig> & Pick<LoadedConfig, "config"> = options.hasFile
    ? loadOrThrow(configFile, env)
    : { config: Config.parse(whole(options.config)) };
  let ahead = 0;
  let slept = 0;
  const base = options.ports?.now ?? Date.now;
  // A clock that only the test winds is the daemon's own time too.
  const own = options.ports?.now ?? (() => performance.now());
  const now = (): number => base() + ahead + slept;
  const daemon = await startDaemon({
    ...loaded,
    env,
    log: createLog("warn", stream),
    ports: { elapsed: () => own() + ahead, ...options.ports, now },
  });
  onTestFinished(daemon.stop);
  const clientAs: TestDaemon["clientAs"] = ({ actor = "ann", token }) =>
    token
      ? createClient({ url: daemon.url, token, env: {} })
      : createClient({ env: { TOCSIN_SOCKET: daemon.socketPath, TOCSIN_ACTOR: actor } });
  const wind = async (ms: number): Promise<void> => {
    ahead += ms;
    await daemon.tick();
  };
  const sleep = async (ms: number): Promise<void> => {
    slept += ms;
    await daemon.tick();
  };
  return { ...daemon, client: clientAs({}), clientAs, dataDir, logged, configFile, rewrite, wind, sleep };
};

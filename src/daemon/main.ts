// `tocsin daemon`: config, log, signals. Everything else is wired in daemon.ts.
import type { Writable } from "node:stream";
import { loadFoundConfig } from "../config/places.ts";
import { EXIT } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { startDaemon } from "./daemon.ts";
import { createLog } from "./log.ts";

export interface RunOptions {
  configFile?: string | undefined;
  env: NodeJS.ProcessEnv;
  stdout: Writable;
  stderr: Writable;
}

/** Longer than everything a clean stop waits for; past it the process ends as it is, which loses nothing. */
const FORCED_EXIT_MS = 20_000;

/** Runs until SIGTERM or SIGINT; the exit code. */
export const runDaemon = async ({ configFile, env, stdout, stderr }: RunOptions): Promise<number> => {
  const { file, config } = await loadFoundConfig(configFile, env);
  const log = createLog(config.log.level, stderr);
  const daemon = await startDaemon({ config, env, log });
  log.info(`tocsin ${VERSION} takes commands at ${daemon.url} and ${daemon.socketPath}`);
  const program = env.TOCSIN_PROGRAM ?? "tocsin";
  stdout.write(welcome({ url: daemon.url, file, named: configFile, component: config.components[0]?.id, program }));

  const signal = await firstSignal();
  log.info(`stopping on ${signal}`);
  setTimeout(() => {
    log.warn("not everything ended in time; what is left goes on at the next start");
    process.exit(EXIT.failed);
  }, FORCED_EXIT_MS).unref();
  await daemon.stop();
  log.info("stopped");
  return EXIT.done;
};

const firstSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });

interface Welcome {
  url: string;
  /** The config file in force; null for the defaults. */
  file: string | null;
  /** How it was named on the command line. */
  named: string | undefined;
  component: string | undefined;
  /** What people type to run this program. */
  program: string;
}
/** What to try next, complete enough to paste. */
const welcome = ({ url, file, named, component, program }: Welcome): string => {
  const config = named ? ` --config ${named}` : "";
  const on = component ? ` -c ${component}` : "";
  const lines = [
    `The status page: ${url}/`,
    "Try, in another terminal:",
    `  ${program} open "Something is down"${on}${config}`,
    `  ${program} ack 1${config}`,
    `  ${program} status${config}`,
  ];
  if (!component)
    lines.push(`No components yet: put them into ${file ?? "tocsin.yaml"} (see config.example.yaml) and restart.`);
  return `${lines.join("\n")}\n`;
};

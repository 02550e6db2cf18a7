// `tocsin daemon`: config, log, signals. Everything else is wired in daemon.ts.
import type { Writable } from "node:stream";
import { loadFoundConfig } from "../config/places.ts";
import { EXIT, Problem } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { createLog, type Log } from "./log.ts";

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
  const { file, config, fromFiles } = await loadFoundConfig(configFile, env);
  const log = createLog(config.log.level, stderr);
  const starting = startDaemon({ file, config, fromFiles, env, log });
  // From the first moment on: without a listener SIGHUP would end the process. A start that fails is told below.
  const onHangup = async (): Promise<void> => {
    const daemon = await starting.catch(() => null);
    if (daemon) await reloadOn("SIGHUP", daemon, log);
  };
  process.on("SIGHUP", () => void onHangup());
  const daemon = await starting;
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

/** There is nobody to answer, so the log says why nothing was applied, with every fault. */
const reloadOn = async (signal: string, daemon: Daemon, log: Log): Promise<void> => {
  try {
    const { changes } = await daemon.reload(signal);
    if (changes.length === 0) log.info(`${signal}: nothing in the config has changed`);
  } catch (error) {
    if (!(error instanceof Problem)) return log.error({ err: error }, `${signal}: the config could not be reloaded`);
    const faults = error.errors?.map(({ path, message }) => `${path}: ${message}`);
    log.warn({ ...(faults ? { faults } : {}), hint: error.hint }, `${signal}: ${error.message}`);
  }
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
    lines.push(
      file
        ? `No components yet: put them into ${file} (see config.example.yaml), then \`${program} reload${config}\`.`
        : "No components yet: put them into ./tocsin.yaml (see config.example.yaml), and restart here.",
    );
  return `${lines.join("\n")}\n`;
};

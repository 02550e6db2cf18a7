// The CLI in this process, against a whole daemon in this process.
import { runCli } from "../../src/cli/program.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../support/daemon.ts";
import { makeIo, type Ran, type RunOptions, tocsin } from "./support.ts";

export const AM_KEY = "key-of-the-alertmanager";

export interface Shell {
  daemon: TestDaemon;
  /** One command line as ann, over the unix socket. */
  run: (argv: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** What it prints with `--json`. */
  json: <T = Record<string, unknown>>(argv: readonly string[]) => Promise<T>;
  /** One that runs until it ends by itself or is interrupted. */
  start: (argv: readonly string[], options?: RunOptions) => Started;
  /** An alert as Alertmanager sends it, in a group of its own. */
  alert: (alert: { status: "firing" | "resolved"; job?: string; summary?: string }) => Promise<void>;
}
export interface Started {
  stdout: () => string;
  stderr: () => string;
  interrupt: () => void;
  exitCode: Promise<number>;
}

export const startShell = async (options: TestDaemonOptions = {}): Promise<Shell> => {
  const daemon = await startTestDaemon({
    ...options,
    config: { sources: [{ id: "am", kind: "alertmanager", key: AM_KEY }], ...options.config },
  });
  const env = { TOCSIN_SOCKET: daemon.socketPath, TOCSIN_ACTOR: "ann" };
  const withEnv = (own: RunOptions = {}): RunOptions => ({ now: Date.now(), ...own, env: { ...env, ...own.env } });
  const run: Shell["run"] = (argv, own) => tocsin(argv, withEnv(own));
  return {
    daemon,
    run,
    json: async (argv) => JSON.parse((await run([...argv, "--json"])).stdout),
    start: (argv, own) => {
      const interrupt = new AbortController();
      const io = makeIo({ ...withEnv(own), interrupted: interrupt.signal });
      return {
        stdout: io.stdout.text,
        stderr: io.stderr.text,
        interrupt: () => interrupt.abort(),
        exitCode: runCli(argv, io),
      };
    },
    alert: (alert) => sendAlert(daemon.url, alert),
  };
};

const sendAlert: (url: string, alert: Parameters<Shell["alert"]>[0]) => Promise<void> = async (url, alert) => {
  const { status, job = "api", summary = "error ratio above 5 %" } = alert;
  const labels = { alertname: "HighErrors", job, severity: "critical" };
  const reply = await fetch(`${url}/ingest/am`, {
    method: "POST",
    headers: { authorization: `Bearer ${AM_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({
      version: "4",
      groupKey: `{}:{job="${job}"}`,
      alerts: [{ status, labels, annotations: { summary }, fingerprint: `fp-${job}` }],
    }),
  });
  if (!reply.ok) throw new Error(`ingest answered ${reply.status}: ${await reply.text()}`);
};

// The full-screen program in a terminal, against a daemon in a process of its own: opened, read, and what stands beside it.
import { join } from "node:path";
import { expect } from "vitest";
import type { Incident } from "../../src/contract/incidents.ts";
import { type ProcessDaemon, spawnDaemon } from "./process.ts";
import { startTerminal, type Terminal } from "./tmux.ts";
import { until } from "./until.ts";

export const PROGRAM = join(import.meta.dirname, "../../bin/tocsin");
export const LONG = { timeout: 60_000 };
export const SMALL = { columns: 80, rows: 24 };
export const LARGE = { columns: 200, rows: 60 };

type Size = typeof SMALL;

/** As bob, over the unix socket, and live. */
export const open = (daemon: ProcessDaemon, { env = {}, ...size }: OpenOptions = {}): Promise<Terminal> =>
  openWith({ TOCSIN_CONFIG: daemon.configFile, TOCSIN_ACTOR: "bob", ...env }, size);
type OpenOptions = Partial<Size> & { env?: Record<string, string> };

/** As bob by a token, at an address: a cable's, say. */
export const openAt = async (daemon: ProcessDaemon, url: string, size: Partial<Size> = {}): Promise<Terminal> => {
  const token = await cli(daemon, "token", "create", "laptop", "--role", "responder", "--person", "bob", "--quiet");
  return openWith({ TOCSIN_URL: url, TOCSIN_TOKEN: token.trim() }, size);
};
const openWith = async (env: Record<string, string>, size: Partial<Size>): Promise<Terminal> => {
  const terminal = startTerminal(PROGRAM, { env, ...SMALL, ...size });
  await shows(terminal, LIVE);
  return terminal;
};
export const LIVE = /^Tocsin .* live$/m;

export const shows = (terminal: Terminal, what: RegExp): Promise<void> => waitFor(terminal, what, true);
export const hides = (terminal: Terminal, what: RegExp): Promise<void> => waitFor(terminal, what, false);
const waitFor = async (terminal: Terminal, what: RegExp, isThere: boolean): Promise<void> => {
  const wish = `the screen ${isThere ? "to show" : "to be without"} ${what}`;
  try {
    await until(wish, () => what.test(terminal.screen()) === isThere);
  } catch (cause) {
    throw new Error(`waited in vain for ${wish}; it is\n${terminal.screen()}`, { cause });
  }
};
/** Presses keys and waits for what they show. */
export const press = (terminal: Terminal, keys: string | readonly string[], what: RegExp): Promise<void> => {
  terminal.keys(...[keys].flat());
  return shows(terminal, what);
};
/** A line at `:`, written and sent. */
export const say = (terminal: Terminal, line: string): void => {
  terminal.type(`:${line}`);
  terminal.keys("Enter");
};

export const rows = (terminal: Terminal): string[] => terminal.screen().replace(/\n$/, "").split("\n");
export const line = (terminal: Terminal, text: string): string | undefined =>
  rows(terminal).find((row) => row.includes(text));

/** A command of ann's, which has to go well. */
export const cli = async (daemon: ProcessDaemon, ...args: string[]): Promise<string> => {
  const ran = await daemon.tocsin(args);
  expect(ran, args.join(" ")).toMatchObject({ code: 0 });
  return ran.stdout;
};
export const incident = async (daemon: ProcessDaemon, id: number): Promise<Incident> =>
  json(daemon, "show", String(id));
/** What a command of the CLI tells as JSON. */
export const json = async <T>(daemon: ProcessDaemon, ...args: string[]): Promise<T> =>
  JSON.parse(await cli(daemon, ...args, "--json")) as T;

const AM_KEY = "key-of-the-alertmanager";
const ALERTMANAGER = [{ id: "am", kind: "alertmanager", key: AM_KEY }];

/** With a source that `fire` sends to. */
export const spawnWithAlerts = ({
  config = {},
  ...options
}: Parameters<typeof spawnDaemon>[0] = {}): Promise<ProcessDaemon> =>
  spawnDaemon({ ...options, config: { sources: ALERTMANAGER, ...config } });
/** An alert of Alertmanager; by itself a critical one on the API. */
export const fire = async (daemon: ProcessDaemon, { labels = {}, annotations = {} }: Alert = {}): Promise<void> => {
  const all = { alertname: "HighErrors", job: "api", severity: "critical", ...labels };
  const alerts = [{ status: "firing", labels: all, annotations, fingerprint: all.alertname }];
  const reply = await fetch(`${daemon.url}/ingest/am`, {
    method: "POST",
    headers: { authorization: `Bearer ${AM_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ version: "4", groupKey: all.alertname, alerts }),
  });
  expect(reply.status).toBe(200);
};
interface Alert {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

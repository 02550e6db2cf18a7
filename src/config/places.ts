// Where things are: config file, data folder, unix socket. The same answers for daemon and client, so that they find each other.
// Reading a config costs more than everything else a short command does, so it is imported only where there is a file.
import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { problem } from "../contract/problem.ts";
import { configHome, readContexts, type Target, unknownContextHint } from "./contexts.ts";
import type { LoadedConfig } from "./load.ts";
import type { Places } from "./read-places.ts";

type Env = Readonly<Record<string, string | undefined>>;
export const DEFAULT_LISTEN = "127.0.0.1:7373";
/** Linux's sun_path holds 108 bytes with the closing zero. */
const MAX_SOCKET_PATH = 107;

/** The config file in force: the one named, else the first that exists; null when there is none. */
export const findConfigFile = (named: string | undefined, env: Env = process.env): string | null => {
  const explicit = named ?? env.TOCSIN_CONFIG;
  if (explicit) return resolve(explicit);
  const candidates = [resolve("tocsin.yaml"), join(configHome(env), "tocsin/config.yaml"), "/etc/tocsin/config.yaml"];
  return candidates.find((path) => existsSync(path)) ?? null;
};

export const loadFoundConfig = async (named: string | undefined, env: Env = process.env): Promise<LoadedConfig> => {
  const file = findConfigFile(named, env);
  const { defaultConfig, loadOrThrow } = await import("./load.ts");
  return file ? loadOrThrow(file, env) : defaultConfig();
};

export const dataDirOf = (config: Places, env: Env = process.env): string => {
  if (config.data_dir) return config.data_dir;
  if (env.STATE_DIRECTORY) return env.STATE_DIRECTORY.split(":")[0]!;
  if (process.getuid?.() === 0) return "/var/lib/tocsin";
  return join(env.XDG_STATE_HOME ?? join(homedir(), ".local/state"), "tocsin");
};

export const socketPathOf = (config: Places, env: Env = process.env): string => {
  const path = config.server.socket ?? runtimeSocket(env) ?? join(dataDirOf(config, env), "run/tocsin.sock");
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  throw problem(
    "invalid",
    `The socket path ${path} is longer than the ${MAX_SOCKET_PATH} bytes that the system takes.`,
    {
      hint: "Set a shorter one: `server: { socket: /run/tocsin/tocsin.sock }` in the config.",
    },
  );
};

const runtimeSocket = (env: Env): string | undefined =>
  env.RUNTIME_DIRECTORY ? join(env.RUNTIME_DIRECTORY.split(":")[0]!, "tocsin.sock") : undefined;

export type Endpoint = ({ kind: "unix"; path: string } | { kind: "url"; url: string }) & {
  /** The context that names it, and whose token it is: a token stays with its endpoint, so that it never goes to another. */
  context?: string;
  token?: string;
};
export interface ConnectionFlags {
  url?: string | undefined;
  context?: string | undefined;
  config?: string | undefined;
}
/** A place that somebody named, by flag, environment or a context. */
export type NamedPlace = Target & { context?: string };

/**
 * The one place that is named, the first of: flags, environment, the context in use; null when the daemon is to be
 * discovered. The file of contexts is read only when it comes to that.
 */
export const namedPlace = (flags: ConnectionFlags, env: Env = process.env): NamedPlace | null => {
  if (flags.url) return { url: flags.url };
  if (flags.context) return contextNamed(flags.context, "--context", env);
  if (flags.config) return { config: flags.config };
  if (env.TOCSIN_URL) return { url: env.TOCSIN_URL };
  if (env.TOCSIN_SOCKET) return { socket: resolve(env.TOCSIN_SOCKET) };
  if (env.TOCSIN_CONTEXT) return contextNamed(env.TOCSIN_CONTEXT, "TOCSIN_CONTEXT", env);
  if (env.TOCSIN_CONFIG) return { config: env.TOCSIN_CONFIG };
  const { current } = readContexts(env);
  return current === null ? null : contextNamed(current, "`tocsin context use`", env);
};

const contextNamed = (name: string, by: string, env: Env): NamedPlace => {
  const contexts = readContexts(env);
  const target = contexts.byName.get(name);
  if (target) return { ...target, context: name };
  throw problem("invalid", `There is no context "${name}", which ${by} names.`, {
    hint: unknownContextHint(name, contexts),
  });
};

/**
 * Where the client looks for the daemon, in order. What is named explicitly ends the search: it is the only candidate,
 * so that a command never reaches another daemon than the one that was meant.
 */
export const findEndpoints = async (flags: ConnectionFlags, env: Env = process.env): Promise<Endpoint[]> => {
  const named = namedPlace(flags, env);
  if (named) return [await endpointOf(named, env)];
  const found = findConfigFile(undefined, env);
  const paths = [
    // The daemon's config may be kept from its clients; its socket is then found in one of the usual places.
    ...(found && mayRead(found) ? [(await unixOf(found, env)).path] : []),
    "/run/tocsin/tocsin.sock",
    socketPathOf({ server: {} }, env),
  ];
  const sockets = [...new Set(paths)].filter((path) => existsSync(path));
  return [
    ...sockets.map((path) => ({ kind: "unix" as const, path })),
    { kind: "url", url: `http://${DEFAULT_LISTEN}` },
  ];
};

const endpointOf = async (named: NamedPlace, env: Env): Promise<Endpoint> => {
  const { context, token } = named;
  const belongings = { ...(context ? { context } : {}), ...(token ? { token } : {}) };
  if ("url" in named) return { kind: "url", url: daemonUrl(named.url), ...belongings };
  if ("socket" in named) return { kind: "unix", path: named.socket, ...belongings };
  return { ...(await unixOf(named.config, env)), ...belongings };
};

const unixOf = async (file: string, env: Env): Promise<{ kind: "unix"; path: string }> => {
  const { readPlaces } = await import("./read-places.ts");
  return { kind: "unix", path: socketPathOf(readPlaces(file, env), env) };
};

const mayRead = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false; // accessSync has no other way to say no
  }
};

/** The address of a daemon without a slash at its end; a problem where it is none. */
export const daemonUrl = (url: string): string => {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url.replace(/\/+$/, "");
  throw problem("invalid", `"${url}" is not the URL of a daemon.`, { hint: "Write it like http://127.0.0.1:7373." });
};

export const describeEndpoint = (endpoint: Endpoint): string => {
  const where = endpoint.kind === "unix" ? endpoint.path : endpoint.url;
  return endpoint.context ? `${where} (context ${endpoint.context})` : where;
};

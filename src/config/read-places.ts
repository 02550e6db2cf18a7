// The client's look into a config: only where the daemon is. It neither judges the rest nor needs its secrets.
import { dirname, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { problem } from "../contract/problem.ts";
import { readText } from "./read-text.ts";

/** What of a config says where things are; a whole `Config` is one. */
export interface Places {
  data_dir?: string | undefined;
  server: { socket?: string | undefined };
}
type Env = Readonly<Record<string, string | undefined>>;

/** `data_dir` and `server.socket` of a config file, absolute; a problem when the file cannot be read or is no YAML. */
export const readPlaces = (file: string, env: Env): Places => {
  const path = resolve(file);
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  const [fault] = document.errors;
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw problem("invalid", `${path}:${line}:${col}: ${fault.message}`, {
      hint: "See all faults with `tocsin config check`.",
    });
  }
  const place = (...keys: string[]): string | undefined => {
    const value = document.getIn(keys);
    return typeof value === "string" && value !== ""
      ? resolve(dirname(path), fillIn(value, keys.join("."), env))
      : undefined;
  };
  return { data_dir: place("data_dir"), server: { socket: place("server", "socket") } };
};

const fillIn = (text: string, key: string, env: Env): string =>
  text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined) return value;
    throw problem("invalid", `${key} of the config names \${${name}}, which is not set in the environment.`, {
      hint: `Set ${name}, or say where the daemon is: \`--url http://HOST:PORT\`, TOCSIN_SOCKET.`,
    });
  });

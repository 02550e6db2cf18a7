// Named daemons, as `tocsin context` keeps them: in JSON, since reading YAML costs more than all else a short command does.
// Tokens stand in it, so the file is its owner's alone, and one that others can read is refused.
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { problem } from "../contract/problem.ts";
import { nearest } from "../domain/nearest.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Where a daemon is: its address over TCP, its socket, or the config file that says where its socket is. */
export type Place = { url: string } | { socket: string } | { config: string };
/** Its token is for the daemon at its place and for no other. */
export type Target = Place & { token?: string };
export interface Contexts {
  /** The one in use; null: the daemon is discovered. */
  current: string | null;
  byName: ReadonlyMap<string, Target>;
}

/** People type these names, so there is no use for more. */
export const MAX_CONTEXTS = 200;
const MAX_BYTES = 1024 * 1024;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What may stand in a header. */
const TOKEN = /^[\x21-\x7e]{1,512}$/;

export const configHome = (env: Env): string => env.XDG_CONFIG_HOME || join(homedir(), ".config");
export const contextsFile = (env: Env): string => join(configHome(env), "tocsin/contexts.json");

/** All contexts; none where there is no file. */
export const readContexts = (env: Env): Contexts => {
  const file = contextsFile(env);
  const text = readOwn(file);
  return text === undefined ? { current: null, byName: new Map() } : parse(text, file);
};

/** Puts a new file in the place of the old one: whoever reads meanwhile sees one of the two, whole. */
export const writeContexts = (contexts: Contexts, env: Env): void => {
  const file = contextsFile(env);
  const folder = dirname(file);
  const part = `${file}.${crypto.randomUUID()}.part`;
  const text = JSON.stringify({ current: contexts.current, contexts: Object.fromEntries(contexts.byName) }, null, 2);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    writeDurably(part, `${text}\n`);
    renameSync(part, file);
  } catch (cause) {
    rmSync(part, { force: true });
    throw problem("unavailable", `The contexts file ${file} cannot be written (${(cause as Error).message}).`, {
      hint: `Check the permissions of ${folder}, or set XDG_CONFIG_HOME to another folder.`,
      cause,
    });
  }
};

/** What to do about a name that is no context. */
export const unknownContextHint = (name: string, { byName }: Contexts): string => {
  if (byName.size === 0) return "There is none yet; make one with `tocsin context add NAME --url URL`.";
  const meant = nearest(name, byName.keys());
  return meant ? `Did you mean ${meant}? See them all with \`tocsin context list\`.` : "See `tocsin context list`.";
};

export const isContextName = (name: string): boolean => NAME.test(name);
export const isToken = (text: string): boolean => TOKEN.test(text);
export const noToken = () =>
  problem("invalid", "This is no token: it has spaces or signs that a token never has, or is too long.", {
    hint: "Give it as `tocsin token create --quiet` prints it.",
  });

/** The text of a file that nobody else can read; undefined when there is none. */
const readOwn = (file: string): string | undefined => {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw broken(file, `cannot be read (${(cause as NodeJS.ErrnoException).code})`, "Check its permissions.", cause);
  }
  try {
    const { mode, size } = fstatSync(handle);
    // Windows has no such permissions, and no uid either.
    if ((mode & 0o077) !== 0 && process.getuid)
      throw broken(
        file,
        `holds tokens and is open to others (mode ${(mode & 0o777).toString(8)})`,
        `Close it: \`chmod 600 ${file}\`; who could read it may have its tokens.`,
      );
    if (size > MAX_BYTES) throw broken(file, "is larger than 1 MiB", "Is it the right file?");
    return readFileSync(handle, "utf8");
  } finally {
    closeSync(handle);
  }
};

const writeDurably = (file: string, text: string): void => {
  const handle = openSync(file, "wx", 0o600);
  try {
    fchmodSync(handle, 0o600); // whatever the umask has made of it
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const parse = (text: string, file: string): Contexts => {
  const whole = parseJson(text);
  const contexts = isObject(whole) ? whole.contexts : undefined;
  const current = isObject(whole) ? (whole.current ?? null) : undefined;
  if (!isObject(contexts) || (current !== null && typeof current !== "string")) throw notOurs(file);
  const byName = new Map<string, Target>();
  for (const [name, value] of Object.entries(contexts)) {
    const target = isObject(value) ? targetOf(value) : undefined;
    if (!target || !isContextName(name)) throw notOurs(file);
    byName.set(name, target);
  }
  return { current, byName };
};

const targetOf = ({ url, socket, config, token }: Record<string, unknown>): Target | undefined => {
  const places: Place[] = [];
  if (typeof url === "string") places.push({ url });
  if (typeof socket === "string") places.push({ socket });
  if (typeof config === "string") places.push({ config });
  const [place] = places;
  if (places.length !== 1 || !place) return undefined;
  if (token === undefined) return place;
  return typeof token === "string" && isToken(token) ? { ...place, token } : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // `parse` says what that means
  }
};
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const broken = (file: string, what: string, hint: string, cause?: unknown) =>
  problem("invalid", `The contexts file ${file} ${what}.`, { hint, cause });
const notOurs = (file: string) =>
  broken(file, "is not as `tocsin context` writes it", "Mend it, or remove it and add the contexts again.");

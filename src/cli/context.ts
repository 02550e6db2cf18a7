// What every command gets: the world, the global flags, a client that is made when first asked for, and ways to speak.
import type { Client, ConnectionOptions } from "../client/client.ts";
import { problem } from "../contract/problem.ts";
import { VERSION } from "../contract/version.ts";
import { cut, widthOf } from "../domain/display-width.ts";
import { safeJson, safeLine } from "../domain/safe-text.ts";
import { type Io, readStdin } from "./io.ts";
import { choosePaint, type Paint } from "./paint.ts";
import { columns } from "./table.ts";

/** Flags that every command takes, before or after the verb. */
export interface GlobalFlags {
  json?: true;
  quiet?: true;
  color: boolean;
  url?: string;
  token?: string;
  context?: string;
  config?: string;
}

/** Runs one command line (without the program's own name) and gives its exit code. It never throws. */
export type RunCli = (argv: readonly string[], io: Io) => Promise<number>;

export interface Context {
  io: Io;
  flags: GlobalFlags;
  /** The command line as it was typed. */
  argv: readonly string[];
  paint: Paint;
  /** The program itself, for a command that has a command line of its own. */
  runCli: RunCli;
  connect(): Promise<Client>;
  /** Data, on stdout. */
  print(lines: string | readonly string[]): void;
  /** Data for programs, on stdout. */
  printJson(value: unknown): void;
  /** Talk, on stderr; not with `--quiet`. */
  say(text: string): void;
  warn(text: string): void;
  /** From here on warnings are kept, since stderr is the screen's; the returned function says them. */
  holdWarnings(): () => void;
  /** The TEXT of an argument, or stdin's where it is `-`. */
  textOf(given: string): Promise<string>;
}

export const createContext = (
  io: Io,
  flags: GlobalFlags,
  { argv = [], runCli }: { argv?: readonly string[]; runCli: RunCli },
): Context => {
  let held: string[] | undefined;
  const warn = (text: string): void => {
    if (held) held.push(text);
    else io.stderr.write(`tocsin: warning: ${safeLine(text)}\n`);
  };
  let client: Promise<Client> | undefined;
  return {
    io,
    flags,
    argv,
    paint: choosePaint(io, flags.color),
    runCli,
    connect: () => {
      client ??= connect(io, flags, warn);
      return client;
    },
    print: (lines) => void io.stdout.write(`${typeof lines === "string" ? lines : lines.join("\n")}\n`),
    printJson: (value) => void io.stdout.write(`${safeJson(value, 2)}\n`),
    say: (text) => {
      if (!flags.quiet) io.stderr.write(`${text}\n`);
    },
    warn,
    holdWarnings: () => {
      const late: string[] = [];
      held = late;
      return () => {
        held = undefined;
        late.forEach(warn);
      };
    },
    textOf: (given) => textOf(io, given),
  };
};

const connect = async (io: Io, flags: GlobalFlags, warn: (text: string) => void): Promise<Client> => {
  const { createClient } = await import("../client/client.ts");
  const options: ConnectionOptions = {
    ...(flags.url ? { url: flags.url } : {}),
    ...(flags.token ? { token: flags.token } : {}),
    ...(flags.context ? { context: flags.context } : {}),
    ...(flags.config ? { config: flags.config } : {}),
    env: io.env,
    onSkew: (theirs) =>
      warn(`this is tocsin ${VERSION}, the daemon is ${theirs}; install the same version on both sides.`),
    onThrottled: () => warn("too much at once for this token; going on as the daemon lets us."),
  };
  return createClient(options);
};

const textOf = async (io: Io, given: string): Promise<string> => {
  if (given !== "-") return given;
  const text = await readStdin(io);
  if (text === undefined)
    throw problem("invalid", "The text on stdin is longer than 1 MiB.", { hint: "Send less of it." });
  if (text.trim() === "")
    throw problem("invalid", "There was no text on stdin.", { hint: "Pipe it in: `echo TEXT | tocsin … -`." });
  return text;
};

/** A thing or a list the way the flags want it: JSON, bare ids, or words. */
export const show = <T>(
  context: Context,
  value: T,
  as: { ids: (value: T) => readonly (number | string)[]; words: (value: T) => readonly string[] },
): void => {
  const { json, quiet } = context.flags;
  const lines = json ? [safeJson(value, 2)] : quiet ? as.ids(value).map(String) : as.words(value);
  if (lines.length > 0) context.print(lines);
};

export interface Column<T> {
  title: string;
  of: (row: T) => string;
  style?: (row: T) => Parameters<Paint>[0];
  /** The column that gives way where a terminal is too narrow. Without a tty nothing does. */
  gives?: true;
}

/** A table in lines, its cells made safe; `indent` stands before each. */
export const tableOf = <T>(
  context: Context,
  rows: readonly T[],
  shape: readonly Column<T>[],
  indent = "",
): string[] => {
  const bare = rows.map((row) => shape.map((column) => safeLine(column.of(row))));
  const room = roomOf(context, [shape.map((column) => column.title), ...bare], shape) - indent.length;
  const cells = bare.map((cells, at) =>
    cells.map((cell, column) => {
      const { gives, style } = shape[column]!;
      const text = gives ? cut(cell, room) : cell;
      return style ? context.paint(style(rows[at]!), text) : text;
    }),
  );
  return columns([shape.map((column) => context.paint("dim", column.title)), ...cells], indent);
};

const MIN_CELLS = 12;
/** Cells left for the column that gives way, once all others have what they need. */
const roomOf = <T>(context: Context, rows: readonly (readonly string[])[], shape: readonly Column<T>[]): number => {
  const { isTTY, columns: width } = context.io.stdout;
  if (!isTTY || !width) return Number.POSITIVE_INFINITY;
  const others = shape.map((column, at) => (column.gives ? 0 : Math.max(...rows.map((row) => widthOf(row[at]!)))));
  const gaps = 2 * (shape.length - 1);
  return Math.max(MIN_CELLS, width - gaps - others.reduce((sum, cells) => sum + cells, 0));
};

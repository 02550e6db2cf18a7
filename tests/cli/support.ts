// One command line in this process, with what it wrote.
import type { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";
import type { Io } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/program.ts";

export interface RunOptions {
  stdin?: string;
  env?: Record<string, string>;
  interrupted?: AbortSignal;
  /** Epoch milliseconds; the default is NOW. */
  now?: number;
  /** Emits `signal` with its name, to a command that has taken signals over. */
  signals?: EventEmitter<{ signal: [NodeJS.Signals] }>;
  /** Stands in for programs that a command starts. */
  startChild?: Io["startChild"];
}
export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export const NOW = Date.parse("2026-11-23T22:00:00Z");

const collector = (): Writable & { text: () => string } => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString("utf8") });
};

export const makeIo = (
  options: RunOptions = {},
): Io & { stdout: ReturnType<typeof collector>; stderr: ReturnType<typeof collector> } => ({
  stdout: collector(),
  stderr: collector(),
  stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
  env: options.env ?? {},
  now: () => options.now ?? NOW,
  timeZone: "Europe/Berlin",
  interrupted: options.interrupted ?? new AbortController().signal,
  ownSignals: (onSignal) => {
    if (onSignal) options.signals?.on("signal", onSignal);
  },
  startChild: (...args) => {
    if (!options.startChild) throw new Error(`The test did not expect ${args[0].join(" ")} to be started.`);
    return options.startChild(...args);
  },
});

export const tocsin = async (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const io = makeIo(options);
  const exitCode = await runCli(argv, io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
};

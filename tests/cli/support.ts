// One command line in this process, with what it wrote.
import { Readable, Writable } from "node:stream";
import type { Io } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/program.ts";

export interface RunOptions {
  stdin?: string;
  env?: Record<string, string>;
  interrupted?: AbortSignal;
  /** Epoch milliseconds; the default is NOW. */
  now?: number;
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
  ownSignals: () => {},
});

export const tocsin = async (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const io = makeIo(options);
  const exitCode = await runCli(argv, io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
};

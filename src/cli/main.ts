// The entrance of the process: its streams, its signals, its exit code.
import { EXIT } from "../contract/problem.ts";
import { startChild } from "./child.ts";
import type { Io } from "./io.ts";
import { runCli } from "./program.ts";

const interrupt = new AbortController();
const onInterrupt = (): void => interrupt.abort();
process.once("SIGINT", onInterrupt);
/** What people and machines end a command with; all others do as ever. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Touching it opens it, and most commands never read.
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  now: Date.now,
  get timeZone() {
    const zone = Temporal.Now.timeZoneId();
    return zone === "Etc/Unknown" ? "UTC" : zone;
  },
  interrupted: interrupt.signal,
  ownSignals: (onSignal) => {
    process.off("SIGINT", onInterrupt);
    if (onSignal) for (const signal of ENDING) process.on(signal, onSignal);
  },
  startChild,
};

/** A reader that has gone (`tocsin list | head -1`) has seen enough; the command itself still runs to its end. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") process.exitCode = EXIT.failed;
};
process.stdout.on("error", endQuietly);
process.stderr.on("error", endQuietly);

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write("", () => resolve());
  });

const exitCode = await runCli(process.argv.slice(2), io);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// Idle sockets and an unread stdin must not hold the prompt back.
process.exit(process.exitCode ?? exitCode);

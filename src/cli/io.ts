// What a command sees of the world, so that tests run one inside their own process.
import type { Readable, Writable } from "node:stream";
import type { Child } from "./child.ts";

export interface Io {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  stdin: Readable & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  now(): number;
  /** IANA name of the zone that times are read and shown in. */
  timeZone: string;
  /** Aborted when the person at the keyboard has had enough; the command then ends with 130. */
  interrupted: AbortSignal;
  /**
   * From here on the command itself decides what signals do: the daemon and the TUI on their own, others are told here of
   * those that would have ended them, and go on.
   */
  ownSignals(onSignal?: (signal: NodeJS.Signals) => void): void;
  /** Starts a program on this one's own streams; `onFailure` is told why where that fails. */
  startChild(argv: readonly string[], env: Io["env"], onFailure: (why: string) => void): Child;
}

const MAX_STDIN_BYTES = 1024 * 1024;

/** All of stdin as text; undefined when it is longer than anything we take. */
export const readStdin = async (io: Io, maxBytes = MAX_STDIN_BYTES): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of io.stdin) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
};

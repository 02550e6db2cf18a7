// The one place that knows how we log: JSON lines on stderr, the supervisor does the rest.
import type { Writable } from "node:stream";
import pino, { type Logger } from "pino";

export type Log = Logger;

export const createLog = (level: string, stream: Writable): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);

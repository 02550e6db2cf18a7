// What the daemon takes from outside, so that tests can wind the clock, pull the plug and make things fail.
import { randomUUID } from "node:crypto";
import { createSender, type Sender, type SenderOptions } from "./delivery/sender.ts";

export const SEAMS = [
  "before-commit",
  "after-commit",
  "engine-step",
  "planner-chunk",
  "before-send",
  "after-send",
  "before-settle",
  "migration-step",
  "backup-step",
] as const;
export type Seam = (typeof SEAMS)[number];

export interface Ports {
  /** Epoch ms. */
  now: () => number;
  /** Ms of the monotonic clock, which stands still while the machine sleeps. */
  elapsed: () => number;
  /** In [0, 1). */
  random: () => number;
  newRequestId: () => string;
  /** The id of a message, the same on every attempt; letters and digits. */
  newMessageId: () => string;
  /** A place where a test may kill or throw. */
  seam: (name: Seam) => void;
  /** Sends whatever leaves: to the team and to subscribers. */
  createSender: (options: SenderOptions) => Sender;
}

export const realPorts = (): Ports => ({
  now: Date.now,
  elapsed: () => performance.now(),
  random: Math.random,
  newRequestId: randomUUID,
  newMessageId: () => `msg_${randomUUID().replaceAll("-", "")}`,
  seam: () => {},
  createSender,
});

// What the engine and the workers agree on: where jobs and outcomes are in Redis, and what they are called.
import type { Outcome } from "../../domain/retry.ts";
import type { JobName } from "./engine.ts";

export const QUEUE_NAME = "deliveries";
/** Daemons that share a Redis need one each. */
export const DEFAULT_PREFIX = "tocsin";
/** How many jobs one worker sends at a time. */
export const WORKER_CONCURRENCY = 32;
/** Only what a crash between settling and forgetting left behind ever gets this old. */
export const KEEP_MS = 7 * 24 * 3600_000;

/** BullMQ takes no colon and no plain number. */
export const jobIdOf = ({ deliveryId, claim }: JobName): string => `dlv-${deliveryId}-${claim}`;

export const jobNameOf = (id: string): JobName | null => {
  const [, deliveryId, claim] = /^dlv-(\d+)-(\d+)$/.exec(id) ?? [];
  return deliveryId && claim ? { deliveryId: Number(deliveryId), claim: Number(claim) } : null;
};

/**
 * The outcome has a key of its own beside the job. A worker can still write it when the job was flushed, or taken from it
 * because Redis was away for longer than its lock, so that what was sent is known to be sent.
 */
export const outcomeKeyOf = (prefix: string, id: string): string => `${prefix}:${QUEUE_NAME}:outcome:${id}`;

/** An outcome as a worker of this or another version wrote it; null when it is none. */
export const asOutcome = (value: unknown): Outcome | null => {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  if (value.kind === "sent") return { kind: "sent" };
  if (!("reason" in value) || typeof value.reason !== "string") return null;
  const { reason } = value;
  if (value.kind === "unsent") return { kind: "unsent", reason };
  if (value.kind !== "failed" || !("isPermanent" in value)) return null;
  return {
    ...{ kind: "failed", reason, isPermanent: value.isPermanent === true },
    ...("retryAfterMs" in value && typeof value.retryAfterMs === "number" ? { retryAfterMs: value.retryAfterMs } : {}),
    ...("endsTarget" in value && value.endsTarget === true ? { endsTarget: true } : {}),
    ...("mayHaveArrived" in value && value.mayHaveArrived === true ? { mayHaveArrived: true } : {}),
  };
};

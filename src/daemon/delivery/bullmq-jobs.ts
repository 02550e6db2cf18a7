// What the engine and the workers agree on: where jobs and outcomes are in Redis, and what they are called.
import { LANE_ROOM, LANES, type Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";
import type { JobName } from "./engine.ts";

/**
 * A queue for each lane, so that none takes another's workers. It should not run dry while there is work: BullMQ takes the next
 * job in the step that ends one, and needs two more steps where it has to wait for one.
 */
export const queueNameOf = (lane: Lane): string => `deliveries-${lane}`;
/**
 * Jobs of a lane beyond what its workers send at the moment, so that the next is there when one ends. As many again as one
 * worker sends (half as many cost a quarter of the throughput, measured); few where they are few, or may age.
 */
export const AHEAD = { urgent: 4, mail: 16, http: 32, slow: 4 } as const satisfies Record<Lane, number>;
/** How many one worker process sends at a time, in all lanes. */
export const WORKER_ROOM = LANES.reduce((sum, lane) => sum + LANE_ROOM[lane], 0);
/** Only what a crash between settling and forgetting left behind ever gets this old. */
export const KEEP_MS = 7 * 24 * 3600_000;

/**
 * `instance` tells data folders apart, which all count from 1: jobs that another one left in the same Redis never pass for
 * ours. BullMQ takes no colon and no plain number.
 */
export const jobIdOf = (instance: string, { deliveryId, claim }: JobName): string =>
  `dlv-${instance}-${deliveryId}-${claim}`;

export const instanceOf = (id: string): string => id.split("-")[1] ?? "";

export const jobKeyOf = (prefix: string, lane: Lane, id: string): string => `${prefix}:${queueNameOf(lane)}:${id}`;

/**
 * The outcome has a key of its own beside the job. A worker can still write it when the job was flushed, or taken from it
 * because Redis was away for longer than its lock, so that what was sent is known to be sent.
 */
export const outcomeKeyOf = (prefix: string, id: string): string => `${prefix}:outcome:${id}`;

/** Where workers say at once what became of the jobs of one daemon. Only news: the keys above are what counts. */
export const newsKeyOf = (prefix: string, instance: string): string => `${prefix}:news:${instance}`;
/** What a daemon that was away for longer than this finds out by looking at its jobs. */
export const MAX_NEWS = 1000;

/** As text of a key or a stream, by a worker of this or another version; null when it is no outcome. */
export const readOutcome = (text: string | null | undefined): Outcome | null => {
  if (!text) return null;
  try {
    return asOutcome(JSON.parse(text));
  } catch {
    return null; // somebody else's words
  }
};

const asOutcome = (value: unknown): Outcome | null => {
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

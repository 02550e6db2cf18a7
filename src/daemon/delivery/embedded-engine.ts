// Sends in this process, so many of each lane at a time.
import { LANE_ROOM, type Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";
import { type EngineEvents, type JobName, type Send, type SendEngine, TOO_LATE } from "./engine.ts";

/** A sender gives an outcome; one that throws has a bug, which costs this attempt and nothing else. */
const failed = (error: Error): Outcome => ({ kind: "failed", reason: error.message, isPermanent: false });

export const createEmbeddedEngine = (send: Send, events: EngineEvents, now: () => number): SendEngine => {
  const running = new Map<string, Promise<void>>();
  const busy: Record<Lane, number> = { urgent: 0, mail: 0, http: 0, slow: 0 };
  /** Kept until the row is settled, so that a store that cannot write for a while loses no outcome. */
  const finished = new Map<string, Outcome>();
  let isStopped = false;
  /** Past the deadline of a stop: what ends now was cut off by ourselves. Its row stays "sending", and the next start sends it again. */
  let isOver = false;
  const nameOf = (job: JobName): string => `${job.deliveryId}-${job.claim}`;

  return {
    name: "embedded",
    start: async () => {},
    room: (lane) => (isStopped ? 0 : Math.max(0, LANE_ROOM[lane] - busy[lane])),
    submit: async (job) => {
      if (isStopped) throw new Error("the engine is stopping");
      const name = nameOf(job);
      busy[job.lane] += 1;
      const sending = (now() > job.notAfter ? Promise.resolve<Outcome>(TOO_LATE) : send(job).catch(failed)).then(
        (outcome) => {
          running.delete(name);
          busy[job.lane] -= 1;
          if (isOver) return;
          finished.set(name, outcome);
          events.onOutcome(job, outcome);
          events.onRoom();
        },
      );
      running.set(name, sending);
    },
    // Only this process sends, and what it knows is in the maps: anything else died with an earlier process.
    inspect: async (job) => {
      const outcome = finished.get(nameOf(job));
      if (outcome) return { kind: "finished", outcome };
      return running.has(nameOf(job)) ? { kind: "pending" } : { kind: "gone", isCertain: true };
    },
    // What was submitted is being sent.
    recall: async () => [],
    forget: async (job) => {
      finished.delete(nameOf(job));
    },
    trouble: () => null,
    stop: async (deadlineMs) => {
      isStopped = true;
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      await Promise.race([Promise.all(running.values()), deadline]);
      clearTimeout(timer);
      isOver = true;
    },
  };
};

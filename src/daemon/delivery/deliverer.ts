// The loop of the delivery room: flush holds, fan out, claim what is due, hand it to the engine, settle what came of it.
import type { Outcome } from "../../domain/retry.ts";
import type { Store } from "../store/store.ts";
import type { PageScope } from "../store/views/public.ts";
import { RENDER } from "./channels/render.ts";
import { type Claimed, claimAgain, claimDue } from "./claim.ts";
import type { EngineEvents, JobName, SendEngine, SendJob } from "./engine.ts";
import { fanOutBite } from "./fan-out.ts";
import { flushHolds } from "./planner.ts";
import { settle } from "./settle.ts";

/** The rows are looked at without a wake too. */
const LOOK_EVERY_MS = 2000;
/** A job's facts and signature age; Standard Webhooks tolerates five minutes. */
const JOB_MAX_AGE_MS = 60_000;
const CLAIM_AT_ONCE = 50;

export interface DelivererOptions {
  store: Store;
  page: () => PageScope;
  now: () => number;
  random: () => number;
  newMessageId: () => string;
  seam: (name: "planner-chunk" | "before-send" | "after-send" | "before-settle") => void;
  createEngine: (events: EngineEvents) => SendEngine;
  onWarning: (message: string, error: unknown) => void;
}
export interface Deliverer {
  start: () => Promise<void>;
  /** Only a hint that there may be something to do. */
  wake: () => void;
  stop: (deadlineMs: number) => Promise<void>;
  /** What is wrong with the engine, in words. */
  trouble: () => string | null;
  lookedAt: () => number;
}

export const createDeliverer = (options: DelivererOptions): Deliverer => {
  const { store, now, seam } = options;
  let lookedAt = performance.now();
  let isStopped = false;
  let isLooking = false;
  let lookAgain = false;
  /** Said once, not at every look. */
  let isFailing = false;
  let alarm: NodeJS.Timeout | undefined;
  /** On the monotonic clock. */
  let alarmAt = Infinity;
  const settling = new Set<Promise<void>>();

  const engine = options.createEngine({
    onOutcome: (job, outcome) => {
      const done = settleJob(job, outcome).finally(() => settling.delete(done));
      settling.add(done);
    },
    onRoom: () => wake(),
  });

  const settleJob = async (job: JobName, outcome: Outcome): Promise<void> => {
    try {
      if (outcome.kind === "sent") seam("after-send");
      seam("before-settle");
      await store.transact((tx) => settle(tx, job, outcome, { now: now(), random: options.random() }));
      await engine.forget(job);
      wake();
    } catch (error) {
      // The row still says "sending"; the engine keeps the outcome, and inspecting it tries again.
      options.onWarning(`delivery ${job.deliveryId} could not be settled; trying again`, error);
    }
  };

  const look = async (): Promise<void> => {
    lookedAt = performance.now();
    if ((store.subscribers.nextHold() ?? Infinity) <= now())
      await store.transact((tx) => flushHolds(tx, options.page(), now()));
    const fanOut = { newMessageId: options.newMessageId, seam };
    for (; !isStopped && store.deliveries.unplanned(); lookedAt = performance.now())
      await store.transact((tx) => fanOutBite(tx, { ...fanOut, now: now() }));
    for (let room = engine.room(); room > 0 && !isStopped; room = engine.room()) {
      lookedAt = performance.now();
      const { claimed, looked } = await claim(Math.min(room, CLAIM_AT_ONCE));
      if (looked === 0) break; // where all of a bite was unwanted, the wanted ones stand behind it
      await Promise.all(claimed.map(handOver));
    }
  };

  /** Nothing due costs no commit. */
  const claim = async (limit: number): Promise<ReturnType<typeof claimDue>> => {
    const due = store.deliveries.nextDue();
    if (due === null || due > now()) return { claimed: [], looked: 0 };
    return store.transact((tx) => claimDue(tx, limit, now(), options.page()));
  };

  const handOver = async (claimed: Claimed): Promise<void> => {
    const { delivery } = claimed;
    const name: JobName = { deliveryId: delivery.id, claim: delivery.claims };
    const request = await write(name, claimed);
    if (!request) return;
    try {
      const job: SendJob = { ...name, request, notAfter: now() + JOB_MAX_AGE_MS };
      seam("before-send");
      await engine.submit(job);
    } catch (error) {
      const reason = `it could not be handed to the ${engine.name} engine: ${(error as Error).message}`;
      options.onWarning(`delivery ${delivery.id} waits: ${reason}`, error);
      await settleJob(name, { kind: "unsent", reason });
    }
  };

  /** A message that cannot be written is a failed try and not a wait: the table of retries ends it. */
  const write = async (name: JobName, { channel, message }: Claimed): Promise<SendJob["request"] | null> => {
    try {
      return RENDER[channel](message, now());
    } catch (error) {
      const reason = `its message could not be written: ${(error as Error).message}`;
      options.onWarning(`delivery ${name.deliveryId}: ${reason}`, error);
      await settleJob(name, { kind: "failed", reason, isPermanent: false });
      return null;
    }
  };

  /** Rows that say "sending": the engine knows better, or nobody does any more. */
  const inspect = async (): Promise<void> => {
    for (const delivery of store.deliveries.sending()) {
      const name: JobName = { deliveryId: delivery.id, claim: delivery.claims };
      const state = await engine.inspect(name);
      if (state.kind === "finished") await settleJob(name, state.outcome);
      if (state.kind !== "gone") continue;
      if (!state.isCertain && (delivery.leaseUntil ?? 0) > now()) continue;
      if (isStopped || engine.room() <= 0) continue; // this row can wait for the next look; outcomes after it need no room
      const again = await store.transact((tx) => claimAgain(tx, delivery, now()));
      if (again) await handOver(again);
    }
  };

  const wake = (): void => {
    if (isLooking) {
      lookAgain = true;
      return;
    }
    if (isStopped) return;
    isLooking = true;
    lookAgain = false;
    look()
      .then(() => {
        isFailing = false;
      })
      .catch((error) => {
        if (!isFailing) options.onWarning("deliveries could not be looked at; trying again", error);
        isFailing = true;
      })
      .finally(() => {
        isLooking = false;
        if (isStopped) return;
        if (lookAgain) setImmediate(wake);
        else setAlarm();
      });
  };

  /** The timer is only the alarm clock; the rows know when. It is moved nearer, never away, however often we are woken. */
  const setAlarm = (): void => {
    const due = Math.min(store.deliveries.nextDue() ?? Infinity, store.subscribers.nextHold() ?? Infinity);
    // What is due already waits for room or for its target; the engine wakes us then.
    const wait = Math.min(Math.max(due > now() ? due - now() : LOOK_EVERY_MS, 10), LOOK_EVERY_MS);
    const at = performance.now() + wait;
    if (at >= alarmAt) return;
    alarmAt = at;
    clearTimeout(alarm);
    alarm = setTimeout(tick, wait);
  };
  let inspectedAt = 0;
  const tick = (): void => {
    alarmAt = Infinity;
    if (now() - inspectedAt < LOOK_EVERY_MS) {
      wake();
      return;
    }
    inspectedAt = now();
    inspect()
      .catch((error) => options.onWarning("jobs under way could not be inspected; trying again", error))
      .finally(wake);
  };

  return {
    start: async () => {
      await engine.start();
      tick();
    },
    wake,
    trouble: engine.trouble,
    lookedAt: () => lookedAt,
    stop: async (deadlineMs) => {
      isStopped = true;
      clearTimeout(alarm);
      await engine.stop(deadlineMs);
      await Promise.all(settling);
      while (isLooking) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
};

// The loop of the delivery room: flush holds, fan out, claim what is due, hand it to the engine, settle what came of it.

import { LANES, type Lane } from "../../domain/lane.ts";
import type { Outcome } from "../../domain/retry.ts";
import { StoreUnavailable } from "../store/errors.ts";
import type { Store } from "../store/store.ts";
import { RENDER, type RenderContext } from "./channels/render.ts";
import { type Claimed, type ClaimedRows, claimAgain, claimDue, isPaused, isUnwanted } from "./claim.ts";
import type { EngineEvents, JobName, SendEngine, SendJob } from "./engine.ts";
import { fanOutBite } from "./fan-out.ts";
import type { TeamFacts } from "./kinds/kind.ts";
import { flushHolds } from "./plan-levels.ts";
import { remindDue } from "./plan-team.ts";
import { type Settled, settle } from "./settle.ts";
import { type Situation, situationOf, type ToldPage } from "./situation.ts";

/** The rows are looked at without a wake too. */
const LOOK_EVERY_MS = 2000;
/** A job's facts and signature age; Standard Webhooks tolerates five minutes. */
const JOB_MAX_AGE_MS = 60_000;
const CLAIM_AT_ONCE = 64;

export interface DelivererOptions {
  store: Store;
  /** Of the config, with where links in messages lead. */
  pages: () => readonly ToldPage[];
  team: () => TeamFacts;
  cap: () => number;
  channels: () => Omit<RenderContext, "now">;
  now: () => number;
  random: () => number;
  newMessageId: () => string;
  seam: (name: "planner-chunk" | "before-send" | "after-send" | "before-settle") => void;
  createEngine: (events: EngineEvents) => SendEngine;
  /** An attempt has ended. */
  observe: (settled: Settled) => void;
  onWarning: (message: string, error: unknown) => void;
}
export interface Deliverer {
  start: () => Promise<void>;
  /** Only a hint that there may be something to do. */
  wake: () => void;
  /** What waits in the engine may be wanted no more: somebody has acked. A hint, too. */
  recall: () => void;
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
  /** At the start too: an earlier process may have left what nobody wants any more. */
  let mayRecall = true;
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
      const settled = await store.transact((tx) => settle(tx, job, outcome, { now: now(), random: options.random() }));
      if (settled) options.observe(settled);
      await engine.forget(job);
      wake();
    } catch (error) {
      // The row still says "sending"; the engine keeps the outcome, and inspecting it tries again.
      options.onWarning(`delivery ${job.deliveryId} could not be settled; trying again`, error);
    }
  };

  /** Bite by bite, and each time all of it: nobody waits for the last of a hundred thousand others. */
  const look = async (): Promise<void> => {
    for (let isMore = true; isMore && !isStopped; ) {
      lookedAt = performance.now();
      if ((store.subscribers.nextHold() ?? Infinity) <= now())
        await store.transact((tx) => flushHolds(tx, options.pages(), now()));
      if ((store.reminders.nextDue() ?? Infinity) <= now())
        await store.transact((tx) => remindDue(tx, options.team(), now()));
      if (mayRecall) await recallUnwanted();
      const hasPlanned = await planBite();
      isMore = (await claimAndHandOver()) || hasPlanned;
    }
  };

  /** Notices that could not be planned, and when they are tried again, on the monotonic clock. One bad row never stops the rest. */
  const stuck = new Map<number, number>();
  const planBite = async (): Promise<boolean> => {
    const except = [...stuck].flatMap(([id, until]) => (until > performance.now() ? [id] : []));
    const notice = store.notices.unplanned(except);
    if (!notice) return false;
    const fanOut = { newMessageId: options.newMessageId, seam, situation: situation() };
    try {
      await store.transact((tx) => fanOutBite(tx, notice, fanOut));
      stuck.delete(notice.id);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      if (!stuck.has(notice.id))
        options.onWarning(`notice ${notice.id} (${notice.kind}) could not be planned; trying again`, error);
      stuck.set(notice.id, performance.now() + LOOK_EVERY_MS);
    }
    return true;
  };

  /** false when nothing was due, or there was no room. */
  const claimAndHandOver = async (): Promise<boolean> => {
    const room = roomOf();
    if (!isAny(room)) return false;
    const { claimed, looked } = await store.transact<ClaimedRows>((tx) => claimDue(tx, room, situation()));
    await Promise.all(claimed.map(handOver));
    return looked > 0; // where all of a bite was unwanted, the wanted ones stand behind it
  };

  /** For what is due: nothing due costs no commit. */
  const roomOf = (): Record<Lane, number> => {
    const pause = store.pauses.inForce(now());
    const isDue = (lane: Lane): boolean => (store.deliveries.nextDueIn(lane) ?? Infinity) <= now();
    const room = (lane: Lane): number => {
      const free = isPaused(pause, lane) ? 0 : Math.min(engine.room(lane), CLAIM_AT_ONCE);
      return free > 0 && isDue(lane) ? free : 0;
    };
    return { urgent: room("urgent"), mail: room("mail"), http: room("http"), slow: room("slow") };
  };
  const isAny = (room: Readonly<Record<Lane, number>>): boolean => LANES.some((lane) => room[lane] > 0);

  const situation = (): Situation =>
    situationOf(store, { pages: options.pages(), team: options.team(), cap: options.cap(), now: now() });

  /** Pages that wait in the engine and that nobody wants any more are taken back before anybody begins to send them. */
  const recallUnwanted = async (): Promise<void> => {
    mayRecall = false;
    const at = situation();
    const rows = store.deliveries.sendingIn("urgent").filter((row) => isUnwanted(store, row, at));
    if (rows.length === 0) return;
    const recalled = await engine.recall(rows.map(({ id, claims }) => ({ deliveryId: id, claim: claims })));
    await Promise.all(recalled.map((name) => settleJob(name, { kind: "unsent", reason: "it was taken back" })));
  };

  const handOver = async (claimed: Claimed): Promise<void> => {
    const { delivery } = claimed;
    const name: JobName = { deliveryId: delivery.id, claim: delivery.claims };
    const request = await write(name, claimed);
    if (!request) return;
    try {
      const job: SendJob = { ...name, lane: delivery.lane, request, notAfter: now() + JOB_MAX_AGE_MS };
      seam("before-send");
      await engine.submit(job);
    } catch (error) {
      const reason = `it could not be handed to the ${engine.name} engine: ${(error as Error).message}`;
      options.onWarning(`delivery ${delivery.id} waits: ${reason}`, error);
      await settleJob(name, { kind: "unsent", reason });
    }
  };

  /** A message that cannot be written is a failed try and not a wait: the table of retries ends it. */
  const write = async (name: JobName, { message }: Claimed): Promise<SendJob["request"] | null> => {
    try {
      const request = RENDER[message.to.channel](message, { ...options.channels(), now: now() });
      return message.to.isStrangers && request.kind === "http" ? { ...request, isStrangers: true } : request;
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
      // This row can wait for the next look; outcomes after it need no room.
      if (isStopped || engine.room(delivery.lane) <= 0 || isPaused(store.pauses.inForce(now()), delivery.lane))
        continue;
      const again = await store.transact((tx) => claimAgain(tx, delivery, situation()));
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
    const moments = [store.deliveries.nextDue(), store.subscribers.nextHold(), store.reminders.nextDue()];
    const due = Math.min(...moments.map((moment) => moment ?? Infinity));
    // What is due already waits for room or for its target; the engine wakes us then.
    const wait = Math.min(Math.max(due > now() ? due - now() : LOOK_EVERY_MS, 10), LOOK_EVERY_MS);
    const at = performance.now() + wait;
    if (at >= alarmAt) return;
    alarmAt = at;
    clearTimeout(alarm);
    alarm = setTimeout(tick, wait);
  };
  let inspectedAt = -Infinity;
  const tick = (): void => {
    alarmAt = Infinity;
    if (performance.now() - inspectedAt < LOOK_EVERY_MS) {
      wake();
      return;
    }
    inspectedAt = performance.now();
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
    recall: () => {
      mayRecall = true;
      wake();
    },
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

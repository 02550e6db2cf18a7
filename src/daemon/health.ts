// How the daemon itself is: red for a stalled loop, degraded in words for the rest.
import type { Doctor } from "../contract/log.ts";
import type { Follower } from "./store/follow.ts";
import type { Store } from "./store/store.ts";

/** A loop looks every two seconds; three missed looks are a stall. */
const STALLED_AFTER_MS = 7000;
/** Deliveries that wait longer than this are worth a word. */
const LATE_MS = 120_000;

export interface HealthOptions {
  store: Store;
  now: () => number;
  /** `lookedAt` on the monotonic clock, so that a jump of the wall clock stalls nobody. */
  loops: () => Record<string, { lookedAt: () => number }>;
  readers: () => Record<string, Follower>;
  engineTrouble: () => string | null;
  warmUp: () => "running" | "done" | "failed";
}

export const createHealth = (options: HealthOptions) => {
  const { store, now } = options;
  const stalled = (): string[] =>
    Object.entries(options.loops())
      .filter(([, loop]) => performance.now() - loop.lookedAt() > STALLED_AFTER_MS)
      .map(([name]) => name);

  const checks = (): Doctor["checks"] => [
    ...storeChecks(store),
    ...readerChecks(),
    ...deliveryChecks(),
    loopCheck(),
    warmUpCheck(),
  ];

  const readerChecks = (): Doctor["checks"] => {
    const head = store.events.head();
    const faults = store.readers.faults();
    return Object.entries(options.readers()).map(([name, reader]) => {
      const own = faults.filter((fault) => fault.reader === name);
      const behind = head - reader.seq();
      if (own.length > 0)
        return {
          name: `reader ${name}`,
          state: "failed" as const,
          detail: `passed over ${own.length} ${own.length === 1 ? "event" : "events"}, the first at seq ${own[0]!.seq}: ${own[0]!.error}`,
          hint: "`tocsin doctor --repair` tries them again.",
        };
      return {
        name: `reader ${name}`,
        state: "ok" as const,
        detail: behind === 0 ? "at the head of the log" : `${behind} events behind`,
      };
    });
  };

  const deliveryChecks = (): Doctor["checks"] => {
    const trouble = options.engineTrouble();
    const counts = store.deliveries.counts();
    const waiting = (counts.get("queued") ?? 0) + (counts.get("retrying") ?? 0);
    const isLate = now() - (store.deliveries.nextDue() ?? now()) > LATE_MS;
    const dead = counts.get("dead") ?? 0;
    return [
      {
        name: "delivery engine",
        state: trouble ? "failed" : "ok",
        detail: trouble ?? "takes work",
        ...(trouble ? { hint: "Deliveries wait in their rows and go out when it is back." } : {}),
      },
      {
        name: "deliveries",
        state: isLate ? "warning" : "ok",
        detail: `${waiting} waiting, ${dead} dead`,
        ...(isLate ? { hint: "See `tocsin delivery list --state queued`." } : {}),
      },
    ];
  };

  const loopCheck = (): Doctor["checks"][number] => {
    const names = stalled();
    return names.length === 0
      ? { name: "loops", state: "ok", detail: "all of them tick" }
      : {
          name: "loops",
          state: "failed",
          detail: `stalled: ${names.join(", ")}`,
          hint: "Restart the daemon; nothing is lost.",
        };
  };
  const warmUpCheck = (): Doctor["checks"][number] => {
    const state = options.warmUp();
    if (state === "failed")
      return {
        name: "warm-up",
        state: "warning",
        detail: "levels could not be compared at start",
        hint: "See the daemon's log; restarting tries again.",
      };
    return { name: "warm-up", state: "ok", detail: state };
  };

  return {
    isAlive: (): boolean => stalled().length === 0,
    degraded: (): string[] =>
      checks()
        .filter((check) => check.state !== "ok")
        .map((check) => `${check.name}: ${check.detail}`),
    checks,
  };
};

const storeChecks = (store: Store): Doctor["checks"] => {
  const pragmas = store.pragmas();
  const isDurable = pragmas.synchronous === 2 && pragmas.journal_mode === "wal";
  return [
    {
      name: "store",
      state: isDurable ? "ok" : "failed",
      detail: `journal_mode=${pragmas.journal_mode}, synchronous=${pragmas.synchronous}, ${store.events.head()} events`,
    },
  ];
};

// How long the daemon's loop was held, as its own /metrics say; the timer behind them has a step of 10 ms.
import type { BenchDaemon } from "./daemon.ts";

/** Since it was asked last: reading it begins a new measurement. */
export const loopDelayMs = async ({ url }: BenchDaemon, of: "p99" | "max"): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^tocsin_nodejs_eventloop_lag_${of}_seconds (\\S+)$`, "m").exec(text)?.[1]) * 1000;
};

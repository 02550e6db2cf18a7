// One outage for 100,000 subscribers, while sending is paused: how long until each has a row, how long the loop was held for one
// bite of them (the longest delay that the daemon's own /metrics saw; its timer has a step of 10 ms), and what the daemon weighs
// while they all wait.
import { join } from "node:path";
import Database from "better-sqlite3";
import { openIncident } from "../src/contract/incidents.ts";
import { pauseNotify } from "../src/contract/subscribers.ts";
import { startDaemon } from "./support/daemon.ts";
import { loopDelayMs } from "./support/loop-delay.ts";
import { pause, residentMib } from "./support/processes.ts";
import { alone, type Benchmark } from "./support/result.ts";
import { median } from "./support/stats.ts";
import { clientOf, subscribe } from "./support/subscribers.ts";

const SUBSCRIBERS = 100_000;
const ROUNDS = 3;
const LOOK_MS = 5;
const LONGEST_MS = 120_000;
const MAX_MIB = 256;

export const planning: Benchmark = {
  name: "planning",
  run: async (note) => {
    const daemon = await startDaemon(undefined, { notify: { allow_private_targets: true } });
    note(`${SUBSCRIBERS} subscribers`);
    await subscribe(daemon, "http://127.0.0.1:9/hook", SUBSCRIBERS);
    const client = clientOf(daemon);
    await client.call(pauseNotify, {});
    const db = new Database(join(daemon.dataDir, "tocsin.db"), { readonly: true });
    const left = db.prepare("SELECT count(*) FROM notices WHERE fanned_out_to IS NOT NULL").pluck();
    const planned = db.prepare("SELECT count(*) FROM deliveries WHERE state = 'queued'").pluck();
    const took: number[] = [];
    let longestMs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      note(`outage ${round + 1}`);
      await loopDelayMs(daemon, "max");
      const startedAt = performance.now();
      const components = [{ id: `service-${round}` }];
      await client.call(openIncident, { title: "Down", severity: "critical", components });
      const wanted = SUBSCRIBERS * (round + 1);
      for (const until = startedAt + LONGEST_MS; performance.now() < until; await pause(LOOK_MS))
        if (left.get() === 0 && planned.get() === wanted) break;
      took.push((performance.now() - startedAt) / 1000);
      longestMs = Math.max(longestMs, await loopDelayMs(daemon, "max"));
    }
    if (planned.get() !== SUBSCRIBERS * ROUNDS) throw new Error(`${planned.get()} rows were planned`);
    db.close();
    return [
      alone("planning for 100,000 subscribers", "s", median(took), { of: "ours", atMost: 3 }),
      alone("planning, longest delay of the loop", "ms", longestMs, { of: "ours", atMost: 50 }),
      alone("memory while 300,000 wait", "MiB", residentMib(daemon.pid), { of: "ours", atMost: MAX_MIB }),
    ];
  },
};

// 10,000 alerts in a minute over 50 groups: 4,000 fire for the first time, half of them recover and come back, the others are
// repeated; half of the requests are batches, half single alerts, while a terminal watches and the page is loaded 200 times a
// second. The delay of the daemon's loop is what its own /metrics says of that minute (the timer has a step of 10 ms), its memory
// the greatest that the kernel counted. Everything that fired must have reached the terminal.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import autocannon from "autocannon";
import { type BenchAlert, forTocsin, inBatches } from "./support/alerts.ts";
import { SOURCE } from "./support/config.ts";
import { type BenchDaemon, PROGRAM, startDaemon } from "./support/daemon.ts";
import { loopDelayMs } from "./support/loop-delay.ts";
import type { PostAnswer } from "./support/post-load.ts";
import { atEnd, ENV, end, pause, residentMib, startHelper } from "./support/processes.ts";
import { alone, type Benchmark } from "./support/result.ts";

const MINUTE_MS = 60_000;
const GROUPS = 50;
const DISTINCT = 4000;
const BATCH = 64;
const CLIENTS = 8;
const PAGES_PER_SECOND = 200;
const MAX_MIB = 256;
const SETTLE_MS = 3000;

export const storm: Benchmark = {
  name: "storm",
  run: async (note) => {
    const daemon = await startDaemon();
    const watched = watch(daemon);
    const load = await startHelper(join(import.meta.dirname, "support/post-load.ts"));
    note("one minute");
    let peakMib = 0;
    const sampling = setInterval(() => {
      peakMib = Math.max(peakMib, residentMib(daemon.pid));
    }, 250);
    await loopDelayMs(daemon, "p99");
    const pages = autocannon({
      url: daemon.url,
      duration: MINUTE_MS / 1000,
      overallRate: PAGES_PER_SECOND,
      connections: 10,
    });
    const storm = load.ask<PostAnswer>({
      url: `${daemon.url}/ingest/${SOURCE.id}`,
      headers: { authorization: `Bearer ${SOURCE.key}` },
      bodies: bodies(),
      clients: CLIENTS,
      overMs: MINUTE_MS,
    });
    const [{ tookMs }, page] = await Promise.all([storm, pages]);
    const delayMs = await loopDelayMs(daemon, "p99");
    await pause(SETTLE_MS);
    clearInterval(sampling);
    const wanted = DISTINCT + DISTINCT / 2;
    if (watched.fired !== wanted) throw new Error(`${watched.fired} of ${wanted} firings reached the terminal`);
    return [
      alone("storm of 10,000 alerts", "s", tookMs / 1000, null),
      alone("storm, loop delay p99", "ms", delayMs, { of: "ours", atMost: 50 }),
      alone("storm, memory at most", "MiB", peakMib, { of: "ours", atMost: MAX_MIB }),
      alone("storm, page p99", "ms", page.latency.p99, null),
    ];
  },
};

const watch = (daemon: BenchDaemon): { fired: number } => {
  const seen = { fired: 0 };
  const child = spawn(process.execPath, [PROGRAM, "watch", "--json", "--url", daemon.url, "--token", daemon.token], {
    env: ENV,
    stdio: ["ignore", "pipe", "inherit"],
  });
  atEnd(() => end(child));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes('"alert:fired"')) seen.fired += 1;
  });
  return seen;
};

/** In the order of their telling: all fire, then half recover while the others repeat, then that half is back. */
const bodies = (): string[] => {
  const all = Array.from(
    { length: DISTINCT },
    (_, index): BenchAlert => ({
      group: index % GROUPS,
      instance: `node-${index}`,
      status: "firing",
    }),
  );
  const back = all.filter((_, index) => Math.floor(index / GROUPS) % 2 === 0);
  const stay = all.filter((_, index) => Math.floor(index / GROUPS) % 2 === 1);
  const recovered = back.map((alert): BenchAlert => ({ ...alert, status: "resolved" }));
  return [all, recovered, stay, back].flatMap((wave) => {
    const groups = [...Map.groupBy(wave, (alert) => alert.group).values()];
    const [batched, single] = [groups.slice(0, GROUPS / 2), groups.slice(GROUPS / 2)];
    return [
      ...batched.flatMap((group) => inBatches(group, BATCH).map(forTocsin)),
      ...single.flatMap((group) => group.map((alert) => forTocsin([alert]))),
    ];
  });
};

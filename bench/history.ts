// Acks and the live feed once more with 100,000 closed incidents in the store (400,000 events, links, audit rows), beside the same
// daemon with an empty past. Both daemons live at the same time and are asked in turns.
import { createAcker } from "./support/acks.ts";
import { startDaemon } from "./support/daemon.ts";
import { createOurs, p99Of } from "./support/feed.ts";
import { type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";

const CLOSED = 100_000;
const ROUNDS = 5;
const COUNT = { 1: 800, 16: 2500 } as const;
const WARM_UP = 1000;
const SOCKETS = 1000;
const SENDS = 15;
const FRESH = { closed: 0, open: 2 * WARM_UP + ROUNDS * (COUNT[1] + COUNT[16]) };
const OLD = { ...FRESH, closed: CLOSED };

export const history: Benchmark = {
  name: "history",
  run: async (note) => {
    note(`${CLOSED} closed incidents are being lived through`);
    return [...(await ackResults(note)), await feedResult(note)];
  },
};

const ackResults = async (note: (text: string) => void): Promise<Result[]> => {
  const old = await createAcker(await startDaemon(OLD));
  const fresh = await createAcker(await startDaemon(FRESH));
  const results: Result[] = [];
  for (const clients of [1, 16] as const) {
    note(`acks, ${clients} over tcp`);
    for (const acker of [fresh, old]) await acker.run("tcp", clients, WARM_UP);
    const rounds = await inTurns(ROUNDS, {
      baseline: () => fresh.run("tcp", clients, COUNT[clients]),
      ours: () => old.run("tcp", clients, COUNT[clients]),
    });
    const name = `acks after ${CLOSED.toLocaleString("en")} incidents, ${clients} client${clients > 1 ? "s" : ""}`;
    results.push(compared(name, "1/s", rounds, { of: "ratio", atLeast: 0.9 }));
  }
  return results;
};

/** A rate of 0.9 is a time of 1/0.9. */
const feedResult = async (note: (text: string) => void): Promise<Result> => {
  note("the live feed");
  const old = await createOurs(OLD, SOCKETS);
  const fresh = await createOurs(FRESH, SOCKETS);
  await p99Of(old, SENDS);
  await p99Of(fresh, SENDS);
  const rounds = await inTurns(ROUNDS, { baseline: () => p99Of(fresh, SENDS), ours: () => p99Of(old, SENDS) });
  return compared(`event after ${CLOSED.toLocaleString("en")} incidents, p99`, "ms", rounds, {
    of: "ratio",
    atMost: 1.11,
  });
};

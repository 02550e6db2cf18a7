// Acks per second over HTTP, beside bare one-row commits of better-sqlite3 at the same durability (WAL, synchronous=FULL) on the
// same disk. Every ack is a POST with its own Idempotency-Key to an incident of its own, over connections that stay open, from a
// process of its own. An ack is answered after its commit, which writes four rows: incident, event, audit, idempotency record.
// Beside a bare Node server that commits one row per request it shows what of that is HTTP between two processes.
// The event-loop delay is what the daemon's own /metrics says of the rounds with 16 clients; its timer has a step of 10 ms, and
// an idle loop shows that step.
import { bareCommits, createAcker, createBareAcker, type Entrance } from "./support/acks.ts";
import { startDaemon } from "./support/daemon.ts";
import { loopDelayMs } from "./support/loop-delay.ts";
import { alone, type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";

const ROUNDS = 5;
/** Each a second at most, on a disk that takes 3,000 commits a second. */
const COUNT = { 1: 1000, 16: 3000 } as const;
const BARE_COUNT = 2000;
const WARM_UP = 1000;

const CASES = [
  { entrance: "tcp", clients: 1, aim: 0.5 },
  { entrance: "unix", clients: 1, aim: 0.5 },
  { entrance: "tcp", clients: 16, aim: 1 },
  { entrance: "unix", clients: 16, aim: 1 },
] as const satisfies { entrance: Entrance; clients: keyof typeof COUNT; aim: number }[];

export const acks: Benchmark = {
  name: "acks",
  run: async (note) => {
    const open = [...CASES, ...CASES.slice(1, 3)].reduce(
      (sum, { clients }) => sum + WARM_UP + ROUNDS * COUNT[clients],
      0,
    );
    const daemon = await startDaemon({ closed: 0, open });
    const acker = await createAcker(daemon);
    const bare = bareCommits();
    const results: Result[] = [];
    let worstDelayMs = 0;
    for (const { entrance, clients, aim } of CASES) {
      note(`${clients} over ${entrance}`);
      await acker.run(entrance, clients, WARM_UP);
      await loopDelayMs(daemon, "p99");
      const rounds = await inTurns(ROUNDS, {
        baseline: async () => bare(BARE_COUNT),
        ours: () => acker.run(entrance, clients, COUNT[clients]),
      });
      if (clients === 16) worstDelayMs = Math.max(worstDelayMs, await loopDelayMs(daemon, "p99"));
      results.push(
        compared(`acks, ${clients} client${clients > 1 ? "s" : ""}, ${entrance}`, "1/s", rounds, {
          of: "ratio",
          atLeast: aim,
        }),
      );
    }
    const bareServer = await createBareAcker();
    for (const clients of [1, 16] as const) {
      note(`${clients} over tcp, beside a bare server`);
      await bareServer.run("tcp", clients, WARM_UP);
      const rounds = await inTurns(ROUNDS, {
        baseline: () => bareServer.run("tcp", clients, COUNT[clients]),
        ours: () => acker.run("tcp", clients, COUNT[clients]),
      });
      results.push(
        compared(`acks, ${clients} client${clients > 1 ? "s" : ""}, beside a bare server`, "1/s", rounds, null),
      );
    }
    return [...results, alone("loop delay p99 under 16 clients", "ms", worstDelayMs, { of: "ours", atMost: 50 })];
  },
};

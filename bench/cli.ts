// `tocsin status` over the unix socket, from spawn to exit, beside `node -e 0`: by the door of a checkout, and without it.
import { join } from "node:path";
import { PROGRAM, startDaemon } from "./support/daemon.ts";
import { ENV, ROOT } from "./support/processes.ts";
import { type Benchmark, compared, type Result } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";
import { timeOf } from "./support/time-of.ts";

const ROUNDS = 15;

export const cli: Benchmark = {
  name: "cli",
  run: async (note) => {
    const { socketPath } = await startDaemon({ closed: 0, open: 20 });
    const env = { ...ENV, TOCSIN_SOCKET: socketPath };
    const doors = [
      { name: "tocsin status", program: process.execPath, args: [PROGRAM, "status"] },
      { name: "tocsin status, through bin/tocsin", program: join(ROOT, "bin/tocsin"), args: ["status"] },
    ];
    const results: Result[] = [];
    for (const { name, program, args } of doors) {
      note(name);
      const rounds = await inTurns(ROUNDS, {
        baseline: () => timeOf(process.execPath, ["-e", "0"], env),
        ours: () => timeOf(program, args, env),
      });
      results.push(compared(`${name}, beside \`node -e 0\``, "ms", rounds, null));
    }
    return results;
  },
};

import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("worker")
    .description("send deliveries that a daemon queues in Redis; needs no database, runs until SIGTERM")
    .action(
      run(async (context) => {
        const { runWorker } = await import("../../daemon/worker.ts");
        const { env, stdout, stderr, ownSignals } = context.io;
        ownSignals();
        return runWorker({ configFile: context.flags.config, env, stdout, stderr });
      }),
    );
};

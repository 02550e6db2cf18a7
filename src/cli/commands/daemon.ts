import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("daemon")
    .description("run the daemon: store, API, live feed, delivery and public page, until SIGTERM")
    .action(
      run(async (context) => {
        const { runDaemon } = await import("../../daemon/main.ts");
        const { env, stdout, stderr, ownSignals } = context.io;
        ownSignals();
        return runDaemon({ configFile: context.flags.config, env, stdout, stderr });
      }),
    );
};

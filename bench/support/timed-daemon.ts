// The daemon on a config file, with its after-commit seam noting the time. Bundled like the program itself.
import { loadFoundConfig } from "../../src/config/places.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { createLog } from "../../src/daemon/log.ts";
import { serve, sharedNow } from "./processes.ts";

export type TimedQuestion = { kind: "where" } | { kind: "commits" };
/** Commits that are still remembered: an ack's is among the last few. */
const KEPT = 100;

let commits: number[] = [];
const { config } = await loadFoundConfig(process.argv[2], process.env);
const daemon = await startDaemon({
  config,
  env: process.env,
  log: createLog("warn", process.stderr),
  ports: {
    seam: (name) => {
      if (name === "after-commit") commits = [...commits.slice(-KEPT), sharedNow()];
    },
  },
});
await daemon.warm;

/** The url, or the times of the last commits. */
serve((question: TimedQuestion): string | number[] => (question.kind === "where" ? daemon.url : commits));

import { afterAll, beforeAll, describe, test } from "vitest";
import { bundleScript } from "../support/crash.ts";
import { killPlans } from "../support/kill-plans.ts";
import { runKillRound } from "../support/kill-round.ts";

let child: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  child = await bundleScript("child-daemon.ts");
});
afterAll(() => child.remove());

describe.each(["before-commit", "after-commit", "engine-step"] as const)(
  "killed at %s under eight clients, nothing is lost and nothing is done twice",
  (seam) => {
    test.each(killPlans())("at pass $pass (seed $seed)", async ({ pass, seed, isKilledAgain }) => {
      await runKillRound({ script: child.file, kill: { seam, pass }, seed, isKilledAgain });
    });
  },
);

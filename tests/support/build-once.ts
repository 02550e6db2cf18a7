// Journeys run the program as it is shipped: one build before all tests.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export default (): void => {
  if (process.env.TOCSIN_SKIP_BUILD === "1") return; // dist/ is known to be fresh
  const built = spawnSync(process.execPath, [join(import.meta.dirname, "../../scripts/build.ts")], {
    stdio: "inherit",
  });
  if (built.status !== 0) throw new Error("the build failed; see above");
};

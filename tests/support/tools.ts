// Real programs that some tests need. Missing: skipped with one loud line, or a failure where all must be there (CI).
import { spawnSync } from "node:child_process";

const isRequired = process.env.TOCSIN_REQUIRE_TOOLS === "1";
/** Scales soak, fuzz and kill rounds; 1 is what `npm test` has time for. */
export const SCALE = Number(process.env.TOCSIN_TEST_SCALE ?? "1");
const told = new Set<string>();

/** Use as `describe.skipIf(!hasTools("redis-server"))`. */
export const hasTools = (...names: string[]): boolean => {
  const missing = names.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
  if (missing.length === 0) return true;
  if (isRequired) throw new Error(`these programs are missing and TOCSIN_REQUIRE_TOOLS=1: ${missing.join(", ")}`);
  for (const name of missing.filter((one) => !told.has(one))) {
    told.add(name);
    process.stderr.write(`SKIPPED: tests that need ${name}, which is not installed here\n`);
  }
  return false;
};

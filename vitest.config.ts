import { defineConfig } from "vitest/config";
import { browserCodeForVite } from "./scripts/browser-code.ts";

export default defineConfig({
  plugins: [browserCodeForVite],
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    globalSetup: ["tests/support/build-once.ts"],
    // Against a test that hangs, on the slowest machine; how fast we are is what bench/ measures.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Journeys wait for real processes most of the time: three keep two cores busy, more only wait for each other.
    maxWorkers: 3,
    pool: "forks",
  },
});

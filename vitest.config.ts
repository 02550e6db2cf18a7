import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    globalSetup: ["tests/support/build-once.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Journeys start real processes; more at once than cores only makes them wait for each other.
    maxWorkers: 2,
    pool: "forks",
  },
});
